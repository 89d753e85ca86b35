"""What stands in a returned file otherwise than in the form and was read all the same: said, nothing to correct."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

from validators.extent import column_letters

# The sheets of a form beside its tables.
GUIDE_SHEET, SELF_CHECK_SHEET, PROBLEM_LIST = "填报说明", "自查", "问题清单"
REFERENCE = "填报参考"  # over what the form shows beside the texts of the report
BESIDE_TABLES = (GUIDE_SHEET, SELF_CHECK_SHEET, PROBLEM_LIST)
HEADER_ROW = 2  # of a form's tables, from 0
_RESERVED = "WpsReserved"  # WPS keeps the pictures of cells there
_MOST = 3


def of_sheets(names: Sequence[str], read: Sequence[str], others: Collection[str]) -> list[str]:
    """Remarks on the sheets of a file.

    Args:
        names: all there are.
        read: those that were read as tables, in the order of the form.
        others: further ones that belong to a form.
    """
    remarks = []
    extra = [name for name in names if name not in read and name not in others and not name.startswith(_RESERVED)]
    if extra:
        remarks.append(f"多出工作表{_quoted(extra)}，没有读取")
    if sorted(read, key=list(names).index) != list(read):
        remarks.append("工作表的次序与下发的不同，已按名称读取")
    return remarks


def of_columns(
    sheet: str,
    header: int,
    line: Sequence[Any],
    columns: Mapping[str, int],
    titles: Sequence[str],
    known: Collection[int],
) -> list[str]:
    """Remarks on the header of a table.

    Args:
        header: its row, from 0; `line` its cells.
        columns: title → place of the titles that were found.
        titles: those of the form, in order.
        known: places of the cells of `line` that belong to the form.
    """
    remarks = []
    if header != HEADER_ROW:
        remarks.append(f"表头在第{header + 1}行，已按该行读取")
    order = [title for title in titles if title in columns]
    moved = next((b for a, b in pairwise(order) if columns[a] > columns[b]), None)
    if moved is not None:
        remarks.append(f"列的次序与下发的不同（如“{moved}”在{column_letters(columns[moved] + 1)}列），已按列名读取")
    places = range(min(columns.values()), max(columns.values()) + 1)
    texts = {at: str(line[at]).strip() for at in range(len(line)) if at not in known}
    extra = [f"{text or '空列'}（{column_letters(at + 1)}列）" for at, text in texts.items() if text or at in places]
    if extra:
        remarks.append(f"多出列{_quoted(extra)}，没有读取")
    return [f"“{sheet}”{remark}" for remark in remarks]


def of_rows(sheet: str, codes: Sequence[str], asked: Sequence[str]) -> list[str]:
    """A remark where the rows of a table stand in another order than the form's.

    Args:
        codes: of the rows as they stand.
        asked: of the form's rows, in order.
    """
    there = set(codes)
    order = [code for code in asked if code in there]
    wanted = set(order)
    same = [code for code in dict.fromkeys(codes) if code in wanted] == order
    return [] if same else [f"“{sheet}”行的次序与下发的不同，已按行码读取"]


def sentence(remarks: Sequence[str]) -> str:
    """All remarks on a file; "" where there are none."""
    return f"{'；'.join(dict.fromkeys(remarks))}。" if remarks else ""


def _quoted(names: Sequence[str]) -> str:
    more = f"等{len(names)}个" if len(names) > _MOST else ""
    return "、".join(f"“{name}”" for name in names[:_MOST]) + more
