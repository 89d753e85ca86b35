"""部门不一致: the same value as its lead and a helping department report it, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import xlsxwriter

from schemas.tables import HELPING, INDICATOR_TABLES
from validators.check import Checked
from validators.conflicts import Conflict, Reported, conflicts
from workbook_templates.cells import is_missing
from workbook_templates.master_listing import Field, Listing, Live, centred, text_field
from workbook_templates.styles import A3, Formats, number_format

SHEET = "部门不一致"
MOST = 500_000  # nowhere else are they side by side: as many as one sheet takes with ease
_FIELDS: tuple[Field, ...] = (
    centred("编号", 8),
    text_field("指标名称", 26),
    centred("单位", 9),
    centred("列", 13),
    centred("牵头部门", 17),
    Field("牵头部门数值", 12, {"align": "right"}),
    text_field("牵头部门出处", 30),
    text_field("牵头部门联系人", 14),
    centred("配合部门", 17),
    Field("配合部门数值", 12, {"align": "right"}),
    text_field("配合部门出处", 30),
    text_field("配合部门联系人", 14),
    Field("差值", 10, {"align": "right", "bold": True}),
    Field("相差", 8, {"align": "right", "num_format": "0.0%"}),
)
_NOTE = (
    "同一指标同一年份，牵头部门与配合部门填报的数值不同：汇总采用牵头部门的数，请两家核对后由填错的一方改正，"
    "口径不同的在相关说明中写明。差值＝牵头部门数值－配合部门数值，相差＝差值÷牵头部门数值。"
)


def write_conflicts(
    workbook: xlsxwriter.Workbook, formats: Formats, checked: Checked, rows: Mapping[str, pd.DataFrame]
) -> None:
    """Write the sheet; it says so where nothing differs."""
    found = conflicts(checked)
    left_out = f"共{len(found)}处，列出前{MOST}处。" if len(found) > MOST else ""
    listing = Listing(workbook, formats, SHEET, _NOTE + left_out, _FIELDS, paper=A3)
    decimals = {
        code: digits
        for table in INDICATOR_TABLES
        for code, digits in zip(rows[table.name]["编号"], rows[table.name]["小数位"], strict=True)
    }
    for conflict in found[:MOST]:
        _line(listing, conflict, decimals.get(conflict.code))
    if not found:
        asked = len(checked.frames[HELPING.name].data)
        listing.nothing("无" if asked else "无：本次没有配合部门填报同一指标，无可比对")
    listing.finish()


def _line(listing: Listing, conflict: Conflict, decimals: Any) -> None:
    row = listing.row + 1
    mine, theirs = (f"${listing.letter(title)}{row}" for title in ("牵头部门数值", "配合部门数值"))
    difference = round(conflict.lead.value - conflict.helper.value, 10)
    share = difference / abs(conflict.lead.value) if conflict.lead.value else None
    number = {"num_format": number_format(None if is_missing(decimals) else int(decimals))}
    # A value may be given with more decimals than the indicator has: then its difference must not show as 0.
    if not is_missing(decimals) and round(difference, int(decimals)) == 0:
        number = {"num_format": "General"}
    listing.line(
        (
            conflict.code,
            conflict.name,
            conflict.unit,
            conflict.column,
            *_side(conflict.lead),
            *_side(conflict.helper),
            Live(f"=ROUND({mine}-{theirs},10)", difference),
            Live(f'=IF({mine}=0,"",ROUND({mine}-{theirs},10)/ABS({mine}))', share),
        ),
        dict.fromkeys(("牵头部门数值", "配合部门数值", "差值"), number),
    )


def _side(reported: Reported) -> tuple[Any, ...]:
    return reported.department, reported.value, reported.place, reported.contact.lines
