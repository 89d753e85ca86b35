"""What changed since the last check: a small snapshot of each return, and the difference to it.

The snapshot keeps what was asked to be corrected and every answer (long ones by their beginning and a
fingerprint), so that a change that nobody asked for is seen as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.catalogue import Catalogue
from schemas.findings import Finding
from schemas.tables import COVER, FORM_TABLES, TABLES
from schemas.vocabulary import ERROR, WARNING
from validators.answered import CONFIRMED, key_of
from validators.check import Checked
from validators.frames import DEPARTMENT, is_added
from validators.normalise import display
from validators.problems import CannotWork
from validators.reader import RawReturn
from validators.report import findings_by_department
from validators.rulebook import active_rules, all_pages, is_own
from validators.written import writable

FILE_NAME = ".上次校验.json"
CORRECTED, STILL, NEW, UNASKED, SETTLED = "已改正", "仍未改正", "新出现", "未要求却改动", "已确认"
# Gone although the department did nothing: the rule was switched off or eased, or somebody else corrected something.
WITHDRAWN = "不再要求"
STATES = (STILL, NEW, UNASKED, CORRECTED, SETTLED, WITHDRAWN)
# These change with every return.
_ALWAYS_ASKED = {(COVER.name, title) for title in ("版次", "填报日期")}
_SHORT, _BEGINNING = 60, 40

Record = dict[str, Any]
Snapshot = dict[str, Record]


@dataclass(frozen=True)
class Change:
    """One difference between two checks. `old` and `new` are the cell's values, long ones shortened."""

    department: str
    state: str
    sheet: str
    cell: str
    row: str
    column: str
    code: str
    severity: str
    message: str
    old: str
    new: str

    def as_dict(self) -> dict[str, str]:
        """Flat, for --json."""
        return asdict(self)


def snapshot(checked: Checked) -> Snapshot:
    """Department → file, fingerprint, problems, what they asked to be changed, and every answer."""
    values = _values(checked)
    raws = {raw.file: raw for raw in checked.raws}
    used = {source.department: source.raw for source in checked.sources}
    records: Snapshot = {
        name: {"file": raw.file, "sha256": raw.sha256, "findings": [], "values": values.get(name, {})}
        for name, raw in used.items()
    }
    for name, findings in findings_by_department(checked).items():
        records[name]["findings"] = [_remembered(raws[f.file], f) for f in findings if _is_kept(f)]
    for finding in checked.findings:
        raw = raws[finding.file]
        if raw.refusal and finding.department and finding.department not in used and _is_kept(finding):
            empty: Record = {"file": raw.file, "sha256": raw.sha256, "findings": [], "values": {}}
            records.setdefault(finding.department, empty)["findings"].append(_remembered(raw, finding))
    return records


def _remembered(raw: RawReturn, finding: Finding) -> dict[str, Any]:
    table = key_of(raw, finding)[1]
    return {**finding.as_dict(), "table": table, "asked": _asked(table, finding)}


def _is_kept(finding: Finding) -> bool:
    return finding.severity in (ERROR, WARNING) or finding.message.startswith(CONFIRMED)


def _values(checked: Checked) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """Department → table → row code → title → answer."""
    values: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
    for table in FORM_TABLES:
        for record in checked.frames[table.name].data.to_dict("records"):
            code = "" if table is COVER else str(record["编号"])
            row = {title: _short(display(record.get(title))) for title in writable(table, code)}
            rows = values.setdefault(str(record[DEPARTMENT]), {}).setdefault(table.name, {})
            rows[code] = {title: "" if text == "nan" else text for title, text in row.items()}
    return values


def _short(text: str) -> str:
    if len(text) <= _SHORT:
        return text
    return f"{text[:_BEGINNING]}…（共{len(text)}字，{hashlib.sha256(text.encode()).hexdigest()[:8]}）"


def _asked(table: str, finding: Finding) -> list[str]:
    """Columns that a finding asks to look at: the one it blames, and those that its rule and its words name."""
    if table not in TABLES or not finding.column:
        return []
    words = finding.message + finding.suggestion + _conditions().get(finding.code, "")
    return [c.title for c in TABLES[table].answers if c.title == finding.column or c.title in words]


@cache
def _conditions() -> Mapping[str, str]:
    return {page.rule.code: page.rule.condition for page in all_pages()}


