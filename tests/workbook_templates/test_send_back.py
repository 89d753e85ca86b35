"""Everything that goes back in one run: correction forms, receipts, what is removed, whom to call."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from samples.typing_plan import NO_FORM, RETURNED
from samples.workspace import KEY, RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.tables import COVER, REPORT, TASKS
from tests.conftest import MakeForm
from tests.corrections import differences, left_over, problems
from tests.office import needs_soffice, to_pdf, to_png
from tests.returns import check_files, edit, sample_answers, set_cell
from validators.signature import META_SHEET, SIGNATURE, is_genuine, sign
from validators.workspace import CORRECTIONS, RETURNS, Workspace
from workbook_templates.correction import correction_name
from workbook_templates.receipt import receipt_name
from workbook_templates.send_back import SentBack, send_back
from workbook_templates.workspace_template import create

WHO = "县民政局"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A sample workspace into which nothing has come yet."""
    create(tmp_path / "工作区", sample=True)
    place = Workspace.open(tmp_path / "工作区")
    shutil.rmtree(place.root / RETURNS)
    return place


def receive(workspace: Workspace, path: Path, name: str) -> Path:
    target = workspace.folder(RETURNS) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy2(path, target))


def run(workspace: Workspace, catalogue: Catalogue) -> SentBack:
    checked = check_files(catalogue, {name: path for path, name in workspace.returned()})
    return send_back(workspace, checked)


def meta_of(path: Path) -> dict[str, str]:
    return {str(a): str(b) for a, b, *_ in openpyxl.load_workbook(path)[META_SHEET].iter_rows(values_only=True)}


def good(catalogue: Catalogue, make_form: MakeForm) -> Path:
    return make_form(WHO, sample_answers(catalogue, WHO))


# ---------------------------------------------------------------- the receipt


def test_a_return_without_errors_or_warnings_gets_a_receipt(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm
) -> None:
    form = receive(workspace, good(catalogue, make_form), "民政/终稿.xlsx")
    result = run(workspace, catalogue)
    assert (list(result.receipts), result.corrections) == ([WHO], {})
    path = result.receipts[WHO]
    sheet = openpyxl.load_workbook(path).active
    texts = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}
    (raw,) = check_files(catalogue, {"a.xlsx": form}).raws
    for text in ("已通过校验", WHO, "民政/终稿.xlsx", raw.sha256, "【示例数据】", "第1版"):
        assert text in texts, text
    assert any("县发展和改革局" in text and "联系电话" in text for text in texts)
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    (header,) = [at for at, line in enumerate(lines) if line[0] == "表"]
    counts = {line[0]: line[1:3] for line in lines[header + 1 :] if isinstance(line[1], int)}
    asked = catalogue.frames[TASKS.name]["牵头部门"].eq(WHO).sum()
    assert counts[TASKS.sheet] == [asked, asked]
    assert counts["评估报告"] == [6, 6]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToHeight or 1, sheet.page_setup.fitToWidth or 1) == (1, 1)
    assert is_genuine(meta_of(path), KEY)


@needs_soffice
@pytest.mark.office
def test_the_receipt_is_one_page(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm, tmp_path: Path
) -> None:
    receive(workspace, good(catalogue, make_form), "a.xlsx")
    path = run(workspace, catalogue).receipts[WHO]
    assert len(to_png(to_pdf(path, tmp_path / "out"), tmp_path / "out")) == 1


# ---------------------------------------------------------------- one run after the other


def test_nothing_changed_gives_the_same_bytes(catalogue: Catalogue, workspace: Workspace) -> None:
    for who in ("县交通局", WHO):
        receive(workspace, RETURNED_FOLDER / RETURNED[who], RETURNED[who])
    files = []
    for _ in range(2):
        result = run(workspace, catalogue)
        files.append({path.name: path.read_bytes() for path in (workspace.root / CORRECTIONS).iterdir()})
        assert result.removed == []
    assert files[0] == files[1]
    assert set(files[0]) == {correction_name("县交通局"), receipt_name(WHO)}


def test_a_department_that_is_clean_now_loses_its_old_correction_form_and_the_other_way_round(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm
) -> None:
    folder = workspace.root / CORRECTIONS
    form = receive(workspace, good(catalogue, make_form), "a.xlsx")
    fine = form.read_bytes()
    for wrong, expected in ((True, correction_name(WHO)), (False, receipt_name(WHO)), (True, correction_name(WHO))):
        form.write_bytes(fine)
        if wrong:
            set_cell(form, COVER.sheet, "C8", "5120")
        run(workspace, catalogue)
        assert [path.name for path in folder.iterdir()] == [expected]


def test_a_file_that_we_did_not_write_is_left_alone(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm
) -> None:
    receive(workspace, good(catalogue, make_form), "a.xlsx")
    folder = workspace.folder(CORRECTIONS)
    own = folder / correction_name(WHO)
    Workbook().save(own)
    copy = folder / f"退回修改表-{WHO} - 副本.xlsx"
    shutil.copy(make_form(WHO), copy)
    result = run(workspace, catalogue)
    assert own.exists() and copy.exists() and result.removed == []


