"""Several files of one department: which one counts, and how partly filled copies become one.

A department may split the form among its offices and send several partly filled copies
of one 版次. Where they do not overlap they are put together cell by cell; where two
copies differ, the newer counts and both cells are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemas.findings import Finding
from schemas.tables import FORM_TABLES, Table
from schemas.vocabulary import ERROR
from validators.frames import Place, Source
from validators.normalise import clean_text
from validators.reader import RawReturn, RawTable

# A copy that answers this share of what an older one answers is a new version of it.
MOSTLY = 0.8
# (row code, title) → (value, where it stands)
Answers = dict[tuple[str, str], tuple[Any, Place]]


def merge(sources: Sequence[Source], findings: list[Finding]) -> Source:
    """Copies of one department, newest last, as one source; a finding for every cell that contradicts.

    Two offices naturally sign their covers differently: there the newest copy simply counts.
    The newest copy is the frame: what only older copies hold is put into it, with its own place kept.
    """
    newest = sources[-1]
    files = {source.position: source.raw.file for source in sources}
    tables = dict(newest.raw.tables)
    elsewhere = dict(newest.elsewhere)
    for older in reversed(sources[:-1]):
        for table in FORM_TABLES:
            other = older.raw.tables.get(table.name)
            if other is None:
                continue
            mine = tables.get(table.name)
            if mine is None:
                mine = RawTable(other.sheet, other.titles, {}, [])
            told = _answers(table, mine, newest, elsewhere)
            more = _answers(table, other, older, {})
            for key, (value, place) in more.items():
                if key not in told:
                    elsewhere[table.name, *key] = place
                elif not table.vertical and _text(told[key][0]) != _text(value):
                    findings.append(_contradiction(newest, key, told[key], (value, place), files))
            missing = {key: value for key, (value, _) in more.items() if key not in told}
            tables[table.name] = _filled(mine, other, missing)
    raw = RawReturn(**{**vars(newest.raw), "tables": tables})
    return replace(newest, raw=raw, elsewhere=elsewhere)


def covers(newer: Source, older: Source) -> bool:
    """Whether a copy answers nearly all that an older one does: a new version of it, not another part."""
    told, more = _keys(newer), _keys(older)
    return len(more & told) >= MOSTLY * len(more)


def _keys(source: Source) -> set[tuple[str, str, str]]:
    return {
        (table.name, code, title)
        for table in FORM_TABLES
        if not table.vertical and table.name in source.raw.tables
        for code, title in _answers(table, source.raw.tables[table.name], source, {})
    }


def _answers(table: Table, raw: RawTable, source: Source, elsewhere: dict[tuple[str, str, str], Place]) -> Answers:
    """Every filled answer cell of a table with its place."""
    asked = {column.title for column in table.answers}
    found: Answers = {}
    for number, code, line in raw.rows:
        for title, value in zip(raw.titles, line, strict=True):
            if title in asked and _text(value):
                letter = raw.letters.get(title, "")
                cell = letter if table.vertical else f"{letter}{number}"
                place = elsewhere.get((table.name, code, title), Place(source.position, raw.sheet, cell))
                found[code, title] = (value, place)
    return found


def _filled(mine: RawTable, other: RawTable, missing: dict[tuple[str, str], Any]) -> RawTable:
    """`mine` with the missing values put in; rows that it lacks are added from `other`."""
    titles = [*mine.titles, *(title for title in other.titles if title not in mine.titles)]
    rows = [(number, code, [*line, *[""] * (len(titles) - len(line))]) for number, code, line in mine.rows]
    at = {title: position for position, title in enumerate(titles)}
    by_code = {code: line for _, code, line in rows}
    for number, code, line in other.rows:
        if code not in by_code:
            new: list[Any] = [""] * len(titles)
            for title, value in zip(other.titles, line, strict=True):
                new[at[title]] = value
            rows.append((number, code, new))
            by_code[code] = new
    for (code, title), value in missing.items():
        by_code[code][at[title]] = value
    return RawTable(mine.sheet, titles, {**other.letters, **mine.letters}, rows, retitled=mine.retitled)


def _contradiction(
    source: Source,
    key: tuple[str, str],
    kept: tuple[Any, Place],
    other: tuple[Any, Place],
    files: Mapping[int, str],
) -> Finding:
    code, title = key
    message = (
        f"本部门两份填报表的“{title}”不一致：采用了“{_text(kept[0])}”，"
        f"另一份《{files[other[1].file]}》在{other[1].sheet} {other[1].cell}填的是“{_text(other[0])}”。"
    )
    suggestion = "请各股室核对后，只报送一份或改成一致。"
    return Finding(
        "S107",
        ERROR,
        source.department,
        files[kept[1].file],
        kept[1].sheet,
        kept[1].cell,
        code if code != "封面" else "",
        title,
        _text(kept[0]),
        message,
        suggestion,
    )


def _text(value: Any) -> str:
    return (clean_text(value) or "") if value not in ("", None) else ""
