"""Reading and checking 规划目录.xlsx; a mistake is one Chinese sentence with sheet and cell."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
from python_calamine import CalamineWorkbook

from schemas.catalogue import SHEET, SHEETS, Catalogue, Sheet
from schemas.parameters import PARAMETERS
from validators.catalogue_content import content_mistakes
from validators.extent import column_letters
from validators.intake import Refused, look
from validators.normalise import clean_text, normalise, to_date, to_number, to_series
from validators.problems import CannotWork
from validators.reader import error_cells_by_sheet, squeeze, text_of

_HEADER_ROWS = 12
# A catalogue may be long, and some ten times larger than a return; it is the bureau's own.
MOST_ROWS, TIMES_LARGER = 1_048_576, 10
# Of one sheet: its rows stand on one sheet of the master with header and subtotals, a department's texts on six rows.
MOST_LISTED, MOST_DEPARTMENTS = 1_000_000, 150_000


@dataclass
class _Read:
    """One sheet as read: frame, Excel row of each frame row, column letter of each title."""

    frame: pd.DataFrame
    rows: list[int]
    letters: dict[str, str]

    def place(self, index: int, title: str) -> str:
        return f"{self.letters.get(title, 'A')}{self.rows[index]}"


def load_catalogue(path: Path) -> Catalogue:
    """Read and check the catalogue; raises CannotWork with every mistake that was found."""
    if not path.exists():
        raise CannotWork(f"找不到规划目录：{path}。请确认文件夹是否正确，或用“midterm init 文件夹”新建工作区。")
    try:
        found = look(path, MOST_ROWS, times=TIMES_LARGER)
        book = CalamineWorkbook.from_filelike(BytesIO(found.readable))
    except Refused as refused:
        raise CannotWork(f"《{path.name}》无法读取：{refused.message}") from refused
    except OSError as error:
        raise CannotWork(f"《{path.name}》无法读取：文件正被占用或没有读取权限。") from error
    except Exception as error:  # calamine raises several unrelated types for damaged parts
        raise _damaged(path) from error

    def grid(name: str) -> list[list[Any]] | None:
        if name not in book.sheet_names:
            return None
        try:
            return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except Exception as error:
            raise _damaged(path) from error

    mistakes = [
        _sentence(name, cell, f"单元格是错误值{error}，请改正。")
        for name, cells in error_cells_by_sheet(found).items()
        if name in SHEET
        for cell, error in cells.items()
    ]
    # One after the other: a large sheet's cells need not stay beside its frame.
    read = {sheet.name: _read_sheet(sheet, grid(sheet.name), mistakes) for sheet in SHEETS}
    parameters = _parameters(read["参数"], mistakes)
    if not mistakes:
        catalogue = Catalogue(
            parameters,
            {name: sheet.frame for name, sheet in read.items()},
            {name: sheet.rows for name, sheet in read.items()},
            hashlib.sha256(found.data).hexdigest(),
        )
        mistakes = [
            _sentence(sheet, read[sheet].place(index, title) if index is not None else "", message)
            for sheet, index, title, message in content_mistakes(catalogue)
        ]
        if not mistakes:
            return catalogue
    raise CannotWork(f"《{path.name}》有{len(mistakes)}处问题，请改正后重试：", *mistakes)


def _damaged(path: Path) -> CannotWork:
    return CannotWork(f"《{path.name}》已损坏，无法打开。请从备份恢复。")


def _sentence(sheet: str, cell: str, message: str) -> str:
    return f"“{sheet}”表{cell}：{message}" if cell else f"“{sheet}”表：{message}"


def _read_sheet(sheet: Sheet, grid: list[list[Any]] | None, mistakes: list[str]) -> _Read:
    columns = sheet.columns
    empty = _Read(pd.DataFrame({c.title: to_series(c, []) for c in columns}), [], {})
    if grid is None:
        if sheet.may_be_missing:
            return empty
        mistakes.append(f"缺少“{sheet.name}”表，请恢复该工作表（可从新建工作区的空白目录中复制）。")
        return empty
    header, at = _header(grid, [c.title for c in columns])
    missing = [c.title for c in columns if c.title not in at and c.title not in sheet.may_lack]
    if missing:
        mistakes.append(_sentence(sheet.name, "", f"找不到列“{'”“'.join(missing)}”，请恢复表头文字。"))
        return empty
    lines = [
        (number + 1, line)
        for number, line in enumerate(grid)
        if number > header and any(clean_text(line[place]) for place in at.values())
    ]
    most = MOST_DEPARTMENTS if sheet.name == "部门" else MOST_LISTED
    if len(lines) > most:
        message = f"有{len(lines)}行，超过{most}行，总进度表放不下。请分成几个规划目录，各用一个工作区。"
        mistakes.append(_sentence(sheet.name, "", message))
        return empty
    letters = {title: column_letters(position + 1) for title, position in at.items()}
    frame: dict[str, pd.Series] = {}
    rows = [number for number, _ in lines]
    unreadable: set[tuple[str, int]] = set()
    for column in columns:
        place = at.get(column.title)
        result = normalise(column, [None if place is None else line[place] for _, line in lines])
        frame[column.title] = to_series(column, result.values)
        what = "数字" if column.kind == "number" else "日期（如 2023-06-30）"
        for index, written in (result.failed | result.nothing).items():
            unreadable.add((column.title, index))
            cell = f"{letters[column.title]}{rows[index]}"
            mistakes.append(_sentence(sheet.name, cell, f"“{column.title}”应填{what}，“{written}”无法识别。"))
    read = _Read(pd.DataFrame(frame), rows, letters)
    if not rows and not sheet.may_be_empty:
        mistakes.append(_sentence(sheet.name, "", "没有任何内容，请填写。"))
    mistakes += _schema_mistakes(sheet, read, unreadable)
    return read


def _header(grid: list[list[Any]], titles: list[str]) -> tuple[int, dict[str, int]]:
    wanted = {squeeze(title): title for title in titles}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, line in enumerate(grid[:_HEADER_ROWS]):
        at = {wanted[squeeze(value)]: position for position, value in enumerate(line) if squeeze(value) in wanted}
        if len(at) > len(best[1]):
            best = (number, at)
    return best


def _schema_mistakes(sheet: Sheet, read: _Read, unreadable: set[tuple[str, int]]) -> list[str]:
    """What the sheet's pandera model finds, as sentences; a value that cannot be read is not missing too."""
    mistakes: list[str] = []
    by_title = {column.title: column for column in sheet.columns}
    try:
        if len(read.frame):
            sheet.model.to_schema().validate(read.frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            column = by_title[str(error.schema.name)]
            cells = read.frame[column.title]
            if isinstance(error.check_output, pd.Series):
                failing = error.check_output.index[~error.check_output.astype(bool)]
                reason = f"可选项为：{'、'.join(column.choices)}" if column.choices else "超出允许的范围"
                for index in failing:
                    message = f"“{column.title}”填写的“{cells[index]}”不符合要求，{reason}。"
                    mistakes.append(_sentence(sheet.name, read.place(index, column.title), message))
            else:
                for index in cells.index[cells.isna()]:
                    if (column.title, index) in unreadable:
                        continue
                    place = read.place(index, column.title)
                    mistakes.append(_sentence(sheet.name, place, f"“{column.title}”未填写。"))
    return mistakes


def _parameters(read: _Read, mistakes: list[str]) -> dict[str, Any]:
    """The 参数 sheet as name → value of the parameter's own type."""
    values: dict[str, Any] = {}
    names = read.frame["参数"].tolist()
    known = {parameter.name: parameter for parameter in PARAMETERS}
    for index, name in enumerate(names):
        written = read.frame["取值"].iloc[index]
        parameter = known.get(str(name))
        if parameter is None:
            if isinstance(name, str):
                mistakes.append(_sentence("参数", read.place(index, "参数"), f"没有名为“{name}”的参数，请删除该行。"))
        elif written == written and written is not None:
            value = _typed(parameter.kind, written)
            if value is None:
                what = "数字" if parameter.kind == "number" else "日期（如 2023-06-30）"
                message = f"参数“{name}”应填{what}，“{written}”无法识别。"
                mistakes.append(_sentence("参数", read.place(index, "取值"), message))
            values[parameter.name] = value
    for parameter in PARAMETERS:
        if parameter.required and parameter.name not in values:
            at = read.place(names.index(parameter.name), "取值") if parameter.name in names else ""
            mistakes.append(_sentence("参数", at, f"参数“{parameter.name}”未填写。{parameter.help}。"))
    return values


def _typed(kind: str, written: str) -> str | float | date | None:
    if kind == "number":
        return to_number(written)
    if kind == "date":
        day = to_date(written)
        return day.date() if isinstance(day, datetime) else day
    return text_of(written)
