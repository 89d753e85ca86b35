"""The standard form (填报表): one workbook per department with only the sheets it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.catalogue import Catalogue
from schemas.parameters import expression_values
from schemas.plan import reporters, rows_for
from schemas.tables import CATALOGUE_TABLES, CHAPTER, COVER, MAIN, REPORT, Table
from validators.problems import CannotWork
from validators.signature import META_SHEET, identity
from workbook_templates.cells import cell_format, write_value
from workbook_templates.files import free_name, replacing
from workbook_templates.form_table import FIRST_ROW, PROTECTION, prepare, write_table
from workbook_templates.guide import write_guide
from workbook_templates.live import Area
from workbook_templates.marks import Marks, write_mark
from workbook_templates.styles import ANSWER_HEADER, NAVY, PALE, Formats, page

_NOTES = {
    "主要指标": "黄色单元格由填报单位填写，灰色由公式自动计算，其余不能改动。数值只填数字，单位见“单位”列。",
    "章节指标": "黄色单元格由填报单位填写，灰色由公式自动计算，其余不能改动。数值只填数字，单位见“单位”列。",
    "重大任务": "黄色单元格由填报单位填写。进展情况截止到{task_day}。",
    "重大项目": "黄色单元格由填报单位填写，金额单位：万元。进展情况截止到{task_day}。",
    "专项规划": "黄色单元格由专项规划牵头部门填写。进展情况截止到{task_day}。",
    "评估报告": "按《中期评估报告框架》（工作方案附件1）的六个标题填写，可分段，每段不限。",
}
COVER_FIRST_ROW = 5  # zero-based


def form_name(department: str) -> str:
    """File name of a department's form."""
    return f"填报表-{department}.xlsx"


