"""Computes an expression for all rows of a table at once.

Inside, numbers and dates are float64 arrays with NaN for missing, texts are object arrays with "" for
missing, and a condition is a pair of bool arrays: where it is definitely true, where it is definitely false.
Constants stay single values and are spread over the rows by numpy.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .cells import Floats, Texts, numbers, parameter_number, parameter_text, raw_texts, texts
from .errors import ExpressionError
from .nodes import (
    COMPARED_DECIMALS,
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
)

Bools = npt.NDArray[np.bool_]
Verdict = tuple[Bools, Bools]

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
_COMPARISON: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LAST_DAY = 2958465  # 9999-12-31, Excel's last


class Reading:
    """One frame and the values of the parameters; one method a type.

    Its columns are made ready once, however many expressions name them; columns may be added meanwhile, not changed.
    """

    def __init__(self, frame: pd.DataFrame, parameters: Mapping[str, ParameterValue]) -> None:
        self.frame = frame
        self.parameters = parameters
        self._numbers: dict[tuple[str, bool], Floats] = {}
        self._texts: dict[str, Texts] = {}
        self._filled: dict[str, Bools] = {}

    def evaluate(self, expression: Expression) -> pd.Series:
        """See `schemas.language.evaluate`."""
        if expression.type == "bool":
            true, false = self.verdicts(expression)
            return true.astype("boolean").mask(~(true | false))
        if expression.type == "text":
            words = np.broadcast_to(self.text(expression.node), len(self.frame))
            return pd.Series(np.where(words == "", np.nan, words), index=self.frame.index)
        values = np.broadcast_to(self.number(expression.node), len(self.frame))
        return pd.Series(values.copy(), index=self.frame.index, dtype="float64")

    def verdicts(self, expression: Expression) -> tuple[pd.Series, pd.Series]:
        """See `schemas.language.verdicts`."""
        if expression.type != "bool":
            raise ExpressionError("这是一个算式，不是条件", expression.text)
        true, false = self.verdict(expression.node)
        size = len(self.frame)
        return (
            pd.Series(np.broadcast_to(true, size).copy(), index=self.frame.index, dtype=bool),
            pd.Series(np.broadcast_to(false, size).copy(), index=self.frame.index, dtype=bool),
        )

    def number(self, node: Node) -> Floats:
        """A number or date node as floats."""
        match node:
            case Constant():
                return parameter_number(node.value)
            case Parameter():
                return parameter_number(self._parameter(node.name))
            case Column():
                key = (node.title, node.type == "date")
                if key not in self._numbers:
                    self._numbers[key] = numbers(self.frame[node.title], whole=key[1])
                return self._numbers[key]
            case Negative():
                return -self.number(node.operand)
            case Arithmetic():
                return _calculated(node.operator, self.number(node.left), self.number(node.right))
            case Call():
                return self._number_call(node)
        raise TypeError(node)

    def text(self, node: Node) -> Texts:
        """A text node as an object array."""
        match node:
            case Constant():
                return parameter_text(node.value)
            case Parameter():
                return parameter_text(self._parameter(node.name))
            case Column():
                if node.title not in self._texts:
                    self._texts[node.title] = texts(self.frame[node.title])
                return self._texts[node.title]
            case Call(function="首个"):
                return reduce(lambda first, other: np.where(first == "", other, first), map(self.text, node.arguments))
            case Call(function="如果"):
                true, false = self.verdict(node.arguments[0])
                return np.where(true, self.text(node.arguments[1]), np.where(false, self.text(node.arguments[2]), ""))
        raise TypeError(node)

    def verdict(self, node: Node) -> Verdict:
        """A condition as (definitely true, definitely false)."""
        match node:
            case Not():
                true, false = self.verdict(node.operand)
                return false, true
            case Junction():
                trues, falses = zip(*map(self.verdict, node.operands), strict=True)
                if node.word == "且":
                    return reduce(operator.and_, trues), reduce(operator.or_, falses)
                return reduce(operator.or_, trues), reduce(operator.and_, falses)
            case Comparison():
                return self._compared(node)
            case Call(function="为空"):
                known = self._known(node.arguments[0])
                return ~known, known
            case Call(function="包含"):
                words, part = self.text(node.arguments[0]), str(_literal(node.arguments[1]))
                contains = [part in word for word in np.atleast_1d(words).tolist()]
                return _decided(contains, self._said(node.arguments[0]))
            case Call(function="属于"):
                words, listed = self.text(node.arguments[0]), {_literal(part) for part in node.arguments[1:]}
                among = [word in listed for word in np.atleast_1d(words).tolist()]
                return _decided(among, self._said(node.arguments[0]))
        raise TypeError(node)

    def _number_call(self, node: Call) -> Floats:
        arguments = node.arguments
        match node.function:
            case "长度":
                words = pd.Series(np.atleast_1d(self.text(arguments[0])), dtype=object)
                return np.asarray(words.str.len(), dtype=np.float64)
            case "计数":
                return reduce(operator.add, (np.asarray(self._known(part), dtype=float) for part in arguments))
            case "绝对值":
                return np.abs(self.number(arguments[0]))
            case "四舍五入":
                return _rounded(self.number(arguments[0]), int(float(str(_literal(arguments[1])))))
            case "最大":
                return reduce(np.fmax, map(self.number, arguments))
            case "最小":
                return reduce(np.fmin, map(self.number, arguments))
            case "求和":
                return self._sum_and_count(arguments)[0]
            case "平均":
                return _calculated("/", *self._sum_and_count(arguments))
            case "首个":
                return reduce(lambda first, other: np.where(np.isnan(first), other, first), map(self.number, arguments))
            case "如果":
                true, false = self.verdict(arguments[0])
                return np.where(true, self.number(arguments[1]), np.where(false, self.number(arguments[2]), np.nan))
            case "年份":
                return _years(self.number(arguments[0]))
            case "天数":
                return self.number(arguments[0]) - self.number(arguments[1])
            case "查找":
                return self._found(*arguments)
        raise TypeError(node)

    def _parameter(self, name: str) -> ParameterValue:
        if name not in self.parameters:
            raise ExpressionError(f"没有给出参数“{name}”的值")
        return self.parameters[name]

    def _known(self, node: Node) -> Bools:
        if node.type == "bool":
            true, false = self.verdict(node)
            return true | false
        return self._said(node) if node.type == "text" else ~np.isnan(self.number(node))

    def _said(self, node: Node) -> Bools:
        if not isinstance(node, Column):
            return np.asarray(self.text(node) != "", dtype=bool)
        if node.title not in self._filled:
            self._filled[node.title] = np.array(list(map(bool, self.text(node).tolist())), dtype=bool)
        return self._filled[node.title]

    def _compared(self, node: Comparison) -> Verdict:
        if "text" in (node.left.type, node.right.type):
            left, right = self.text(node.left), self.text(node.right)
            return _decided(_COMPARISON[node.operator](left, right), self._said(node.left) & self._said(node.right))
        with np.errstate(over="ignore"):
            difference = np.asarray(self.number(node.left) - self.number(node.right))
        # Half a unit of the last compared decimal is away from zero, as in Excel's ROUND.
        sign = np.where(np.abs(difference) < 0.5 * 10.0**-COMPARED_DECIMALS, 0.0, difference)
        return _decided(_COMPARISON[node.operator](sign, 0.0), np.isfinite(difference))

    def _sum_and_count(self, arguments: tuple[Node, ...]) -> tuple[Floats, Floats]:
        values = [self.number(part) for part in arguments]
        count = reduce(operator.add, (np.asarray(~np.isnan(value), dtype=float) for value in values))
        total = reduce(lambda left, right: _calculated("+", left, right), map(np.nan_to_num, values))
        return np.where(count > 0, total, np.nan), count

    def _found(self, key: Node, key_column: Node, number_column: Node) -> Floats:
        assert isinstance(key_column, Column) and isinstance(number_column, Column)
        # Excel's MATCH does not tell capitals from small letters and takes the first row that fits.
        keys = pd.Series(raw_texts(self.frame[key_column.title]), dtype=object).str.upper()
        table = pd.Series(numbers(self.frame[number_column.title]), index=keys)
        table = table[(table.index != "") & ~table.index.duplicated()]
        wanted = pd.Series(np.atleast_1d(self.text(key)), dtype=object).str.upper()
        return np.asarray(wanted.map(table), dtype=np.float64)


def _decided(holds: Any, known: Any) -> Verdict:
    holds, known = np.asarray(holds, dtype=bool), np.asarray(known, dtype=bool)
    return holds & known, ~holds & known


def _literal(node: Node) -> ParameterValue:
    assert isinstance(node, Constant)
    return node.value


def _calculated(sign: str, left: Floats, right: Floats) -> Floats:
    with np.errstate(all="ignore"):
        result = np.asarray(_ARITHMETIC[sign](left, right), dtype=float)
    usable = np.isfinite(result)
    if sign == "^":  # Excel refuses 0^0, numpy calls it 1
        usable &= ~((left == 0) & (right == 0))
    return np.where(usable, result, np.nan)


def _rounded(values: Floats, digits: int) -> Floats:
    """Half away from zero on the decimals a person sees (15 digits): 2.675 becomes 2.68, as in Excel."""
    scale = 10.0 ** abs(digits)
    with np.errstate(over="ignore"):
        scaled = np.abs(values) * scale if digits >= 0 else np.abs(values) / scale
    whole = np.floor(scaled * (1 + 1e-15) + 0.5)
    result = np.copysign(whole / scale if digits >= 0 else whole * scale, values)
    return np.where(scaled < 1e15, result, values)


def _years(days: Floats) -> Floats:
    days = np.atleast_1d(days)
    usable = (days >= 0) & (days <= _LAST_DAY)
    # Before 1900-03-01 Excel's day numbers are one off, but the year is 1900 all the same.
    whole = np.where(usable, np.maximum(days, 61), 61).astype("int64")
    years = (np.datetime64("1899-12-30") + whole.astype("timedelta64[D]")).astype("datetime64[Y]")
    return np.where(usable, years.astype("int64") + 1970.0, np.nan)
