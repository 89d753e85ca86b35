"""表5 专项规划: the mid-term evaluation of the county's special plans (work plan, 附件2)."""

from __future__ import annotations

from datetime import date

import pandera.pandas as pa

from schemas import vocabulary
from schemas.columns import FormTable, answer, given

_STARTED = '属于([评估状态], "已完成评估", "正在评估")'


class SpecialPlans(FormTable):
    """表5 专项规划: state of the evaluation, targets on schedule, support of the outline, changes needed."""

    code: str = given("编号", width=7)
    name: str = given("专项规划名称", width=38)
    lead: str = given("牵头部门", width=14)
    state: str = answer("评估状态", choices=vocabulary.PLAN_STATES, width=11, example="正在评估")
    targets: float = answer(
        "主要目标数",
        required=_STARTED,
        at_least=0,
        at_most=999,
        decimals=0,
        width=9,
        help="规划确定的主要目标（指标）个数。",
        example="16",
    )
    on_schedule: float = answer(
        "已达进度目标数",
        required=_STARTED,
        at_least=0,
        at_most=999,
        decimals=0,
        width=10,
        help="其中已达到时序进度的个数。",
        example="13",
    )
    progress: str = answer(
        "实施进展",
        required=_STARTED,
        max_length=1000,
        width=34,
        example="16项主要目标中13项达到时序进度，重点任务全面启动。",
    )
    support: str = answer(
        "对纲要支撑情况",
        required=_STARTED,
        max_length=500,
        width=28,
        help="对县《纲要》相关领域目标任务的支撑情况。",
        example="有力支撑《纲要》第五章目标任务。",
    )
    problems: str = answer("存在问题", required=False, max_length=500, width=26, example="部分项目资金缺口较大。")
    revise: str = answer("是否需要调整修订", choices=vocabulary.YES_NO, width=10, example="否")
    reported: pa.Timestamp = answer(
        "报告报送日期",
        required='[评估状态] = "已完成评估"',
        at_least=date(2021, 1, 1),
        at_most=date(2050, 12, 31),
        width=12,
        help="专项规划中期评估报告报送县发改局备案的日期。",
        example="2023-07-20",
    )
