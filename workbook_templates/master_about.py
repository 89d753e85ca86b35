"""说明: date of the data, thresholds, how everything is computed, colours, overriding, and a list of the sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas import progress as p
from schemas import vocabulary as v
from schemas.parameters import expression_values
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, REPORT, TASKS
from validators.check import Checked
from workbook_templates import master_backcast, master_lagging, master_milestones, master_scopes
from workbook_templates.master_listing import ARROW, MISSING_FILL, lines_of
from workbook_templates.styles import ANSWER, NAVY, VERDICT_FILLS, Formats, page

SHEET = "说明"
_WIDTHS = (16, 38, 52)

SHEETS = {
    "总览": "一页看全：判断个数、滞后指标、任务项目状态、投资、报送情况",
    SHEET: "本页",
    MAIN.name: "规划主要指标逐项进度与判断；牵头单位在此改判",
    CHAPTER.name: "各章节指标逐项进度与判断；牵头单位在此改判",
    TASKS.name: "重大战略任务、重大改革举措的进展、问题和对策",
    PROJECTS.name: "各专栏重大工程项目的阶段、投资和展望",
    PLANS.name: "县级专项规划中期评估情况",
    "补充事项": "部门自行补充的任务、项目，不计入统计",
    master_lagging.SHEET: "问题导向：各表中滞后的事项、原因、措施和联系人",
    master_backcast.SHEET: "目标导向：从2025年目标倒推每年要完成多少，按难度排列",
    master_scopes.SHEET: "按评估范围分别统计个数，供两份评估报告使用",
    REPORT.name: "部门评估报告按附件1的标题归集",
    "报送情况": "谁报了、谁没报、各表收到多少行",
    "问题清单": "校验发现的问题，同一原因合并为一行",
    "部门不一致": "牵头部门与配合部门对同一指标填报的不同数值",
    "与上轮对比": "与上一轮总进度表相比的变化",
    master_milestones.SHEET: "工作进度安排和工作日推算",
    "数据来源": "每个数值来自哪个文件的哪个单元格",
    "图表数据": "总览和各图所用的数据",
}
_KINDS = {
    v.LEVEL: "达到某个数：已走完的路占从基期到目标全程的比例",
    v.GROWTH: "年均增速：两年平均增速与目标增速之比，不与时序进度比；"
    "年均需完成是剩余年份的年均增速要达到多少，五年平均才等于目标，负数表示下降也能达到",
    v.CUMULATIVE: "五年合计：各年之和占五年目标的比例",
    v.REDUCTION: "五年累计降低：各年之和占五年目标的比例",
    v.FLOOR: "不低于某个数：与底线的差距，只看守住没守住",
    v.CEILING: "不超过某个数：与上限的差距，只看守住没守住",
    v.RELATIVE: "与另一指标比：相差的百分点",
    v.QUALITATIVE: "没有数值目标，由人工判断，系统判断为无法评估",
}
# Too long a formula to help anybody: the meaning says it.
_IN_WORDS = {("年均需完成", v.GROWTH)}
_ONLY_WHERE = re.compile(r"如果\((.*?), (.*), 空\)")


def add_about(workbook: xlsxwriter.Workbook) -> Worksheet:
    """Its place among the sheets; `write_about` fills it when all the others are there."""
    return workbook.add_worksheet(SHEET)


def write_about(workbook: xlsxwriter.Workbook, formats: Formats, sheet: Worksheet, checked: Checked) -> None:
    """Fill the sheet."""
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    about = _About(sheet, formats)
    about.title(checked)
    _write_data(about, checked)
    _write_sheets(about, [other.get_name() for other in workbook.worksheets()])
    _write_verdicts(about, checked)
    _write_formulas(about)
    _write_columns(about)
    _write_colours(about)
    _write_overriding(about)
    page(sheet, landscape=False)
    sheet.print_area(0, 0, about.row - 1, len(_WIDTHS) - 1)
    sheet.freeze_panes(1, 0)


class _About:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, formats: Formats):
        self.sheet, self.formats, self.row = sheet, formats, 0

    def title(self, checked: Checked) -> None:
        """The first line; invented data are called so."""
        mark = checked.catalogue.parameters.get("数据标识")
        text = f"{SHEET}　【{mark}】" if mark else SHEET
        self.sheet.write_string(0, 0, text, self.formats.title())
        self.sheet.set_row(0, 26)
        self.row = 1

    def section(self, text: str) -> None:
        """A heading."""
        style = self.formats(bold=True, font_size=12, font_color=NAVY, bottom=1, bottom_color=NAVY)
        for at in range(len(_WIDTHS)):
            self.sheet.write_string(self.row, at, text if at == 0 else "", style)
        self.sheet.set_row(self.row, 26)
        self.row += 1

    def line(self, name: str, text: str, more: str | None = None, **properties: Any) -> None:
        """Name, text and perhaps more; `properties` are those of the name's cell."""
        wrapped = self.formats.boxed(text_wrap=True)
        self.sheet.write_string(self.row, 0, name, self.formats.boxed(text_wrap=True, **({"bold": True} | properties)))
        if more is None:
            self.sheet.merge_range(self.row, 1, self.row, 2, text, wrapped)
            lines = lines_of(text, _WIDTHS[1] + _WIDTHS[2])
        else:
            self.sheet.write_string(self.row, 1, text, wrapped)
            self.sheet.write_string(self.row, 2, more, wrapped)
            lines = max(lines_of(text, _WIDTHS[1]), lines_of(more, _WIDTHS[2]))
        self.sheet.set_row(self.row, 14.5 * max(lines, lines_of(name, _WIDTHS[0])) + 5)
        self.row += 1


