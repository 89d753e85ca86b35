"""The functions of the language as Excel formulas."""

from __future__ import annotations

from .errors import ExpressionError
from .excel_pieces import BLANK, PRODUCT, SUM, Number, Text, Verdict, asked, quoted
from .nodes import WIDE_SPACE, Call, Column, Constant, Node


class Functions:
    """The part of the writer that knows the functions; the rest of it reads their arguments."""

    column_range: object

    def number(self, node: Node) -> Number:
        """A number or date node."""
        raise NotImplementedError

    def text(self, node: Node) -> Text:
        """A text node."""
        raise NotImplementedError

    def verdict(self, node: Node) -> Verdict:
        """A condition."""
        raise NotImplementedError

    def number_call(self, node: Call) -> Number:
        """A function that gives a number or date."""
        arguments = node.arguments
        match node.function:
            case "长度":
                return Number(f"LEN({self.text(arguments[0]).value()})")
            case "绝对值":
                return self.number(arguments[0]).wrapped("ABS")
            case "四舍五入":
                return self.number(arguments[0]).wrapped("ROUND", str(int(_literal_number(arguments[1]))))
            case "年份":
                date = self.number(arguments[0])
                year = f"YEAR({date.refs[0] if date.bare else date.text})"
                return Number(year, refs=date.refs, risky=not date.certain)
            case "天数":
                late, early = (self.number(part) for part in arguments)
                risky = any(part.risky or part.blank for part in (late, early))
                return Number(f"{late.inside(SUM)}-{early.inside(PRODUCT)}", SUM, late.refs + early.refs, risky)
            case "计数":
                return Number(self._count(arguments), SUM)
            case "求和":
                return _if_any("SUM", [self.number(part) for part in arguments], "0")
            case "最大":
                return _if_any("MAX", [self.number(part) for part in arguments], "-9E+307")
            case "最小":
                return _if_any("MIN", [self.number(part) for part in arguments], "9E+307")
            case "平均":
                values = [self.number(part) for part in arguments]
                text = f"SUM({_list(values, '0')})/{_in_brackets(_count_of(values))}"
                return Number(text, PRODUCT, risky=True)
            case "首个":
                return _first([self.number(part) for part in arguments])
            case "如果":
                condition, values = self.verdict(arguments[0]), [self.number(part) for part in arguments[1:]]
                certain = condition.certain and all(value.certain for value in values)
                return Number(condition.choose(values[0].value(), values[1].value()), blank=not certain)
            case "查找":
                return self._lookup(*arguments)
        raise TypeError(node)

    def text_call(self, node: Call) -> Text:
        """A function that gives a text."""
        match node.function:
            case "首个":
                *values, last = [self.text(part).value() for part in node.arguments]
                for value in reversed(values):
                    last = f"IF({value}<>{BLANK},{value},{last})"
                return Text(last)
            case "如果":
                first, second = (self.text(part).value() for part in node.arguments[1:])
                return Text(self.verdict(node.arguments[0]).choose(first, second))
        raise TypeError(node)

    def verdict_call(self, node: Call) -> Verdict:
        """A function that gives a condition."""
        match node.function:
            case "为空":
                known = self._known(node.arguments[0])
                return Verdict(f"NOT({known})", known, (None, f"NOT({known})", False), certain=True)
            case "包含":
                words = self.text(node.arguments[0])
                return _sought(quoted(_literal_text(node.arguments[1])), words.text, words)
            case "属于":
                words = self.text(node.arguments[0])
                # No trimmed text holds a wide space, so it marks where each text of the list ends.
                choices = WIDE_SPACE.join(["", *map(_literal_text, node.arguments[1:]), ""])
                return _sought(f'"{WIDE_SPACE}"&{words.text}&"{WIDE_SPACE}"', quoted(choices), words)
        raise TypeError(node)

    def _known(self, node: Node) -> str:
        if node.type == "bool":
            verdict = self.verdict(node)
            return f"OR({verdict.true},{verdict.false})"
        if node.type == "text":
            return f"{self.text(node).value()}<>{BLANK}"
        return self.number(node).known()

    def _count(self, arguments: tuple[Node, ...]) -> str:
        numbers = [self.number(part) for part in arguments if part.type in ("number", "date", "missing")]
        others = [self._known(part) for part in arguments if part.type in ("text", "bool")]
        return _count_of(numbers, others)

    def _lookup(self, key: Node, key_column: Node, number_column: Node) -> Number:
        if not callable(self.column_range):
            raise ExpressionError("这里不能用“查找”：没有整列的范围")
        assert isinstance(key_column, Column) and isinstance(number_column, Column)
        words = self.text(key)
        keys, values = self.column_range(key_column.title), self.column_range(number_column.title)
        # AVERAGE of the one cell found is an error when that cell holds no number, where INDEX alone would
        # give 0. Dividing by TRUE changes nothing; by FALSE it keeps a blank key from finding a cell with "".
        text = f"AVERAGE(INDEX({values},MATCH({words.text},{keys},0)))/({words.text}<>{BLANK})"
        return Number(text, PRODUCT, risky=True)


def _sought(part: str, whole: str, words: Text) -> Verdict:
    found = f"FIND({part},{whole})"
    condition = None if words.literal else f"{words.text}<>{BLANK}"
    test, opposite = f"ISNUMBER({found})", f"ISERROR({found})"
    verdict = asked(condition, test, opposite, words.risky)
    # ISNUMBER of an error is FALSE and nothing is found in a blank text: what is found needs no guard.
    return Verdict(test, verdict.false, verdict.question, verdict.certain)


def _if_any(function: str, values: list[Number], neutral: str) -> Number:
    """The function over the values that are not missing; missing when all are."""
    certain = [value for value in values if value.certain]
    # A value that is there anyway changes no maximum or minimum a second time, and reads better than 9E+307.
    if certain and function != "SUM":
        neutral = certain[0].text
    text = f"{function}({_list(values, neutral)})"
    if certain:
        return Number(text)
    count = _count_of(values)
    return Number(f"IF({count}>0,{text},{BLANK})", blank=True)


def _first(values: list[Number]) -> Number:
    # Nothing after a value that is always there is ever reached.
    reached = next((place for place, value in enumerate(values) if value.certain), len(values) - 1)
    *others, last = values[: reached + 1]
    if not others:
        return last
    text = last.value()
    for value in reversed(others):
        bare = f"IF({value.known()},{value.text},{text})"
        text = bare if value.bare else f"IFERROR({value.strict()},{text})"
    return Number(text, blank=not last.certain)


def _list(values: list[Number], neutral: str) -> str:
    return ",".join(value.value(neutral) for value in values)


def _count_of(values: list[Number], conditions: list[str] | None = None) -> str:
    """How many values are not missing, plus how many of the conditions hold."""
    direct = [value.refs[0] if value.bare else value.text for value in values if value.bare or value.certain]
    tests = [value.known() for value in values if not (value.bare or value.certain)] + (conditions or [])
    terms = [f"COUNT({','.join(direct)})"] if direct else ["0"]
    return "+".join(terms + [f"({test})" for test in tests])


def _in_brackets(text: str) -> str:
    return f"({text})" if "+" in text else text


def _literal_number(node: Node) -> float:
    assert isinstance(node, Constant) and isinstance(node.value, float)
    return node.value


def _literal_text(node: Node) -> str:
    assert isinstance(node, Constant) and isinstance(node.value, str)
    return node.value
