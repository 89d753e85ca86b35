"""An xlwings engine over LibreOffice: the commands' unchanged code drives a real spreadsheet program.

Written on `xlwings.base_classes`; UNO lives in a worker process (office_worker.py), because the system's Python
has it and a virtual environment has not. What LibreOffice has no like of (message boxes, the add-in's macros) is
answered from `App.answers` and kept in `App.alerts` and `App.statuses`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from tests.office import soffice_path

SYSTEM_PYTHON = "/usr/bin/python3"
_SECONDS = 60
_EPOCH = datetime(1899, 12, 30)


def is_available() -> bool:
    """Whether LibreOffice and a Python with UNO are here."""
    if soffice_path() is None or not Path(SYSTEM_PYTHON).exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True).returncode == 0


class Worker:
    """The worker process; every request has a time limit, after which it and its soffice are gone."""

    def __init__(self) -> None:
        self._profile = tempfile.mkdtemp(prefix="office-")
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, str(Path(__file__).with_name("office_worker.py")), self._profile],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.pid: int = self._answer(2 * _SECONDS)

    def __call__(self, do: str, **arguments: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        return self._answer(_SECONDS)

    def _answer(self, seconds: float) -> Any:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self.stop()
            raise TimeoutError("LibreOffice did not answer")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["is"]

    def stop(self) -> None:
        """End worker and soffice, remove the profile."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self._process.stdin.close()
            self._process.wait(10)
        for group in (getattr(self, "pid", None), self._process.pid):
            if group:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)


class Engine:
    """What xlwings asks of an engine."""

    name, type = "libreoffice", "desktop"

    def __init__(self, worker: Worker) -> None:
        self.apps = Apps(App(self, worker))

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return (value - _EPOCH) / timedelta(days=1) if isinstance(value, datetime) else value

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, errors: bool) -> list[list[Any]]:
        rows = data if isinstance(data, list) else [[data]]
        return [[_clean(value, empty, numbers) for value in row] for row in rows]


def _clean(value: Any, empty: Any, numbers: Any) -> Any:
    if value is None:
        return empty
    if isinstance(value, dict):
        moment = _EPOCH + timedelta(days=value["serial"])
        return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    return numbers(value) if numbers and isinstance(value, float) else value


class Apps(base_classes.Apps):
    """The one running program."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app


class App(base_classes.App):
    """LibreOffice.

    Attributes:
        answers: what message boxes and macros are answered with, in order; a box that is only told needs none.
        alerts, statuses: what was shown, in order.
    """

    def __init__(self, engine: Engine, worker: Worker) -> None:
        self.engine, self.worker = engine, worker
        self.answers: list[Any] = []
        self.alerts: list[str] = []
        self.statuses: list[str | bool] = []
        self.macros: list[str] = []
        self.display_alerts = self.screen_updating = True

    api = property(lambda self: self.worker)
    pid = property(lambda self: self.worker.pid)
    books = property(lambda self: Books(self))
    display_alerts: bool = True  # type: ignore[assignment]
    screen_updating: bool = True  # type: ignore[assignment]

    def activate(self, steal_focus: bool = False) -> None:
        pass

    @property
    def status_bar(self) -> str | bool:
        return self.statuses[-1] if self.statuses else False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.statuses.append(value)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok" if buttons == "ok" else self.answers.pop(0)

    def run(self, macro: str, args: list[Any]) -> Any:
        self.macros.append(macro)
        return self.answers.pop(0)


class Books(base_classes.Books):
    """The open documents."""

    def __init__(self, app: App) -> None:
        self.app = app

    api = property(lambda self: self.app.worker)

    def _all(self) -> list[Book]:
        return [Book(self.app, number, path) for number, path in self.app.worker("books")]

    @property
    def active(self) -> Book:
        number = self.app.worker("active")
        return next(book for book in self._all() if book.number == number)

    def __call__(self, key: int | str) -> Book:
        books = self._all()
        if isinstance(key, int):
            return books[key - 1]
        for book in books:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Book]:
        return iter(self._all())

    def open(self, fullname: str, *options: Any) -> Book:
        return Book(self.app, self.app.worker("open", path=str(fullname)), str(fullname))


class Book(base_classes.Book):
    """A document."""

    def __init__(self, app: App, number: int, path: str) -> None:
        self._app, self.number, self._path = app, number, path

    app = property(lambda self: self._app)
    api = property(lambda self: self._app.worker)
    name = property(lambda self: Path(self._path).name)
    fullname = property(lambda self: self._path)
    sheets = property(lambda self: Sheets(self))
    names = property(lambda self: Names(self))

    def ask(self, do: str, **arguments: Any) -> Any:
        return self._app.worker(do, book=self.number, **arguments)

    def activate(self) -> None:
        self.ask("activate")

    def save(self, path: str | None = None, password: str | None = None) -> None:
        self.ask("save", path=path)

    def close(self) -> None:
        self.ask("close")


class Sheets(base_classes.Sheets):
    """The sheets of a document."""

    def __init__(self, book: Book) -> None:
        self.book = book

    api = property(lambda self: self.book.api)

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.ask("active_sheet"))

    def __call__(self, key: int | str) -> Sheet:
        names = self.book.ask("sheets")
        name = names[key - 1] if isinstance(key, int) else key
        if name not in names:
            raise KeyError(name)
        return Sheet(self.book, name)

    def __len__(self) -> int:
        return len(self.book.ask("sheets"))

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, name) for name in self.book.ask("sheets"))


class Sheet(base_classes.Sheet):
    """A sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    api = property(lambda self: self._book.api)
    book = property(lambda self: self._book)
    name = property(lambda self: self._name)

    def activate(self) -> None:
        self._book.ask("activate", sheet=self._name)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first, last = _corner(arg1), _corner(arg2 or arg1, end=True)
        return Range(self, first[0], first[1], last[0] - first[0] + 1, last[1] - first[1] + 1)


