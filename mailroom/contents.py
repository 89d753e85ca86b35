"""What goes to whom: for every kind of letter the recipients, what the text may say, and the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from mailroom.enclosures import attached, signed_files
from mailroom.letter import Attachment, Content, Skipped, day_in_words
from mailroom.listing import Listing, findings_list
from schemas.catalogue import Catalogue
from schemas.findings import Finding
from schemas.plan import reporters
from schemas.vocabulary import ERROR, WARNING
from validators.answered import CORRECTS
from validators.check import Checked, check
from validators.lateness import RETURN_FORM, late_by
from validators.problems import CannotWork
from validators.workspace import CORRECTIONS, FORMS, Workspace
from workbook_templates.correction import correction_name
from workbook_templates.form import form_name
from workbook_templates.receipt import RECEIPT_FOR, receipt_name
from workbook_templates.send_back import Outcome, outcomes

Found = Iterator[Content | Skipped]


@dataclass
class Desk:
    """What the letters are written from; returned files are read and checked once, and only if a letter asks."""

    workspace: Workspace
    catalogue: Catalogue
    day: date
    on_read: Callable[[int], None] = lambda done: None

    @cached_property
    def checked(self) -> Checked:
        """Every returned file, checked now."""
        place = self.workspace
        return check(self.catalogue, place.returned(), place.key(), self.on_read, earlier=place.earlier())

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Department → its return and what is wrong with it, in catalogue order."""
        every, _ = outcomes(self.checked, self.workspace.key())
        found = {outcome.source.department: outcome for outcome in every}
        return {name: found[name] for name in self.catalogue.frames["部门"]["部门名称"] if name in found}

    def signed(self, folder: str, names: Mapping[str, str]) -> dict[str, list[tuple[Path, Mapping[str, str]]]]:
        """The department's own files in one of the workspace's folders."""
        return signed_files(self.workspace.root / folder, names, self.catalogue, self.workspace.key())

    def to(self, department: str, values: dict[str, Any], *attachments: Attachment) -> Content:
        """A letter to a department."""
        row = self.catalogue.departments.loc[department]
        contact = row["联系人"] if isinstance(row["联系人"], str) else ""
        return Content(department, row["电子邮箱"], {"部门": department, "部门联系人": contact, **values}, attachments)


def forms(desk: Desk) -> Found:
    """Every department's form, as `midterm forms` wrote it."""
    departments = reporters(desk.catalogue)
    files = desk.signed(FORMS, {name: form_name(name) for name in departments})
    if not files:
        raise CannotWork(f"“{FORMS}”里还没有本轮的填报表，请先运行“midterm forms 工作区”。")
    for department in departments:
        if department in files:
            path, _ = files[department][0]
            yield desk.to(department, {}, attached(path, form_name(department)))
        else:
            yield Skipped(department, f"“{FORMS}”里没有该部门本轮的填报表，请先运行“midterm forms”")


def corrections(desk: Desk) -> Found:
    """The correction form of every return with something to correct or confirm."""
    wanted = {name: outcome for name, outcome in desk.outcomes.items() if not outcome.passed}
    files = desk.signed(CORRECTIONS, {name: correction_name(name) for name in wanted})
    for department, outcome in wanted.items():
        enclosed = _of_this_return(files.get(department, []), CORRECTS, outcome, correction_name(department))
        if enclosed:
            yield desk.to(department, _about(outcome), enclosed)
        else:
            yield Skipped(department, "没有按最新报送的文件生成的退回修改表，请先运行“midterm corrections”")


def receipts(desk: Desk) -> Found:
    """The receipt of every return that passed."""
    wanted = {name: outcome for name, outcome in desk.outcomes.items() if outcome.passed}
    files = desk.signed(CORRECTIONS, {name: receipt_name(name) for name in wanted})
    for department, outcome in wanted.items():
        enclosed = _of_this_return(files.get(department, []), RECEIPT_FOR, outcome, receipt_name(department))
        if enclosed:
            yield desk.to(department, _about(outcome), enclosed)
        else:
            yield Skipped(department, "没有按最新报送的文件生成的回执，请先运行“midterm corrections”")


def reminders(desk: Desk) -> Found:
    """Everybody who is late, with the open findings; the form or the correction form goes along where there is one."""
    names = reporters(desk.catalogue)
    late = {}
    for department in names:
        outcome = desk.outcomes.get(department)
        if outcome or desk.catalogue.must_report(department):
            passed = outcome is not None and outcome.passed
            late[department] = late_by(desk.checked, department, passed, desk.day)
    late = {department: items for department, items in late.items() if items}
    blank = desk.signed(FORMS, {name: form_name(name) for name in late if name not in desk.outcomes})
    marked = desk.signed(CORRECTIONS, {name: correction_name(name) for name in late if name in desk.outcomes})
    for department, items in late.items():
        outcome = desk.outcomes.get(department)
        if outcome:
            enclosed = _of_this_return(marked.get(department, []), CORRECTS, outcome, correction_name(department))
        else:
            mine = blank.get(department, [])
            enclosed = attached(mine[0][0], form_name(department)) if mine else None
        rows = tuple((each.item, day_in_words(each.due), f"{each.working_days}个工作日") for each in items)
        values = {
            "日期": day_in_words(desk.day),
            "逾期": next((i.working_days for i in items if i.item == RETURN_FORM), items[0].working_days),
            "逾期事项": Listing(("事项", "截止日期", "已逾期"), rows, "{0}（{1}截止，已逾期{2}）"),
            "已报送": outcome is not None,
            **_about(outcome),
        }
        yield desk.to(department, values, *([enclosed] if enclosed else []))


def _of_this_return(
    files: list[tuple[Path, Mapping[str, str]]], mark: str, outcome: Outcome, name: str
) -> Attachment | None:
    """The file that was made from the very return that counts now."""
    for path, meta in files:
        if meta.get(mark) == outcome.source.raw.sha256:
            return attached(path, name)
    return None


def _about(outcome: Outcome | None) -> dict[str, Any]:
    findings: list[Finding] = outcome.findings if outcome else []
    counts = [f"{word}{n}处" for word in (ERROR, WARNING) if (n := sum(f.severity == word for f in findings))]
    return {
        "收到的文件": outcome.source.raw.file.rsplit("/", 1)[-1] if outcome else "",
        "问题数": "、".join(counts) or "没有问题",
        "问题表": findings_list(findings),
    }
