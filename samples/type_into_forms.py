"""Drives LibreOffice through UNO: opens forms, types into their cells as a clerk would, saves as xlsx.

Runs in a Python that can `import uno` (Debian: python3-uno), as a process of its own:

    python3 type_into_forms.py PLAN.json

PLAN.json: [{"form": path or null, "save": path, "typed": [[sheet, cell, text], …]}, …];
without a form the text goes into a new, empty workbook.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

SECONDS_TO_START = 60


def properties(**values: object) -> tuple[PropertyValue, ...]:
    """Keyword arguments as UNO properties."""
    made = []
    for name, value in values.items():
        item = PropertyValue()
        item.Name, item.Value = name, value
        made.append(item)
    return tuple(made)


def type_into(desktop: Any, job: dict[str, Any]) -> None:
    """Open one form, type everything, save it as xlsx."""
    form = job["form"]
    url = uno.systemPathToFileUrl(str(form)) if form else "private:factory/scalc"
    document = desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
    try:
        for sheet, cell, text in job["typed"]:
            sheets = document.Sheets
            target = sheets.getByName(sheet) if sheets.hasByName(sheet) else sheets.getByIndex(0)
            # FormulaLocal is what typing into the cell gives: numbers, dates and formulas are recognised,
            # a cell formatted as text keeps text.
            target.getCellRangeByName(cell).FormulaLocal = text
        document.calculateAll()
        Path(job["save"]).parent.mkdir(parents=True, exist_ok=True)
        document.storeToURL(uno.systemPathToFileUrl(job["save"]), properties(FilterName="Calc MS Excel 2007 XML"))
    finally:
        document.close(True)


def connect(pipe: str) -> Any:
    """The desktop of the soffice that listens on the pipe, once it does."""
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def main(plan: str) -> None:
    """Start soffice with a profile of its own, do every job, stop it."""
    jobs = json.loads(Path(plan).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"midterm{time.time_ns()}"
        options = ("--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;")
        office = subprocess.Popen(["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", *options])
        try:
            desktop = connect(pipe)
            for job in jobs:
                type_into(desktop, job)
            with contextlib.suppress(Exception):  # the bridge falls silent while the office ends
                desktop.terminate()
        finally:
            try:
                office.wait(20)
            except subprocess.TimeoutExpired:
                office.kill()


if __name__ == "__main__":
    main(sys.argv[1])