def _corner(argument: Any, end: bool = False) -> tuple[int, int]:
    """Row and column, from 0, of a range's first (or last) cell; of a (row, column) pair from 1."""
    if isinstance(argument, Range):
        row, column, height, width = argument.area
        return (row + height - 1, column + width - 1) if end else (row, column)
    row, column = argument
    return row - 1, column - 1


class Range(base_classes.Range):
    """An area of cells."""

    def __init__(self, sheet: Sheet, row: int, column: int, height: int, width: int) -> None:
        self.sheet, self.area = sheet, (row, column, height, width)
        self.options: dict[str, Any] = {}

    api = property(lambda self: self.sheet.api)
    row = property(lambda self: self.area[0] + 1)
    column = property(lambda self: self.area[1] + 1)
    shape = property(lambda self: self.area[2:])

    def __len__(self) -> int:
        return self.area[2] * self.area[3]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = divmod(row - 1, self.area[3])
            row, column = row + 1, column + 1
        return Range(self.sheet, self.area[0] + row - 1, self.area[1] + column - 1, 1, 1)

    def _ask(self, do: str, **arguments: Any) -> Any:
        return self.sheet.book.ask(do, sheet=self.sheet.name, area=self.area, **arguments)

    def _filled(self, value: Any) -> list[list[Any]]:
        return value if isinstance(value, list) else [[value] * self.area[3]] * self.area[2]

    @property
    def raw_value(self) -> list[list[Any]]:
        return self._ask("read")

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._ask("write", rows=self._filled(value))

    @property
    def formula(self) -> list[list[str]]:
        return self._ask("formulas")

    @formula.setter
    def formula(self, value: Any) -> None:
        self._ask("write", rows=self._filled(value), formula=True)

    @property
    def number_format(self) -> str:
        raise NotImplementedError

    @number_format.setter
    def number_format(self, code: str) -> None:
        self._ask("number_format", code=code)

    def clear_contents(self) -> None:
        self._ask("clear")


class Names(base_classes.Names):
    """The defined names of a document."""

    def __init__(self, book: Book) -> None:
        self.book = book

    api = property(lambda self: self.book.api)

    def __call__(self, key: int | str) -> Name:
        place = self.book.ask("name", name=key)
        if place is None:
            raise KeyError(key)
        return Name(self.book, str(key), place)

    def contains(self, key: str) -> bool:
        return self.book.ask("name", name=key) is not None


class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: Book, name: str, place: tuple[str, int, int, int, int]) -> None:
        self._book, self._name, self._place = book, name, place

    name = property(lambda self: self._name)

    @property
    def refers_to_range(self) -> Range:
        sheet, *area = self._place
        return Range(Sheet(self._book, sheet), *area)


@contextlib.contextmanager
def libreoffice() -> Iterator[xlwings.App]:
    """A running LibreOffice as an xlwings app, its engine registered and active."""
    worker = Worker()
    engine = xlwings.main.Engine(impl=Engine(worker))
    before = xlwings.engines.active
    xlwings.engines.add(engine)
    engine.activate()
    try:
        yield engine.apps.active
    finally:
        xlwings.engines.active = before
        xlwings.engines.engines.remove(engine)
        del xlwings.engines.engines_by_name[engine.name]
        worker.stop()
