"""One restrained palette, the fonts, and the formats made from them."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v

BODY_FONT, TITLE_FONT = "等线", "黑体"

INK = "#1F2A37"
# How a cell that leads somewhere looks, as Excel shows links.
LINK: dict[str, Any] = {"font_color": "#0563C1", "underline": 1}
NAVY = "#1F3864"
STEEL = "#5B7083"
PALE = "#EEF2F6"
LINE = "#B8C2CC"
ANSWER_HEADER = "#8A5A00"
ANSWER = "#FFF8E1"
COMPUTED_HEADER = "#5B7083"
ALARM = "#B3261E"

# Verdicts from best to worst in one order of darkness, so that they can be told apart in grey print.
VERDICT_COLOURS = {
    v.AHEAD_DONE: "#1B4F72",
    v.FASTER: "#3E8E9E",
    v.ON_TRACK: "#A9CCD3",
    v.LAGGING: "#C8553D",
    v.NOT_ASSESSABLE: "#D9D9D9",
}
VERDICT_FILLS = {
    v.AHEAD_DONE: ("#D3E3EE", "#12364F"),
    v.FASTER: ("#DDEFF1", "#1F5560"),
    v.ON_TRACK: ("#F1F7F8", "#35525A"),
    v.LAGGING: ("#F8DDD6", "#8E2A17"),
    v.NOT_ASSESSABLE: ("#EFEFEF", "#595959"),
}
# Fill, ink and sign of a state: the sign tells them apart where nothing but grey is printed.
STATE_LOOKS = {
    "已完成": (*VERDICT_FILLS[v.AHEAD_DONE], "●"),
    "按进度推进": (*VERDICT_FILLS[v.ON_TRACK], "▶"),
    "进展滞后": (*VERDICT_FILLS[v.LAGGING], "▼"),
    "未启动": (*VERDICT_FILLS[v.NOT_ASSESSABLE], "○"),
    "竣工": (*VERDICT_FILLS[v.AHEAD_DONE], "●"),
    "在建": (*VERDICT_FILLS[v.FASTER], "▶"),
    "前期工作": (*VERDICT_FILLS[v.ON_TRACK], "◇"),
    "未开工": (*VERDICT_FILLS[v.NOT_ASSESSABLE], "○"),
    "停工": (*VERDICT_FILLS[v.LAGGING], "▼"),
    "已完成评估": (*VERDICT_FILLS[v.AHEAD_DONE], "●"),
    "正在评估": (*VERDICT_FILLS[v.ON_TRACK], "▶"),
    "未开展": (*VERDICT_FILLS[v.LAGGING], "▼"),
}
SEVERITY_FILLS = {
    v.ERROR: ("#F8DDD6", "#8E2A17"),
    v.WARNING: ("#FFF1CC", "#7A5200"),
    v.NOTICE: ("#E8EEF3", "#3F5364"),
}

A4, A3 = 9, 8
MARGIN_ACROSS, MARGIN_DOWN = 0.4, 0.6  # inches


class Formats:
    """Formats of one workbook, each made once whatever asks for it."""

    def __init__(self, workbook: xlsxwriter.Workbook):
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """A format with the body font and the given properties on top."""
        basic = {"font_name": BODY_FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
        return self.only(**(basic | properties))

    def only(self, **full: Any) -> Format:
        """A format with nothing but the given properties, as a conditional format wants it."""
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(full)
        return self._made[key]

    def boxed(self, **properties: Any) -> Format:
        """A bordered table cell."""
        return self(border=1, border_color=LINE, **properties)

    def title(self) -> Format:
        """A sheet's title line."""
        return self(font_name=TITLE_FONT, font_size=16, font_color=NAVY)

    def note(self) -> Format:
        """The small line under a title."""
        return self(font_size=9, font_color=STEEL)

    def header(self, colour: str = NAVY) -> Format:
        """A table header cell."""
        return self.boxed(bold=True, font_color="#FFFFFF", bg_color=colour, align="center", text_wrap=True)


def number_format(decimals: int | None, percent: bool = False) -> str:
    """An Excel number format; a number without declared decimals shows what it has."""
    if decimals is None:
        return "0.0%" if percent else "General"
    digits = "0" if decimals == 0 else "0." + "0" * decimals
    return f"{digits}%" if percent else f"#,##{digits}"


def progress_format(kind: str) -> str:
    """How 实现进度 reads for a kind of indicator: a share, a margin in its unit, or percentage points."""
    if kind == v.FLOOR:
        return '"高于"0.0#;"低于"0.0#;"持平"'
    if kind == v.CEILING:
        return '"超出"0.0#;"低于"0.0#;"持平"'
    if kind == v.RELATIVE:
        return '"高"0.0"个百分点";"低"0.0"个百分点";"持平"'
    return "0.0%"


def page(
    sheet: Worksheet, *, paper: int = A4, landscape: bool = True, header_rows: tuple[int, int] | None = None
) -> None:
    """Print set-up: one page wide, repeated header, page numbers."""
    sheet.set_paper(paper)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=MARGIN_ACROSS, right=MARGIN_ACROSS, top=MARGIN_DOWN, bottom=MARGIN_DOWN)
    sheet.set_footer("&C&9第 &P 页 共 &N 页&R&9&A")
    sheet.hide_gridlines(2)
    if header_rows:
        sheet.repeat_rows(*header_rows)


def verdict_formats(sheet: Worksheet, area: str, formats: Formats) -> None:
    """Colour the verdict words in an area such as Q5:Q31."""
    for word, (fill, ink) in VERDICT_FILLS.items():
        sheet.conditional_format(
            area,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": formats(bg_color=fill, font_color=ink),
            },
        )
