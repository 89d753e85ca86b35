"""与上轮对比: what changed since an earlier master; written only where one is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from schemas import vocabulary as v
from schemas.tables import INDICATOR_TABLES, TABLES
from validators.changes import KINDS, VALUE, VERDICT, Change, changes
from validators.check import Checked
from workbook_templates.master_listing import Field, Listing, Live, Lookup, centred, text_field
from workbook_templates.styles import A3, VERDICT_FILLS, Formats, number_format, verdict_formats

SHEET = "与上轮对比"
# Of each kind at most so many, which Excel still filters; of the verdicts the first follow the tables.
MOST, MOST_LIVE = 100_000, 5_000
_FIELDS: tuple[Field, ...] = (
    centred("部门", 19),
    centred("变化", 16),
    centred("表", 14),
    centred("编号", 9),
    text_field("事项/问题", 58),
    centred("列", 17),
    Field("上轮", 18, {"text_wrap": True, "align": "center"}),
    Field("本轮", 18, {"text_wrap": True, "align": "center"}),
    Field("增减", 12, {"align": "right"}),
)
BETTER, WORSE = "好转", "转差"
NOT_REPORTED = "未填报"


def write_compare(
    workbook: xlsxwriter.Workbook, formats: Formats, checked: Checked, rows: Mapping[str, pd.DataFrame]
) -> None:
    """Write the sheet, if there is an earlier master to compare with: changed verdicts first, then by kind."""
    if checked.earlier is None:
        return
    found = changes(checked, checked.earlier, rows)
    listing = Listing(workbook, formats, SHEET, _note(checked, found), _FIELDS, paper=A3)
    lookup = Lookup({name: len(frame) for name, frame in rows.items()})
    for kind in KINDS:
        mine = [change for change in found if change.kind == kind]
        if not mine:
            continue
        left_out = f"，列出前{MOST}项" if len(mine) > MOST else ""
        if kind == VERDICT and len(mine) > MOST_LIVE:
            left_out += f"，前{MOST_LIVE}项随各表变化，其余为汇总时的"
        listing.band(f"{kind}：{len(mine)}项（{_departments(mine)}）{left_out}")
        for place, change in enumerate(mine[:MOST]):
            _line(listing, change, lookup if place < MOST_LIVE else None)
    if not found:
        listing.nothing("与上轮没有变化")
    for title in ("上轮", "本轮"):
        verdict_formats(listing.sheet, listing.area(title), formats)
    for word, like in ((BETTER, v.FASTER), (WORSE, v.LAGGING)):
        fill, ink = VERDICT_FILLS[like]
        listing.sheet.conditional_format(
            listing.area("增减"),
            {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats(bg_color=fill, font_color=ink)},
        )
    listing.finish(frozen=1)
    _by_department(listing, formats, checked, found)


def _note(checked: Checked, found: Sequence[Change]) -> str:
    assert checked.earlier is not None
    counts = "，".join(f"{kind}{sum(change.kind == kind for change in found)}项" for kind in KINDS)
    same = "" if checked.of_last_round else "（同一轮较早的一份）"
    return (
        f"与《{checked.earlier.name}》{same}{checked.earlier.title}相比：{counts}。"
        "本轮的判断和状态随各表变化，其余为汇总时的。未报送的行不比数值，文字说明每轮重写、不作对比；问题按原因对比，不计“提示”。"
    )


def _departments(found: Sequence[Change]) -> str:
    return f"涉及{len({change.department for change in found})}个部门"


def _line(listing: Listing, change: Change, lookup: Lookup | None) -> None:
    after: Any = _shown(change.after)
    difference: Any = None
    marks: dict[str, dict[str, Any]] = {}
    if change.kind == VERDICT:
        table = TABLES[change.table]
        after = after or NOT_REPORTED
        if lookup:
            place = lookup.row(table, f"$D{listing.row + 1}")
            after = Live(lookup.value(table, change.column, place, NOT_REPORTED), after)
        if table in INDICATOR_TABLES:
            difference = _direction(change.before, change.after)
            marks["增减"] = {"align": "center"}
    elif change.kind == VALUE and isinstance(change.before, float) and isinstance(change.after, float):
        digits = TABLES[change.table].by_title[change.column].decimals if change.decimals is None else change.decimals
        number = {"num_format": number_format(None if digits is None else int(digits)), "align": "right"}
        marks |= {"上轮": number, "本轮": number, "增减": number}
        difference = round(change.after - change.before, 10)
    listing.line(
        (
            change.department,
            change.kind,
            change.table,
            change.code,
            change.label,
            change.column,
            _shown(change.before),
            after,
            difference,
        ),
        marks,
    )


def _shown(value: Any) -> Any:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value


def _direction(before: Any, after: Any) -> str | None:
    """Whether a verdict is better than it was; None where one of the two says nothing."""
    told = [word for word in v.VERDICTS if word != v.NOT_ASSESSABLE]
    if before not in told or after not in told:
        return None
    return BETTER if told.index(after) < told.index(before) else WORSE


def _by_department(listing: Listing, formats: Formats, checked: Checked, found: Sequence[Change]) -> None:
    """How many changes of each kind every department has, below the list and outside its filter."""
    changed = {change.department for change in found}
    departments = [name for name in checked.catalogue.frames["部门"]["部门名称"] if name in changed]
    if not departments:
        return
    counts = Counter((change.department, change.kind) for change in found)
    top = listing.row + 1
    for at, title in enumerate(("按部门", *KINDS)):
        listing.sheet.write(top, at, title, formats.header())
    for row, department in enumerate(departments, start=top + 1):
        listing.sheet.write_string(row, 0, department, formats.boxed(text_wrap=True, align="center"))
        for at, kind in enumerate(KINDS, start=1):
            count = counts.get((department, kind), 0)
            listing.sheet.write_number(row, at, count, formats.boxed(align="center", num_format="0;;"))
    listing.sheet.print_area(0, 0, top + len(departments), len(_FIELDS) - 1)
