"""表1 主要指标 and 表2 章节指标: what a department reports on each indicator."""

from __future__ import annotations

from schemas import progress as formulas
from schemas import vocabulary
from schemas.columns import FormTable, answer, computed, given

# Numbers are asked for unless the indicator has none, or the department proposes to drop it.
_NUMERIC = f'[指标类型] <> "{vocabulary.QUALITATIVE}" 且 (为空([调整建议]) 或 [调整建议] <> "{vocabulary.DROP}")'
_ADDS_UP = f'属于([指标类型], "{vocabulary.CUMULATIVE}", "{vocabulary.REDUCTION}")'


class MainIndicators(FormTable):
    """表1 主要指标. Values are in the indicator's own unit; 实现进度 and 时序进度 are shares of 1.

    For 底线型 and 上限型 the progress is the margin to the target in the indicator's
    unit, for 相对型 a difference in percentage points (design/domain.md).
    """

    code: str = given("编号", width=7)
    aspect: str = given("类别", width=9)
    name: str = given("指标名称", width=22)
    unit: str = given("单位", width=7)
    attribute: str = given("属性", width=7)
    base_text: str = given("2020年基期值", width=10)
    target_text: str = given("2025年目标值", width=11)
    lead: str = given("牵头部门", width=11)
    count_basis: str = answer(
        "数值口径",
        required=_ADDS_UP,
        choices=vocabulary.BASES_OF_COUNT,
        width=8,
        help="累计型、降低型指标必填：各年数值是当年发生数选“当年值”，是自2021年起的累计数选“累计值”。",
        example="当年值",
    )
    y2021: float = answer(
        "2021年完成值",
        required=_NUMERIC,
        width=10,
        help="截至2021年12月31日的年度数据，只填数字，单位见“单位”列。",
        example="5.62",
    )
    y2022: float = answer(
        "2022年完成值",
        required=_NUMERIC,
        width=10,
        help="截至2022年12月31日的年度数据，只填数字，单位见“单位”列。",
        example="6.05",
    )
    half2023: float = answer(
        "2023年6月完成值",
        required=f'[数据频率] = "{vocabulary.MONTHLY}" 且 {_NUMERIC}',
        width=11,
        help="月度指标填截至2023年6月30日的数据；年度指标不填。",
        example="3.21",
    )
    source: str = answer(
        "数据来源",
        required=_NUMERIC,
        max_length=100,
        width=16,
        help="统计公报、部门年报等数据出处。",
        example="县统计年鉴",
    )
    progress: float = computed(
        "实现进度",
        formulas.PROGRESS,
        percent=True,
        decimals=1,
        width=15,
        help="填入数值后自动计算。底线型、上限型为与目标的差距，相对型为相差的百分点。",
    )
    elapsed: float = computed(
        "时序进度",
        formulas.ELAPSED,
        percent=True,
        decimals=1,
        width=8,
        help="按所采用数据的时点，规划期已过去的比例。",
    )
    verdict: str = computed("系统判断", formulas.VERDICT, width=11, help="自动判断，标准见上面第5条。")
    own_verdict: str = answer(
        "填报判断",
        choices=vocabulary.VERDICTS,
        width=11,
        help="本部门对进度的判断；与系统判断不一致时请在“相关说明”中写明理由。",
        example="基本符合预期",
    )
    expected_2025: float = answer(
        "2025年预期值",
        required=_NUMERIC,
        width=10,
        help="预计2025年末能达到的数值，只填数字。累计型、降低型填五年累计数，增速型填五年年均增速。",
        example="7.1",
    )
    outlook: str = answer("预期展望", choices=vocabulary.OUTLOOKS, width=13, example="预计按期完成")
    lag_reason: str = answer(
        "未达进度原因",
        required=False,
        max_length=500,
        width=26,
        help="系统判断或填报判断为“滞后”时必填，写具体原因，500字以内。",
        example="受减税退税政策影响，收入增速低于预期。",
    )
    adjustment: str = answer("调整建议", choices=vocabulary.ADJUSTMENTS, width=10, example="不调整")
    remarks: str = answer(
        "相关说明",
        required=False,
        max_length=500,
        width=26,
        help="口径、范围等需要说明的事项；建议调整目标或取消指标时写明依据。",
        example="2022年数据为快报数。",
    )
    next_steps: str = answer(
        "下一步措施",
        required=False,
        max_length=500,
        width=26,
        help="确保实现2025年目标的主要措施；判断为“滞后”的必填。",
        example="培育税源，盘活国有资产。",
    )
    kind: str = given("指标类型", hidden=True)
    frequency: str = given("数据频率", hidden=True)
    half_usable: str = given("采用半年数", hidden=True)
    base: float = given("基期数", hidden=True)
    target: float = given("目标数", hidden=True)
    attained_at: float = given("达标线", hidden=True)
    sign: float = given("方向系数", hidden=True)
    strict: str = given("严格达标", hidden=True)
    tolerance: float = given("容差", hidden=True)
    reference: str = given("参照指标", hidden=True)
    value_used: float = computed("采用值", formulas.VALUE_USED, hidden=True)
    reference_value: float = computed("参照值", formulas.REFERENCE, hidden=True)
    pace: float = computed("节奏", formulas.PACE, hidden=True, decimals=2)


class ChapterIndicators(MainIndicators):
    """表2 章节指标: the same questions for the indicators that only a chapter names."""