def _write_data(about: _About, checked: Checked) -> None:
    parameters = checked.catalogue.parameters
    values = expression_values(parameters)
    about.section("一、数据")
    if parameters.get("数据标识"):
        about.line("数据标识", f"{parameters['数据标识']}：本工作簿的数据不是正式数据。", font_color="#8E2A17")
    about.line("规划", str(parameters["规划名称"]))
    about.line("评估轮次", f"{parameters['地区名称']}{parameters['评估轮次']}，{parameters['牵头单位']}汇总")
    about.line(
        "数据截止",
        f"年度数据{parameters['年度数据截止日']:%Y-%m-%d}（时序进度{values['年度时序']:.1%}），"
        f"月度数据{parameters['月度数据截止日']:%Y-%m-%d}（时序进度{values['月度时序']:.1%}），"
        f"任务、项目、专项规划{parameters['任务进展截止日']:%Y-%m-%d}；报送截止{parameters['报送截止日']:%Y-%m-%d}。",
    )
    used, refused = len(checked.sources), sum(raw.refusal is not None for raw in checked.raws)
    about.line("填报表", f"收到{len(checked.raws)}个文件，采用{used}个部门的填报表，{refused}个文件不能使用。")
    contact = "　".join(str(parameters[name]) for name in ("联系人", "联系电话", "电子邮箱") if parameters.get(name))
    if contact:
        about.line("联系", contact)


def _write_sheets(about: _About, names: Sequence[str]) -> None:
    about.section("二、工作表（点击名称跳转）")
    link = about.formats.boxed(font_color="#1F5FA8", underline=1)
    for name in names:
        # A sheet that was too long goes on as 数据来源(2).
        text = SHEETS.get(name.partition("(")[0], f"“{master_scopes.SHEET}”的分表：{name}的各项状态")
        about.line(name, text)
        about.sheet.write_url(about.row - 1, 0, f"internal:'{name}'!A1", link, name)


def _write_verdicts(about: _About, checked: Checked) -> None:
    parameters = checked.catalogue.parameters
    fast, enough = parameters["快于预期阈值"], parameters["基本符合阈值"]
    meanings = {
        v.AHEAD_DONE: "已经达到2025年目标",
        v.FASTER: f"节奏（实现进度÷时序进度）达到{fast:g}",
        v.ON_TRACK: f"节奏达到{enough:g}、不到{fast:g}；或底线、上限守住",
        v.LAGGING: f"节奏不到{enough:g}；或底线、上限没守住",
        v.NOT_ASSESSABLE: "缺数据，或目标没有数值",
    }
    about.section("三、判断标准")
    for word, meaning in meanings.items():
        fill, ink = VERDICT_FILLS[word]
        about.line(word, meaning, bg_color=fill, font_color=ink, align="center")
    about.line("左右", f"“7.5左右”一类目标，允许偏差±{parameters['左右容差']:.0%}。")
    about.line("同步", f"“与经济增长基本同步”一类目标，允许相差{parameters['同步容差']:g}个百分点。")
    about.line("时序进度", "规划期已经过去的份额，按月计算；采用半年数的指标用月度截止日，其余用年度截止日。")


