"""Who returned what: one record a department, for the master, the screen and the reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from schemas.findings import Finding
from schemas.vocabulary import SEVERITIES
from validators.check import ACCEPTED, MISSING, REJECTED, Checked
from validators.frames import DEPARTMENT
from validators.normalise import display
from validators.reader import RawReturn
from validators.rearranged import sentence

MERGED = "F207"
_REMARKS_SHOWN = 5
STATES = (ACCEPTED, REJECTED, MISSING)


def summary_lines(checked: Checked, everybody: bool = True) -> list[str]:
    """Who returned what, and how many findings there are: a few sentences.

    Args:
        everybody: whether to say who is missing; not where only one file was checked.
    """
    lines = [] if checked.raws else ["回收文件夹里还没有任何文件。"]
    usable, refused = len(checked.sources), sum(1 for raw in checked.raws if raw.refusal)
    superseded = len(checked.raws) - usable - refused
    extra = f"，被较新版本替代{superseded}个" if superseded else ""
    lines.append(f"共收到{len(checked.raws)}个文件：采用{usable}个，不能使用{refused}个{extra}。")
    if everybody:
        due = [r for r in department_states(checked) if checked.catalogue.must_report(str(r["部门"]))]
        missing = [str(r["部门"]) for r in due if r["报送状态"] == "未报送"]
        lines.append(f"应报送{len(due)}个部门，已报送{len(due) - len(missing)}个，未报送{len(missing)}个。")
        if missing:
            lines.append(f"未报送：{'、'.join(missing)}。")
    if not checked.raws:
        return lines
    remarks = remarked(checked)
    lines += [f"《{file}》：{told}" for file, told in list(remarks.items())[:_REMARKS_SHOWN]]
    if len(remarks) > _REMARKS_SHOWN:
        lines.append(f"另有{len(remarks) - _REMARKS_SHOWN}个文件与下发的表样不同，见总进度表“报送情况”的“读取说明”。")
    if checked.earlier is not None:
        name = checked.earlier.name
        lines.append(
            f"已与上轮的《{name}》对比。" if checked.of_last_round else f"《{name}》就是本轮的总进度表，不按上轮检查。"
        )
    counts = "、".join(
        f"{severity}{sum(f.severity == severity for f in checked.findings)}个" for severity in SEVERITIES
    )
    return [*lines, f"校验结果：{counts}。" if checked.findings else "校验结果：没有发现问题。"]


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


def remarked(checked: Checked) -> dict[str, str]:
    """File → what stands in it otherwise than in the form and was read all the same; only files that count."""
    used = [source.raw for source in checked.sources]
    used += [raw for copies in merged_copies(checked).values() for raw in copies]
    return {raw.file: sentence(raw.remarks) for raw in used if raw.remarks}


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
    remarks, merged = remarked(checked), merged_copies(checked)
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
                "读取说明": remarks.get(source.raw.file, "") + _of_copies(merged.get(department, []), remarks)
                if source
                else "",
            }
        )
    return records


def _of_copies(copies: Sequence[RawReturn], remarks: Mapping[str, str]) -> str:
    return "".join(f"《{raw.file}》：{remarks[raw.file]}" for raw in copies if raw.file in remarks)
