"""The unchanged commands drive a real LibreOffice: a whole round, and what can go wrong on the way."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwings

from mailroom.kinds import KINDS
from schemas.catalogue import Catalogue
from schemas.tables import FORM_TABLES
from tests.returns import cell_of, sample_answers
from validators.workspace import FILE_NAME, Workspace
from workbook_templates.control import (
    CONTROL_NAME,
    DESK_SHEET,
    EARLIER,
    GUIDE_SHEET,
    LEFT,
    LOG,
    LOG_HEADER_ROW,
    LOG_SHEET,
    MAIL,
    MAILS,
    ONLY,
    OPEN_AFTER,
    REFRESHED,
    TRACKER,
    TRACKER_HEADER_ROW,
    TRACKER_ROWS,
    write_control,
)
from workbook_templates.workspace_template import create
from xl_addin import entry
from xl_addin.commands import run

pytestmark = [pytest.mark.office, pytest.mark.slow, pytest.mark.xdist_group("addin-office")]

WRONG, RIGHT = "县财政局", "县税务局"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's catalogue, nothing returned yet."""
    root = tmp_path_factory.mktemp("round") / "工作区"
    create(root, sample=True)
    shutil.rmtree(root / "2_回收填报表")
    return root


@pytest.fixture
def root(blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(blank, tmp_path / "工作区"))


@pytest.fixture
def control(office: xlwings.App, root: Path) -> xlwings.Book:
    return office.books.open(root / CONTROL_NAME)


def tracker(book: xlwings.Book) -> dict[str, Row]:
    """Department → its line in the tracker, by title."""
    top = TRACKER_HEADER_ROW + 2
    area = book.sheets[DESK_SHEET].range((top, LEFT + 1), (top + TRACKER_ROWS - 1, LEFT + len(TRACKER)))
    rows = [dict(zip((title for title, _, _ in TRACKER), row, strict=True)) for row in area.value]
    return {row["部门"]: row for row in rows if row["部门"]}


def log(book: xlwings.Book) -> list[Row]:
    """The log's lines, newest first."""
    top = LOG_HEADER_ROW + 2
    rows = book.sheets[LOG_SHEET].range((top, LEFT + 1), (top + 19, LEFT + len(LOG))).value
    return [dict(zip((title for title, _, _ in LOG), row, strict=True)) for row in rows if row[0]]


def said(app: xlwings.App) -> str:
    """The one message that the last command ended with."""
    assert app.impl.statuses[-1] is False, "the status bar was not given back"
    return str(app.impl.alerts[-1])


def put(book: xlwings.Book, name: str, value: str) -> None:
    book.names[name].refers_to_range.value = value


def fill(app: xlwings.App, catalogue: Catalogue, form: Path, department: str, returned: Path) -> xlwings.Book:
    """Type the sample's answers into a form, as a department does, and save it among the returns."""
    book = app.books.open(form)
    for name, answers in sample_answers(catalogue, department).items():
        table = next(table for table in FORM_TABLES if table.name == name)
        for code, row in answers.iterrows():
            for title, value in row.items():
                cell = cell_of(catalogue, department, table, str(code), str(title))
                if not pd.isna(value):
                    typed = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
                    put_cell(book, table.sheet, cell, typed)
    returned.parent.mkdir(exist_ok=True)
    book.save(returned)
    return book


def put_cell(book: xlwings.Book, sheet: str, cell: str, value: object) -> None:
    letters = cell.rstrip("0123456789")
    column = sum((ord(letter) - 64) * 26**at for at, letter in enumerate(reversed(letters)))
    book.sheets[sheet].range((int(cell[len(letters) :]), column)).value = value


