"""What goes back to the departments: a correction form where something is wrong, a receipt where nothing is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.findings import Finding
from schemas.plan import reporters
from schemas.vocabulary import ERROR, WARNING
from validators.check import Checked
from validators.frames import Source
from validators.pool import read_all
from validators.report import findings_by_department, merged_copies
from validators.signature import is_genuine
from validators.whole_file import ApartReader
from validators.workspace import CORRECTIONS, RETURNS, Workspace
from workbook_templates.correction import Blanks, correction_name, write_correction
from workbook_templates.files import free_name, is_open
from workbook_templates.receipt import receipt_name, write_receipt


@dataclass
class SentBack:
    """What was written and what was not.

    Attributes:
        corrections, receipts: department → file.
        findings: department → what its correction form lists.
        removed: files of an earlier run that no longer hold.
        in_the_way: such files that are open somewhere and could not be removed.
        unknown: refused files of which nobody knows whose they are: somebody must call.
    """

    corrections: dict[str, Path] = field(default_factory=dict)
    receipts: dict[str, Path] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    removed: list[Path] = field(default_factory=list)
    in_the_way: list[Path] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """A return that counts, with what is wrong with it."""

    source: Source
    findings: list[Finding]

    @property
    def passed(self) -> bool:
        """Whether it gets a receipt: nothing to be corrected or confirmed."""
        return all(finding.severity not in (ERROR, WARNING) for finding in self.findings)


def send_back(
    workspace: Workspace, checked: Checked, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> SentBack:
    """Write a correction form or a receipt for every department that returned something."""
    result = SentBack()
    folder, returns, key = workspace.folder(CORRECTIONS), workspace.folder(RETURNS), workspace.key()
    blanks: Blanks = {}
    every, result.unknown = outcomes(checked, key)
    total, copies = len(every), merged_copies(checked)
    with ApartReader() as read:
        for outcome in every:
            source, findings = outcome.source, outcome.findings
            name, raw = source.department, source.raw
            others = [] if raw.refusal else copies.get(name, [])
            files = [checked.raws[source.position], *others]
            if not outcome.passed:
                path = free_name(folder / correction_name(name))
                write_correction(path, checked.catalogue, key, name, returns, raw, files, findings, blanks, read)
                result.corrections[name], result.findings[name] = path, findings
            else:
                path = free_name(folder / receipt_name(name))
                write_receipt(path, checked, key, source, findings, [other.file for other in others])
                result.receipts[name] = path
            on_progress(1, total)
    _remove_stale(folder, key, result)
    return result


def outcomes(checked: Checked, key: bytes) -> tuple[list[Outcome], list[Finding]]:
    """What becomes of every department's return, and the findings of files of which nobody knows whose they are."""
    by_file: dict[str, list[Finding]] = {}
    for finding in checked.findings:
        by_file.setdefault(finding.file, []).append(finding)
    refused, unknown = _refused(checked, key, by_file)
    mine = findings_by_department(checked)
    every = [Outcome(source, mine[source.department]) for source in checked.sources]
    return every + [Outcome(source, by_file.get(source.raw.file, [])) for source in refused], unknown


def _refused(
    checked: Checked, key: bytes, by_file: Mapping[str, Sequence[Finding]]
) -> tuple[list[Source], list[Finding]]:
    """The newest refused file of each department that has no usable one, known by its signature alone."""
    unknown: list[Finding] = []
    known = set(reporters(checked.catalogue))
    used = {source.department for source in checked.sources}
    newest: dict[str, Source] = {}
    for position, raw in enumerate(checked.raws):
        if raw.refusal is None:
            continue
        department = raw.meta.get("部门", "")
        if not is_genuine(raw.meta, key) or department not in known:
            unknown += [finding for finding in by_file.get(raw.file, ()) if finding.severity == ERROR]
        elif department not in used:
            other = newest.get(department)
            if other is None or other.raw.modified <= raw.modified:
                newest[department] = Source(position, raw, department)
    return list(newest.values()), unknown


def _remove_stale(folder: Path, key: bytes, result: SentBack) -> None:
    """Remove what an earlier run wrote for these departments and this one did not: only files that we signed."""
    written = {*result.corrections.values(), *result.receipts.values()}
    stale = []
    for department in (*result.corrections, *result.receipts):
        for name in (correction_name(department), receipt_name(department)):
            stem, ending = name.rsplit(".", 1)
            ours = re.compile(rf"{re.escape(stem)}(\(\d+\))?\.{ending}")
            stale += [path for path in folder.glob("*.xlsx") if ours.fullmatch(path.name) and path not in written]
    raws = read_all([(path, path.name) for path in stale], {}) if stale else []
    for path, raw in zip(stale, raws, strict=True):
        if is_genuine(raw.meta, key):
            if is_open(path):
                result.in_the_way.append(path)
            else:
                path.unlink()
                result.removed.append(path)