def _write_formulas(about: _About) -> None:
    about.section("四、各类指标怎么算")
    about.line("指标类型", "含义", "公式", bg_color=NAVY, font_color="#FFFFFF", align="center")
    for kind, meaning in _KINDS.items():
        asked = (
            ("实现进度", p.PROGRESS),
            ("节奏", p.PACE),
            ("年均需完成", p.REQUIRED_PER_YEAR),
            ("外推", p.EXTRAPOLATED),
        )
        told = [
            f"{name}＝{plain(text)}"
            for name, (_, texts) in asked
            if (text := texts.get(kind, "空")) != "空" and (name, kind) not in _IN_WORDS
        ]
        about.line(kind, meaning, "\n".join(told) or "—")


def plain(formula: str) -> str:
    """A formula of the expression language as people write it."""
    if p.STILL_MISSING in formula:
        formula = f"{p.STILL_MISSING}（尚未实现目标时）"
    if where := _ONLY_WHERE.fullmatch(formula):
        formula = f"{where[2]}（{where[1]}时）"
    for sign, written in (
        ("参数(规划年数)", "规划年数"),
        ("[", ""),
        ("]", ""),
        (" * ", "×"),
        (" / ", "÷"),
        (" - ", "－"),
        (" + ", "＋"),
    ):
        formula = formula.replace(sign, written)
    return formula.replace(", ", "，")


def _write_columns(about: _About) -> None:
    about.section("五、主要的列")
    for name, text in (
        (
            "采用值",
            "用来计算的数：能用半年数的用2023年6月数，其余用2022年数；增速型是两年平均增速；累计型、降低型是累计数",
        ),
        ("系统判断", "按公式自动得出，随数值变化"),
        ("填报判断", "部门自己的判断"),
        ("最终判断", "牵头单位填了改判的用改判，否则等于系统判断；各项统计和图都用它"),
        ("年均需完成", "从2025年目标倒推，剩余年份平均每年要完成的数；已经实现或守住目标的为空"),
        ("外推2025年值", "按到目前为止的速度推到2025年的数，可与部门的2025年预期值对照"),
        (
            "未填报",
            "各项统计中没有采用值的：未报送、没有填写，或填报值有错误未采用；比“报送情况”的未报送多的就是后两种",
        ),
        ("接收状态", "已接收：没有错误；需修改：该行有错误；未报送：没有收到"),
        ("查看", f"点击{ARROW}到该事项所在的行"),
    ):
        about.line(name, text)


def _write_colours(about: _About) -> None:
    about.section("六、颜色")
    for fill, name, text in (
        (NAVY, "深蓝表头", "部门填报和目录给定的内容"),
        (ANSWER, "浅黄底", "牵头单位填写：改判、改判理由、基准日"),
        (MISSING_FILL, "红底", "应写而没有写，或填报值有错误未采用（见批注和问题清单）"),
        ("#EFEFEF", "灰底", "未报送、无法评估，或名单汇总后已经改判"),
    ):
        about.line(name, text, bg_color=fill, **({"font_color": "#FFFFFF"} if fill == NAVY else {}))


def _write_overriding(about: _About) -> None:
    about.section("七、怎样改判")
    for name, text in (
        ("第一步", f"在“{MAIN.name}”“{CHAPTER.name}”表的“改判”列选择判断，在“改判理由”列写明理由（没写的显示红底）。"),
        ("第二步", "最终判断、总览的个数和图、两个口径的统计随之变化；“专题”的名单是汇总时的，“现状”列随之变化。"),
        ("第三步", "保存。以后重新汇总时，最新一份总进度表中的改判会自动带入新表。"),
    ):
        about.line(name, text)
