"""The master progress workbook (总进度表), written top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from schemas.parameters import expression_values
from schemas.tables import CATALOGUE_TABLES, MAIN
from validators.check import Checked
from validators.report import department_states
from workbook_templates.files import replacing
from workbook_templates.form import set_properties
from workbook_templates.master_backcast import write_backcast
from workbook_templates.master_figures import all_figures
from workbook_templates.master_lagging import write_lagging
from workbook_templates.master_overview import SHEET, write_overview
from workbook_templates.master_rows import master_rows, withheld
from workbook_templates.master_scopes import write_scopes
from workbook_templates.master_status import write_findings, write_origins, write_status
from workbook_templates.master_tables import write_table_sheet
from workbook_templates.master_texts import write_added_sheet, write_report_sheet
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats

_NOTES = {
    "主要指标": "实现进度、时序进度、判断均为公式；“改判”“改判理由”两列由牵头单位填写，最终判断随之变化。"
    "红底空格：填报值有错误未采用，见批注和“问题清单”。",
    "章节指标": "同“主要指标”。",
    "重大任务": "空白表示部门尚未报送；“接收状态”为“需修改”的，问题见“问题清单”。",
    "重大项目": "金额单位：万元。空白表示部门尚未报送。",
    "专项规划": "县级专项规划中期评估情况。",
}


def write_master(path: Path, checked: Checked, overrides: Mapping[str, tuple[str, str]] | None = None) -> None:
    """Write the master of a check to `path`.

    Args:
        overrides: row code → (改判, 改判理由) that the bureau entered in an earlier master.
    """
    catalogue = checked.catalogue
    values = expression_values(catalogue.parameters)
    rows = master_rows(checked, overrides or {})
    records = department_states(checked)
    main_codes = rows[MAIN.name]["编号"].tolist()
    with (
        replacing(path) as temporary,
        Book(temporary) as workbook,
    ):
        set_properties(workbook, "总进度表", catalogue)
        formats = Formats(workbook)
        overview = workbook.add_worksheet(SHEET)
        for table in CATALOGUE_TABLES:
            data, note = rows[table.name], _NOTES[table.name]
            held_back = withheld(checked, table, data)
            write_table_sheet(workbook, formats, table, data, values, note, main_codes, held_back)
        write_added_sheet(workbook, formats, checked)
        write_lagging(workbook, formats, checked, rows)
        write_backcast(workbook, formats, catalogue, rows)
        write_scopes(workbook, formats, rows)
        write_report_sheet(workbook, formats, checked)
        place = write_status(workbook, formats, checked, records)
        write_findings(workbook, formats, checked)
        write_origins(workbook, formats, checked)
        blocks = all_figures(workbook, formats, rows, records, place)
        write_overview(workbook, formats, overview, catalogue, rows, blocks, records)
