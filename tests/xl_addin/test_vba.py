"""The ribbon's VBA, run by LibreOffice in a plain workbook with a stub in place of xlwings.

LibreOffice swallows VBA errors in silence, so every test looks at a cell that the macro wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwings
from pyopenvba import ExcelFile, VBAModuleKind

from xl_addin.dispatch import COMMANDS
from xl_addin.vba import MESSAGES, MODULE, in_vba_form, module_text

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("addin-office")]

# Settings stand in columns A and B; RunPython writes what it was given into D1.
_STUB = """
Public Const XLWINGS_VERSION As String = "0.37.8"
Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    Dim At As Integer
    GetConfig = default
    For At = 1 To 3
        If Worksheets(1).Cells(At, 1).Value = configKey Then GetConfig = Worksheets(1).Cells(At, 2).Value
    Next
End Function
Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = (Dir(FileSpec) <> "")
End Function
Public Function ReadFile(ByVal FileName As String)
    ReadFile = ""
End Function
Public Function RunPython(PythonCommand As String)
    Worksheets(1).Range("D1").Value = PythonCommand
End Function
"""
_BUTTON = "Public ID As String\n"
_PROBE = """
Public Sub PressButton(ByVal Name As String)
    Dim Pressed As New Button
    Pressed.ID = Name
    OnAction Pressed
    Worksheets(1).Range("D2").Value = "pressed"
End Sub
Public Sub AskWhy(ByVal Name As String)
    Worksheets(1).Range("D2").Value = "[" & Refusal(Name) & "]"
End Sub
Public Sub Spell(ByVal Name As String)
    Worksheets(1).Range("D2").Value = Message(Name)
End Sub
"""


class Sheet:
    """The workbook with our module and the stub, open in LibreOffice."""

    def __init__(self, book: xlwings.Book):
        self.book, self.sheet = book, book.sheets[0]

    def put(self, **settings: object) -> Sheet:
        for row, (key, value) in enumerate(settings.items(), start=1):
            self.sheet.range((row, 1), (row, 2)).value = [[key, str(value)]]
        return self

    def after(self, macro: str, *arguments: Any) -> tuple[Any, Any]:
        """What D1 (the command for Python) and D2 (the probe) hold after a macro."""
        self.sheet.range((1, 4), (2, 4)).value = [["nothing was run"], ["the macro stopped"]]
        self.book.impl.ask("run", macro=macro, arguments=list(arguments))
        first, second = self.sheet.range((1, 4), (2, 4)).value
        return first, second


Open = Callable[[str], Sheet]


@pytest.fixture
def opened(office: xlwings.App, tmp_path: Path) -> Open:
    def open_as(name: str) -> Sheet:
        path = tmp_path / name
        with ExcelFile.create_new(tmp_path / "new.xlsm") as book:
            project = book.vba_project()
            project.add_module(MODULE, module_text(COMMANDS))
            project.add_module("xlwings", in_vba_form(_STUB))
            project.add_module("Probe", in_vba_form(_PROBE))
            project.add_module("Button", in_vba_form(_BUTTON), kind=VBAModuleKind.other)
            book.save()
        (tmp_path / "new.xlsm").rename(path)
        return Sheet(office.books.open(path))

    return open_as


@pytest.fixture
def complete(tmp_path: Path) -> dict[str, object]:
    """Settings with which everything is in order."""
    python = tmp_path / "python"
    python.write_bytes(b"")
    record = tmp_path / "xlwings-0.37.8.dist-info"
    record.mkdir()
    return {"INTERPRETER_WIN": python, "INTERPRETER_MAC": python, "XLWINGS": record}


def test_a_button_hands_its_name_to_python(opened: Open, complete: dict[str, object]) -> None:
    sheet = opened("评估控制台.xlsm").put(**complete)
    for command in ("Consolidate", "SendBack"):
        expected = f"import xl_addin.entry;xl_addin.entry.press('{command}')"
        assert sheet.after("Probe.PressButton", command) == (expected, "pressed")
    assert sheet.after("Probe.AskWhy", "Consolidate")[1] == "[]"


@pytest.mark.parametrize("command", ["Nonsense", "", "Consolidate|SendBack", "x');import os;('"])
def test_a_button_that_is_not_ours_runs_nothing(opened: Open, complete: dict[str, object], command: str) -> None:
    sheet = opened("评估控制台.xlsm").put(**complete)
    assert sheet.after("Probe.PressButton", command) == ("nothing was run", "pressed")
    assert sheet.after("Probe.AskWhy", command)[1] == "[unknown_command]"


@pytest.mark.parametrize("python", ["", "python", "/no/such/python"])
def test_without_python_nothing_is_run(opened: Open, complete: dict[str, object], python: str) -> None:
    sheet = opened("评估控制台.xlsm").put(**{**complete, "INTERPRETER_WIN": python, "INTERPRETER_MAC": python})
    assert sheet.after("Probe.PressButton", "Consolidate") == ("nothing was run", "pressed")
    assert sheet.after("Probe.AskWhy", "Consolidate")[1] == "[no_python]"


@pytest.mark.parametrize(
    "record", ["", "xlwings-0.37.8.dist-info", "gone/xlwings-0.37.8.dist-info", "xlwings-0.37.9.dist-info"]
)
def test_with_another_xlwings_nothing_is_run(
    opened: Open, complete: dict[str, object], tmp_path: Path, record: str
) -> None:
    (tmp_path / "xlwings-0.37.9.dist-info").mkdir()
    folder = tmp_path / record if record and record != "xlwings-0.37.8.dist-info" else record
    sheet = opened("评估控制台.xlsm").put(**{**complete, "XLWINGS": folder})
    assert sheet.after("Probe.PressButton", "Consolidate") == ("nothing was run", "pressed")
    assert sheet.after("Probe.AskWhy", "Consolidate")[1] == "[other_version]"


@pytest.mark.parametrize("name", ["a & calc.xlsm", "a%PATH%.xlsm", "a'b.xlsm", "a=b.xlsm", "$(x).xlsm"])
def test_a_name_that_could_be_a_command_runs_nothing(opened: Open, complete: dict[str, object], name: str) -> None:
    sheet = opened(name).put(**complete)
    assert sheet.after("Probe.PressButton", "Consolidate") == ("nothing was run", "pressed")
    assert sheet.after("Probe.AskWhy", "Consolidate")[1] == "[odd_name]"


def test_every_message_is_chinese_when_vba_has_spelled_it(opened: Open) -> None:
    sheet = opened("评估控制台.xlsm")
    for name, message in MESSAGES.items():
        assert sheet.after("Probe.Spell", name)[1] == message
