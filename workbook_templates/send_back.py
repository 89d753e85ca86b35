"""What goes back to the departments: a correction form where something is wrong, a receipt where nothing is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.findings import Finding
from schemas.plan import reporters
from schemas.vocabulary import ERROR, SEVERITIES, WARNING
from validators import history
from validators.check import Checked, check
from validators.frames import Source
from validators.master_reader import EarlierMaster
from validators.pool import read_all
from validators.report import findings_by_department, merged_copies
from validators.signature import is_genuine
from validators.whole_file import ApartReader, WholeFile
from validators.workspace import CORRECTIONS, RETURNS, Workspace
from workbook_templates.correction import Blanks, correction_name, write_correction
from workbook_templates.files import all_names, free_name, is_open
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

    def lines(self, folder: Path) -> list[str]:
        """Who gets a correction form, who a receipt, and whom somebody must call."""
        lines = [f"已生成退回修改表{len(self.corrections)}份、回执{len(self.receipts)}份：{folder}"]
        for department, path in self.corrections.items():
            found = [finding.severity for finding in self.findings[department]]
            counts = "、".join(f"{s}{found.count(s)}个" for s in SEVERITIES[:2] if s in found)
            lines.append(f"  {department}：{counts}，《{path.name}》")
        if self.removed:
            names = "、".join(f"《{path.name}》" for path in self.removed)
            lines.append(f"已删除不再适用的旧文件：{names}。")
        lines += [f"《{path.name}》已不适用，但正被打开，请关闭后删除。" for path in self.in_the_way]
        lines += [f"不能确定是哪个部门，请电话联系：《{each.file}》：{each.message}" for each in self.unknown]
        return lines


def check_and_send_back(
    workspace: Workspace,
    on_read: Callable[[int], None] = lambda done: None,
    on_written: Callable[[int, int], None] = lambda done, total: None,
    earlier: EarlierMaster | None = None,
) -> tuple[Checked, SentBack]:
    """Check every returned file, send back, and remember what was asked for, so that changes can be told later.

    Args:
        earlier: the master of an earlier round to hold the answers against.
    """
    catalogue, returned = workspace.catalogue(), workspace.returned()
    checked = check(catalogue, returned, workspace.key(), on_read, earlier=earlier)
    result = send_back(workspace, checked, on_written)
    history.save(workspace.folder(CORRECTIONS), history.snapshot(checked), keep=True)
    return checked, result


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
    renamed = workspace.renamed()
    with ApartReader() as read_apart:

        def read(path: Path) -> WholeFile | None:
            return read_apart(renamed.get(path, path))

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
            stale += [path for path in all_names(folder / name) if path not in written]
    raws = read_all([(path, path.name) for path in stale], {}) if stale else []
    for path, raw in zip(stale, raws, strict=True):
        if is_genuine(raw.meta, key):
            if is_open(path):
                result.in_the_way.append(path)
            else:
                path.unlink()
                result.removed.append(path)
