"""规划目录.xlsx: the sheets that the bureau edits, each a pandera model, and the catalogue they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas import vocabulary as v
from schemas.columns import Column, FormTable, answer, columns_of


class Parameters(FormTable):
    """参数: one parameter a row; names and meanings come from `schemas.parameters`."""

    name: str = answer("参数", width=18)
    value: str = answer("取值", required=False, width=46)
    help: str = answer("说明", required=False, width=60)


class Departments(FormTable):
    """部门: who reports. Townships help (配合) and are not counted as missing unless 必须报送 says so."""

    name: str = answer("部门名称", width=30)
    kind: str = answer("部门类型", choices=(v.DEPARTMENT, v.TOWNSHIP), width=12)
    contact: str = answer("联系人", required=False, width=14)
    phone: str = answer("联系电话", required=False, width=16)
    email: str = answer("电子邮箱", required=False, width=28)
    must_report: str = answer("必须报送", choices=v.YES_NO, width=10, help="填“否”的，未报送时不计入缺报。")


class CatalogueIndicators(FormTable):
    """主要指标: the plan's headline indicators."""

    code: str = answer("编号", width=8, help="全表唯一，如 ZB01。")
    aspect: str = answer("类别", width=12, help="如：经济发展、创新驱动、民生福祉。")
    name: str = answer("指标名称", width=34)
    unit: str = answer("单位", width=8)
    attribute: str = answer("属性", choices=v.ATTRIBUTES, width=9)
    kind: str = answer(
        "指标类型",
        choices=v.KINDS,
        width=10,
        help="水平型：达到某个数；增速型：年均增速；累计型：五年合计；降低型：五年累计降低；"
        "底线型/上限型：不低于/不高于；相对型：与另一指标比；定性型：人工判断。",
    )
    direction: str = answer("方向", choices=v.DIRECTIONS, width=10)
    frequency: str = answer(
        "数据频率",
        choices=v.FREQUENCIES,
        width=9,
        help="月度指标可采用2023年6月数据，年度指标只采用年度数据。",
    )
    nature: str = answer(
        "数据性质",
        choices=v.NATURES,
        width=9,
        help="时点数：半年数可与年度目标比较；时期数（流量）：半年数不与年度目标比较。",
    )
    base_text: str = answer("2020年基期值", required=False, width=12, help="按规划原文填写；没有填“—”。")
    target_text: str = answer(
        "2025年目标值", width=16, help="按规划原文填写，如：7.5左右、≥97、〔13.5〕、18.60〔6.2〕。"
    )
    decimals: float = answer("小数位", required=False, at_least=0, at_most=6, decimals=0, width=7)
    lead: str = answer("牵头部门", width=18, help="须与“部门”表一致。")
    co_departments: str = answer("配合部门", required=False, width=26, help="多个部门用“、”隔开。")
    scope: str = answer("评估范围", choices=v.SCOPES, many=True, width=26, help="可填多个，用“、”隔开。")
    high_quality: str = answer("高质量发展", required=False, choices=v.YES_NO, width=10)
    reference: str = answer("参照指标", required=False, width=10, help="相对型指标填所参照指标的编号。")


class CatalogueChapterIndicators(CatalogueIndicators):
    """章节指标: indicators that only a chapter of the plan names."""

    chapter: str = answer("章节", width=26)


class CatalogueTasks(FormTable):
    """重大任务."""

    code: str = answer("编号", width=8, help="全表唯一，如 RW01。")
    scope: str = answer("评估范围", choices=v.SCOPES, many=True, width=26, help="可填多个，用“、”隔开。")
    chapter: str = answer("章节", width=26)
    task: str = answer("任务内容", width=60)
    lead: str = answer("牵头部门", width=18, help="须与“部门”表一致。")
    co_departments: str = answer(
        "配合部门",
        required=False,
        width=30,
        help="多个部门用“、”隔开；“各乡镇”表示全部乡镇，乡镇会收到只含任务的填报表。",
    )


class CatalogueProjects(FormTable):
    """重大项目. Money in 万元."""

    code: str = answer("编号", width=8, help="全表唯一，如 XM01。")
    group: str = answer("专栏", width=26)
    name: str = answer("项目名称", width=36)
    content: str = answer("建设内容", width=44)
    nature: str = answer("建设性质", choices=v.PROJECT_NATURES, width=10)
    years: str = answer("计划起止年限", width=13, help="如 2021—2024。")
    total: float = answer("总投资(万元)", at_least=0, decimals=2, width=13)
    planned: float = answer("规划期计划投资(万元)", at_least=0, decimals=2, width=15)
    lead: str = answer("责任部门", width=18, help="须与“部门”表一致。")
    scope: str = answer("评估范围", choices=v.SCOPES, many=True, width=26, help="可填多个，用“、”隔开。")


class CataloguePlans(FormTable):
    """专项规划 (work plan, 附件2)."""

    code: str = answer("编号", width=8, help="全表唯一，如 ZX01。")
    name: str = answer("专项规划名称", width=70)
    lead: str = answer("牵头部门", width=30, help="须与“部门”表一致。")


class Milestones(FormTable):
    """时间节点: what is due when."""

    code: str = answer("编号", width=8)
    due: pa.Timestamp = answer("截止日期", required=False, width=13)
    item: str = answer("事项", width=70)
    owner: str = answer("责任单位", required=False, width=26)
    start: pa.Timestamp = answer(
        "起算日期", required=False, width=13, help="按工作日推算截止日期的填写，如报审日期；从次日起算。"
    )
    workdays: float = answer(
        "工作日数", required=False, at_least=1, at_most=500, decimals=0, width=9, help="如：报审后15个工作日内填15。"
    )
    done: pa.Timestamp = answer("完成日期", required=False, width=13, help="已完成的填写实际完成日期。")
    remarks: str = answer("说明", required=False, width=40)