def test_a_whole_round(office: xlwings.App, control: xlwings.Book, root: Path) -> None:
    catalogue = Workspace(root).catalogue()
    forms, returns, sent = root / "1_下发填报表", root / "2_回收填报表", root / "3_退回修改"

    put(control, ONLY, f"{WRONG}、{RIGHT}")
    run(office, "WriteForms")
    assert "已生成2份填报表" in said(office)
    assert {path.name for path in forms.iterdir()} == {f"填报表-{WRONG}.xlsx", f"填报表-{RIGHT}.xlsx"}
    assert tracker(control)[WRONG]["状态"] == "未报送"

    wrong = fill(office, catalogue, forms / f"填报表-{WRONG}.xlsx", WRONG, returns / "=1+1.xlsx")
    table = next(table for table in FORM_TABLES if table.name == "主要指标")
    code = str(sample_answers(catalogue, WRONG)["主要指标"].index[0])
    put_cell(wrong, table.sheet, cell_of(catalogue, WRONG, table, code, "2022年完成值"), "还没有统计出来")
    wrong.save()
    wrong.close()
    fill(office, catalogue, forms / f"填报表-{RIGHT}.xlsx", RIGHT, returns / "税务局.xlsx").close()

    run(office, "CheckReturns")
    assert "共收到2个文件：采用2个" in said(office)
    assert "校验结果：错误1个" in said(office)
    line = tracker(control)[WRONG]
    assert (line["状态"], line["问题数"], line["其中错误"]) == ("有错误", 1, 1)
    assert line["采用的文件"] == "=1+1.xlsx", "a file's name is never a formula"
    assert tracker(control)[RIGHT]["状态"] == "已通过"
    returned_at = datetime.fromtimestamp((returns / "税务局.xlsx").stat().st_mtime)
    assert abs(tracker(control)[RIGHT]["时间"] - returned_at) < timedelta(seconds=2)
    assert (line["退回修改表"], line["回执"]) == (None, None)
    assert any("读取填报表：2/2" in str(status) for status in office.impl.statuses)

    run(office, "SendBack")
    assert "已生成退回修改表1份、回执1份" in said(office)
    assert {path.name for path in sent.glob("*.xlsx")} == {f"退回修改表-{WRONG}.xlsx", f"回执-{RIGHT}.xlsx"}
    lines = tracker(control)
    assert (lines[WRONG]["退回修改表"], lines[WRONG]["回执"]) == ("打开", None)
    assert (lines[RIGHT]["退回修改表"], lines[RIGHT]["回执"]) == (None, "打开")
    links = control.sheets[DESK_SHEET].range((1, 1), (60, 12)).formula
    (link,) = [cell for row in links for cell in row if f"退回修改表-{WRONG}" in cell]
    assert f'"3_退回修改/退回修改表-{WRONG}.xlsx"' in link

    # The department answers in the correction form; the same button takes the link away again.
    corrected = office.books.open(sent / f"退回修改表-{WRONG}.xlsx")
    value = sample_answers(catalogue, WRONG)["主要指标"].loc[code, "2022年完成值"]
    put_cell(corrected, table.sheet, cell_of(catalogue, WRONG, table, code, "2022年完成值"), value)
    corrected.save(returns / "改好了.xlsx")
    corrected.close()
    run(office, "SendBack")
    assert "已生成退回修改表0份、回执2份" in said(office)
    line = tracker(control)[WRONG]
    assert (line["状态"], line["退回修改表"], line["回执"]) == ("已通过", None, "打开")
    assert line["采用的文件"] == "改好了.xlsx"

    run(office, "Consolidate")
    assert f"总进度表：{root / '4_汇总成果' / '总进度表.xlsx'}" in said(office)
    assert office.books.active.name == "总进度表.xlsx"
    assert "总览" in [sheet.name for sheet in office.books["总进度表.xlsx"].sheets]
    assert control.names[REFRESHED].refers_to_range.value is not None
    assert [entry["操作"] for entry in log(control)][:4] == ["一键汇总", "退回修改", "退回修改", "校验回收"]
    assert {entry["结果"] for entry in log(control)} == {"完成"}

    # A control workbook that is gone is made again, and does not cover the master.
    control.close()
    (root / CONTROL_NAME).unlink()
    run(office, "OpenMaster")
    assert office.books.active.name == "总进度表.xlsx"
    run(office, "ShowStatus")
    assert "未报送28个" in said(office)
    lines = tracker(office.books[CONTROL_NAME])
    assert (lines[WRONG]["状态"], lines["县司法局"]["状态"]) == ("已通过", "未报送")
    assert office.books.active.name == CONTROL_NAME


