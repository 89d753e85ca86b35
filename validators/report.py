"""Who returned what: one record a department, for the master, the screen and the reminders."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from schemas.vocabulary import SEVERITIES
from validators.check import ACCEPTED, MISSING, REJECTED, Checked
from validators.frames import DEPARTMENT
from validators.normalise import display

STATES = (ACCEPTED, REJECTED, MISSING)


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
