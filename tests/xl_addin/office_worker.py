"""Runs under the system's Python, which has UNO: drives one LibreOffice and answers requests, one JSON a line.

`office_worker.py PROFILE_FOLDER`: a request is {"do": name, ...arguments}, an answer {"is": value} or {"error": text}.
Cells are addressed by document number, sheet name, row, column (from 0), height and width.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.util import NumberFormat

_START_SECONDS = 60
_CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: values, dates, texts, formulas


def _value(name: str, value: Any) -> PropertyValue:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Office:
    """One soffice with documents, numbered in the order in which they were opened."""

    def __init__(self, profile: Path):
        pipe = f"midterm{os.getpid()}"
        command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
        self.process = subprocess.Popen(
            [*command, f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        here = uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                if time.monotonic() > until:
                    self.kill()
                    raise
                time.sleep(0.1)
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.documents: dict[int, Any] = {}

    def close_all(self) -> None:
        """Close what is open, so that no lock file stays behind."""
        for book in list(self.documents):
            self.close(book)

    def kill(self) -> None:
        """End soffice and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    # What follows answers the requests of the same name.

    def open(self, path: str) -> int:
        always = _value("MacroExecutionMode", 4)  # ALWAYS_EXECUTE_NO_WARN
        document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (always,))
        if document is None:
            raise RuntimeError(f"LibreOffice cannot open {path}")
        number = max(self.documents, default=0) + 1
        self.documents[number] = document
        return number

    def books(self) -> list[tuple[int, str]]:
        return [(number, uno.fileUrlToSystemPath(each.URL)) for number, each in self.documents.items()]

    def active(self) -> int | None:
        current = self.desktop.getCurrentComponent()
        found = next((number for number, each in self.documents.items() if each == current), None)
        # As in Excel, something is active as long as anything is open.
        return max(self.documents, default=None) if found is None else found

    def activate(self, book: int, sheet: str | None = None) -> None:
        controller = self.documents[book].CurrentController
        self.desktop.setActiveFrame(controller.Frame)
        controller.Frame.activate()
        if sheet is not None:
            controller.setActiveSheet(self._sheet(book, sheet))

    def active_sheet(self, book: int) -> str:
        return self.documents[book].CurrentController.ActiveSheet.Name

    def save(self, book: int, path: str | None = None) -> None:
        if path is None:
            self.documents[book].store()
        else:
            self.documents[book].storeAsURL(Path(path).as_uri(), (_value("FilterName", "Calc MS Excel 2007 XML"),))

    def close(self, book: int) -> None:
        self.documents.pop(book).close(True)

    def sheets(self, book: int) -> list[str]:
        return list(self.documents[book].Sheets.ElementNames)

    def name(self, book: int, name: str) -> tuple[str, int, int, int, int] | None:
        names = self.documents[book].NamedRanges
        if not names.hasByName(name):
            return None
        area = names.getByName(name).getReferredCells().RangeAddress
        sheet = self.documents[book].Sheets.getByIndex(area.Sheet).Name
        size = (area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1)
        return (sheet, area.StartRow, area.StartColumn, *size)

    def read(self, book: int, sheet: str, area: list[int]) -> list[list[Any]]:
        cells = self._range(book, sheet, area)
        dates = [self._kind(book, cells.getCellByPosition(at, 0)) & NumberFormat.DATETIME for at in range(area[3])]
        return [
            [
                None if value == "" else {"serial": value} if date and isinstance(value, float) else value
                for value, date in zip(line, dates, strict=True)
            ]
            for line in cells.getDataArray()
        ]

    def formulas(self, book: int, sheet: str, area: list[int]) -> list[list[str]]:
        return [list(line) for line in self._range(book, sheet, area).getFormulaArray()]

    def write(self, book: int, sheet: str, area: list[int], rows: list[list[Any]], formula: bool = False) -> None:
        """As Excel does: a text that begins with = is a formula unless the cells are formatted as text."""
        cells = self._range(book, sheet, area)
        texts = [value for line in rows for value in line if isinstance(value, str)]
        is_text = not formula and self._kind(book, cells) & NumberFormat.TEXT
        if is_text or not any(texts):
            cells.setDataArray([["" if value is None else value for value in line] for line in rows])
            return
        for at, line in enumerate(rows):
            for column, value in enumerate(line):
                self._type(book, cells.getCellByPosition(column, at), value)

    def _type(self, book: int, cell: Any, value: Any) -> None:
        if isinstance(value, str) and value.startswith("="):
            parser = self.documents[book].createInstance("com.sun.star.sheet.FormulaParser")
            parser.CompileEnglish, parser.FormulaConvention = True, 3  # AddressConvention.XL_OOX
            cell.setTokens(parser.parseFormula(value[1:], cell.CellAddress))
        elif isinstance(value, str):
            cell.setFormula(value)
        elif value is None:
            cell.setString("")
        else:
            cell.setValue(value)

    def number_format(self, book: int, sheet: str, area: list[int], code: str) -> None:
        formats, english = self.documents[book].NumberFormats, Locale("en", "US", "")
        key = formats.queryKey(code, english, False)
        self._range(book, sheet, area).NumberFormat = formats.addNew(code, english) if key == -1 else key

    def clear(self, book: int, sheet: str, area: list[int]) -> None:
        self._range(book, sheet, area).clearContents(_CONTENTS)

    def run(self, book: int, macro: str, arguments: list[Any]) -> Any:
        """Run `Module.Procedure` of the document's own VBA project."""
        uri = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        script = self.documents[book].getScriptProvider().getScript(uri)
        return script.invoke(tuple(arguments), (), ())[0]

    def _sheet(self, book: int, sheet: str) -> Any:
        return self.documents[book].Sheets.getByName(sheet)

    def _range(self, book: int, sheet: str, area: list[int]) -> Any:
        row, column, height, width = area
        return self._sheet(book, sheet).getCellRangeByPosition(column, row, column + width - 1, row + height - 1)

    def _kind(self, book: int, cells: Any) -> int:
        return self.documents[book].NumberFormats.getByKey(cells.NumberFormat).Type


def main() -> None:
    """Answer requests until the input ends."""
    office = Office(Path(sys.argv[1]))
    print(json.dumps({"is": office.process.pid}), flush=True)
    try:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = {"is": getattr(office, request.pop("do"))(**request)}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer, ensure_ascii=False), flush=True)
        office.close_all()
    finally:
        office.kill()


if __name__ == "__main__":
    main()
