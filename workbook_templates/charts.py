"""The native charts of 总览. Every one has labels, and colours that differ in lightness or pattern, for grey print."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart

from schemas import vocabulary as v
from workbook_templates.master_figures import Block
from workbook_templates.styles import BODY_FONT, INK, LINE, NAVY, PALE, STEEL, VERDICT_COLOURS

_FONT = {"name": BODY_FONT, "size": 9, "color": INK}
_GRID = {"visible": True, "line": {"color": "#E3E8ED"}}
_DARK = (v.AHEAD_DONE, v.FASTER)
_WHITE = "#FFFFFF"
# The plot of a chart of many departments, as shares of the chart.
_TALL = {"x": 0.46, "y": 0.075, "width": 0.51, "height": 0.835}
# How wide such a chart is in 总览, a letter of a name, and what stands around the name; the most that names may take.
_TALL_PIXELS, _LETTER_PIXELS, _NAME_MARGIN = 352, 12, 16
_MOST_FOR_NAMES = 0.6


def _dress(chart: Chart, title: str, legend: str | None = "bottom", hide: Sequence[int] = ()) -> Chart:
    font = {"name": BODY_FONT, "size": 11, "bold": True, "color": NAVY}
    chart.set_title({"name": title, "name_font": font, "overlay": False})
    chart.set_legend({"position": legend, "font": _FONT, "delete_series": list(hide)} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    return chart


def verdict_look(word: str) -> dict[str, Any]:
    """The fill of a verdict: from dark to pale, 滞后 hatched."""
    if word == v.LAGGING:
        pattern = {"pattern": "wide_upward_diagonal", "fg_color": VERDICT_COLOURS[word], "bg_color": _WHITE}
        return {"pattern": pattern, "border": {"color": VERDICT_COLOURS[word]}}
    edge = STEEL if word == v.NOT_ASSESSABLE else VERDICT_COLOURS[word]
    return {"fill": {"color": VERDICT_COLOURS[word]}, "border": {"color": edge, "width": 0.5}}


def _count_label(dark: bool) -> dict[str, Any]:
    return {"value": True, "num_format": "0;;", "font": {**_FONT, "color": _WHITE if dark else INK, "bold": True}}


def verdicts_stacked(workbook: xlsxwriter.Workbook, block: Block, title: str) -> Chart:
    """Stacked bars: the five verdicts of each group."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for at, word in enumerate(v.VERDICTS, start=1):
        label = _count_label(word in _DARK)
        if word == v.LAGGING:
            label["fill"] = {"color": _WHITE}
        series = {"name": word, "categories": block.series(0), "values": block.series(at), "gap": 35}
        chart.add_series({**series, **verdict_look(word), "data_labels": label})
    chart.set_x_axis({"num_font": _FONT, "min": 0, "major_gridlines": _GRID, "line": {"none": True}})
    chart.set_y_axis({"num_font": _FONT, "reverse": True, "line": {"color": LINE}, "interval_unit": 1})
    return _dress(chart, title)


