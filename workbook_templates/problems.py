"""From findings to the lines of 问题清单 and the marks in the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas.findings import Finding
from schemas.tables import COVER, TABLES
from schemas.vocabulary import NOTICE, SEVERITIES
from validators.answered import AS_IT_IS, CONFIRMED, Answered, answers_of, key_of
from validators.fresh import LEFT_OVER_SHEET, LeftOver
from validators.reader import RawReturn
from workbook_templates.form_page import FIRST_ROW
from workbook_templates.marks import Mark
from workbook_templates.places import Places
from workbook_templates.problem_list import Problem

# In a correction form what was lost is there again: what is left to do is not what the finding says.
_REST = f"其内容保留在“{LEFT_OVER_SHEET}”工作表，"
_TO_DO = {
    "F113": "本文件就是下发给本部门的填报表，请填写后报送。",
    "F202": "本文件就是本轮的填报表，请逐项核对已放回的内容后报送。",
    "F203": "本文件就是现行版本的填报表，请核对已放回的内容后报送。",
    "S101": "该工作表已恢复，请填写。",
    "S102": "该列已恢复，请填写。",
    "S103": f"{_REST}不必处理；确需上报的请填到相应单元格，或联系牵头单位。",
    "S104": f"已保留前面一行；多余的行{_REST}请核对保留的是否正确。",
    "S105": "该行已恢复，请填写。",
    "S106": "已恢复为下发的内容；确需调整的，在“调整建议”“相关说明”中提出，或联系牵头单位。",
}
_FOLDED = "C110"  # what was wrong with an answer is said on the line it belongs to


def problems_of(form: Places, raw: RawReturn, files: Sequence[RawReturn], findings: Sequence[Finding]) -> list[Problem]:
    """The lines of 问题清单, errors first, otherwise in the order of the form.

    Args:
        raw: what counts of the department's answers; `files` are those that it came from.
    """
    answers, by_file = answers_of(raw), {each.file: each for each in files}
    folded = {key_of(by_file[f.file], f)[1:]: f for f in findings if f.code == _FOLDED}
    problems = []
    for finding in findings:
        if finding.code == _FOLDED:
            continue
        key = key_of(by_file[finding.file], finding)
        table = TABLES.get(key[1])
        place = form.place(table, finding.row, finding.column) if table else None
        finding = replace(finding, suggestion=_TO_DO.get(finding.code, finding.suggestion))
        about = folded.get(key[1:])
        if about is not None and key in answers:
            finding = replace(finding, suggestion=f"{about.message}{about.suggestion}{finding.suggestion}")
        said = _said_before(finding, answers.get(key))
        subject = finding.column if table is COVER else form.subject(table, finding.row)
        problems.append(Problem(finding, key, subject, place, *said))
    tables = list(form.rows)

    def order(problem: Problem) -> tuple[int, int]:
        table = TABLES.get(problem.key[1])
        return SEVERITIES.index(problem.finding.severity), tables.index(table) if table in tables else -1

    return sorted(problems, key=order)


def with_place_in(rest: Sequence[LeftOver], problem: Problem) -> Problem:
    """A problem whose row has no place in the form is linked to the line that keeps the row."""
    finding = problem.finding
    if problem.place is None and finding.cell:
        number = finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for at, line in enumerate(rest):
            first = line.cell.partition(":")[0]
            if (
                line.sheet in (finding.sheet, f"《{finding.file}》{finding.sheet}")
                and first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == number
            ):
                return replace(problem, place=(LEFT_OVER_SHEET, f"C{FIRST_ROW + at + 1}"))
    return problem


def _said_before(finding: Finding, answered: Answered | None) -> tuple[str, str]:
    """An explanation must not have to be given twice; other answers are used up."""
    if answered is None:
        return "", ""
    keeps = answered.answer == AS_IT_IS and (finding.severity != NOTICE or finding.message.startswith(CONFIRMED))
    return (AS_IT_IS if keeps and answered.explanation else ""), answered.explanation


def marks_of(form: Places, problems: Sequence[Problem]) -> dict[tuple[str, str, str], Mark]:
    """What to mark in the form: the gravest colour at a cell, and all that is said about it."""
    marks: dict[tuple[str, str, str], Mark] = {}
    for problem in problems:  # gravest first
        table, finding = TABLES.get(problem.key[1]), problem.finding
        if table is None or problem.place is None or problem.place[0] != table.sheet:
            continue
        if not finding.row and table is not COVER:
            continue  # a whole column: its header says it
        place = (table.name, finding.row, finding.column or table.answers[0].title)
        before = marks.get(place)
        severity, notes = (before.severity, [before.note]) if before else (finding.severity, [])
        marks[place] = Mark(severity, "\n\n".join([*notes, _note(finding)]))
    return marks


def _note(finding: Finding) -> str:
    proposed = f"\n建议值：{finding.proposed}" if finding.proposed else ""
    return f"【{finding.severity}】{finding.message}\n{finding.suggestion}{proposed}"
