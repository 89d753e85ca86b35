"""What the sample departments type, cell by cell, and under which name they send the file back."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from samples import content
from schemas.catalogue import Catalogue
from schemas.plan import rows_for
from schemas.tables import ASKED_TABLES, COVER, FORM_TABLES, HELPING, REPORT, Table
from workbook_templates.form_page import COVER_FIRST_ROW, FIRST_ROW
from workbook_templates.form_table import letters_of

MISTAKES = Path(__file__).parent / "mistakes.csv"

# Department → the file name it returns, at any depth; who is not here has not returned anything.
RETURNED = {
    "县发展和改革局": "填报表-县发展和改革局.xlsx",
    "县统计局": "第一批/县统计局中期评估填报表（终稿）.xlsx",
    "县科工贸局": "第一批/填报表-县科工贸局.xlsx",
    "县财政局": "第一批/财政局0718.xlsx",
    "县税务局": "填报表-县税务局.xlsx",
    "县住建局": "填报表-县住建局.xlsx",
    "县市场监管局": "第一批/填报表-县市场监管局(1).xlsx",
    "县农业农村局": "填报表-县农业农村局.xlsx",
    "县实施乡村振兴战略指挥部办公室": "乡村振兴办填报表.xlsx",
    "县自然资源和规划局": "填报表-县自然资源和规划局.xlsx",
    "县人力资源和社会保障局": "人社局/填报表.xlsx",
    "县教育局": "填报表-县教育局 - 副本.xlsx",
    "县卫健局": "第二批/卫健局.xlsx",
    "县文体广旅局": "第二批/填报表-县文体广旅局.xlsx",
    "县交通局": "第二批/填报表-县交通局.xlsx",
    "县水利局": "第二批/水利局7.20.xlsx",
    "县林业局": "填报表-县林业局.xlsx",
    "融水生态环境局": "填报表-融水生态环境局.xlsx",
    "县应急管理局": "填报表-县应急管理局.xlsx",
    "县公安局": "填报表-县公安局.xlsx",
    "县民政局": "第二批/民政局填报表.xlsx",
    "县医疗保障局": "填报表-县医疗保障局.xlsx",
    "县投资促进局": "填报表-县投资促进局.xlsx",
    "融水镇": "乡镇/融水镇.xlsx",
    "三防镇": "乡镇/三防镇.xlsx",
}
NO_FORM = "第一批/联络员名单.xlsx"


@dataclass(frozen=True)
class Mistake:
    """One planted mistake: where it is typed and the code of the finding that it must give."""

    department: str
    table: str
    row: str
    column: str
    text: str
    code: str


def mistakes() -> list[Mistake]:
    """The planted mistakes, from `mistakes.csv`."""
    with MISTAKES.open(encoding="utf-8", newline="") as file:
        return [Mistake(*row.values()) for row in csv.DictReader(file)]


def keystrokes(catalogue: Catalogue, department: str) -> list[tuple[str, str, str]]:
    """(sheet, cell, text) of everything one department types into its form."""
    planted = {(m.table, m.row, m.column): m.text for m in mistakes() if m.department == department}
    blank_rows = {(m.table, m.row) for m in mistakes() if m.department == department and not m.column}
    told = {(r["表"], r["编号"], r["列"]): r["值"] for r in content.answers().to_dict("records")}
    typed = []
    for table in FORM_TABLES:
        for code, key, column, cell in _answer_cells(catalogue, table, department):
            if (table.name, code) in blank_rows:
                continue
            text = planted.get((table.name, code, column), told.get((table.name, *key), ""))
            if not told.get((table.name, *key)) and department in catalogue.townships:
                text = _township_text(column) if table.name == "重大任务" else text
            if text:
                typed.append((table.sheet, cell, text))
    return typed


def _township_text(column: str) -> str:
    """Townships report lightly: a state and a line of results."""
    return {
        "进展状态": "按进度推进",
        "政策措施": "按县级牵头部门要求成立工作专班，分片包村落实。",
        "取得成效": "截至2023年6月底，本镇承担的工作量完成过半，群众满意度较高。",
    }.get(column, "")


def _answer_cells(catalogue: Catalogue, table: Table, department: str) -> list[tuple[str, tuple[str, str], str, str]]:
    """(row code, key into answers.csv, column, cell) of every answer cell of a table."""
    if table is COVER:
        return [
            ("", (department, column.title), column.title, f"C{COVER_FIRST_ROW + at + 1}")
            for at, column in enumerate(COVER.columns)
            if column.role == "answer"
        ]
    assert table in ASKED_TABLES
    letters = letters_of(table)
    cells = []
    for offset, row in enumerate(rows_for(catalogue, table, department).to_dict("records")):
        for column in table.answers:
            key = (department, _heading(row["标题"])) if table is REPORT else (row["编号"], column.title)
            if table is HELPING or (table.name == "重大任务" and department in catalogue.townships):
                key = (f"{row['编号']}@{department}", column.title)
            cells.append((row["编号"], key, column.title, f"{letters[column.title]}{FIRST_ROW + offset + 1}"))
    return cells


def _heading(title: str) -> str:
    """`（一）主要目标指标进展` → `主要目标指标进展`."""
    return title.split("）")[-1].split("、")[-1]
