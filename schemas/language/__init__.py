"""One language for conditions and formulas, written once and read three ways.

`parse` reads a text such as `[累计完成投资(万元)] <= [总投资(万元)]` into typed nodes. `evaluate` and
`verdicts` compute it for a whole table at the bureau, `to_excel` and `violated_excel` write it as a formula
for the department's form, and people see the text as it stands. All readings agree on every row: a missing
value makes a result missing and a condition unknown, and a rule is broken only where its condition is
definitely false.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .errors import ExpressionError
from .nodes import Expression, ParameterValue, Type
from .parser import parse
from .signatures import SIGNATURES, Signature
from .to_excel import to_excel, violated_excel

if TYPE_CHECKING:
    import pandas as pd

    from .to_pandas import Reading

__all__ = [
    "SIGNATURES",
    "Expression",
    "ExpressionError",
    "ParameterValue",
    "Signature",
    "Type",
    "evaluate",
    "parse",
    "reading",
    "to_excel",
    "verdicts",
    "violated_excel",
]


def reading(frame: pd.DataFrame, parameters: Mapping[str, ParameterValue] | None = None) -> Reading:
    """A frame for many expressions: `evaluate` and `verdicts` of it are those below, its columns made ready once."""
    from . import to_pandas  # pandas costs half a second, which writing a form must not pay

    return to_pandas.Reading(frame, parameters or {})


def evaluate(
    expression: Expression, frame: pd.DataFrame, parameters: Mapping[str, ParameterValue] | None = None
) -> pd.Series:
    """The value in every row of `frame`, whose columns are named by their titles.

    Numbers are float64 and dates float64 Excel serial numbers, missing as NaN; texts are trimmed `str`,
    missing as NaN; conditions are nullable `boolean`, unknown as <NA>.
    """
    return reading(frame, parameters).evaluate(expression)


def verdicts(
    expression: Expression, frame: pd.DataFrame, parameters: Mapping[str, ParameterValue] | None = None
) -> tuple[pd.Series, pd.Series]:
    """Two bool Series of a condition: where it is definitely true, and where it is definitely false."""
    return reading(frame, parameters).verdicts(expression)
