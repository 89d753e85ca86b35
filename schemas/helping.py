"""表6 配合指标: what a department knows of an indicator that another department leads.

Nothing in it has to be filled in: the lead's values count, these are held against them.
"""

from __future__ import annotations

from schemas import vocabulary
from schemas.columns import FormTable, answer, given


class HelpingIndicators(FormTable):
    """表6 配合指标. Values are in the indicator's own unit, as in 表1 and 表2."""

    code: str = given("编号", width=7)
    name: str = given("指标名称", width=28)
    unit: str = given("单位", width=8)
    lead: str = given("牵头部门", width=16)
    helper: str = given("配合部门", width=16)
    count_basis: str = answer(
        "数值口径",
        required=False,
        choices=vocabulary.BASES_OF_COUNT,
        width=9,
        help="累计型、降低型指标填写：各年数值是当年发生数选“当年值”，是自2021年起的累计数选“累计值”。",
        example="当年值",
    )
    y2021: float = answer(
        "2021年完成值",
        required=False,
        width=12,
        help="截至2021年12月31日的年度数据，只填数字，单位见“单位”列。",
        example="5.62",
    )
    y2022: float = answer(
        "2022年完成值",
        required=False,
        width=12,
        help="截至2022年12月31日的年度数据，只填数字，单位见“单位”列。",
        example="6.05",
    )
    half2023: float = answer(
        "2023年6月完成值",
        required=False,
        width=13,
        help="截至2023年6月30日的数据，年度指标不填。",
        example="3.21",
    )
    source: str = answer("数据来源", required=False, max_length=100, width=22, example="县统计年鉴")
    remarks: str = answer(
        "相关说明",
        required=False,
        max_length=500,
        width=36,
        help="口径、范围等需要说明的事项。",
        example="含园区数据。",
    )