class Holidays(FormTable):
    """节假日: extends the built-in calendar (2004-2026) day by day."""

    day: pa.Timestamp = answer("日期", width=13)
    kind: str = answer("类型", choices=("放假", "上班"), width=9)
    remarks: str = answer("说明", required=False, width=40)


class Recipients(FormTable):
    """收件人: who is sent the results by mail, such as the county's leaders or the city's commission."""

    name: str = answer("收件人", width=26, help="如：县领导、市发展改革委。写在信的开头。")
    email: str = answer("电子邮箱", width=40, help="多个地址用“；”隔开。")
    remarks: str = answer("说明", required=False, width=40)


class RuleSettings(FormTable):
    """校验规则: switches a rule off, changes its severity or limit, adds rules of the bureau's own."""

    code: str = answer("规则编号", width=12, help="如 R101，见《校验规则手册》；本单位自己的规则编为 自定01、自定02……")
    severity: str = answer(
        "严重程度",
        required=False,
        choices=(*v.SEVERITIES, v.TRIAL, v.OFF),
        width=10,
        help="试行：只显示，不影响报送；关闭：不检查；留空：不改变。",
    )
    limit: float = answer("限值", required=False, width=9, help="规则的条件中有 [限值] 的，可在此改为其他数。")
    remarks: str = answer("说明", required=False, width=36)
    table: str = answer("表", required=False, width=11, help="只有自定规则填写：规则适用的表，如：重大项目。")
    column: str = answer("列", required=False, width=18, help="只有自定规则填写：不符合时标出哪一列。")
    condition: str = answer(
        "条件",
        required=False,
        width=60,
        help='只有自定规则填写：应当成立的条件，如：若 [项目阶段] = "竣工" 则 [投资完成率] >= 90%。',
    )
    message: str = answer(
        "提示语", required=False, width=44, help="只有自定规则填写：不符合时的提示，可用 {列名称} 引用该行的内容。"
    )
    suggestion: str = answer("修改建议", required=False, width=36, help="只有自定规则填写，可留空。")


@dataclass(frozen=True)
class Sheet:
    """One sheet of the catalogue: its name, model, the key column, and whether it may be empty.

    `may_lack`: columns that catalogues of an earlier version do not have; `may_be_missing`: so with the whole sheet.
    """

    name: str
    model: type[FormTable]
    key: str
    note: str
    may_be_empty: bool = False
    may_lack: tuple[str, ...] = ()
    may_be_missing: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The sheet's columns in order; 章节 moves behind 编号 where there is one."""
        columns = list(columns_of(self.model))
        chapter = [c for c in columns if c.title == "章节"]
        if chapter and columns[-1].title == "章节":
            columns = [columns[0], *chapter, *columns[1:-1]]
        return tuple(columns)


SHEETS = (
    Sheet("参数", Parameters, "参数", "本轮评估的基本设置。“参数”列不要改动，只改“取值”。"),
    Sheet("部门", Departments, "部门名称", "报送部门和乡镇名单，其他各表的部门名称须与此一致。"),
    Sheet("主要指标", CatalogueIndicators, "编号", "规划主要指标，基期值、目标值按规划原文填写。"),
    Sheet("章节指标", CatalogueChapterIndicators, "编号", "规划各章节提出的其他指标。", True),
    Sheet("重大任务", CatalogueTasks, "编号", "重大战略任务、重大改革举措。", True),
    Sheet("重大项目", CatalogueProjects, "编号", "各专栏的重大工程项目，金额单位：万元。", True),
    Sheet("专项规划", CataloguePlans, "编号", "县级专项规划目录。", True),
    Sheet(
        "时间节点",
        Milestones,
        "编号",
        "工作进度安排。截止日期不定的填“工作日数”，起算日期确定后填“起算日期”。",
        True,
        ("起算日期", "工作日数", "完成日期"),
    ),
    Sheet("节假日", Holidays, "日期", "内置2004—2026年法定节假日；之后年份或临时调休在此补充。", True),
    Sheet(
        "校验规则",
        RuleSettings,
        "规则编号",
        "关闭某条规则、改变其严重程度或限值、增加本单位自己的规则时填写，平时留空。",
        True,
        ("限值", "表", "列", "条件", "提示语", "修改建议"),
    ),
    Sheet("收件人", Recipients, "收件人", "总进度表用邮件报送给谁，一行一个收件人。", True, may_be_missing=True),
)
SHEET = {sheet.name: sheet for sheet in SHEETS}


@dataclass(frozen=True)
class Catalogue:
    """A catalogue that has been read and found right.

    Attributes:
        parameters: name → str, float or `datetime.date`.
        frames: sheet name → frame with the sheet's Chinese titles as columns.
        places: sheet name → Excel row number of each row of the frame.
        fingerprint: SHA-256 of the file.
        given: rows of the forms once made (`schemas.plan.given_rows`).
    """

    parameters: dict[str, Any]
    frames: dict[str, pd.DataFrame]
    places: dict[str, list[int]] = field(default_factory=dict)
    fingerprint: str = ""
    given: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @property
    def departments(self) -> pd.DataFrame:
        """部门, indexed by name."""
        return self.frames["部门"].set_index("部门名称", drop=False)

    @property
    def townships(self) -> list[str]:
        """Names of the townships, in catalogue order."""
        frame = self.frames["部门"]
        return frame.loc[frame["部门类型"] == v.TOWNSHIP, "部门名称"].tolist()

    def must_report(self, department: str) -> bool:
        """Whether a department counts as missing when it returns nothing."""
        return bool(self.departments.loc[department, "必须报送"] == "是")
