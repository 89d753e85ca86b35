"""What the commands print: a few Chinese lines for people, JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from schemas.findings import grouped
from schemas.tables import CATALOGUE_TABLES
from schemas.vocabulary import SEVERITIES
from terminal import console
from validators.check import Checked
from validators.history import (
    CORRECTED,
    NEW,
    SETTLED,
    STATES,
    STILL,
    UNASKED,
    WITHDRAWN,
    Change,
    Snapshot,
    compare,
    unchanged,
)
from validators.notices import Notice
from validators.report import department_states, summary_lines
from validators.rulebook import Page

if TYPE_CHECKING:
    from pathlib import Path

    from consolidate import Consolidated
    from workbook_templates.send_back import SentBack

_COLOURS = dict(zip(SEVERITIES, ("red", "yellow", "cyan"), strict=True))
_STATE_COLOURS = {STILL: "red", NEW: "red", UNASKED: "yellow", CORRECTED: "green", SETTLED: "cyan", WITHDRAWN: "cyan"}
_CELLS_SHOWN = 6


def summary(checked: Checked, everybody: bool = True) -> None:
    """Who returned what, and how many findings there are."""
    for line in summary_lines(checked, everybody):
        console.print(line, markup=False)


def findings(checked: Checked, most: int | None = None) -> None:
    """One line a cause: gravest first, place in front of the message."""
    groups = grouped(checked.findings)
    for group in groups[:most]:
        first = group.first
        cells = "、".join(cell for cell in group.cells[:_CELLS_SHOWN] if cell)
        place = " ".join(part for part in (f"《{first.file}》", first.sheet, cells) if part)
        more = f"（共{group.count}处）" if group.count > 1 else ""
        mark = f"[{_COLOURS[first.severity]}]{first.severity}[/]"
        console.print(f"  {mark} {escape(place)}：{escape(first.message)}{more}{escape(first.suggestion)}")
    if most is not None and len(groups) > most:
        console.print(f"  ……另有{len(groups) - most}类问题，见总进度表的“问题清单”。")


def result(done: Consolidated) -> None:
    """Where the master lies."""
    for line in done.lines():
        console.print(line, markup=False)


def findings_as_json(checked: Checked) -> None:
    """All findings, flat."""
    _json([finding.as_dict() for finding in checked.findings])


def sent_back(done: SentBack, folder: Path) -> None:
    """Who gets a correction form, who a receipt, and whom somebody must call."""
    for line in done.lines(folder):
        console.print(line, markup=False)


def differences(before: Snapshot, checked: Checked, as_json: bool) -> None:
    """What changed since the last check, department by department."""
    changes = compare(before, checked)
    if as_json:
        _json([change.as_dict() for change in changes])
        return
    counts = "、".join(f"{state}{sum(c.state == state for c in changes)}个" for state in STATES)
    console.print(f"与上次校验相比：{counts}。" if changes else "与上次校验相比：没有变化。")
    same = unchanged(before, checked)
    for department in dict.fromkeys(change.department for change in changes):
        mark = "（仍是上次的文件）" if department in same else "" if department in before else "（上次没有文件）"
        console.print(f"{department}{mark}：", markup=False)
        for change in (c for c in changes if c.department == department):
            place = " ".join(part for part in (change.sheet, change.cell, change.row) if part)
            colour = _STATE_COLOURS[change.state]
            console.print(f"  [{colour}]{change.state}[/] {escape(place)}：{escape(_story(change))}")


def _story(change: Change) -> str:
    if change.state == CORRECTED and (change.old or change.new):
        return f"“{change.column or '该行'}”由“{change.old or '空'}”改为“{change.new or '空'}”。"
    return change.message


def _table_counts(checked: Checked) -> list[dict[str, object]]:
    rows = []
    for table in CATALOGUE_TABLES:
        states = checked.states[table.name]["状态"]
        counts = {state: int((states == state).sum()) for state in ("已接收", "需修改", "未报送")}
        rows.append({"表": table.name, "目录数": len(states), **counts})
    return rows


def status(checked: Checked) -> None:
    """Two tables: by table of the catalogue, by department."""
    for rows in (_table_counts(checked), department_states(checked)):
        titles = [title for title in rows[0] if title not in ("文件指纹", "采用文件", "文件时间", "读取说明")]
        table = Table(*titles)
        for row in rows:
            table.add_row(*(escape(str(row[title])) for title in titles))
        console.print(table)


def status_as_json(checked: Checked) -> None:
    """Counts by table and by department."""
    _json({"tables": _table_counts(checked), "departments": department_states(checked)})


def rules(pages: Sequence[Page], notices: Sequence[Notice]) -> None:
    """One line a rule, after the findings that are no rules."""
    table = Table("编号", "严重程度", "规则", "适用的表")
    for notice in notices:
        table.add_row(notice.code, notice.severity, notice.title, notice.about)
    for page in pages:
        rule = page.rule
        table.add_row(rule.code, rule.severity_text, rule.title, "、".join(rule.tables))
    console.print(table)


def rules_as_json(pages: Sequence[Page], notices: Sequence[Notice]) -> None:
    """Every rule with its manual page, after the findings that are no rules."""
    told = [{**vars(notice), "tables": [notice.about]} for notice in notices]
    _json(
        told
        + [
            {
                "code": page.rule.code,
                "title": page.rule.title,
                "severity": page.rule.severity,
                "tables": page.rule.tables,
                "columns": page.rule.blames,
                "condition": page.rule.condition,
                "limit": page.rule.limit,
                "message": page.rule.message,
                "suggestion": page.rule.suggestion,
                "trial": page.rule.trial,
                "manual": page.sections,
            }
            for page in pages
        ]
    )


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
