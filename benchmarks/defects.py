"""The defect matrix: every kind of defect planted in a real filled form, and what finds it.

    python -m benchmarks.defects [--out docs/defects.md]

Bases are forms that LibreOffice filled in and saved (`samples/returned`), without
findings of their own. Beside our checks run the two obvious alternatives on the same
files: the pandera models alone, and frictionless with a schema of the same columns.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.defect_list import Defect, all_defects
from benchmarks.defect_rivals import by_frictionless, by_pandera
from benchmarks.defect_rounds import beside_others, last_round
from samples.content import PARAMETERS, catalogue_frames
from samples.typing_plan import RETURNED
from samples.workspace import KEY, RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.findings import Finding
from validators.catalogue import load_catalogue
from validators.check import check
from validators.pool import Job
from validators.reader import Layout, RawReturn, read_return
from workbook_templates.catalogue_template import write_catalogue


@dataclass(frozen=True)
class Outcome:
    """What was found of one defect."""

    defect: Defect
    findings: list[Finding]
    pandera: bool
    frictionless: bool | None

    @property
    def right(self) -> Finding | None:
        """The finding with the right code at the right row and column."""
        for finding in self.findings:
            same = (finding.row, finding.column) == (self.defect.row, self.defect.column)
            if finding.code == self.defect.code and (same or not self.defect.sheet):
                return finding
        return None


def run(catalogue: Catalogue, defects: Sequence[Defect], folder: Path) -> list[Outcome]:
    """Plant every defect in a fresh copy and check it."""
    outcomes = []
    who = {defect.department for defect in defects if defect.earlier}
    jobs = [(RETURNED_FOLDER / RETURNED[name], name) for name in sorted(who)]
    earlier = last_round(check(catalogue, jobs, KEY, read=_read_here), folder) if who else None
    for number, defect in enumerate(defects):
        path = folder / f"{number:03}.xlsx"
        shutil.copy(RETURNED_FOLDER / RETURNED[defect.department], path)
        defect.plant(path)
        jobs = [(path, path.name), *((RETURNED_FOLDER / RETURNED[name], name) for name in defect.beside)]
        before = earlier if defect.earlier else None
        findings = check(catalogue, jobs, KEY, read=_read_here, earlier=before).findings
        outcomes.append(Outcome(defect, findings, by_pandera(path, defect), by_frictionless(path, defect)))
    return outcomes


def _read_here(jobs: Sequence[Job], layouts: Mapping[str, Layout], on_progress: object) -> list[RawReturn]:
    return [read_return(path, name, layouts) for path, name in jobs]


def clean(catalogue: Catalogue, departments: Sequence[str]) -> dict[str, int]:
    """Findings of the untouched bases: none, or nothing that follows means anything."""
    counts = {}
    for department in departments:
        path = RETURNED_FOLDER / RETURNED[department]
        counts[department] = len(check(catalogue, [(path, path.name)], KEY, read=_read_here).findings)
    return counts


def table(outcomes: Sequence[Outcome]) -> str:
    """The matrix as markdown, with its sums below."""
    lines = [
        "| 缺陷 | 规则 | 发现 | 位置对 | 建议对 | 问题数 | 仅pandera | frictionless |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for o in outcomes:
        found = any(f.code == o.defect.code for f in o.findings)
        right = o.right
        hint = right is not None and o.defect.hint in right.suggestion + right.proposed
        marks = (found, right is not None, hint)
        cells = ["✓" if mark else "✗" for mark in marks]
        rivals = ["—" if mark is None else "✓" if mark else "✗" for mark in (o.pandera, o.frictionless)]
        name = o.defect.name.replace("|", "／")
        lines.append(f"| {name} | {o.defect.code} | {' | '.join(cells)} | {len(o.findings)} | {' | '.join(rivals)} |")
    return "\n".join([*lines, "", summary(outcomes)])


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line of sums."""
    count = len(outcomes)
    right = sum(o.right is not None for o in outcomes)
    single = sum(len(o.findings) == 1 for o in outcomes)
    pandera = sum(o.pandera for o in outcomes)
    installed = any(o.frictionless is not None for o in outcomes)
    frictionless = f"发现 {sum(bool(o.frictionless) for o in outcomes)}" if installed else "未安装，没有比较"
    return (
        f"{count} 种缺陷：位置和规则都对 {right}，只报一个问题的 {single}；"
        f"同样的文件，仅用pandera发现 {pandera}，frictionless{frictionless}。"
    )


def main() -> None:
    """Print the matrix, or write it into a page of docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="write the page here instead of printing it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_catalogue(folder / "规划目录.xlsx", catalogue_frames(), PARAMETERS)
        catalogue = load_catalogue(folder / "规划目录.xlsx")
        defects = [*all_defects(), *beside_others()]
        base = clean(catalogue, sorted({defect.department for defect in defects}))
        text = table(run(catalogue, defects, folder))
    intro = (
        "# 缺陷矩阵\n\n由 `python -m benchmarks.defects --out docs/defects.md` 生成："
        "在LibreOffice填写并保存的示例填报表中逐一植入缺陷，"
        "看能否发现、位置和建议是否正确、一个缺陷报几个问题。"
        f"未植入缺陷的原表问题数：{base}。\n\n"
    )
    if options.out:
        options.out.write_text(f"{intro}{text}\n", encoding="utf-8")
    else:
        print(intro + text)


if __name__ == "__main__":
    main()