def write_form(
    path: Path,
    catalogue: Catalogue,
    department: str,
    key: bytes,
    answers: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Write the form of one department.

    Args:
        key: the workspace's signing key.
        answers: table name → known answers by title, indexed by row code (封面: one row), to fill in.
    """
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary, {"strings_to_formulas": False}) as workbook:
        set_properties(workbook, f"填报表-{department}", catalogue)
        fill_form(workbook, Formats(workbook), catalogue, department, key, answers or {})


def fill_form(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    catalogue: Catalogue,
    department: str,
    key: bytes,
    answers: Mapping[str, pd.DataFrame],
    marks: Marks | None = None,
) -> None:
    """Add the sheets of a department's form to a workbook: cover, guide, tables, identity.

    Args:
        answers: as for `write_form`; values may be as the department wrote them.
        marks: cells to point at (a correction form).
    """
    values = expression_values(catalogue.parameters)
    wanted = {
        table: _filled(table, rows, answers)
        for table in (*CATALOGUE_TABLES, REPORT)
        if len(rows := rows_for(catalogue, table, department))
    }
    ready = prepare({table.name: rows for table, rows in wanted.items()}, values)
    _write_cover(workbook, formats, catalogue, department, answers.get(COVER.name), marks or {})
    write_guide(workbook, formats, catalogue, list(wanted))
    for table in wanted:
        note = _NOTES[table.name].format(task_day=f"{catalogue.parameters['任务进展截止日']:%Y年%m月%d日}")
        references = _references(table, ready)
        write_table(workbook, formats, table, ready[table.name], values, note, references, marks)
    _write_meta(workbook, identity(*_identity(catalogue), department, key))


def write_forms(
    folder: Path,
    catalogue: Catalogue,
    key: bytes,
    only: Sequence[str] | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Path]:
    """Write the forms of every department that has something to answer, or of those named.

    Raises CannotWork for a name that gets no form.
    """
    departments = reporters(catalogue)
    for name in only or ():
        if name not in departments:
            raise CannotWork(f"“{name}”没有要填报的内容，或不在规划目录的“部门”表中。")
    chosen = [name for name in departments if only is None or name in only]
    written = []
    for department in chosen:
        path = free_name(folder / form_name(department))
        write_form(path, catalogue, department, key)
        written.append(path)
        on_progress(1, len(chosen))
    return written


def set_properties(workbook: xlsxwriter.Workbook, title: str, catalogue: Catalogue) -> None:
    """Document properties; the date is fixed so that the same inputs give the same bytes."""
    workbook.set_properties(
        {
            "title": title,
            "subject": str(catalogue.parameters["评估轮次"]),
            "company": str(catalogue.parameters["牵头单位"]),
            "created": datetime.combine(catalogue.parameters["任务进展截止日"], datetime.min.time()),
        }
    )


def _references(table: Table, ready: Mapping[str, pd.DataFrame]) -> dict[str, Area]:
    """Where a chapter indicator finds the main indicator that it is held against, if this form has it."""
    if table is not CHAPTER or MAIN.name not in ready:
        return {}
    codes = ready[MAIN.name]["编号"]
    area = Area(FIRST_ROW + 1, FIRST_ROW + len(codes), MAIN.sheet)
    return dict.fromkeys(codes, area)


def _identity(catalogue: Catalogue) -> tuple[str, str]:
    return str(catalogue.parameters["规划名称"]), str(catalogue.parameters["评估轮次"])


def _filled(table: Table, rows: pd.DataFrame, answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    known = answers.get(table.name)
    if known is None:
        return rows
    titles = [column.title for column in table.answers if column.title in known]
    return rows.join(known[titles], on="编号")


def _write_cover(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    catalogue: Catalogue,
    department: str,
    known: pd.DataFrame | None,
    marks: Marks,
) -> Worksheet:
    sheet = workbook.add_worksheet(COVER.sheet)
    parameters = catalogue.parameters
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 46)
    sheet.set_column(3, 3, 30)
    centred = formats(font_name="黑体", font_size=20, font_color=NAVY, align="center", text_wrap=True)
    sheet.merge_range(1, 1, 1, 3, str(parameters["规划名称"]), formats(font_size=13, align="center", text_wrap=True))
    sheet.set_row(1, 40)
    sheet.merge_range(2, 1, 2, 3, f"{parameters['评估轮次']}填报表", centred)
    sheet.set_row(2, 40)
    mark = parameters.get("数据标识")
    if mark:
        sheet.merge_range(3, 1, 3, 3, f"【{mark}】", formats(font_color="#B3261E", align="center", bold=True))
    row = COVER_FIRST_ROW
    for column in COVER.columns:
        is_answer = column.role == "answer"
        sheet.set_row(row, 30)
        sheet.write(row, 1, column.title, formats.header(ANSWER_HEADER if is_answer else NAVY))
        value: Any = department if not is_answer else None
        if is_answer and known is not None and column.title in known:
            value = known[column.title].iloc[0]
        write_value(sheet, row, 2, value, cell_format(formats, column))
        mark = marks.get((COVER.name, "", column.title))
        if mark is not None:
            write_mark(sheet, formats, row, 2, column, value, mark)
        sheet.write(row, 3, column.help or (f"例：{column.example}" if column.example else ""), formats.note())
        row += 1
    due = f"{parameters['报送截止日']:%Y年%m月%d日}"
    contact = "，".join(
        f"{what}：{parameters[name]}"
        for what, name in (("联系人", "联系人"), ("电话", "联系电话"), ("邮箱", "电子邮箱"))
        if parameters.get(name)
    )
    sheet.merge_range(
        row + 1, 1, row + 1, 3, f"请于{due}前报送{parameters['牵头单位']}。{contact}", formats(text_wrap=True)
    )
    sheet.set_row(row + 1, 32)
    sheet.merge_range(
        row + 2,
        1,
        row + 2,
        3,
        "黄色单元格由填报单位填写；其他单元格已锁定，无需改动。",
        formats(bg_color=PALE),
    )
    sheet.protect("", PROTECTION)
    page(sheet, landscape=False)
    sheet.activate()
    return sheet


def _write_meta(workbook: xlsxwriter.Workbook, meta: Mapping[str, str]) -> None:
    sheet = workbook.add_worksheet(META_SHEET)
    for row, (name, value) in enumerate(meta.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()
