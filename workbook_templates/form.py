"""The standard form (填报表): one workbook per department with only the sheets it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from schemas.catalogue import Catalogue
from schemas.parameters import expression_values
from schemas.plan import reporters, rows_for
from schemas.tables import ASKED_TABLES, CHAPTER, COVER, MAIN, PROJECTS, REPORT, Table
from validators.master_reader import EarlierMaster
from validators.problems import CannotWork
from validators.rulebook import active_rules
from validators.signature import META_SHEET, identity
from workbook_templates.files import free_name, let_rows_grow, replacing
from workbook_templates.form_cover import cover_frame, write_cover
from workbook_templates.form_facts import facts_beside
from workbook_templates.form_page import FIRST_ROW
from workbook_templates.form_table import Context, prepare, write_table
from workbook_templates.guide import write_guide
from workbook_templates.live import Area
from workbook_templates.live_checks import checks_of, judge
from workbook_templates.marks import Marks
from workbook_templates.self_check import status_of, write_self_check
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats

_NOTES = {
    "主要指标": "黄色单元格由填报单位填写，灰色由公式自动计算，其余不能改动。数值只填数字，单位见“单位”列。",
    "章节指标": "黄色单元格由填报单位填写，灰色由公式自动计算，其余不能改动。数值只填数字，单位见“单位”列。",
    "重大任务": "黄色单元格由填报单位填写。进展情况截止到{task_day}。",
    "重大项目": "黄色单元格由填报单位填写，金额单位：万元。进展情况截止到{task_day}。",
    "专项规划": "黄色单元格由专项规划牵头部门填写。进展情况截止到{task_day}。",
    "配合指标": "由其他部门牵头、本部门配合的指标，选填：本部门掌握数据的请填写，用于与牵头部门核对；没有数据的留空。",
    "评估报告": "按《中期评估报告框架》（工作方案附件1）的六个标题填写，每个标题3000字以内，可分段。"
    "右侧“填报参考”列出已填报的数据。",
}
ADDED_ROWS = 5


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
    with replacing(path) as temporary:
        with Book(temporary) as workbook:
            set_properties(workbook, f"填报表-{department}", catalogue)
            fill_form(workbook, Formats(workbook), catalogue, department, key, answers or {})
        let_rows_grow(temporary, growing_sheets(workbook))


def growing_sheets(workbook: xlsxwriter.Workbook) -> list[int]:
    """Positions of the table sheets, whose rows must grow with what a clerk types."""
    tables = {table.sheet for table in ASKED_TABLES}
    return [at for at, sheet in enumerate(workbook.worksheets(), start=1) if sheet.get_name() in tables]


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
        table: _filled(table, with_added(catalogue, table, rows, department), answers)
        for table in ASKED_TABLES
        if len(rows := rows_for(catalogue, table, department))
    }
    ready = prepare({table.name: rows for table, rows in wanted.items()}, values)
    rules, optional = active_rules(catalogue), department in catalogue.townships
    marks = marks or {}
    # The cover comes first and repeats what 自查, the last sheet, will find: count before writing.
    cover = answers.get(COVER.name)
    frames = {**ready, COVER.name: cover_frame(department, cover)}
    checks = {table: judge(checks_of(table, rules, optional), frames[table.name], values) for table in (COVER, *wanted)}
    status = status_of(checks.values())
    placed = write_cover(workbook, formats, catalogue, department, cover, marks, checks[COVER], status)
    write_guide(workbook, formats, catalogue, list(wanted))
    day = f"{catalogue.parameters['任务进展截止日']:%Y年%m月%d日}"
    for table in wanted:
        context = Context(
            values,
            checks[table],
            _references(table, ready),
            marks,
            {"专栏": tuple(catalogue.frames[PROJECTS.name]["专栏"].unique())} if table is PROJECTS else {},
            facts_beside(ready) if table is REPORT else None,
        )
        placed += write_table(
            workbook, formats, table, ready[table.name], _NOTES[table.name].format(task_day=day), context
        )
    write_self_check(workbook, formats, placed)
    write_identity(workbook, catalogue, department, key)


def with_added(catalogue: Catalogue, table: Table, rows: pd.DataFrame, department: str) -> pd.DataFrame:
    """The rows plus blank ones for what the department wants to add; townships add nothing."""
    if not table.supplements or department in catalogue.townships:
        return rows
    codes = [f"{table.supplements}{number}" for number in range(1, ADDED_ROWS + 1)]
    added = pd.DataFrame({"编号": codes, table.lead: department}).reindex(columns=rows.columns)
    for title in rows.columns:
        added[title] = added[title].astype(rows[title].dtype)
    return pd.concat([rows, added], ignore_index=True)


def write_forms(
    folder: Path,
    catalogue: Catalogue,
    key: bytes,
    only: Sequence[str] | None = None,
    earlier: EarlierMaster | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Path]:
    """Write the forms of every department that has something to answer, or of those named.

    Args:
        earlier: an earlier master whose answers are filled in, so that a department only updates.

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
        write_form(path, catalogue, department, key, earlier.of(department) if earlier else None)
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
    filled = rows.join(known[titles], on="编号")
    for title in table.open_titles if table.supplements else ():
        if title not in titles and title in known:  # what a department wrote in a row that it added
            filled[title] = filled[title].astype("object")  # which may be text where a number belongs
            own = filled["编号"].str.startswith(table.supplements) & filled["编号"].isin(known.index)
            filled.loc[own, title] = filled.loc[own, "编号"].map(known[title])
    return filled


def write_identity(workbook: xlsxwriter.Workbook, catalogue: Catalogue, department: str, key: bytes) -> None:
    """Add the signed identity, on a sheet that only programs see."""
    meta = identity(*_identity(catalogue), department, key)
    sheet = workbook.add_worksheet(META_SHEET)
    for row, (name, value) in enumerate(meta.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()
