"""The native charts of 总览."""

from __future__ import annotations

from collections.abc import Mapping

import xlsxwriter
from xlsxwriter.chart import Chart

from schemas import vocabulary as v
from workbook_templates.master_figures import Block
from workbook_templates.styles import BODY_FONT, INK, LINE, NAVY, STEEL, VERDICT_COLOURS

_FONT = {"name": BODY_FONT, "size": 9, "color": INK}


def _dress(chart: Chart, title: str, legend: str | None = "bottom") -> Chart:
    chart.set_title(
        {
            "name": title,
            "name_font": {"name": BODY_FONT, "size": 11, "bold": True, "color": NAVY},
            "overlay": False,
        }
    )
    chart.set_legend({"position": legend, "font": _FONT} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    return chart


def _axes(
    chart: Chart, *, names: Mapping[str, object] | None = None, values: Mapping[str, object] | None = None
) -> None:
    grid = {"visible": True, "line": {"color": "#E3E8ED"}}
    chart.set_x_axis({"num_font": _FONT, "line": {"color": LINE}, **(names or {})})
    chart.set_y_axis({"num_font": _FONT, "line": {"none": True}, "major_gridlines": grid, **(values or {})})


def verdicts_by_attribute(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Stacked columns: the five verdicts for 约束性, 预期性 and chapter indicators."""
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for at, word in enumerate(v.VERDICTS, start=2):
        chart.add_series(
            {
                "name": word,
                "categories": block.series(0),
                "values": block.series(at),
                "fill": {"color": VERDICT_COLOURS[word]},
                "border": {"color": "#FFFFFF"},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": {
                        **_FONT,
                        "color": "#FFFFFF" if word in (v.AHEAD_DONE, v.FASTER, v.LAGGING) else INK,
                    },
                },
            }
        )
    _axes(chart, values={"min": 0})
    return _dress(chart, "指标判断分布（个）")


def progress_against_time(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Bars of progress, best on top, over a pale bar of the elapsed share; coloured by verdict."""
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "时序进度",
            "categories": block.series(0),
            "values": block.series(2),
            "fill": {"color": "#DDE3E9"},
            "gap": 35,
            "overlap": 0,
        }
    )
    points = [{"fill": {"color": VERDICT_COLOURS.get(line[3], STEEL)}} for line in block.values]
    chart.add_series(
        {
            "name": "实现进度",
            "categories": block.series(0),
            "values": block.series(1),
            "fill": {"color": NAVY},
            "points": points,
            "data_labels": {"value": True, "num_format": "0%", "font": _FONT},
        }
    )
    chart.set_x_axis(
        {
            "num_font": _FONT,
            "num_format": "0%",
            "min": min(0, *(line[1] for line in block.values), 0),
            "major_gridlines": {"visible": True, "line": {"color": "#E3E8ED"}},
            "line": {"none": True},
        }
    )
    chart.set_y_axis({"num_font": {**_FONT, "size": 8}, "line": {"color": LINE}, "label_position": "low"})
    return _dress(chart, "主要指标实现进度与时序进度（按进度排序）")


def investment_by_group(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Bars: planned and done investment of each 专栏, 亿元."""
    chart = workbook.add_chart({"type": "bar"})
    for at, (name, colour) in enumerate((("规划期计划投资", "#B9C7D4"), ("累计完成投资", "#1B4F72")), start=1):
        chart.add_series(
            {
                "name": name,
                "categories": block.series(0),
                "values": block.series(at),
                "fill": {"color": colour},
                "gap": 80,
                "data_labels": {"value": True, "num_format": "0.0", "font": _FONT},
            }
        )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_y_axis({"num_font": {**_FONT, "size": 8}, "reverse": True, "line": {"color": LINE}})
    return _dress(chart, "重大项目投资（按专栏，亿元）")


def returns_by_department(workbook: xlsxwriter.Workbook, block: Block) -> Chart:
    """Stacked bars: rows accepted, to be corrected and missing of each department."""
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    colours = (("已接收", "#3E8E9E"), ("需修改", "#E0A030"), ("未报送", "#D0D5DA"))
    for at, (name, colour) in enumerate(colours, start=1):
        chart.add_series(
            {
                "name": name,
                "categories": block.series(0),
                "values": block.series(at),
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    names = {"num_font": {**_FONT, "size": 8, "rotation": -45}}
    _axes(chart, names=names, values={"min": 0})
    return _dress(chart, "各部门报送情况（行）")


def task_states(workbook: xlsxwriter.Workbook, block: Block, title: str) -> Chart:
    """Bars: how many tasks (or projects) are in each state."""
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": title,
            "categories": block.series(0),
            "values": block.series(1),
            "fill": {"color": "#3E8E9E"},
            "gap": 50,
            "data_labels": {"value": True, "font": _FONT},
        }
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"num_font": _FONT, "reverse": True, "line": {"color": LINE}})
    return _dress(chart, title, legend=None)
