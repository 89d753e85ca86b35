"""Excel's data validation, derived from the column's pandera checks and never written twice."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from schemas.columns import Column

# Excel cuts an input or error message at 255 characters and its title at 32.
_MESSAGE, _TITLE = 255, 32
_NO_LIMIT = 1e12
_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)


def validation_of(column: Column) -> dict[str, Any] | None:
    """The `data_validation` options of an answer column; None where anything goes."""
    rule, limit = _rule(column)
    if rule is None:
        return None
    hint = "\n".join(text for text in (column.help, limit) if text)
    return {
        **rule,
        "ignore_blank": True,
        "input_title": column.title[:_TITLE],
        "input_message": hint[:_MESSAGE],
        "error_title": "填写内容不符合要求"[:_TITLE],
        "error_message": f"“{column.title}”{limit}"[:_MESSAGE],
        "error_type": "stop",
    }


def _rule(column: Column) -> tuple[dict[str, Any] | None, str]:
    if column.choices:
        return {"validate": "list", "source": list(column.choices)}, "请从下拉列表中选择。"
    if column.kind == "number":
        whole = column.decimals == 0
        low = -_NO_LIMIT if column.at_least is None else column.at_least
        high = _NO_LIMIT if column.at_most is None else column.at_most
        return (
            {
                "validate": "integer" if whole else "decimal",
                "criteria": "between",
                "minimum": low,
                "maximum": high,
            },
            _number_limit(column, whole),
        )
    if column.kind == "date":
        low_day = column.at_least if isinstance(column.at_least, date) else _FIRST_DAY
        high_day = column.at_most if isinstance(column.at_most, date) else _LAST_DAY
        midnight = time()
        return (
            {
                "validate": "date",
                "criteria": "between",
                "minimum": datetime.combine(low_day, midnight),
                "maximum": datetime.combine(high_day, midnight),
            },
            "应填日期，样式如 2023-06-30。",
        )
    if column.max_length:
        limit = f"不超过{column.max_length}字。"
        return {"validate": "length", "criteria": "<=", "value": column.max_length}, limit
    return None, ""


def _number_limit(column: Column, whole: bool) -> str:
    what = "应填整数" if whole else "应填数字"
    if column.at_least is not None and column.at_most is not None:
        return f"{what}，{column.at_least:g}至{column.at_most:g}之间。"
    if column.at_least is not None:
        return f"{what}，不小于{column.at_least:g}。"
    return f"{what}，不带单位和文字。"
