"""What the commands work on: the running spreadsheet program, the workspace somebody works in, its control workbook."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from validators.problems import CannotWork
from validators.workspace import FILE_NAME, Workspace
from workbook_templates.control import CONTROL_NAME, write_control
from xl_addin.build import FILE_NAME as ADDIN_NAME
from xl_addin.control import Control

if TYPE_CHECKING:
    import xlwings

TITLE = "中期评估"
_SECONDS_BETWEEN_REPORTS = 0.2  # every write to the status bar is a call into Excel


class Desk:
    """One press of a button.

    Attributes:
        app: the spreadsheet program, an xlwings object whatever the engine.
        label: what the button is called.
    """

    def __init__(self, app: xlwings.App, label: str):
        self.app, self.label = app, label
        self._workspace: Workspace | None = None
        self._control: Control | None = None

    @property
    def workspace(self) -> Workspace:
        """The control workbook's folder, else the active workbook's, else the one that the user picks."""
        if self._workspace is None:
            root = self._folder_of_control() or self._folder_of_active_book()
            self._workspace = Workspace.open(root or self.ask_folder("请选择工作区文件夹（里面有《规划目录.xlsx》）"))
        return self._workspace

    @workspace.setter
    def workspace(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def control(self) -> Control:
        """The workspace's control workbook, made if it is missing, opened if it is not open."""
        if self._control is None:
            path = self.workspace.root / CONTROL_NAME
            if not path.exists():
                write_control(path)
            self._control = Control(self.open(path), self.workspace)
        return self._control

    def at_hand(self) -> bool:
        """Whether a workspace can be found without asking."""
        return self.found or (self._folder_of_control() or self._folder_of_active_book()) is not None

    @property
    def found(self) -> bool:
        """Whether the workspace is known already, so that something can be written into its log."""
        return self._workspace is not None

    def say(self, what: str) -> None:
        """Show in the status bar what is being done; a program that is busy does not stop the work."""
        with contextlib.suppress(Exception):
            self.app.status_bar = f"{TITLE}　{self.label}：{what}"

    def give_back_status_bar(self) -> None:
        """Let the program show its own messages again."""
        with contextlib.suppress(Exception):
            self.app.status_bar = False

    def progress(self, what: str, total: int | None = None) -> Callable[..., None]:
        """A function to call with how many got done (and the total, where it was not known); shows it."""
        done, of, last = 0, total, 0.0
        self.say(f"{what}……")

        def advance(step: int, whole: int | None = None) -> None:
            nonlocal done, of, last
            done, of = done + step, whole or of
            if done == of or time.monotonic() - last > _SECONDS_BETWEEN_REPORTS:
                last = time.monotonic()
                self.say(f"{what}：{done}/{of}" if of else f"{what}：{done}")

        return advance

    def ask(self, question: str) -> bool:
        """A question to answer with yes or no."""
        return self.app.alert(question, TITLE, buttons="yes_no", mode="info") == "yes"

    def ask_folder(self, prompt: str) -> Path:
        """A folder that the user picks, asked by the add-in; raises CannotWork where nothing is picked."""
        self.say("请选择文件夹……")
        picked = self.app.macro(f"'{ADDIN_NAME}'!MidtermRibbon.AskFolder")(prompt)
        if not picked:
            raise CannotWork("没有选择文件夹，什么也没有做。")
        return Path(str(picked))

    def book(self, path: Path) -> xlwings.Book | None:
        """The open workbook of this very file, if it is open here."""
        for book in self.app.books:
            if _same(_path_of(book), path):
                return book
        return None

    def open(self, path: Path) -> xlwings.Book:
        """Open a workbook, or bring it forward where it is open; raises CannotWork where another has its name."""
        book = self.book(path)
        if book is None:
            if path.name.lower() in (other.name.lower() for other in self.app.books):
                raise CannotWork(f"已经打开了另一个同名的《{path.name}》，请先关闭它，再按“{self.label}”。")
            book = self.app.books.open(path)
        return book

    def close_for_replacing(self, path: Path) -> None:
        """If the file is open here: ask whether to save and close it, so that the new one takes its place."""
        book = self.book(path)
        if book is not None and self.ask(
            f"《{path.name}》正打开着。\n\n选“是”：先保存并关闭它（填好的改判一并保留），再用新结果替换。\n"
            "选“否”：不动它，新结果另存为带序号的文件；其中没有保存的改判不会带入。"
        ):
            book.save()
            book.close()

    def reminder(self) -> str:
        """A sentence where the catalogue is open: what is not saved does not count."""
        if self.book(self.workspace.root / FILE_NAME) is None:
            return ""
        return f"《{FILE_NAME}》正打开着，本次按最近一次保存的内容处理。"

    def log(self, outcome: str, told: str, started: float) -> None:
        """One line in the control workbook's log; what the command brought forward stays in front."""
        front = self.app.books.active if len(self.app.books) else None
        self.control.log(datetime.now(), self.label, outcome, time.monotonic() - started, told)
        if front is not None and front.name != CONTROL_NAME:
            front.activate()

    def _folder_of_control(self) -> Path | None:
        for book in self.app.books:
            path = _path_of(book)
            if path is not None and path.name == CONTROL_NAME:
                return path.parent
        return None

    def _folder_of_active_book(self) -> Path | None:
        if not len(self.app.books):
            return None
        path = _path_of(self.app.books.active)
        if path is None:
            return None
        return next((folder for folder in path.parents if (folder / FILE_NAME).exists()), None)


def _path_of(book: xlwings.Book) -> Path | None:
    """Where a workbook lies on this machine; None where it was never saved or lies in a cloud."""
    try:
        path = Path(book.fullname)
    except Exception:  # xlwings cannot tell where OneDrive or SharePoint keeps it
        return None
    return path if path.is_absolute() else None


def _same(one: Path | None, other: Path) -> bool:
    try:
        return one is not None and one.samefile(other)
    except OSError:
        return False