def test_an_open_file_is_neither_overwritten_nor_removed(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm
) -> None:
    form = receive(workspace, good(catalogue, make_form), "a.xlsx")
    set_cell(form, COVER.sheet, "C8", "5120")
    old = run(workspace, catalogue).corrections[WHO]
    before = old.read_bytes()
    lock = old.with_name(f"~${old.name}")
    lock.write_bytes(b"")
    second = run(workspace, catalogue)
    assert second.corrections[WHO].name == f"退回修改表-{WHO}(2).xlsx"
    assert (old.read_bytes(), second.in_the_way) == (before, [old])
    lock.unlink()
    third = run(workspace, catalogue)
    assert (third.corrections[WHO], third.removed) == (old, [second.corrections[WHO]])


# ---------------------------------------------------------------- refused files


def with_meta(form: Path, resign: bool = True, **changes: str) -> Path:
    meta = {**meta_of(form), **changes}
    if resign:
        meta[SIGNATURE] = sign(meta, KEY)

    def change(book: Workbook) -> None:
        for line in book[META_SHEET].iter_rows():
            line[1].value = meta[line[0].value]

    return edit(form, change)


def no_tables(form: Path) -> Path:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            if sheet.title != META_SHEET:
                book.remove(sheet)
        book.create_sheet("汇总", 0).append(["我们的情况", "都写在这里"])

    return edit(form, change)


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "F113": (no_tables, ""),
    "F202": (lambda form: with_meta(form, 轮次="2020年中期评估"), "0772-5120000"),
    "F203": (lambda form: with_meta(form, 表样版本="0"), "0772-5120000"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refused_file_of_a_known_department_gets_a_form_as_far_as_possible(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm, code: str
) -> None:
    change, phone = REFUSED[code]
    form = good(catalogue, make_form)
    if phone:
        set_cell(form, COVER.sheet, "C8", phone)
    receive(workspace, change(form), "a.xlsx")
    result = run(workspace, catalogue)
    assert (list(result.corrections), result.unknown) == ([WHO], [])
    path = result.corrections[WHO]
    assert [line["规则"] for line in problems(path)] == [code]
    assert (openpyxl.load_workbook(path)[COVER.sheet]["C8"].value or "") == phone
    if code == "F113":
        assert [line[2] for line in left_over(path)] == ["我们的情况；都写在这里"]


@pytest.mark.parametrize(
    "change",
    [
        lambda form: with_meta(form, resign=False, 部门="县教育局"),
        lambda form: with_meta(form, 部门="县外星局"),
        lambda form: form.write_bytes(b"PK\x03\x04 not a workbook") and form,
        lambda form: Path(shutil.copy(RETURNED_FOLDER / NO_FORM, form)),
    ],
    ids=["签名不符", "不在名单", "已损坏", "别的表"],
)
def test_a_refused_file_of_nobody_known_needs_a_phone_call(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm, change: Callable[[Path], Path]
) -> None:
    receive(workspace, change(good(catalogue, make_form)), "谁的.xlsx")
    result = run(workspace, catalogue)
    assert not result.corrections and not result.receipts
    assert [finding.file for finding in result.unknown] == ["谁的.xlsx"]


def test_a_superseded_file_is_no_reason_for_a_correction_form(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm
) -> None:
    form = good(catalogue, make_form)
    receive(workspace, form, "旧.xlsx")
    receive(workspace, form, "新.xlsx")
    assert list(run(workspace, catalogue).receipts) == [WHO]


def test_copies_that_were_put_together_get_one_form_with_what_both_hold(
    catalogue: Catalogue, workspace: Workspace, make_form: MakeForm
) -> None:
    """Two offices: one fills in the tasks and leaves a note, the other the report and a wrong phone number."""
    answers = sample_answers(catalogue, WHO)
    first = {name: frame for name, frame in answers.items() if name != REPORT.name}
    one = receive(workspace, make_form(WHO, first), "一科.xlsx")
    edit(one, lambda book: book.create_sheet("便条").append(["请看附件"]))
    two = receive(workspace, make_form(WHO, {name: answers[name] for name in (COVER.name, REPORT.name)}), "二科.xlsx")
    for path in (one, two):
        set_cell(path, COVER.sheet, "C8", "5120")
    checked = check_files(catalogue, {name: path for path, name in workspace.returned()})
    result = send_back(workspace, checked)
    assert list(result.corrections) == [WHO] and not result.receipts
    path = result.corrections[WHO]
    assert [line["规则"] for line in problems(path) if line["严重程度"] != "提示"] == ["R501"]
    again = check_files(catalogue, {"a.xlsx": path})
    assert differences(checked, again) == {}
    assert [line[2] for line in left_over(path)] == ["请看附件"]
