"""What changed since an earlier master: verdicts and states, values, findings, items that came or went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from schemas.columns import Column
from schemas.findings import grouped
from schemas.tables import CATALOGUE_TABLES, INDICATOR_TABLES, PLANS, PROJECTS, TASKS, Table
from schemas.vocabulary import NOTICE
from validators.check import MISSING, Checked
from validators.master_reader import EarlierMaster

VERDICT, VALUE, NEW, CURED, ADDED, DROPPED = (
    "判断和状态变化",
    "数值变化",
    "新出现的问题",
    "已改正的问题",
    "新增事项",
    "取消事项",
)
KINDS = (VERDICT, VALUE, NEW, CURED, ADDED, DROPPED)
STATE_OF = {
    **dict.fromkeys(INDICATOR_TABLES, "最终判断"),
    TASKS: "进展状态",
    PROJECTS: "项目阶段",
    PLANS: "评估状态",
}


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes:
        before, after: values of the column's own kind; None where there was or is none.
        decimals: of the indicator, where it has its own.
    """

    kind: str
    department: str
    table: str
    code: str
    label: str
    column: str
    before: Any
    after: Any
    decimals: float | None = None


def changes(checked: Checked, earlier: EarlierMaster, rows: Mapping[str, pd.DataFrame]) -> list[Change]:
    """Every change, kind by kind, in the order of the tables.

    Args:
        rows: of the master that is being written, from `master_rows`.
    """
    found: list[Change] = []
    for table in CATALOGUE_TABLES:
        found += _of_table(table, earlier.rows[table.name], rows[table.name].set_index("编号", drop=False))
    found += _of_findings(checked, earlier)
    return sorted(found, key=lambda change: KINDS.index(change.kind))


def _of_table(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> Iterator[Change]:
    common = new.index[new.index.isin(old.index)]
    state = STATE_OF[table]
    columns = [column for column in table.answers if not _is_free_text(column) and column.title != state]
    for title in (state, *(column.title for column in columns)):
        before, after = old[title].reindex(common), new[title].reindex(common)
        kind = VERDICT if title == state else VALUE
        if kind == VALUE and before.isna().all():  # a column that the earlier form did not have
            continue
        differs = _differs(before, after)
        if kind == VALUE:
            differs &= _returned(old.loc[common]) & _returned(new.loc[common])
        for code in common[differs]:
            row = new.loc[code]
            yield Change(kind, *_item(table, row), title, _value(before[code]), _value(after[code]), _decimals(row))
    for kind, rows, others in ((ADDED, new, old), (DROPPED, old, new)):
        for code in rows.index[~rows.index.isin(others.index)]:
            row = rows.loc[code]
            yield Change(kind, *_item(table, row), "", None, None)


def _returned(rows: pd.DataFrame) -> np.ndarray:
    """Rows that somebody answered: that all values of a missing return are gone is one change, not twenty."""
    return (rows["接收状态"] != MISSING).to_numpy(dtype=bool)


def _is_free_text(column: Column) -> bool:
    """Free text is written anew every round; that it differs says nothing."""
    return column.kind == "text" and not column.choices


def _item(table: Table, row: pd.Series) -> tuple[str, str, str, str]:
    return str(row[table.lead]), table.name, str(row["编号"]), table.named(row.to_dict())


def _differs(before: pd.Series, after: pd.Series) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(before) and pd.api.types.is_numeric_dtype(after):
        one, other = before.to_numpy("float64"), after.to_numpy("float64")
        return ~np.isclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True)
    one, other = (side.astype("object").where(side.notna(), None).to_numpy() for side in (before, after))
    return np.array([_value(left) != _value(right) for left, right in zip(one, other, strict=True)], dtype=bool)


def _value(value: Any) -> Any:
    return None if pd.isna(value) or value == "" else value


def _decimals(row: pd.Series) -> float | None:
    digits = row.get("小数位")
    return None if digits is None or pd.isna(digits) else float(digits)


def _of_findings(checked: Checked, earlier: EarlierMaster) -> Iterator[Change]:
    """Causes, not cells: the lines of 问题清单 that came, and of those departments that returned again, that went."""
    before = {
        _cause(problem["code"], problem["department"], problem["sheet"], problem["column"], problem["file"]): problem
        for problem in earlier.problems
        if problem["severity"] != NOTICE
    }
    now = {
        _cause(f.code, f.department, f.sheet, f.column, f.file): f
        for f in (group.first for group in grouped(checked.findings))
        if f.severity != NOTICE
    }
    for key, finding in now.items():
        if key not in before:
            label = _told(finding.file, finding.department, finding.message)
            who = (finding.department, finding.sheet, finding.row)
            yield Change(NEW, *who, label, finding.column, None, finding.value or None)
    returned = {source.department for source in checked.sources}
    for key, problem in before.items():
        if key not in now and (problem["department"] in returned or not problem["department"]):
            label = _told(problem["file"], problem["department"], problem["message"])
            who = (problem["department"], problem["sheet"], problem["row"])
            yield Change(CURED, *who, label, problem["column"], problem["value"] or None, None)


def _told(file: str, department: str, message: str) -> str:
    """What a finding says; of a file of nobody with its name."""
    return message if department else f"《{file}》{message}"


def _cause(code: str, department: str, sheet: str, column: str, file: str) -> tuple[str, ...]:
    """What makes two findings of two rounds the same; a file of nobody is known by its name."""
    return code, department, sheet, column, "" if department else file
