"""The whole check as one story: returned files in, frames and findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from schemas.catalogue import Catalogue
from schemas.compute import compute_indicators
from schemas.findings import Finding
from schemas.parameters import expression_values
from schemas.plan import given_rows, report_rows, reporters, rows_for
from schemas.tables import CATALOGUE_TABLES, COVER, FORM_TABLES, INDICATOR_TABLES, REPORT, Table
from schemas.vocabulary import ERROR, NOTICE, WARNING
from validators.answered import CORRECTS, accept, confirmed, settle
from validators.apply_rules import apply_rules
from validators.column_checks import check_columns
from validators.editions import age_of, why_newer
from validators.form_versions import FORM_VERSION, is_known, lacks
from validators.frames import DEPARTMENT, Source, TableFrame, build
from validators.master_reader import EarlierMaster
from validators.merge import covers, merge
from validators.pool import Job, read_all
from validators.proposals import with_proposals
from validators.reader import Layout, RawReturn
from validators.refused import NO_RETURN
from validators.rulebook import ready_rules
from validators.signature import is_genuine

ACCEPTED, REJECTED, MISSING = "已接收", "需修改", "未报送"


@dataclass
class Checked:
    """What a check found.

    Attributes:
        catalogue: what it was checked against.
        raws: every file as read, in order of name.
        sources: the files that count, one a department.
        frames: table name → tidy frame over all counted files.
        findings: everything that is wrong, in the order of the checks.
        asked: table name → department → how many rows it was asked to answer.
        earlier: the master of an earlier round that the answers were held against, if any.
    """

    catalogue: Catalogue
    raws: list[RawReturn]
    sources: list[Source]
    frames: dict[str, TableFrame]
    findings: list[Finding]
    asked: dict[str, dict[str, int]] = field(default_factory=dict)
    earlier: EarlierMaster | None = None

    @property
    def of_last_round(self) -> EarlierMaster | None:
        """`earlier`, unless it is a master of this very round."""
        return _of_last_round(self.catalogue, self.earlier)

    @cached_property
    def states(self) -> dict[str, pd.DataFrame]:
        """Table name → state of every catalogue row: columns 编号, 部门, 状态 (已接收, 需修改 or 未报送).

        Accepted: returned without a finding of severity 错误; rejected: returned with one.
        """
        wrong = {(f.department, f.row) for f in self.findings if f.severity == ERROR and f.row and f.sheet}
        return {table.name: self._reconcile(table, wrong) for table in CATALOGUE_TABLES}

    def _reconcile(self, table: Table, wrong: set[tuple[str, str]]) -> pd.DataFrame:
        rows, frame = given_rows(self.catalogue, table), self.frames[table.name].data
        keys = list(zip(rows[table.lead].tolist(), rows["编号"].tolist(), strict=True))
        returned = set(zip(frame[DEPARTMENT].tolist(), frame["编号"].tolist(), strict=True))
        states = [(REJECTED if key in wrong else ACCEPTED) if key in returned else MISSING for key in keys]
        return pd.DataFrame({"编号": rows["编号"].tolist(), DEPARTMENT: rows[table.lead].tolist(), "状态": states})


def _of_last_round(catalogue: Catalogue, earlier: EarlierMaster | None) -> EarlierMaster | None:
    region, name = (str(catalogue.parameters[title]) for title in ("地区名称", "评估轮次"))
    return None if earlier is None or earlier.is_of_round(region, name) else earlier


def layouts() -> dict[str, Layout]:
    """What the reader must know of each table: the titles that identify its header."""
    return {
        table.name: Layout(
            table.sheet,
            tuple(c.title for c in table.columns if c.role != "computed" and not c.hidden),
            table.vertical,
            frozenset(c.title for c in table.columns if c.kind == "date"),
            tuple(c.title for c in table.columns if c.role == "computed" or c.hidden),
        )
        for table in FORM_TABLES
    }


def check(
    catalogue: Catalogue,
    jobs: Sequence[Job],
    key: bytes,
    on_progress: Callable[[int], None] = lambda done: None,
    read: Callable[..., list[RawReturn]] | None = None,
    earlier: EarlierMaster | None = None,
    keep_cells: bool = True,
) -> Checked:
    """Check returned files against the catalogue.

    Args:
        jobs: (path, name for people) of each returned file.
        key: the workspace's signing key.
        on_progress: called with the number of files read since the last call.
        read: how files are read; in worker processes unless a measurement wants it otherwise.
        earlier: the master of an earlier round to hold the answers against.
        keep_cells: keep the cells as they were read, a quarter of the memory, for what goes back to departments.
    """
    rules = ready_rules(catalogue)  # before anything waits for the files, which others may be reading
    raws = (read or read_all)(jobs, layouts(), on_progress)
    findings = [_refused(raw) for raw in raws if raw.refusal]
    sources = _choose(_identified(raws, catalogue, key, findings), findings)
    findings += _noticed(raws, sources)
    findings += accept(sources)
    values = expression_values(catalogue.parameters)
    given = asked_rows(catalogue, [source.department for source in sources])
    findings += _older_forms(sources, given)
    optional = frozenset(catalogue.townships)
    files = [raw.file for raw in raws]
    frames: dict[str, TableFrame] = {}
    asked: dict[str, dict[str, int]] = {}
    for table in FORM_TABLES:
        rows = given.pop(table.name)  # of a thousand departments a tenth of the memory
        asked[table.name] = {department: len(its) for department, its in rows.items()}
        frame, structural = build(table, sources, rows, files, values, optional)
        frames[table.name] = frame
        findings += structural
        if not keep_cells:
            _let_go(table, [*raws, *(source.raw for source in sources)])
    indicators = {table.name: frames[table.name].data for table in INDICATOR_TABLES}
    for name, data in compute_indicators(indicators, values).items():
        frames[name].data = data
    for frame in frames.values():
        findings += check_columns(frame, values, optional)
    findings += apply_rules(rules, frames, values, _of_last_round(catalogue, earlier), confirmed(sources))
    findings = settle(with_proposals(_one_a_cell(findings), frames, values), sources)
    for frame in frames.values():
        frame.forget()
    return Checked(catalogue, raws, sources, frames, findings, asked, earlier)


def _let_go(table: Table, raws: Sequence[RawReturn]) -> None:
    for raw in raws:
        if table.name in raw.tables:
            raw.tables[table.name].rows = []


def _one_a_cell(findings: Sequence[Finding]) -> list[Finding]:
    """Without the note that `—` counts as blank where the blank itself is reported."""
    blank = {(f.file, f.sheet, f.cell) for f in findings if f.code == "C101"}
    return [f for f in findings if f.code != "C108" or (f.file, f.sheet, f.cell) not in blank]


def asked_rows(catalogue: Catalogue, departments: Sequence[str]) -> dict[str, dict[str, pd.DataFrame]]:
    """Table name → department → the rows it was asked to answer.

    Grouped once per table rather than filtered once per department: at a thousand
    departments the difference is minutes.
    """
    townships = set(catalogue.townships)
    asked: dict[str, dict[str, pd.DataFrame]] = {}
    for table in FORM_TABLES:
        if table is COVER:
            asked[table.name] = {d: pd.DataFrame({"填报单位": [d]}) for d in departments}
        elif table is REPORT:
            report = report_rows()
            asked[table.name] = {d: report if d not in townships else report.iloc[:0] for d in departments}
        else:
            rows = given_rows(catalogue, table)
            groups: Mapping[str, pd.DataFrame] = dict(list(rows.groupby(table.lead)))  # type: ignore[arg-type]
            none = rows.iloc[:0]
            asked[table.name] = {
                d: rows_for(catalogue, table, d) if d in townships else groups.get(d, none) for d in departments
            }
    return asked


def _refused(raw: RawReturn) -> Finding:
    code, message, suggestion = raw.refusal or ("", "", "")
    severity = NOTICE if code in NO_RETURN else ERROR
    return _file_finding(raw, code, severity, message, suggestion)


def _noticed(raws: Sequence[RawReturn], sources: Sequence[Source]) -> Iterator[Finding]:
    """What is worth saying of files that were read: an old format, macros."""
    who = {source.raw.file: source.department for source in sources}
    for raw in raws:
        for code, severity, message, suggestion in raw.notices:
            yield _file_finding(raw, code, severity, message, suggestion, who.get(raw.file, ""))


def _file_finding(raw: RawReturn, code: str, severity: str, message: str, suggestion: str, who: str = "") -> Finding:
    return Finding(code, severity, who, raw.file, "", "", "", "", "", message, suggestion)


def _identified(raws: Sequence[RawReturn], catalogue: Catalogue, key: bytes, findings: list[Finding]) -> list[Source]:
    """The files whose signed identity names a department of this round; a finding for every other one."""
    known = set(reporters(catalogue))
    sources: list[Source] = []
    for position, raw in enumerate(raws):
        if raw.refusal:
            continue
        department = raw.meta.get("部门", "")
        problem = None
        if not is_genuine(raw.meta, key):
            problem = (
                "F201",
                "填报表的身份信息缺失或被改动，不能确认是哪个部门的表。",
                "请用下发的原表重新填写后报送。",
            )
        elif raw.meta.get("轮次") != catalogue.parameters["评估轮次"]:
            problem = (
                "F202",
                f"这是“{raw.meta.get('轮次')}”的填报表，不是本轮的。",
                "请用本轮下发的填报表填写。",
            )
        elif not is_known(raw.meta.get("表样版本", "")):
            problem = ("F203", "填报表的表样版本不能识别。", "请用最新下发的填报表填写。")
        elif department not in known:
            problem = (
                "F204",
                f"“{department}”不在本轮的填报部门名单中。",
                "请牵头单位核对规划目录的“部门”表。",
            )
        if problem:
            raw.refusal = problem
            findings.append(_file_finding(raw, problem[0], ERROR, *problem[1:], department))
        else:
            sources.append(Source(position, raw, department))
    return sources


def _older_forms(sources: Sequence[Source], given: Mapping[str, Mapping[str, pd.DataFrame]]) -> Iterator[Finding]:
    """Which forms are of an older version, and what they lack of what the department is asked."""
    for source in sources:
        number = source.raw.meta["表样版本"]
        missing = lacks(number, [name for name, rows in given.items() if len(rows[source.department])])
        if missing:
            message = f"填报表是较早的表样（第{number}版，现行第{FORM_VERSION}版），没有：{missing}。"
            suggestion = "已按填写内容读取，不必重填；要填写所缺内容的，请改用最新下发的填报表。"
            yield _file_finding(source.raw, "F208", NOTICE, message, suggestion, source.department)


def _choose(sources: Sequence[Source], findings: list[Finding]) -> list[Source]:
    """One source a department.

    A correction replaces the file that it corrects, a higher 版次 a lower one, a full
    copy an older one of the same 版次; partly filled copies are put together.
    """
    by_department: dict[str, list[Source]] = {}
    for source in sources:
        by_department.setdefault(source.department, []).append(source)
    return [_one_of(copies, findings) if len(copies) > 1 else copies[0] for copies in by_department.values()]


def _one_of(copies: list[Source], findings: list[Finding]) -> Source:
    ordered = sorted(copies, key=age_of)
    corrected = {source.raw.meta.get(CORRECTS) for source in ordered}
    # The correction of a file is newer than it, whatever its cover says.
    ordered.sort(key=lambda source: source.raw.sha256 not in corrected)
    newest = ordered[-1]
    parts, seen = [newest], {newest.raw.sha256: newest.raw.file}
    for source in reversed(ordered[:-1]):
        if source.raw.sha256 in seen:
            message = f"与《{seen[source.raw.sha256]}》内容完全相同，没有重复采用。"
            findings.append(_file_finding(source.raw, "F206", NOTICE, message, "无需处理。", source.department))
            continue
        seen[source.raw.sha256] = source.raw.file
        is_older = source.raw.sha256 in corrected or age_of(source)[0] < age_of(newest)[0]
        if is_older or covers(newest, source):
            why = "较新的" if source.raw.sha256 in corrected else why_newer(age_of(newest), age_of(source))
            message = f"{source.department}报送了多份填报表，已采用{why}《{newest.raw.file}》，本文件未纳入汇总。"
            suggestion = "请确认采用的是最终稿。"
            # The file that a correction form was made from asks nothing more of anybody.
            severity = NOTICE if source.raw.sha256 in corrected else WARNING
            findings.append(_file_finding(source.raw, "F205", severity, message, suggestion, source.department))
        else:
            parts.insert(0, source)
            message = f"{source.department}报送了多份部分填写的填报表，本文件已与《{newest.raw.file}》合并。"
            suggestion = "请确认合并后的内容完整。"
            findings.append(_file_finding(source.raw, "F207", NOTICE, message, suggestion, source.department))
    return merge(parts, findings) if len(parts) > 1 else newest
