"""表6 配合指标: what a department knows of an indicator that another department leads.

Nothing in it has to be filled in: the lead's values count, these are held against them.
"""

from __future__ import annotations

from typing import Any

from schemas.columns import FormTable, answer, columns_of, given
from schemas.indicators import MainIndicators

_OF_THE_LEAD = {column.title: column for column in columns_of(MainIndicators)}


def _asked_too(title: str, width: float, help: str | None = None, example: str | None = None) -> Any:
    """A column that the lead is asked for, with its choices and limit, but free to leave blank.

    Args:
        help, example: where they are not the lead's.
    """
    lead = _OF_THE_LEAD[title]
    return answer(
        title,
        required=False,
        choices=lead.choices,
        max_length=lead.max_length,
        width=width,
        help=lead.help if help is None else help,
        example=lead.example if example is None else example,
    )


class HelpingIndicators(FormTable):
    """表6 配合指标. Values are in the indicator's own unit, as in 表1 and 表2."""

    code: str = given("编号", width=7)
    name: str = given("指标名称", width=28)
    unit: str = given("单位", width=8)
    lead: str = given("牵头部门", width=16)
    helper: str = given("配合部门", width=16)
    count_basis: str = _asked_too(
        "数值口径",
        9,
        "累计型、降低型指标填写：各年数值是当年发生数选“当年值”，是自2021年起的累计数选“累计值”。",
    )
    y2021: float = _asked_too("2021年完成值", 12)
    y2022: float = _asked_too("2022年完成值", 12)
    half2023: float = _asked_too("2023年6月完成值", 13, "截至2023年6月30日的数据，年度指标不填。")
    source: str = _asked_too("数据来源", 22, "")
    remarks: str = _asked_too("相关说明", 36, "口径、范围等需要说明的事项。", "含园区数据。")
