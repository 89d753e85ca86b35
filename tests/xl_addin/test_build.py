"""The built add-in: our text in it to the letter, the same bytes every time, xlwings' dangerous ways closed."""

from __future__ import annotations

import re
import sys
import warnings
import zipfile
from pathlib import Path

import pyopenvba
import pytest
import xlwings
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication

from validators.problems import CannotWork
from workbook_templates.control import GUIDE
from xl_addin import commands, hardened
from xl_addin.build import PROJECT, build, installed_version
from xl_addin.dispatch import COMMANDS
from xl_addin.hardened import EDITS, harden
from xl_addin.ribbon import CUSTOM_UI, labels, ribbon_faults, ribbon_text
from xl_addin.vba import MESSAGES, MODULE, in_vba_form, module_text

SHIPPED = Path(xlwings.__file__).parent / "quickstart_addin_ribbon.xlam"


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / "中期评估.xlam"
    build(path)
    return path


@pytest.fixture(scope="module")
def modules(addin: Path) -> dict[str, str]:
    """Module → source, as olevba reads the built file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it uses names of pyparsing that have newer ones
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(addin))
    return {name.rsplit(".", 1)[0]: text for _, _, name, text in parser.extract_macros()}


def shipped_text() -> str:
    with ExcelFile(SHIPPED) as book:
        return str(book.get_module("xlwings"))


def test_olevba_reads_exactly_our_text(modules: dict[str, str]) -> None:
    assert modules[MODULE] == module_text(COMMANDS)
    assert modules["xlwings"] == in_vba_form(harden(shipped_text(), installed_version()))
    assert set(modules) == {"ThisWorkbook", "Dictionary", "Sheet2", "xlwings", MODULE}, "the demonstration is gone"


def test_the_file_is_sound(addin: Path) -> None:
    report = pyopenvba.check_file(addin)
    assert report.ok
    assert report.issues == ()


def test_every_line_of_every_module_is_ascii_and_ends_with_crlf(modules: dict[str, str]) -> None:
    for name, text in modules.items():
        assert text.isascii(), name
        assert "\n" not in text.replace("\r\n", ""), name


def test_the_project_has_our_name_in_both_places(addin: Path) -> None:
    with ExcelFile(addin) as book:
        project = book.vba_project()
    assert project.name == PROJECT
    with zipfile.ZipFile(addin) as archive:
        assert f'Name="{PROJECT}"'.encode() in pyopenvba.cfb.CFB.from_bytes(
            archive.read("xl/vbaProject.bin")
        ).get_stream("PROJECT")


def test_two_builds_are_the_same_bytes(addin: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlam"
    build(again)
    assert again.read_bytes() == addin.read_bytes()


def test_the_ribbon_is_the_only_custom_ui_and_nothing_of_the_demonstration_is_left(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        assert [name for name in archive.namelist() if "customUI" in name] == ["customUI/customUI14.xml"]
        assert archive.read("customUI/customUI14.xml").decode() == ribbon_text()
        kind = b'Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
        assert kind + b' Target="customUI/customUI14.xml"' in archive.read("_rels/.rels")
        everything = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels")))
    assert not re.search(rb"myaddin|felix", everything, re.IGNORECASE)


# The ribbon


def test_the_ribbon_has_no_fault() -> None:
    assert ribbon_faults(ribbon_text(), module_text(COMMANDS), COMMANDS) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id="WriteForms"', 'id="CheckReturns"', "编号重复：CheckReturns"),
        ('id="Help"', 'id="Halp"', "按钮Halp没有对应的命令"),
        ('id="Help"', 'id="Halp"', "命令Help没有按钮"),
        ('label="一键汇总"', 'label=" "', "没有标签：Consolidate"),
        ('label="汇总"', 'label=""', "没有标签：ConsolidateGroup"),
        ('imageMso="Consolidate"', 'imageMso="NoSuchIcon"', "按钮Consolidate的图标不在清单中：NoSuchIcon"),
        (
            'onAction="MidtermRibbon.OnAction" screentip="帮助"',
            'onAction="MidtermRibbon.Gone"',
            "按钮Help调用的过程不存在：MidtermRibbon.Gone",
        ),
        (CUSTOM_UI, "http://schemas.microsoft.com/office/2006/01/customui", "根元素不是customUI14的customUI"),
    ],
)
def test_a_faulty_ribbon_is_told(old: str, new: str, fault: str) -> None:
    assert old in ribbon_text()
    assert fault in ribbon_faults(ribbon_text().replace(old, new), module_text(COMMANDS), COMMANDS)


def test_a_faulty_ribbon_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xl_addin.build.ribbon_text", lambda: ribbon_text().replace('id="Help"', 'id="Halp"'))
    with pytest.raises(CannotWork, match="按钮Halp没有对应的命令"):
        build(tmp_path / "a.xlam")
    assert list(tmp_path.iterdir()) == []


def test_buttons_guide_and_commands_are_the_same() -> None:
    said = re.findall(r'label="([^"]+)"[^>]*screentip="([^"]+)" supertip="([^"]+)"', ribbon_text())
    assert [(label, tip) for label, _, tip in said] == list(GUIDE)
    assert all(label == title for label, title, _ in said)
    assert list(labels()) == list(COMMANDS)
    assert all(callable(getattr(commands, function)) for function in COMMANDS.values())


# The VBA text


def test_messages_come_out_of_their_code_points() -> None:
    text = module_text(COMMANDS)
    for name, message in MESSAGES.items():
        case = text.split(f'Case "{name}"\r\n')[1].split("Case")[0].split("End Select")[0]
        codes = " ".join(re.findall(r'Spelled\("([0-9A-F ]+)"\)', case)).split()
        assert "".join(chr(int(code, 16)) for code in codes) == message


def test_lines_fit_into_vba() -> None:
    assert max(map(len, module_text(COMMANDS).splitlines())) < 1023


def test_what_is_not_ascii_is_refused() -> None:
    with pytest.raises(CannotWork, match="第2行含有非ASCII字符"):
        in_vba_form('Option Explicit\nMsgBox "汇总"\n')


# What a workbook could choose


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.old[:40])
def test_a_changed_text_fails_the_build_even_with_a_known_fingerprint(
    edit: hardened.Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = shipped_text().replace(edit.old, "' gone")
    monkeypatch.setattr(hardened, "REVIEWED", hardened.fingerprint(changed))
    with pytest.raises(CannotWork, match="与审查过的"):
        harden(changed, installed_version())


def test_a_tampered_xlwings_fails_the_build(tmp_path: Path) -> None:
    """One more place to read settings from, every edit still in place: only the fingerprint sees it."""
    base = tmp_path / "base.xlam"
    base.write_bytes(SHIPPED.read_bytes())
    with ExcelFile(base) as book:
        text = book.get_module("xlwings")
        book.set_module("xlwings", text.replace("' Defaults\n", '\' Defaults\n    configValue = ""\n'))
        book.save()
    with pytest.raises(CannotWork, match=r"xlwings==0\.37\.8"):
        build(tmp_path / "out.xlam", base)
    assert not (tmp_path / "out.xlam").exists()


def test_vba_of_another_version_fails_the_build() -> None:
    with pytest.raises(CannotWork, match="版本不一致"):
        harden(shipped_text(), "9.9.9")


def test_a_release_that_left_the_vba_alone_is_known() -> None:
    assert harden(shipped_text().replace(installed_version(), "9.9.9"), "9.9.9")


def test_nothing_reads_the_active_workbook_any_more(modules: dict[str, str]) -> None:
    text = modules["xlwings"]
    assert "xlwings.pro" not in text
    assert 'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH"' not in text
    run_python = text.split("Public Function RunPython")[1].split("End Function")[0]
    command = run_python.split("For i = 1 To 0")[1]
    paths = [line for line in command.splitlines() if "PYTHONPATH =" in line]
    assert len(paths) == 2
    assert not [line for line in paths if "ActiveFullName" in line or "ThisFullName" in line]


def test_python_gets_only_the_path_from_the_users_settings(
    modules: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = next(line for line in modules["xlwings"].splitlines() if "ONEDRIVE_CONSUMER_WIN" in line)
    blank = re.sub(r'GetConfig\("(?!PYTHONPATH)\w+"\)', '""', line.split("=", 1)[1]).replace(
        'GetConfig("PYTHONPATH")', '"/program"'
    )
    handed = "".join(re.findall(r'"([^"]*)"', blank))
    assert handed == "false;;;;;;/program"
    monkeypatch.setattr(sys, "path", ["/usual"])
    xlwings.utils.prepare_sys_path(handed)
    assert sys.path == ["/program", "/usual"]


_STUBS = """#Const App = "Microsoft Excel"
Public Const PROJECT_NAME As String = "midterm"
Function ExpandEnvironmentStrings(ByVal s As String)
    ExpandEnvironmentStrings = s