def save(folder: Path, records: Snapshot, keep: bool = False) -> None:
    """Write the snapshot into a folder; with `keep`, departments that are not in it stay as they were."""
    path = folder / FILE_NAME
    if keep and path.exists():
        with contextlib.suppress(CannotWork):  # one that cannot be read is replaced
            records = {**load(folder), **records}
    temporary = path.with_name(f"{FILE_NAME}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps(records, ensure_ascii=False, separators=(",", ":"), sort_keys=True), "utf-8")
    temporary.replace(path)


def load(folder: Path) -> Snapshot:
    """The snapshot of a folder; raises CannotWork where there is none that can be read."""
    path = folder / FILE_NAME
    if not path.exists():
        raise CannotWork("没有上次校验的记录，无法比较。请先运行“midterm corrections 工作区”。")
    try:
        records = json.loads(path.read_text("utf-8"))
        if all(isinstance(r["findings"], list) and isinstance(r["values"], dict) for r in records.values()):
            return dict(records)
    except (ValueError, AttributeError, TypeError, KeyError, OSError):
        pass
    raise CannotWork(f"上次校验的记录《{path}》已损坏，无法比较。请删除它，再运行“midterm corrections 工作区”。")


def compare(old: Snapshot, checked: Checked) -> list[Change]:
    """The differences of every department that returned something, department by department."""
    changes: list[Change] = []
    silent = _silent_rules(checked.catalogue)
    for department, record in snapshot(checked).items():
        before = old.get(department, {"findings": [], "values": {}, "sha256": ""})
        mine = [*_problems(department, before, record, silent), *_unasked(department, before, record)]
        changes += sorted(mine, key=lambda change: STATES.index(change.state))
    return changes


def unchanged(old: Snapshot, checked: Checked) -> set[str]:
    """Departments whose file is the very one of the last check."""
    return {s.department for s in checked.sources if old.get(s.department, {}).get("sha256") == s.raw.sha256}


def _key(finding: Mapping[str, str]) -> tuple[str, str, str, str]:
    return finding["code"], finding["table"], finding["row"], finding["column"]


def _silent_rules(catalogue: Catalogue) -> Callable[[str], bool]:
    """Whether a code is of a rule that asks nothing of departments now: switched off, on trial, for information."""
    asking = {rule.code for rule in active_rules(catalogue) if rule.shown_severity in (ERROR, WARNING)}
    return lambda code: code not in asking and (is_own(code) or code in _conditions())


def _problems(department: str, before: Record, now: Record, silent: Callable[[str], bool]) -> Iterator[Change]:
    """Each problem of the last check and each new one."""
    present = {_key(finding): finding for finding in now["findings"]}
    at_cell = {_key(finding)[1:]: finding for finding in now["findings"]}
    told: set[tuple[str, str, str, str]] = set()
    for finding in before["findings"]:
        key = _key(finding)
        same_cell = at_cell.get(key[1:])
        if key not in present and same_cell and finding["column"] and _is_one_problem(finding, same_cell):
            key = _key(same_cell)
        current = present.get(key)
        if current is None:
            if finding["severity"] in (ERROR, WARNING):
                withdrawn = silent(finding["code"]) or before.get("sha256") == now["sha256"]
                state = WITHDRAWN if withdrawn else CORRECTED
                yield _change(department, state, finding, finding["value"], _value(now, finding))
        elif key not in told:
            confirmed = current["message"].startswith(CONFIRMED)
            if not (confirmed and finding["message"].startswith(CONFIRMED)):
                yield _change(department, SETTLED if confirmed else STILL, current, finding["value"], current["value"])
        told.add(key)
    for key, finding in present.items():
        if key not in told and not finding["message"].startswith(CONFIRMED):
            yield _change(department, NEW, finding, _value(before, finding), finding["value"])


def _is_one_problem(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether two findings at one cell are one: the same content is blamed, or what stands there is no answer still."""
    return before["value"] == now["value"] or (before["code"].startswith("C") and now["code"].startswith("C"))


def _value(record: Record, finding: Mapping[str, str]) -> str:
    rows = record["values"].get(finding["table"], {})
    return str(rows.get(finding["row"], {}).get(finding["column"], ""))


def _change(department: str, state: str, finding: Mapping[str, str], old: str, new: str) -> Change:
    place = {name: finding[name] for name in ("sheet", "cell", "row", "column", "code", "severity", "message")}
    return Change(department, state, **place, old=_short(old), new=_short(new))


def _unasked(department: str, before: Record, now: Record) -> Iterator[Change]:
    """Answers that differ although no finding asked for them; nothing where a whole file was refused."""
    findings = before["findings"]
    if not before["values"] or any(not finding["table"] for finding in findings):
        return
    asked = {(f["table"], f["row"], title) for f in findings for title in f["asked"]}
    asked |= {(f["table"], f["row"], f["column"]) for f in findings}
    for table, rows in _merged(before["values"], now["values"]):
        for code, title, old, new in rows:
            if _is_newly_added(table, code, before["values"]):
                continue  # nobody asks for what a department adds of its own accord
            wider = {(table, code, title), (table, code, ""), (table, "", title), (table, "", "")}
            if old != new and not asked & wider and (table, title) not in _ALWAYS_ASKED:
                sheet = TABLES[table].sheet if table in TABLES else table
                message = f"“{title}”由“{old or '空'}”改为“{new or '空'}”，上次没有要求修改。"
                yield Change(department, UNASKED, sheet, "", code, title, "", "", message, old, new)


def _is_newly_added(table: str, code: str, before: Mapping[str, Any]) -> bool:
    return table in TABLES and is_added(TABLES[table], code) and code not in before.get(table, {})


def _merged(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
    """Per table: (row code, title, old, new) of every answer of either side."""
    for table in dict.fromkeys([*before, *now]):
        old_rows, new_rows = before.get(table, {}), now.get(table, {})
        cells = []
        for code in dict.fromkeys([*old_rows, *new_rows]):
            old, new = old_rows.get(code, {}), new_rows.get(code, {})
            cells += [(code, t, str(old.get(t, "")), str(new.get(t, ""))) for t in dict.fromkeys([*old, *new])]
        yield table, cells
