"""The master progress workbook (总进度表), written top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

from schemas import vocabulary as v
from schemas.master import arranged
from schemas.parameters import expression_values
from schemas.tables import CATALOGUE_TABLES, INDICATOR_TABLES, MAIN
from validators.check import Checked
from validators.report import department_states
from workbook_templates.files import replacing
from workbook_templates.form import set_properties
from workbook_templates.master_about import add_about, write_about
from workbook_templates.master_backcast import write_backcast
from workbook_templates.master_compare import write_compare
from workbook_templates.master_conflicts import write_conflicts
from workbook_templates.master_figures import Block, Figures, figures_of
from workbook_templates.master_lagging import write_lagging
from workbook_templates.master_milestones import write_milestones
from workbook_templates.master_origins import write_origins
from workbook_templates.master_overview import SHEET, write_overview
from workbook_templates.master_progress import draw_trends, progress_lines, ranking, trends
from workbook_templates.master_rows import master_rows, withheld
from workbook_templates.master_scopes import write_scopes
from workbook_templates.master_status import write_findings, write_status
from workbook_templates.master_tables import Links, write_table_sheet
from workbook_templates.master_texts import report_rows, write_added_sheet, write_report_sheet
from workbook_templates.origins import origins_of
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats

_NOTES = {
    "主要指标": "按方面排列，约束性在前。进度、判断均为公式；“改判”“改判理由”由牵头单位填写，最终判断随之变化。"
    "红底空格：填报值有错误未采用，见批注和“问题清单”。点编号、数值、短文字可到“数据来源”。",
    "章节指标": "同“主要指标”。",
    "重大任务": "按评估范围、章节排列，小计在表后。点编号、短文字可到“数据来源”。"
    "空白表示部门尚未报送；“接收状态”为“需修改”的，问题见“问题清单”。",
    "重大项目": "金额单位：万元。按专栏排列，小计在表后；表头上方的合计随筛选变化。"
    "点编号、数值、短文字可到“数据来源”。空白表示部门尚未报送。",
    "专项规划": "县级专项规划中期评估情况，按牵头部门排列。点编号、数值、短文字可到“数据来源”。",
}


def write_master(path: Path, checked: Checked, overrides: Mapping[str, tuple[str, str]] | None = None) -> None:
    """Write the master of a check to `path`.

    Args:
        overrides: row code → (改判, 改判理由) that the bureau entered in an earlier master.
    """
    catalogue = checked.catalogue
    values = expression_values(catalogue.parameters)
    joined = master_rows(checked, overrides or {})
    rows = joined | {table.name: arranged(table, joined[table.name]) for table in CATALOGUE_TABLES}
    links = Links(origins_of(checked), report_rows(checked))
    records = department_states(checked)
    main_codes = rows[MAIN.name]["编号"].tolist()
    with (
        replacing(path) as temporary,
        Book(temporary) as workbook,
    ):
        set_properties(workbook, "总进度表", catalogue)
        formats = Formats(workbook)
        overview = workbook.add_worksheet(SHEET)
        about = add_about(workbook)
        sheets = {}
        for table in CATALOGUE_TABLES:
            data, note = rows[table.name], _NOTES[table.name]
            held_back = withheld(checked, table, data)
            sheets[table] = write_table_sheet(
                workbook, formats, table, data, values, note, main_codes, held_back, links
            )
        write_added_sheet(workbook, formats, checked)
        write_lagging(workbook, formats, checked, rows)
        write_backcast(workbook, formats, catalogue, rows)
        write_scopes(workbook, formats, rows)
        write_report_sheet(workbook, formats, checked, links.origins)
        place = write_status(workbook, formats, checked, records)
        write_findings(workbook, formats, checked, rows)
        write_conflicts(workbook, formats, checked, rows)
        write_compare(workbook, formats, checked, rows)
        write_milestones(workbook, formats, catalogue)
        write_origins(workbook, formats, checked, links.origins)
        figures = Figures(workbook, formats)
        blocks = figures_of(figures, rows, records, place)
        blocks["ranking"] = ranking(figures, rows[MAIN.name])
        blocks["progress"] = progress_lines(figures, blocks["ranking"])
        for table in INDICATOR_TABLES:
            draw_trends(sheets[table], table, trends(figures, table, rows[table.name]))
        _name_figures(workbook, blocks)
        write_about(workbook, formats, about, checked)
        write_overview(workbook, formats, overview, catalogue, rows, blocks, records)


def _name_figures(workbook: xlsxwriter.Workbook, blocks: Mapping[str, Block]) -> None:
    """Names for the key figures, so that other workbooks and reports can refer to them."""
    verdicts = blocks["verdicts"]
    for line, group in enumerate(("约束性指标", "预期性指标", "主要指标", "章节指标")):
        for column, word in enumerate(("总数", *v.VERDICTS), start=1):
            workbook.define_name(f"{group}_{word}", f"={verdicts.cell(line, column)}")
    for name, key in (("任务", "tasks"), ("项目", "projects"), ("专项规划", "plans")):
        for line, (state, _) in enumerate(blocks[key].values):
            workbook.define_name(f"{name}_{state}", f"={blocks[key].cell(line, 1)}")
    for name, column in (("计划投资_亿元", 1), ("完成投资_亿元", 2)):
        workbook.define_name(name, f"=SUM({blocks['investment'].area(column)})")