End Function
Function GetFullName(wb As Workbook) As String
    GetFullName = "C:/returned/book.xlsx"
End Function
Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = True
End Function
Function GetConfigFilePath() As String
    GetConfigFilePath = "the user's own file"
End Function
Function GetDirectoryConfigFilePath() As String
    GetDirectoryConfigFilePath = "a file beside the workbook"
End Function
Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
    sValue = sFile
    GetConfigFromFile = True
End Function
"""
_HOSTILE_SHEET = """Sub Plant()
    ActiveSheet.Name = "midterm.conf"
    ActiveSheet.Range("A1").Value = "INTERPRETER_WIN"
    ActiveSheet.Range("B1").Value = "a sheet of the workbook"
End Sub
"""


def interpreter_found(xlwings_vba: str, hostile_sheet: bool) -> object:
    """What xlwings' own GetConfig, run by pyOpenVBA's interpreter, takes for the interpreter."""
    pieces = [
        re.search(rf"^Function {name}\(.*?^End Function", xlwings_vba, re.DOTALL | re.MULTILINE)
        for name in ("GetConfig", "GetConfigFromSheet", "SheetExists")
    ]
    source = "\n".join(piece[0] for piece in pieces if piece)
    app = ExcelApplication()
    app.add_workbook()
    # The interpreter does not take a comment behind a directive.
    app.add_module(_STUBS + re.sub(r"( Then) '.*", r"\1", source), name="xlwings")
    app.add_module(_HOSTILE_SHEET, name="Hostile")
    if hostile_sheet:
        app.run("Plant")
    return app.run("GetConfig", "INTERPRETER_WIN", "")


@pytest.mark.parametrize("hostile_sheet", [False, True])
def test_only_the_users_own_settings_count(modules: dict[str, str], hostile_sheet: bool) -> None:
    as_shipped = interpreter_found(shipped_text(), hostile_sheet)
    assert as_shipped == ("a sheet of the workbook" if hostile_sheet else "a file beside the workbook")
    assert interpreter_found(modules["xlwings"].replace("\r\n", "\n"), hostile_sheet) == "the user's own file"
