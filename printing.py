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
from validators.history import CORRECTED, NEW, SETTLED, STATES, STILL, UNASKED, Change, Snapshot, compare, unchanged
from validators.notices import Notice
from validators.report import department_states
from validators.rulebook import Page
from validators.workspace import MASTER_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from consolidate import Consolidated
    from workbook_templates.send_back import SentBack

_COLOURS = dict(zip(SEVERITIES, ("red", "yellow", "cyan"), strict=True))
_STATE_COLOURS = {STILL: "red", NEW: "red", UNASKED: "yellow", CORRECTED: "green", SETTLED: "cyan"}
_CELLS_SHOWN = 6


def summary(checked: Checked, everybody: bool = True) -> None:
    """Who returned what, and how many findings there are."""
    if not checked.raws:
        console.print("回收文件夹里还没有任何文件。")
    usable, refused = len(checked.sources), sum(1 for raw in checked.raws if raw.refusal)
    superseded = len(checked.raws) - usable - refused
    extra = f"，被较新版本替代{superseded}个" if superseded else ""
    console.print(f"共收到{len(checked.raws)}个文件：采用{usable}个，不能使用{refused}个{extra}。")
    if everybody:
        due = [r for r in department_states(checked) if checked.catalogue.must_report(str(r["部门"]))]
        missing = [str(r["部门"]) for r in due if r["报送状态"] == "未报送"]
        console.print(f"应报送{len(due)}个部门，已报送{len(due) - len(missing)}个，未报送{len(missing)}个。")
        if missing:
            console.print(f"未报送：{'、'.join(missing)}。")
    if not checked.raws:
        return
    if checked.earlier is not None:
        name = checked.earlier.name
        told = (
            f"已与上轮的《{name}》对比。" if checked.of_last_round else f"《{name}》就是本轮的总进度表，不按上轮检查。"
        )
        console.print(told, markup=False)
    counts = "、".join(
        f"{severity}{sum(f.severity == severity for f in checked.findings)}个" for severity in SEVERITIES
    )
    console.print(f"校验结果：{counts}。" if checked.findings else "校验结果：没有发现问题。")


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
    if done.master.name != MASTER_NAME:
        console.print(f"《{MASTER_NAME}》正在Excel中打开，没有覆盖，本次结果另存为新文件。", markup=False)
    console.print(f"总进度表：{done.master}", markup=False)


def findings_as_json(checked: Checked) -> None:
    """All findings, flat."""
    _json([finding.as_dict() for finding in checked.findings])


def sent_back(done: SentBack, folder: Path) -> None:
    """Who gets a correction form, who a receipt, and whom somebody must call."""
    console.print(f"已生成退回修改表{len(done.corrections)}份、回执{len(done.receipts)}份：{folder}", markup=False)
    for department, path in done.corrections.items():
        found = [finding.severity for finding in done.findings[department]]
        counts = "、".join(f"{s}{found.count(s)}个" for s in SEVERITIES[:2] if s in found)
        console.print(f"  {department}：{counts}，《{path.name}》", markup=False)
    if done.removed:
        names = "、".join(f"《{path.name}》" for path in done.removed)
        console.print(f"已删除不再适用的旧文件：{names}。", markup=False)
    for path in done.in_the_way:
        console.print(f"《{path.name}》已不适用，但正被打开，请关闭后删除。", markup=False)
    for finding in done.unknown:
        console.print(f"不能确定是哪个部门，请电话联系：《{finding.file}》：{finding.message}", markup=False)


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
        titles = [title for title in rows[0] if title not in ("文件指纹", "采用文件", "文件时间")]
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
