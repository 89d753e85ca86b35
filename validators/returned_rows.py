"""The rows of one returned table: which of them count, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from schemas.findings import Finding
from schemas.tables import Table
from schemas.vocabulary import ERROR, NOTICE
from validators.normalise import normalise, to_series
from validators.reader import RawTable, squeeze
from validators.rearranged import of_rows

if TYPE_CHECKING:
    from validators.frames import Source

# Excel row, row code, values in the order of the titles.
Row = tuple[int, str, list[Any]]


def added_rows(
    table: Table, source: Source, raw: RawTable, own: Sequence[Row], findings: list[Finding]
) -> pd.DataFrame:
    """The given columns of the rows that a department added, from what it wrote."""
    at = {title: position for position, title in enumerate(raw.titles)}
    added: dict[str, pd.Series] = {}
    for column in (column for column in table.columns if column.role == "given"):
        place = at.get(column.title)
        cells = [line[place] if place is not None and column.title in table.open_titles else None for *_, line in own]
        result = normalise(column, cells)
        for index, written in result.failed.items():
            row, code, _ = own[index]
            cell = f"{raw.letters[column.title]}{row}"
            details = not_understood(column.kind, column.title, written)
            findings.append(_row_finding(source, raw.sheet, cell, code, *details, column.title, written))
        added[column.title] = to_series(column, result.values)
    for index, label in enumerate(added[table.label]):
        if pd.isna(label):
            row, code, _ = own[index]
            cell = f"{raw.letters[table.label]}{row}" if table.label in raw.letters else f"A{row}"
            details = ("C101", "错误", f"补充的这一行没有填写“{table.label}”。", f"请填写“{table.label}”，或清空该行。")
            findings.append(_row_finding(source, raw.sheet, cell, code, *details, table.label))
    added["编号"] = pd.Series([code for _, code, _ in own], dtype="str")
    added[table.lead] = pd.Series([source.department] * len(own), dtype="str")
    return pd.DataFrame(added)


def is_added(table: Table, code: str) -> bool:
    """Whether a row code is of a row that a department added itself."""
    return bool(table.supplements) and code.startswith(table.supplements)


def keep_rows(
    table: Table, source: Source, raw: RawTable, wanted: pd.DataFrame, optional: bool, findings: list[Finding]
) -> list[Row]:
    """The rows that the department was asked for and has answered; a finding for every other one."""
    if table.vertical:
        return raw.rows
    wanted_codes = wanted["编号"].tolist()
    source.raw.remarks += of_rows(raw.sheet, [code for _, code, _ in raw.rows], wanted_codes)
    codes = set(wanted_codes)
    asked_titles = {column.title for column in table.answers}
    answer_at = [position for position, title in enumerate(raw.titles) if title in asked_titles]
    open_at = [position for position, title in enumerate(raw.titles) if title in table.open_titles]
    added: dict[str, Row] = {}
    kept: dict[str, Row] = {}
    blank: set[str] = set()
    renamed = _renamed(table, raw, wanted)
    for number, written, line in raw.rows:
        code = renamed.get(number, written)
        if code != written:
            findings.append(_row_finding(source, raw.sheet, f"A{number}", code, "S111", NOTICE, *_NEW_CODE))
        answered = any(_filled(line[at]) for at in answer_at)
        place = (source, raw.sheet, f"A{number}", code)
        if is_added(table, code) and not optional:
            if any(_filled(line[at]) for at in open_at):
                own = f"{code}（第{number}行）" if code in added else code  # a copied row is a row of its own
                added[own] = (number, own, line)
        elif code not in codes:
            if answered:
                findings.append(_row_finding(*place, "S103", "错误", *_UNKNOWN_ROW))
        elif not answered:
            blank.add(code)
            if not optional:
                findings.append(_row_finding(*place, "C100", "错误", *_BLANK_ROW))
        elif code in kept:
            findings.append(_row_finding(*place, "S104", "错误", *_DUPLICATE_ROW))
        else:
            kept[code] = (number, code, line)
    for code in wanted_codes:
        if code not in kept and code not in blank and not optional:
            findings.append(_row_finding(source, raw.sheet, "", code, "S105", "错误", *_MISSING_ROW))
    return [*kept.values(), *added.values()]


def _renamed(table: Table, raw: RawTable, wanted: pd.DataFrame) -> dict[int, str]:
    """Excel row → row code, of rows whose code was changed: known by their name, where nothing else bears it."""
    codes = wanted["编号"].tolist()
    strange = [(number, line) for number, code, line in raw.rows if code not in codes and not is_added(table, code)]
    if not strange or table.label not in raw.titles:
        return {}
    there, at = {code for _, code, _ in raw.rows}, raw.titles.index(table.label)
    names = [squeeze(name) for name in wanted[table.label].tolist()]
    lost = {name: code for name, code in zip(names, codes, strict=True) if code not in there and names.count(name) == 1}
    called = [squeeze(line[at]) for _, _, line in raw.rows]
    mine = [(number, squeeze(line[at])) for number, line in strange]
    return {number: lost[name] for number, name in mine if name in lost and called.count(name) == 1}


def _filled(cell: Any) -> bool:
    return cell not in ("", None) and bool(str(cell).strip())


_NEW_CODE = (
    "该行隐藏的行码被改动，已按名称识别并采用。",
    "无需处理；请不要改动隐藏的列。",
)
_UNKNOWN_ROW = (
    "该行不是下发给本部门的内容，未纳入汇总。",
    "请删除该行；确需补充的内容请写在相关说明中并联系牵头单位。",
)
_BLANK_ROW = ("该行整行未填写。", "请按填报说明填写该行。")
_DUPLICATE_ROW = ("该行重复出现，只采用了前面一行。", "请删除多余的行，只保留一行。")
_MISSING_ROW = ("表中缺少该行。", "请从下发的填报表中恢复该行并填写。")


def _row_finding(
    source: Source,
    sheet: str,
    cell: str,
    row: str,
    code: str,
    severity: str,
    message: str,
    suggestion: str,
    column: str = "",
    value: str = "",
) -> Finding:
    department, file = source.department, source.raw.file
    return Finding(code, severity, department, file, sheet, cell, row, column, value, message, suggestion)


def sheet_missing(table: Table, source: Source) -> Finding:
    """The whole sheet cannot be found."""
    message = f"文件中没有“{table.sheet}”工作表，或表头已被改动。"
    suggestion = "请从下发的填报表中恢复该工作表后填写。"
    return _row_finding(source, table.sheet, "", "", "S101", "错误", message, suggestion)


def missing_columns(table: Table, source: Source, raw: RawTable) -> Iterator[Finding]:
    """A finding for every answer column that cannot be found."""
    for column in table.answers:
        if column.title not in raw.letters:
            yield Finding(
                "S102",
                "错误",
                source.department,
                source.raw.file,
                raw.sheet,
                "",
                "",
                column.title,
                "",
                f"表头中找不到“{column.title}”列，该列内容无法读取。",
                "请恢复该列的表头文字，或从下发的填报表中恢复该列。",
            )


def moved(source: Source, raw: RawTable, row: int, title: str, of: str, way: str) -> Finding:
    """The answers of a whole table stand one column off (`validators.shifted`)."""
    message = f"这张表的填写内容整体{way}移了一列：“{title}”列里填的是“{of}”的内容，整张表无法采用。"
    suggestion = "请把错位的内容移回原来的列，逐列对照表头核对后重新报送。"
    return _row_finding(source, raw.sheet, f"{raw.letters[title]}{row}", "", "S110", ERROR, message, suggestion, title)


def repaired(table: Table, source: Source, raw: RawTable) -> Iterator[Finding]:
    """What was read although its name was changed: the sheet, and columns whose title was reworded."""
    place = (source, raw.sheet, "", "")
    if squeeze(raw.sheet) != squeeze(table.sheet):
        message = f"工作表“{raw.sheet}”已按“{table.sheet}”读取。"
        yield _row_finding(*place, "S108", NOTICE, message, "请恢复工作表的名称。")
    for title, text in raw.retitled.items():
        message = f"表头“{text}”已按“{title}”列读取。"
        suggestion = "请恢复表头文字；如这一列另有含义，请联系牵头单位。"
        yield _row_finding(*place, "S109", NOTICE, message, suggestion, title, text)


def not_understood(kind: str, title: str, written: str) -> tuple[str, str, str, str]:
    """Code, severity, message and suggestion for a cell that is neither number nor date."""
    if kind == "number":
        message = f"“{title}”应填数字，填写的“{written}”无法识别。"
        return "C102", "错误", message, "只填数字，不带单位和文字；没有数据的请留空，不要填0。"
    message = f"“{title}”应填日期，填写的“{written}”无法识别。"
    return "C103", "错误", message, "请按 2023-06-30 的样式填写完整的年月日。"
