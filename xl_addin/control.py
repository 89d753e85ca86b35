"""The control workbook through xlwings: settings read, tracker and log written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailroom.last_mail import last_mails
from validators.check import Checked
from validators.problems import CannotWork
from validators.report import department_states
from validators.workspace import CORRECTIONS, Workspace
from workbook_templates.control import (
    CONTROL_NAME,
    DESK_SHEET,
    GUIDE_SHEET,
    LEFT,
    LOG,
    LOG_HEADER_ROW,
    LOG_ROWS,
    LOG_SHEET,
    MAIL_COLUMN,
    REFRESHED,
    SETTINGS,
    TIME_FORMAT,
    TRACKER,
    TRACKER_HEADER_ROW,
    TRACKER_ROWS,
)
from workbook_templates.correction import correction_name
from workbook_templates.receipt import receipt_name

if TYPE_CHECKING:
    import xlwings

_LONGEST = 250  # characters: Excel shows longer text in a text cell as #####


class Control:
    """An open control workbook of a workspace."""

    def __init__(self, book: xlwings.Book, workspace: Workspace):
        self.book, self.workspace = book, workspace

    def setting(self, name: str) -> str:
        """The text of a named cell; its default where the cell is blank but a choice must be made.

        Raises CannotWork where the name is gone or the answer is none of the choices.
        """
        setting = next(each for each in SETTINGS if each.name == name)
        try:
            value = self.book.names[name].refers_to_range.value
        except Exception as error:  # every engine has its own for a name that is missing
            raise CannotWork(
                f"《{CONTROL_NAME}》中缺少名称“{name}”。请关闭并删除《{CONTROL_NAME}》，再按任一按钮，会重新生成。"
            ) from error
        text = "" if value is None else str(value).strip()
        if setting.choices:
            text = text or setting.default
            if text not in setting.choices:
                allowed = "、".join(setting.choices)
                raise CannotWork(f"《{CONTROL_NAME}》的“{setting.label}”填写了“{text}”，只能是：{allowed}。")
        return text

    def show(self, sheet: str = DESK_SHEET) -> None:
        """Bring a sheet forward."""
        self.book.sheets[sheet].activate()

    def show_guide(self) -> None:
        """Bring the guide forward."""
        self.show(GUIDE_SHEET)

    def refresh(self, checked: Checked) -> None:
        """Write one line a department that has something to report or returned something."""
        sheet = self.book.sheets[DESK_SHEET]
        rows = tracker_rows(checked, self.workspace)
        top, width = TRACKER_HEADER_ROW + 2, len(TRACKER)
        last = top + max(TRACKER_ROWS, len(rows)) - 1
        sheet.range((top, LEFT + 1), (last, LEFT + width)).clear_contents()
        _write(sheet, top, rows, TRACKER)
        self.book.names[REFRESHED].refers_to_range.value = datetime.now().replace(microsecond=0)
        self._save()

    def refresh_mails(self) -> None:
        """Write anew only what every department in the tracker was last written."""
        sheet, mails = self.book.sheets[DESK_SHEET], last_mails(self.workspace)
        top, at = TRACKER_HEADER_ROW + 2, [title for title, _, _ in TRACKER].index(MAIL_COLUMN)
        names = sheet.range((top, LEFT + 1), (top + TRACKER_ROWS - 1, LEFT + 1)).value
        count = sum(1 for name in names if name)
        if count:
            _write(
                sheet, top, [[mails.get(str(name), "")] for name in names[:count]], TRACKER[at : at + 1], LEFT + 1 + at
            )
            self._save()

    def log(self, when: datetime, what: str, outcome: str, seconds: float, told: str) -> None:
        """Put a line on top of the log; the oldest falls off the end."""
        sheet = self.book.sheets[LOG_SHEET]
        top, width = LOG_HEADER_ROW + 2, len(LOG)
        area = sheet.range((top, LEFT + 1), (top + LOG_ROWS - 2, LEFT + width))
        before = [row for row in area.value if any(cell is not None for cell in row)]
        one_line = "　".join(line.strip() for line in told.splitlines() if line.strip())
        _write(sheet, top, [[when.replace(microsecond=0), what, outcome, round(seconds, 1), one_line], *before], LOG)
        self._save()

    def _save(self) -> None:
        try:
            self.book.save()
        except Exception as error:  # every engine has its own
            raise CannotWork(
                f"《{CONTROL_NAME}》无法保存，可能是以只读方式打开的，或正被别人使用。请关闭它，再按一次按钮。"
            ) from error


def tracker_rows(checked: Checked, workspace: Workspace) -> list[list[Any]]:
    """The tracker's cells in the order of `TRACKER`; a link is a formula that leads to a file of the workspace."""
    modified = {source.department: source.raw.modified for source in checked.sources}
    folder, mails = workspace.folder(CORRECTIONS), last_mails(workspace)
    rows = []
    for record in department_states(checked):
        department = str(record["部门"])
        time = modified.get(department)
        rows.append(
            [
                department,
                record["报送状态"],
                datetime.fromtimestamp(time).replace(microsecond=0) if time else None,
                int(record["错误"]) + int(record["提醒"]) if time else None,
                record["错误"] if time else None,
                _link(folder / correction_name(department)),
                _link(folder / receipt_name(department)),
                record["采用文件"],
                mails.get(department, ""),
            ]
        )
    return rows


def _link(path: Path) -> str:
    """Relative, so that the workspace can be moved."""
    if not path.exists():
        return ""
    address = f"{path.parent.name}/{path.name}".replace('"', '""')
    return f'=HYPERLINK("{address}","打开")'


def _write(
    sheet: xlwings.Sheet,
    top: int,
    rows: Sequence[Sequence[Any]],
    columns: Sequence[tuple[str, int, str]],
    left: int = LEFT + 1,
) -> None:
    """Write rows column by column: what a department wrote (its file's name) must stay text whatever it begins with."""
    if not rows:
        return
    for at, (_, _, kind) in enumerate(columns):
        area = sheet.range((top, left + at), (top + len(rows) - 1, left + at))
        cells = [row[at] for row in rows]
        if kind == "link":
            area.formula = [[cell] for cell in cells]
            continue
        if kind in ("text", "word"):
            area.number_format = "@"
            cells = [str(cell or "")[:_LONGEST] for cell in cells]
        elif kind == "time":
            area.number_format = TIME_FORMAT
        area.value = [[cell] for cell in cells]