def test_an_open_master_is_replaced_only_when_that_is_wanted(
    office: xlwings.App, control: xlwings.Book, root: Path
) -> None:
    results = root / "4_汇总成果"
    run(office, "Consolidate")
    master = office.books["总进度表.xlsx"]
    titles, row = override_cells(master)
    master.sheets["主要指标"].range((row, titles["改判"])).value = "滞后"
    master.sheets["主要指标"].range((row, titles["改判理由"])).value = "县里定的"

    office.impl.answers = ["no"]
    run(office, "Consolidate")
    assert "选“否”" in office.impl.alerts[-2]
    assert "没有覆盖" in said(office)
    assert {path.name for path in results.glob("总*.xlsx")} == {"总进度表.xlsx", "总进度表(2).xlsx"}
    (results / "总进度表(2).xlsx").rename(root / "另存.xlsx")
    office.books["总进度表(2).xlsx"].close()

    office.impl.answers = ["yes"]
    run(office, "Consolidate")
    assert {path.name for path in results.glob("总*.xlsx")} == {"总进度表.xlsx"}
    fresh = office.books["总进度表.xlsx"]
    titles, row = override_cells(fresh)
    assert fresh.sheets["主要指标"].range((row, titles["改判"])).value == "滞后", "what was not saved was lost"
    assert fresh.sheets["主要指标"].range((row, titles["改判理由"])).value == "县里定的"


def override_cells(master: xlwings.Book) -> tuple[dict[str, int], int]:
    """Title → column of the main indicators in the master, and the row of the first of them."""
    rows = master.sheets["主要指标"].range((1, 1), (12, 60)).value
    header = next(at for at, row in enumerate(rows) if "改判理由" in row)
    titles = {str(title): at for at, title in enumerate(rows[header], start=1) if title}
    first = next(at for at in range(header + 1, 12) if rows[at][titles["编号"] - 1])
    return titles, first + 1


def test_the_master_stays_closed_where_the_settings_say_so(
    office: xlwings.App, control: xlwings.Book, root: Path
) -> None:
    put(control, OPEN_AFTER, "否")
    run(office, "Consolidate")
    assert [book.name for book in office.books] == [CONTROL_NAME]
    assert (root / "4_汇总成果" / "总进度表.xlsx").exists()


# The workspace


def test_a_returned_file_shows_the_way_to_its_workspace(office: xlwings.App, root: Path) -> None:
    returned = root / "2_回收填报表" / "第一批"
    returned.mkdir(parents=True)
    book = office.books.open(root / FILE_NAME)
    book.save(returned / "某表.xlsx")
    book.close()
    office.books.open(returned / "某表.xlsx")
    run(office, "Settings")
    assert (office.impl.alerts, office.impl.macros) == ([], [])
    assert office.books[CONTROL_NAME].fullname == str(root / CONTROL_NAME)
    assert office.books.active.name == CONTROL_NAME


def test_where_nothing_shows_the_way_the_addin_asks(office: xlwings.App, root: Path, tmp_path: Path) -> None:
    office.impl.answers = [str(root)]
    run(office, "SelfTest")
    assert office.impl.macros == ["'中期评估.xlam'!MidtermRibbon.AskFolder"]
    for word in ("xlwings", f"工作区：{root}", "规划目录：正常，50个部门", "签名密钥：正常", "回收的文件：0个"):
        assert word in said(office)
    for book in list(office.books):
        book.close()
    office.impl.answers = [""]
    run(office, "Consolidate")
    assert said(office) == "没有选择文件夹，什么也没有做。"
    office.impl.answers = [str(tmp_path)]
    run(office, "Consolidate")
    assert "不是工作区" in said(office)


def test_a_new_workspace(office: xlwings.App, tmp_path: Path) -> None:
    office.impl.answers = [str(tmp_path / "新的一轮")]
    run(office, "NewWorkspace")
    assert "已新建工作区" in said(office)
    assert office.books.active.fullname == str(tmp_path / "新的一轮" / CONTROL_NAME)
    assert log(office.books.active)[0]["操作"] == "新建工作区"
    office.impl.answers = [str(tmp_path / "新的一轮")]
    run(office, "NewWorkspace")
    assert "已经是工作区" in said(office)


