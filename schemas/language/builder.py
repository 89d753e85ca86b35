"""Builds typed nodes from lark's tree and refuses what makes no sense, in the words of the person's sheet."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NoReturn

from lark import Token, Transformer, v_args
from lark.tree import Meta

from .errors import ExpressionError, suggestion
from .nodes import (
    Arithmetic,
    Call,
    Column,
    Comparison,
    Constant,
    Junction,
    Negative,
    Node,
    Not,
    Parameter,
    Type,
    ValueType,
    trimmed,
)
from .signatures import SIGNATURES, Kind

TYPE_NAMES: dict[str, str] = {
    "number": "数字",
    "text": "文字",
    "bool": "条件",
    "date": "日期",
    "missing": "空",
}
_OPERATORS = str.maketrans("＋−－–×＊÷／＾＜＞＝", "+---**//^<>=")
_SIGNS = {"≠": "<>", "≤": "<=", "≥": ">="}
# Excel believes that 1900 was a leap year; from this day on every program counts days alike.
_FIRST_DAY = dt.date(1900, 3, 1)


def _folded(title: str) -> str:
    """A title however it is typed: full-width brackets and letters, blanks around it."""
    return unicodedata.normalize("NFKC", title).strip()


@v_args(meta=True)
class Builder(Transformer[Token, Node]):
    """One method a grammar rule; each gives a node or raises ExpressionError."""

    def __init__(self, text: str, columns: Mapping[str, Type], parameters: Mapping[str, Type]) -> None:
        super().__init__()
        self.source = text
        self.columns = columns
        self.parameters = parameters
        self._titles = {_folded(title): title for title in columns}

    def start(self, meta: Meta, children: list[Node]) -> Node:
        """The whole text."""
        return children[0]

    # -- values

    def number(self, meta: Meta, children: list[Token]) -> Node:
        """`12.5`, `50%`."""
        digits = children[0].replace("％", "%").replace("．", ".")
        value = Decimal(digits.rstrip("% \t\r\n\u3000")) / (100 if digits.endswith("%") else 1)
        if float(value) in (float("inf"), float("-inf")):
            self._fail(f"数字“{digits}”太大", _span(meta))
        return Constant(type="number", value=float(value), span=_span(meta))

    def text(self, meta: Meta, children: list[Token]) -> Node:
        """`"…"` or `“…”`."""
        quoted = children[0]
        value = trimmed(quoted[1:-1].replace('""', '"') if quoted[0] == '"' else quoted[1:-1])
        if not value:
            self._fail("引号里没有字；判断没有填写请用 为空(…)", _span(meta))
        return Constant(type="text", value=value, span=_span(meta))

    def missing(self, meta: Meta, children: list[Token]) -> Node:
        """`空`."""
        return Constant(type="missing", value=None, span=_span(meta))

    def column(self, meta: Meta, children: list[Token]) -> Node:
        """`[累计完成投资(万元)]`."""
        written = children[0][1:-1]
        title = written if written in self.columns else self._titles.get(_folded(written), written.strip())
        if title not in self.columns:
            self._fail(f"没有“{title}”这一列{suggestion(title, self.columns)}", _span(meta))
        return Column(type=self.columns[title], title=title, span=_span(meta))

    def parameter(self, meta: Meta, children: list[Token]) -> Node:
        """`参数(快于预期阈值)`."""
        name = re.split("[(（]", children[0], maxsplit=1)[1][:-1].strip()
        if name not in self.parameters:
            self._fail(f"没有“{name}”这个参数{suggestion(name, self.parameters)}", _span(meta))
        return Parameter(type=self.parameters[name], name=name, span=_span(meta))

    # -- operators

    def arithmetic(self, meta: Meta, children: list[Node | Token]) -> Node:
        """`+ - × ÷ ^`."""
        left, sign, right = children
        assert isinstance(left, Node) and isinstance(right, Node)
        self._require_number(left)
        self._require_number(right)
        operator = str(sign).translate(_OPERATORS)
        return Arithmetic(type="number", operator=operator, left=left, right=right, span=_span(meta))

    def negative(self, meta: Meta, children: list[Node | Token]) -> Node:
        """Unary minus; of a number written out it is a number."""
        operand = children[1]
        assert isinstance(operand, Node)
        self._require_number(operand)
        if isinstance(operand, Constant) and isinstance(operand.value, float):
            return Constant(type="number", value=-operand.value, span=_span(meta))
        return Negative(type="number", operand=operand, span=_span(meta))

    def compare(self, meta: Meta, children: list[Node | Token]) -> Node:
        """`= <> < <= > >=`, only between values of one type."""
        left, sign, right = children
        assert isinstance(left, Node) and isinstance(right, Node)
        operator = str(sign).translate(_OPERATORS)
        operator = _SIGNS.get(operator, operator)
        for side, other in ((left, right), (right, left)):
            if side.type == "bool":
                self._fail(f"{self._name(side)}是条件，不能再拿来比较", side.span)
            if isinstance(side, Constant) and side.value is None and operator in ("=", "<>"):
                self._fail("与“空”比较永远没有结果；判断没有填写请用 为空(…)", side.span)
            if side.type == "text" and other.type not in ("text", "missing"):
                self._fail(f"{self._name(side)}是文字，不能与{TYPE_NAMES[other.type]}比较", side.span)
        if {left.type, right.type} == {"date", "number"}:
            date = left if left.type == "date" else right
            self._fail(f"{self._name(date)}是日期，不能与数字比较", date.span)
        if "text" in (left.type, right.type) and operator not in ("=", "<>"):
            text = left if left.type == "text" else right
            self._fail(f"{self._name(text)}是文字，只能用 = 或 <> 比较，不能比大小", text.span)
        return Comparison(type="bool", operator=operator, left=left, right=right, span=_span(meta))

    def implies(self, meta: Meta, children: list[Node]) -> Node:
        """`若 A 则 B`: (非 A) 或 B."""
        premise, conclusion = children
        self._require_conditions("若…则…", children)
        denied = Not(type="bool", operand=premise, span=premise.span)
        return Junction(type="bool", word="或", operands=(denied, conclusion), span=_span(meta))

    def either(self, meta: Meta, children: list[Node]) -> Node:
        """`或`."""
        return self._junction("或", meta, children)

    def both(self, meta: Meta, children: list[Node]) -> Node:
        """`且`."""
        return self._junction("且", meta, children)

    def _junction(self, word: Literal["且", "或"], meta: Meta, children: list[Node]) -> Node:
        self._require_conditions(word, children)
        return Junction(type="bool", word=word, operands=tuple(children), span=_span(meta))

    def negated(self, meta: Meta, children: list[Node]) -> Node:
        """`非`."""
        self._require_conditions("非", children)
        return Not(type="bool", operand=children[0], span=_span(meta))

    # -- functions

    def call(self, meta: Meta, children: list[Node | Token]) -> Node:
        """A function; its arguments are held against its signature."""
        name = str(children[0])
        arguments = tuple(child for child in children[1:] if isinstance(child, Node))
        signature = SIGNATURES.get(name)
        if signature is None:
            self._fail(f"没有“{name}”这个函数{suggestion(name, SIGNATURES)}", _span(meta))
        least = len(signature.kinds)
        if len(arguments) < least or (len(arguments) > least and not signature.repeats):
            wanted = f"至少 {least} 个" if signature.repeats else f" {least} 个"
            self._fail(f"“{name}”要{wanted}值，这里有 {len(arguments)} 个；写法：{signature.usage}", _span(meta))
        kinds = signature.kinds + (signature.kinds[-1],) * (len(arguments) - least)
        for argument, kind in zip(arguments, kinds, strict=True):
            self._check_kind(name, argument, kind)
        shared = self._shared_type(name, arguments, kinds)
        if name == "日期":
            return self._date(arguments[0], _span(meta))
        if name == "查找":
            self._check_lookup(arguments)
        return Call(type=signature.result or shared, function=name, arguments=arguments, span=_span(meta))

    def _check_kind(self, name: str, argument: Node, kind: Kind) -> None:
        if kind in ("number", "text", "date", "bool"):
            if argument.type not in (kind, *(("missing",) if kind != "bool" else ())):
                self._wrong_type(name, argument, TYPE_NAMES[kind])
        elif kind == "literal":
            if not isinstance(argument, Constant) or argument.type != "text":
                self._fail(f"“{name}”里要写带引号的文字，这里是{self._name(argument)}", argument.span)
        elif kind == "digits":
            if not isinstance(argument, Constant) or argument.value not in range(-9, 10):
                self._fail(f"“{name}”的位数要写 -9 到 9 的整数，这里是{self._name(argument)}", argument.span)
        elif kind == "column":
            if not isinstance(argument, Column):
                self._fail(f"“{name}”里要写方括号里的列名，这里是{self._name(argument)}", argument.span)
        elif kind != "any" and argument.type == "bool":
            self._wrong_type(name, argument, "数字、文字或日期")
        elif kind == "ordered" and argument.type == "text":
            self._wrong_type(name, argument, "数字或日期")

    def _shared_type(self, name: str, arguments: tuple[Node, ...], kinds: tuple[Kind, ...]) -> ValueType:
        alike = [part for part, kind in zip(arguments, kinds, strict=True) if kind in ("alike", "ordered")]
        typed = [part for part in alike if part.type != "missing"]
        for part in typed[1:]:
            if part.type != typed[0].type:
                self._wrong_type(name, part, TYPE_NAMES[typed[0].type] + f"（与{self._name(typed[0])}一样）")
        return typed[0].type if typed else "missing"

    def _check_lookup(self, arguments: tuple[Node, ...]) -> None:
        for argument, wanted in zip(arguments[1:], ("text", "number"), strict=True):
            if argument.type != wanted:
                self._wrong_type("查找", argument, TYPE_NAMES[wanted] + "列")

    def _date(self, literal: Node, span: tuple[int, int]) -> Node:
        assert isinstance(literal, Constant)
        numbers = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(literal.value))
        try:
            value = dt.date(*map(int, numbers.groups())) if numbers else None
        except ValueError:
            value = None
        if value is None or value < _FIRST_DAY:
            self._fail(f'“{literal.value}”不是日期，要写成 日期("2023-06-30")', literal.span)
        return Constant(type="date", value=value, span=span)

    # -- refusals

    def _require_number(self, node: Node) -> None:
        if node.type == "date":
            self._fail(f"{self._name(node)}是日期，不能加减乘除；相差几天请用 天数(日期, 日期)", node.span)
        if node.type not in ("number", "missing"):
            self._fail(f"{self._name(node)}是{TYPE_NAMES[node.type]}，不能加减乘除", node.span)

    def _require_conditions(self, word: str, nodes: list[Node]) -> None:
        for node in nodes:
            if node.type != "bool":
                self._fail(f"“{word}”要连接条件，{self._name(node)}是{TYPE_NAMES[node.type]}", node.span)

    def _wrong_type(self, function: str, node: Node, wanted: str) -> NoReturn:
        self._fail(f"{self._name(node)}是{TYPE_NAMES[node.type]}，“{function}”这里要用{wanted}", node.span)

    def _name(self, node: Node) -> str:
        written = node.title if isinstance(node, Column) else self.source[slice(*node.span)]
        return f"“{written}”"

    def _fail(self, message: str, span: tuple[int, int]) -> NoReturn:
        raise ExpressionError(message, self.source, span[0])


def _span(meta: Meta) -> tuple[int, int]:
    return meta.start_pos, meta.end_pos
