"""表4 重大项目: the construction projects of the five 专栏. Money in 万元."""

from __future__ import annotations

from datetime import date

import pandera.pandas as pa

from schemas import vocabulary
from schemas.columns import FormTable, answer, computed, given

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2050, 12, 31)


class Projects(FormTable):
    """表4 重大项目: what a department reports on each major project. Money in 万元; cut-off 2023-06-30."""

    code: str = given("编号", width=7)
    group: str = given("专栏", width=13)
    name: str = given("项目名称", width=24)
    content: str = given("建设内容", width=24)
    nature: str = given("建设性质", width=8)
    years: str = given("计划起止年限", width=11)
    total: float = given("总投资(万元)", width=11, decimals=2)
    planned: float = given("规划期计划投资(万元)", width=12, decimals=2)
    lead: str = given("责任部门", width=12)
    stage: str = answer("项目阶段", choices=vocabulary.PROJECT_STAGES, width=10, example="在建")
    started: pa.Timestamp = answer(
        "开工日期",
        required='属于([项目阶段], "在建", "竣工", "停工")',
        at_least=_FIRST_DAY,
        at_most=_LAST_DAY,
        width=12,
        help="实际开工日期，如 2022-03-15；未开工、前期工作的不填。",
        example="2022-03-15",
    )
    invested: float = answer(
        "累计完成投资(万元)",
        at_least=0,
        decimals=2,
        width=12,
        help="自开工至2023年6月30日累计完成投资，单位万元，只填数字；尚未投资的填0。",
        example="3500.00",
    )
    ratio: float = computed(
        "投资完成率",
        "[累计完成投资(万元)] / [总投资(万元)]",
        percent=True,
        decimals=1,
        width=9,
        help="自动计算：累计完成投资÷总投资。",
    )
    appearance: str = answer(
        "形象进度",
        max_length=300,
        width=26,
        help="截至2023年6月30日的工程形象进度。",
        example="主体结构封顶，正在进行内外装修。",
    )
    finish: pa.Timestamp = answer(
        "预计竣工日期",
        at_least=_FIRST_DAY,
        at_most=_LAST_DAY,
        width=12,
        help="预计（或实际）竣工日期，如 2024-12-31。",
        example="2024-12-31",
    )
    outlook: str = answer("预期展望", choices=vocabulary.OUTLOOKS, width=13, example="预计按期完成")
    support: str = answer(
        "支撑作用",
        required=False,
        max_length=500,
        width=26,
        help="对重大战略落地、推动改革和形成体制机制的支撑作用。",
        example="项目建成后可新增就业岗位600个。",
    )
    problems: str = answer("存在问题", required=False, max_length=500, width=24, example="用地指标尚未落实。")
    remarks: str = answer("相关说明", required=False, max_length=500, width=24, example="无需填写时留空。")