def departments_stacked(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Stacked bars: the verdicts of the indicators that each department leads."""
    chart = verdicts_stacked(workbook, block, f"各部门牵头指标判断（个，滞后多的{_first(block)}）")
    _fill(chart, _beside_names(block))
    return chart


def _first(block: Block) -> str:
    """Whether a chart shows all departments or only the first."""
    return f"前{len(block.values)}个" if block.of > len(block.values) else "在前"


def aspects_stacked(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Stacked bars: the verdicts of the main indicators of each aspect."""
    chart = verdicts_stacked(workbook, block, "各方面主要指标判断（个）")
    _fill(chart, {"x": 0.22, "y": 0.14, "width": 0.74, "height": 0.66})
    return chart


def _fill(chart: Chart, layout: Mapping[str, float] = _TALL) -> None:
    """Give the bars all the room there is; their labels stand for the axis."""
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_plotarea({"layout": dict(layout)})


def _beside_names(block: Block) -> Mapping[str, float]:
    """Room for the longest name at the left, as shares of a chart of eight columns of 总览."""
    longest = max((len(str(line[0])) for line in block.values), default=0)
    left = min(max(_TALL["x"], (longest * _LETTER_PIXELS + _NAME_MARGIN) / _TALL_PIXELS), _MOST_FOR_NAMES)
    return {**_TALL, "x": left, "width": _TALL["x"] + _TALL["width"] - left}


def progress_against_time(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Bars of progress, furthest ahead on top; over each an outline that ends where it should be by now.

    Columns of the block: 0 label, 2 due, 3 progress, from 5 on the progress once a verdict.
    """
    shares = [float(line[at]) for line in block.values for at in (2, 3) if _is_number(line[at])]
    limits = {"min": min(0.0, math.floor(min(shares, default=0) * 5) / 5), "max": _upper(max(shares, default=1))}
    chart = workbook.add_chart({"type": "bar"})
    for at, word in enumerate(v.VERDICTS, start=5):
        series = {"name": word, "categories": block.series(0), "values": block.series(at), "gap": 40, "overlap": 100}
        label = {"value": True, "num_format": "0%;-0%;;", "font": _FONT}
        chart.add_series({**series, **verdict_look(word), "data_labels": label})
    due = {"name": "应达进度", "categories": block.series(0)}
    outline = {"fill": {"none": True}, "border": {"color": INK, "width": 1}}
    chart.add_series({**due, "values": block.series(2), **outline})
    chart.set_y_axis({"num_font": _FONT, "line": {"color": LINE}, "label_position": "low", "interval_unit": 1})
    chart.set_x_axis(
        {
            "num_font": _FONT,
            "num_format": "0%",
            **limits,
            "major_unit": 0.5,
            "major_gridlines": _GRID,
            "line": {"none": True},
        }
    )
    chart.set_plotarea({"layout": {"x": 0.5, "y": 0.07, "width": 0.45, "height": 0.81}})
    return _dress(chart, "主要指标实现进度与应达进度（按节奏从快到慢）")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not math.isnan(value)


def _upper(largest: float) -> float:
    """Room for the label of the longest bar, in whole fifths; a freak value must not flatten all others."""
    return min(max(math.ceil(largest * 1.08 * 5) / 5, 0.6), 3.0)


def investment_by_group(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Bars: planned and done investment of each 专栏, 亿元."""
    chart = workbook.add_chart({"type": "bar"})
    looks = (("规划期计划投资", "#D5DEE6", STEEL), ("累计完成投资", "#1B4F72", "#1B4F72"))
    for at, (name, colour, edge) in enumerate(looks, start=1):
        series = {"name": name, "categories": block.series(0), "values": block.series(at), "gap": 60}
        look = {"fill": {"color": colour}, "border": {"color": edge, "width": 0.5}}
        chart.add_series({**series, **look, "data_labels": {"value": True, "num_format": "0.0", "font": _FONT}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_y_axis({"num_font": _FONT, "reverse": True, "line": {"color": LINE}})
    return _dress(chart, "重大项目投资（按专栏，亿元）")


def returns_by_department(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Stacked bars: rows accepted, to be corrected and missing of each department."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    hatch = {"pattern": "wide_upward_diagonal", "fg_color": "#B06A00", "bg_color": _WHITE}
    looks: tuple[tuple[str, Mapping[str, Any], bool], ...] = (
        ("已接收", {"fill": {"color": "#3E8E9E"}}, True),
        ("需修改", {"pattern": hatch, "border": {"color": "#B06A00"}}, False),
        ("未报送", {"fill": {"color": PALE}, "border": {"color": STEEL, "width": 0.5}}, False),
    )
    for at, (name, look, dark) in enumerate(looks, start=1):
        series = {"name": name, "categories": block.series(0), "values": block.series(at), "gap": 35}
        label = _count_label(dark)
        if "pattern" in look:
            label["fill"] = {"color": _WHITE}
        chart.add_series({**series, **look, "data_labels": label})
    chart.set_y_axis({"num_font": _FONT, "reverse": True, "line": {"color": LINE}, "interval_unit": 1})
    _fill(chart, _beside_names(block))
    return _dress(chart, f"各部门报送（行，未报送多的{_first(block)}）")


def state_bars(workbook: xlsxwriter.Workbook, block: Block, title: str) -> Chart:
    """Bars: how many tasks (or projects) are in each state; those without an answer in outline."""
    chart = workbook.add_chart({"type": "bar"})
    solid = {"fill": {"color": "#3E8E9E"}, "border": {"color": "#3E8E9E"}}
    missing = {"fill": {"color": PALE}, "border": {"color": STEEL}}
    points = [*[solid] * (len(block.values) - 1), missing]
    chart.add_series(
        {
            "name": title,
            "categories": block.series(0),
            "values": block.series(1),
            "points": points,
            "gap": 45,
            "data_labels": {"value": True, "font": _FONT},
        }
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_y_axis({"num_font": _FONT, "reverse": True, "line": {"color": LINE}})
    return _dress(chart, title, legend=None)
