"""Writes an expression as an Excel formula that every Excel since 2010, WPS and LibreOffice compute alike.

A blank cell would count as 0, a text "5" as 5, an error would spread. So the cells an arithmetic part reads
are counted once, `IF(COUNT(A1,B1)=2,A1/B1,"")`, and whatever can still fail stands in one IFERROR. Inside a
larger part a missing result is "" or an error: both make the arithmetic around it an error, and its IFERROR
turns that into "" again, so no guard is written twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from .errors import ExpressionError
from .excel_functions import Functions
from .excel_pieces import (
    ATOM,
    BLANK,
    LONGEST,
    POWER,
    PRODUCT,
    SIGNED,
    SUM,
    Number,
    Text,
    Verdict,
    asked,
    guard,
    quoted,
    too_long,
    written,
)
from .nodes import (
    COMPARED_DECIMALS,
    WIDE_SPACE,
    Arithmetic,
    Call,
    Column,
    Comparison,
    Constant,
    Expression,
    Junction,
    Negative,
    Node,
    Not,
    Parameter,
    ParameterValue,
    trimmed,
)

CellOf = Callable[[str], str]

_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}
_OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def to_excel(
    expression: Expression,
    cell: CellOf,
    parameters: Mapping[str, ParameterValue] | None = None,
    column_range: CellOf | None = None,
) -> str:
    """The formula, without its = sign, of the value in one row, "" when missing.

    Of a condition: TRUE exactly where it is definitely true. `cell` and `column_range` give, for a column's
    title, its cell in that row (`$F5`) and all its cells (`$F$5:$F$90`). Raises ExpressionError when the
    formula is longer than Excel allows.
    """
    writer = _Writer(cell, parameters or {}, column_range)
    if expression.type == "bool":
        return _checked(writer.verdict(expression.node).true)
    if expression.type == "text":
        return _checked(writer.text(expression.node).value())
    return _checked(writer.number(expression.node).value())


def violated_excel(
    expression: Expression,
    cell: CellOf,
    parameters: Mapping[str, ParameterValue] | None = None,
    column_range: CellOf | None = None,
) -> str:
    """The formula that is TRUE exactly where the condition is definitely false: where the rule is broken."""
    if expression.type != "bool":
        raise ExpressionError("这是一个算式，不是条件", expression.text)
    return _checked(_Writer(cell, parameters or {}, column_range).verdict(expression.node).false)


def _checked(formula: str) -> str:
    if len(formula) > LONGEST:
        raise too_long(len(formula))
    return formula


class _Writer(Functions):
    """One row's cells and the values of the parameters; one method a type."""

    def __init__(self, cell: CellOf, parameters: Mapping[str, ParameterValue], column_range: CellOf | None) -> None:
        self.cell = cell
        self.parameters = parameters
        self.column_range = column_range

    def number(self, node: Node) -> Number:
        match node:
            case Constant():
                return _constant_number(node.value, node.type)
            case Parameter():
                return _constant_number(self._parameter(node.name), node.type)
            case Column():
                ref = self.cell(node.title)
                # A date is a day: what a person typed after the decimal point is its hour.
                return Number(f"INT({ref})" if node.type == "date" else ref, refs=(ref,))
            case Negative():
                operand = self.number(node.operand)
                risky = operand.risky or operand.blank
                return Number(f"-{operand.inside(ATOM)}", SIGNED, operand.refs, risky)
            case Arithmetic():
                return _calculated(node.operator, self.number(node.left), self.number(node.right))
            case Call():
                return self.number_call(node)
        raise TypeError(node)

    def text(self, node: Node) -> Text:
        match node:
            case Constant():
                return _constant_text(node.value)
            case Parameter():
                return _constant_text(self._parameter(node.name))
            case Column():
                return Text(f'TRIM(SUBSTITUTE({self.cell(node.title)},"{WIDE_SPACE}"," "))', risky=True)
            case Call():
                return self.text_call(node)
        raise TypeError(node)

    def verdict(self, node: Node) -> Verdict:
        match node:
            case Not():
                inner = self.verdict(node.operand)
                question = inner.question and (
                    inner.question[0],
                    f"NOT({inner.question[1]})",
                    inner.question[2],
                )
                return Verdict(inner.false, inner.true, question, inner.certain)
            case Junction():
                parts = [self.verdict(part) for part in node.operands]
                every, some = ("AND", "OR") if node.word == "且" else ("OR", "AND")
                return Verdict(
                    f"{every}({','.join(part.true for part in parts)})",
                    f"{some}({','.join(part.false for part in parts)})",
                    certain=all(part.certain for part in parts),
                )
            case Comparison() if "text" in (node.left.type, node.right.type):
                return _texts_compared(node.operator, self.text(node.left), self.text(node.right))
            case Comparison():
                dates = "date" in (node.left.type, node.right.type)
                return _numbers_compared(node.operator, self.number(node.left), self.number(node.right), dates)
            case Call():
                return self.verdict_call(node)
        raise TypeError(node)

    def _parameter(self, name: str) -> ParameterValue:
        if name not in self.parameters:
            raise ExpressionError(f"没有给出参数“{name}”的值")
        return self.parameters[name]


def _constant_number(value: ParameterValue, kind: str) -> Number:
    if isinstance(value, dt.date) and value == value:  # NaT is a date that equals nothing
        return Number(f"DATE({value.year},{value.month},{value.day})")
    if not isinstance(value, int | float) or value - value != 0:
        return Number(BLANK, blank=True)
    number = float(int(value // 1)) if kind == "date" else float(value)
    return Number(written(number), SIGNED if number < 0 else ATOM)


def _constant_text(value: ParameterValue) -> Text:
    words = trimmed(value) if isinstance(value, str) else ""
    return Text(quoted(words), literal=bool(words))


def _calculated(sign: str, left: Number, right: Number) -> Number:
    level = _LEVELS[sign]
    # Excel reads 2^3^2 from the left, and rounding makes a+(b+c) another number than (a+b)+c.
    first = left.inside(ATOM if sign == "^" else level)
    return Number(f"{first}{sign}{right.inside(level + 1)}", level, left.refs + right.refs, risky=True)


def _numbers_compared(sign: str, left: Number, right: Number, dates: bool) -> Verdict:
    refs = left.refs + right.refs
    condition = guard(refs) if refs else None
    if dates and all(side.bare or side.certain for side in (left, right)):
        compared = left.text, right.text  # whole numbers: no noise to round away
        risky = False
    else:
        difference = left.text if right.text == "0" else f"{left.inside(SUM)}-{right.inside(PRODUCT)}"
        compared = f"ROUND({difference},{COMPARED_DECIMALS})", "0"
        risky = any(side.risky or side.blank for side in (left, right))
    test, opposite = (f"{compared[0]}{each}{compared[1]}" for each in (sign, _OPPOSITES[sign]))
    return asked(condition, test, opposite, risky)


def _texts_compared(sign: str, left: Text, right: Text) -> Verdict:
    filled = [f"{side.text}<>{BLANK}" for side in (left, right) if not side.literal]
    condition = f"AND({','.join(filled)})" if len(filled) == 2 else filled[0] if filled else None
    same = f"EXACT({left.text},{right.text})"
    test, opposite = (same, f"NOT({same})") if sign == "=" else (f"NOT({same})", same)
    alone = same if left.literal or right.literal else None
    return asked(condition, test, opposite, left.risky or right.risky, alone)