def test_another_control_workbook_of_the_same_name_is_not_taken_for_ours(
    office: xlwings.App, root: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另一处" / FILE_NAME
    other.parent.mkdir()
    shutil.copy(root / FILE_NAME, other)
    office.books.open(other)
    office.impl.answers = [str(tmp_path / "第三处")]
    run(office, "NewWorkspace")  # leaves a control workbook of another folder open
    (tmp_path / "第三处" / FILE_NAME).unlink()
    run(office, "CheckReturns")
    assert "不是工作区" in said(office)


# What can go wrong


@pytest.mark.parametrize(
    ("setting", "value", "command", "sentence"),
    [
        (OPEN_AFTER, "也许", "Consolidate", "“汇总后打开总进度表”填写了“也许”，只能是：是、否"),
        (EARLIER, "/没有/总进度表.xlsx", "WriteForms", "“以前的总进度表”所填的文件不存在"),
        (ONLY, "县气象局", "WriteForms", "“县气象局”"),
        (MAIL, "传真", "DraftMail", "只能是：下发填报表、退回修改、回执、催报、报送总进度表"),
    ],
)
def test_a_setting_that_makes_no_sense_is_one_sentence(
    office: xlwings.App, control: xlwings.Book, setting: str, value: str, command: str, sentence: str
) -> None:
    put(control, setting, value)
    run(office, command)
    assert sentence in said(office)
    assert "Traceback" not in said(office)
    assert (log(control)[0]["结果"], log(control)[0]["说明"]) == ("没有完成", said(office)[:250])


def test_an_unexpected_failure_is_one_sentence_with_the_path_of_a_log(
    office: xlwings.App, control: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr("xl_addin.commands.check", fall)
    run(office, "CheckReturns")
    assert "程序遇到意外问题" in said(office)
    path = Path(said(office).partition("详细记录：")[2])
    assert "deep inside" in path.read_text(encoding="utf-8")
    assert log(control)[0]["结果"] == "没有完成"


def test_mail_is_drafted_as_the_settings_say(office: xlwings.App, control: xlwings.Book, root: Path) -> None:
    put(control, ONLY, RIGHT)
    run(office, "WriteForms")
    run(office, "DraftMail")
    assert "已起草1封“下发填报表”邮件" in said(office)
    assert [path.name for path in (root / "5_发件箱").glob("*.eml")] == [f"下发填报表-{RIGHT}.eml"]
    assert str(tracker(control)[RIGHT]["最近邮件"]).startswith("下发填报表 已起草 20")
    put(control, MAIL, "回执")
    run(office, "DraftMail")
    assert said(office) == KINDS["receipts"].nothing


def test_the_settings_offer_every_kind_of_mail() -> None:
    assert {kind.title: kind.name for kind in KINDS.values()} == MAILS


def test_a_control_workbook_that_cannot_be_saved_is_one_sentence(
    office: xlwings.App, control: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr("tests.xl_addin.office_engine.Book.save", refuse)
    run(office, "CheckReturns")
    assert "《评估控制台.xlsx》无法保存" in said(office)


def test_a_busy_status_bar_does_not_stop_the_work(
    office: xlwings.App, control: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(app: object, value: object) -> None:
        raise OSError("rejected by callee")

    monkeypatch.setattr(type(office.impl), "status_bar", property(lambda app: False, refuse))
    run(office, "CheckReturns")
    assert "共收到0个文件" in office.impl.alerts[-1]


def test_there_is_no_master_yet(office: xlwings.App, control: xlwings.Book) -> None:
    run(office, "OpenMaster")
    assert said(office) == "还没有总进度表，请先按“一键汇总”。"


def test_an_open_catalogue_is_mentioned(office: xlwings.App, control: xlwings.Book, root: Path) -> None:
    office.books.open(root / FILE_NAME)
    run(office, "CheckReturns")
    assert "《规划目录.xlsx》正打开着，本次按最近一次保存的内容处理。" in said(office)


def test_help_is_the_guide_or_a_message(office: xlwings.App, root: Path) -> None:
    run(office, "Help")
    assert "一键汇总：" in said(office)
    control = office.books.open(root / CONTROL_NAME)
    run(office, "Help")
    assert control.sheets.active.name == GUIDE_SHEET


def test_a_control_workbook_without_its_names_says_what_to_do(
    office: xlwings.App, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("workbook_templates.control.SETTINGS", ())  # as a file of another version, or damaged
        write_control(root / CONTROL_NAME)
    office.books.open(root / CONTROL_NAME)
    run(office, "SelfTest")
    assert "缺少名称“设置_生成范围”" in said(office)


def test_vba_enters_through_the_calling_book(
    office: xlwings.App, control: xlwings.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlwings.Book, "_mock_caller", control, raising=False)
    entry.press("Help")
    assert control.sheets.active.name == GUIDE_SHEET
    entry.press("Nonsense")
    assert "不认识这个按钮" in said(office)
