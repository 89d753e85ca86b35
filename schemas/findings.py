"""Findings: what is wrong with a return, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import pandas as pd

from schemas.vocabulary import SEVERITIES


@dataclass(frozen=True)
class Finding:
    """One finding. `row` is the row's code, `column` its Chinese title, `cell` an address such as F12."""

    code: str
    severity: str
    department: str
    file: str
    sheet: str
    cell: str
    row: str
    column: str
    value: str
    message: str
    suggestion: str
    # The value that would put it right, where that is certain enough to offer.
    proposed: str = ""

    def as_dict(self) -> dict[str, str]:
        """Flat, for --json."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = tuple(field.name for field in fields(Finding))

# The columns of 问题清单, in the order a person reads them: message first, code last.
TITLES = {
    "severity": "严重程度",
    "message": "问题",
    "suggestion": "处理建议",
    "department": "部门",
    "file": "文件",
    "sheet": "工作表",
    "cell": "单元格",
    "row": "编号",
    "column": "列",
    "value": "填写内容",
    "code": "规则",
}


@dataclass(frozen=True)
class Group:
    """One cause: the same rule in the same department's file and sheet, with every cell it blames."""

    first: Finding
    cells: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many findings the group stands for."""
        return len(self.cells)


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Group by cause, gravest first; the same cause in forty rows is one group with forty cells."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        key = (
            finding.severity,
            finding.department,
            finding.file,
            finding.sheet,
            finding.column,
            finding.code,
        )
        groups.setdefault(key, []).append(finding)
    result = [Group(members[0], tuple(f.cell for f in members)) for members in groups.values()]
    return sorted(result, key=lambda g: (SEVERITIES.index(g.first.severity), g.first.department, g.first.sheet))


def to_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """One row a finding, columns as `FIELDS`."""
    return pd.DataFrame([f.as_dict() for f in findings], columns=list(FIELDS))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is of severity 错误."""
    return any(finding.severity == SEVERITIES[0] for finding in findings)
