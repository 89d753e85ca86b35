"""总览: one landscape page that answers at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.parameters import expression_values
from schemas.tables import MAIN
from validators.master_reader import OVERVIEW, master_title
from workbook_templates import charts
from workbook_templates.master_figures import Block
from workbook_templates.styles import A3, LINE, NAVY, PALE, STEEL, VERDICT_FILLS, Formats, page

SHEET = OVERVIEW
_COLUMNS = 24
_CHART_TOP = 17
MOST_LINES, MOST_NAMES = 9, 40


def write_overview(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    sheet: Worksheet,
    catalogue: Catalogue,
    rows: Mapping[str, pd.DataFrame],
    blocks: Mapping[str, Block],
    records: Sequence[Mapping[str, Any]],
) -> None:
    """Fill the first sheet: cards, table of verdicts, lists of who lags and who is missing, charts."""
    sheet.set_column(0, _COLUMNS - 1, 7.6)
    parameters = catalogue.parameters
    mark = f"　【{parameters['数据标识']}】" if parameters.get("数据标识") else ""
    title = master_title(parameters["地区名称"], parameters["评估轮次"]) + mark
    sheet.merge_range(
        0, 0, 0, _COLUMNS - 1, title, formats(font_name="黑体", font_size=20, font_color=NAVY, align="center")
    )
    sheet.set_row(0, 36)
    sheet.merge_range(1, 0, 1, _COLUMNS - 1, _subtitle(catalogue), formats(font_color=STEEL, align="center"))
    _cards(sheet, formats, catalogue, blocks, records)
    _verdict_table(sheet, formats, blocks["verdicts"])
    _lists(sheet, formats, rows, records)
    _charts(workbook, sheet, blocks)
    page(sheet, paper=A3)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, _CHART_TOP + 52, _COLUMNS - 1)
    sheet.set_first_sheet()
    sheet.activate()


def _subtitle(catalogue: Catalogue) -> str:
    p = catalogue.parameters
    values = expression_values(p)
    return (
        f"年度数据截至{p['年度数据截止日']:%Y年%m月%d日}（时序进度{values['年度时序']:.0%}），"
        f"月度数据截至{p['月度数据截止日']:%Y年%m月%d日}（时序进度{values['月度时序']:.0%}）　{p['牵头单位']}"
    )


def _cards(
    sheet: Worksheet,
    formats: Formats,
    catalogue: Catalogue,
    blocks: Mapping[str, Block],
    records: Sequence[Mapping[str, Any]],
) -> None:
    verdicts, money = blocks["verdicts"], blocks["investment"]
    total, binding = verdicts.cell(2, 1), verdicts.cell(0, 1)
    good = "+".join(verdicts.cell(2, 2 + at) for at in range(3))
    planned = f"SUM({money.series(1)[1:]})"
    done = f"SUM({money.series(2)[1:]})"
    counts = verdicts.values
    sums = [sum(line[at] for line in money.values) for at in (1, 2)]
    due = [r for r in records if catalogue.must_report(str(r["部门"]))]
    came = sum(r["报送状态"] != "未报送" for r in due)
    lagging = 2 + v.VERDICTS.index(v.LAGGING)
    cards: list[tuple[str, str, Any, str]] = [
        (
            "主要指标（其中约束性）",
            f'={total}&"（"&{binding}&"）"',
            f"{counts[2][1]}（{counts[0][1]}）",
            "General",
        ),
        ("达到或快于预期", f"={good}", sum(counts[2][2:5]), '0"个"'),
        ("滞后", f"={verdicts.cell(2, lagging)}", counts[2][lagging], '0"个"'),
        ("无法评估", f"={verdicts.cell(2, lagging + 1)}", counts[2][lagging + 1], '0"个"'),
        (
            "规划期投资完成率",
            f'=IF({planned}=0,"",{done}/{planned})',
            sums[1] / sums[0] if sums[0] else "",
            "0.0%",
        ),
        ("已报送部门", "", f"{came}/{len(due)}", "General"),
    ]
    for at, (name, formula, cached, number) in enumerate(cards):
        left, right = at * 4, at * 4 + 3
        alarm = name == "滞后"
        head = formats(font_color=STEEL, align="center", bg_color=PALE, top=2, top_color=NAVY)
        body = formats(
            font_size=20,
            bold=True,
            align="center",
            bg_color=PALE,
            num_format=number,
            font_color="#8E2A17" if alarm else NAVY,
        )
        sheet.merge_range(3, left, 3, right, name, head)
        sheet.merge_range(4, left, 4, right, "", body)
        if formula:
            sheet.write_formula(4, left, formula, body, cached)
        else:
            sheet.write_string(4, left, str(cached), body)
    sheet.set_row(3, 20)
    sheet.set_row(4, 34)


def _verdict_table(sheet: Worksheet, formats: Formats, block: Block) -> None:
    top = 6
    sheet.merge_range(top, 0, top, 2, "指标判断", formats.header())
    for at, word in enumerate(("合计", *v.VERDICTS)):
        fill, ink = VERDICT_FILLS.get(word, (PALE, NAVY))
        style = formats.boxed(bold=True, align="center", bg_color=fill, font_color=ink, text_wrap=True, font_size=9)
        sheet.write(top, 3 + at, word, style)
    sheet.set_row(top, 28)
    number = formats.boxed(align="center", font_size=11)
    for line, values in enumerate(block.values):
        row = top + 1 + line
        sheet.merge_range(row, 0, row, 2, values[0], formats.boxed(bold=line == 2))
        for at, value in enumerate(values[1:]):
            sheet.write_formula(row, 3 + at, f"={block.cell(line, 1 + at)}", number, value)


def _lists(
    sheet: Worksheet, formats: Formats, rows: Mapping[str, pd.DataFrame], records: Sequence[Mapping[str, Any]]
) -> None:
    main = rows[MAIN.name]
    lagging = main[main["最终判断"] == v.LAGGING]
    shown = [f"{name}（{lead}）" for name, lead in zip(lagging["指标名称"], lagging["牵头部门"], strict=True)]
    missing = [str(r["部门"]) for r in records if r["报送状态"] == "未报送" and r["应报行数"]]
    wrong = [f"{r['部门']}（{r['错误']}）" for r in records if r["报送状态"] == "有错误"]
    body = formats(text_wrap=True, valign="top", border=1, border_color=LINE, font_size=10)
    for left, right, title, everything in (
        (10, 16, "滞后的主要指标（汇总时）", shown),
        (17, 20, "有错误待修改的部门（错误数）", wrong),
        (21, 23, "未报送部门", missing),
    ):
        sheet.merge_range(6, left, 6, right, title, formats.header())
        most = MOST_LINES if left == 10 else MOST_NAMES
        items = everything if len(everything) <= most else [*everything[: most - 1], f"等{len(everything)}项"]
        text = "\n".join(items) if left == 10 else "、".join(items)
        sheet.merge_range(7, left, 15, right, text or "无", body)


def _charts(workbook: xlsxwriter.Workbook, sheet: Worksheet, blocks: Mapping[str, Block]) -> None:
    wide, narrow = 16 * 58, 8 * 58 - 8
    row = 20
    sheet.insert_chart(
        _CHART_TOP,
        0,
        _sized(charts.progress_against_time(workbook, blocks["progress"]), wide - 12, 31 * row - 10),
    )
    verdicts = blocks["verdicts"]
    sheet.insert_chart(_CHART_TOP, 16, _sized(charts.verdicts_by_attribute(workbook, verdicts), narrow, 16 * row - 8))
    sheet.insert_chart(
        _CHART_TOP + 16,
        16,
        _sized(charts.task_states(workbook, blocks["tasks"], "重大任务进展状态"), narrow, 15 * row - 10),
    )
    below = _CHART_TOP + 31
    sheet.insert_chart(
        below, 0, _sized(charts.returns_by_department(workbook, blocks["returns"]), wide - 12, 21 * row - 10)
    )
    sheet.insert_chart(
        below, 16, _sized(charts.investment_by_group(workbook, blocks["investment"]), narrow, 21 * row - 10)
    )


def _sized(chart: Any, width: int, height: int) -> Any:
    chart.set_size({"width": width, "height": height, "object_position": 2})
    return chart
