"""xlwings' own VBA, with every way closed by which a workbook could choose what is executed.

As shipped it looks for the interpreter and PYTHONPATH first on a sheet of the active workbook and in a
file beside it, runs Python code that it finds on sheets, and puts the active workbook's folder on
Python's path: a file returned by a department could bring its own program. docs/security.md explains
each edit. The text that was reviewed is known by its fingerprint; another text is refused.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from validators.problems import CannotWork

PROJECT_NAME = "midterm"  # the user's configuration is %USERPROFILE%\.midterm\midterm.conf
REVIEWED_VERSION = "0.37.8"
REVIEWED = "675d63bc6a558d4e474b74a4dcec349b581bf0464f3f1d18838857c036b57f11"


@dataclass(frozen=True)
class Edit:
    """Text to be replaced exactly `times` times, and why."""

    old: str
    new: str
    why: str
    times: int = 1


_PATHS = 'GetConfig("ONEDRIVE_CONSUMER_'
EDITS = (
    Edit('If source = "" Or source = "sheet" Then', "If False Then", "no settings from a sheet of any workbook"),
    Edit('If source = "" Or source = "directory" Then', "If False Then", "no settings from a file beside a workbook"),
    Edit("For i = 1 To 2\n", "For i = 1 To 0\n", "no Python code from sheets"),
    Edit(
        'PythonCommand = "import xlwings.pro;xlwings.pro.runpython_embedded_code(\'" & SourcePythonCommand & "\')"',
        "RunPython = -1: Exit Function",
        "nothing of xlwings.pro",
    ),
    Edit(
        'AddExcelDir = GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")',
        'AddExcelDir = "false"',
        "no Python modules from a workbook's folder",
        times=2,
    ),
    Edit(
        f'AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" & {_PATHS}',
        f'"false;;;" & {_PATHS}',
        "no workbook's path on a command line",
        times=2,
    ),
    Edit(
        f'AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & {_PATHS}',
        f'"false;;;" & {_PATHS}',
        "no workbook's path on a command line",
    ),
    Edit('GetConfig("INTERPRETER", "python")', 'GetConfig("INTERPRETER", "")', "no Python that merely lies around"),
    Edit('GetConfig("INTERPRETER", "pythonw")', 'GetConfig("INTERPRETER", "")', "likewise", times=2),
    Edit(
        'PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT_NAME}"', "a configuration of our own"
    ),
    Edit(
        "    ' Shows a MsgBox with the content of a text file\n",
        "    MidtermRibbon.Failed FileName, Message\n    Exit Sub\n",
        "a Chinese sentence instead of a traceback",
    ),
    Edit('MsgBox "Could not find Interpreter!", vbCritical', 'MidtermRibbon.Tell "no_python"', "in Chinese"),
    Edit(
        "MsgBox \"To enable RunPython, please run 'xlwings runpython install' in a terminal once and try again.\","
        " vbCritical",
        'MidtermRibbon.Tell "no_script"',
        "in Chinese",
    ),
    Edit(
        'Application.StatusBar = "Running..."',
        'Application.StatusBar = MidtermRibbon.Message("working")',
        "in Chinese",
    ),
)


def harden(source: str, version: str) -> str:
    """The edited text of xlwings' module; raises CannotWork where it is not the text that was reviewed.

    Args:
        source: as read from the add-in that xlwings ships, any line ends.
        version: of the installed xlwings.
    """
    text = source.replace("\r\n", "\n")
    if f'XLWINGS_VERSION As String = "{version}"' not in text:
        raise CannotWork(
            f"xlwings自带的VBA与已安装的xlwings（{version}）版本不一致，没有生成加载项。请重新安装xlwings。"
        )
    if fingerprint(text) != REVIEWED:
        raise _changed(version)
    for edit in EDITS:
        if text.count(edit.old) != edit.times:
            raise _changed(version)
        text = text.replace(edit.old, edit.new)
    return text


def fingerprint(source: str) -> str:
    """SHA-256 of the text with version numbers masked, so that a release which left the VBA alone is known."""
    text = source.replace("\r\n", "\n")
    said = re.search(r'XLWINGS_VERSION As String = "([^"]+)"', text)
    return hashlib.sha256((text.replace(said[1], "VERSION") if said else text).encode()).hexdigest()


def _changed(version: str) -> CannotWork:
    return CannotWork(
        f"xlwings {version}自带的VBA与审查过的（{REVIEWED_VERSION}）不同，可能重新允许工作簿指定要运行的程序，"
        f"没有生成加载项。请安装审查过的版本：pip install xlwings=={REVIEWED_VERSION}"
    )
