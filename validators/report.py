"""Who returned what: one record a department, for the master, the screen and the reminders."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from schemas.findings import Finding
from schemas.vocabulary import SEVERITIES
from validators.check import ACCEPTED, MISSING, REJECTED, Checked
from validators.frames import DEPARTMENT
from validators.normalise import display
from validators.reader import RawReturn

MERGED = "F207"
STATES = (ACCEPTED, REJECTED, MISSING)


def findings_by_department(checked: Checked) -> dict[str, list[Finding]]:
    """Department → what is wrong with the form that was used of it, whichever of its copies holds the cell.

    What is only said about a file that was not used (an older one, a copy) is left out.
    """
    used = {source.department: source.raw.file for source in checked.sources}
    result: dict[str, list[Finding]] = {department: [] for department in used}
    for finding in checked.findings:
        if finding.department in used and (finding.sheet or finding.file == used[finding.department]):
            result[finding.department].append(finding)
    return result


def merged_copies(checked: Checked) -> dict[str, list[RawReturn]]:
    """Department → the other files that were put together with the one that is named as its source."""
    raws = {raw.file: raw for raw in checked.raws}
    result: dict[str, list[RawReturn]] = {}
    for finding in checked.findings:
        if finding.code == MERGED:
            result.setdefault(finding.department, []).append(raws[finding.file])
    return result


def department_states(checked: Checked) -> list[dict[str, str | int]]:
    """One record a department that has rows to answer or returned something, in catalogue order."""
    by_department = pd.concat(checked.states.values(), ignore_index=True).groupby([DEPARTMENT, "状态"]).size().to_dict()
    sources = {source.department: source for source in checked.sources}
    wrong: dict[tuple[str, str], int] = {}
    for finding in checked.findings:
        wrong[finding.department, finding.severity] = wrong.get((finding.department, finding.severity), 0) + 1
    covers = checked.frames["封面"].data.set_index(DEPARTMENT)
    records: list[dict[str, str | int]] = []
    for department in checked.catalogue.frames["部门"]["部门名称"]:
        counts = [int(by_department.get((department, state), 0)) for state in STATES]
        source = sources.get(department)
        if not sum(counts) and source is None and not checked.catalogue.must_report(department):
            continue
        errors = wrong.get((department, SEVERITIES[0]), 0)
        version = covers["版次"].get(department) if source else None
        records.append(
            {
                "部门": department,
                "应报行数": sum(counts),
                **dict(zip(STATES, counts, strict=True)),
                "报送状态": ("有错误" if errors else "已通过") if source else "未报送",
                "错误": errors,
                "提醒": wrong.get((department, SEVERITIES[1]), 0),
                "采用文件": source.raw.file if source else "",
                "文件时间": f"{datetime.fromtimestamp(source.raw.modified):%Y-%m-%d}" if source else "",
                "版次": display(version),
                "文件指纹": source.raw.sha256[:16] if source else "",
            }
        )
    return records
