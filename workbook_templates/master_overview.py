"""总览: one landscape page that answers at a glance. Whatever an override can change is a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.parameters import expression_values
from schemas.tables import MAIN, PROJECTS
from validators.master_reader import OVERVIEW, master_title
from workbook_templates import charts
from workbook_templates.cells import as_text
from workbook_templates.master_about import SHEETS
from workbook_templates.master_figures import Block
from workbook_templates.master_tables import area_of
from workbook_templates.styles import A3, LINE, NAVY, PALE, STEEL, VERDICT_FILLS, Formats, page

SHEET = OVERVIEW
# An A3 page at 93 % of its size, and a small screen at 75 %.
_COLUMNS, _COLUMN_PIXELS, _ROW_PIXELS = 36, 45, 21
_CONTENTS, _HEADER, _LISTS, _LIST_ROWS = 2, 7, 8, 8
_CHARTS, _CHART_ROWS = 17, 31
MOST_LAGGING = 2 * _LIST_ROWS
# What a list of departments holds, in characters: in ordinary letters, and in small ones.
_ORDINARY, MOST_CHARACTERS = 100, 130


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
    for row in range(_CHARTS + _CHART_ROWS):  # LibreOffice gives rows without a height less than Excel does
        sheet.set_row(row, _ROW_PIXELS * 0.75)
    sheet.set_column_pixels(0, _COLUMNS - 1, _COLUMN_PIXELS)
    parameters, last = catalogue.parameters, _COLUMNS - 1
    mark = f"　【{parameters['数据标识']}】" if parameters.get("数据标识") else ""
    title = master_title(parameters["地区名称"], parameters["评估轮次"]) + mark
    sheet.merge_range(0, 0, 0, last, title, formats(font_name="黑体", font_size=20, font_color=NAVY, align="center"))
    sheet.set_row(0, 36)
    sheet.merge_range(1, 0, 1, last, _subtitle(catalogue), formats(font_color=STEEL, align="center"))
    _contents(sheet, formats, [other.get_name() for other in workbook.worksheets()])
    _cards(sheet, formats, cards_of(catalogue, rows, blocks, records))
    sheet.set_row(6, 6)
    _verdict_table(sheet, formats, rows, blocks["verdicts"])
    _lagging(sheet, formats, blocks)
    _departments(sheet, formats, records)
    _charts(workbook, sheet, blocks)
    page(sheet, paper=A3)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, _CHARTS + _CHART_ROWS - 1, last)
    sheet.set_zoom(75)
    sheet.set_first_sheet()
    sheet.activate()


def _subtitle(catalogue: Catalogue) -> str:
    p = catalogue.parameters
    values = expression_values(p)
    return (
        f"年度数据截至{p['年度数据截止日']:%Y年%m月%d日}，规划期已过{values['年度时序']:.0%}；"
        f"月度数据截至{p['月度数据截止日']:%Y年%m月%d日}，规划期已过{values['月度时序']:.0%}；"
        f"任务、项目、专项规划进展截至{p['任务进展截止日']:%Y年%m月%d日}　　{p['牵头单位']}"
    )


def _contents(sheet: Worksheet, formats: Formats, names: Sequence[str]) -> None:
    """A line of links to the other sheets: some twenty tabs do not fit under a screen."""
    style = formats(font_size=9, font_color="#1F5FA8", underline=1, align="center")
    named = [name for name in names if name in SHEETS and name != SHEET]
    for at, name in enumerate(named[: _COLUMNS // 2]):
        sheet.merge_range(_CONTENTS, 2 * at, _CONTENTS, 2 * at + 1, "", style)
        sheet.write_url(_CONTENTS, 2 * at, f"internal:'{name}'!A1", style, name, SHEETS[name])
    sheet.set_row(_CONTENTS, 18)


Card = tuple[str, tuple[str, Any] | str, str, tuple[str, Any] | str]


def cards_of(
    catalogue: Catalogue,
    rows: Mapping[str, pd.DataFrame],
    blocks: Mapping[str, Block],
    records: Sequence[Mapping[str, Any]],
) -> list[Card]:
    """(name, figure, number format, line below) of each card; a figure is text or (formula, what it shows)."""
    due = [r for r in records if catalogue.must_report(str(r["部门"]))]
    came = sum(r["报送状态"] != "未报送" for r in due)
    wrong = sum(r["报送状态"] == "有错误" for r in due)
    return [
        *_verdict_cards(blocks["verdicts"]),
        _state_card("重大任务", blocks["tasks"], (0, 1), "已完成或按进度", 2),
        _state_card("重大项目", blocks["projects"], (2, 3), "在建或竣工", 4),
        _money_card(rows[PROJECTS.name], blocks["investment"]),
        _state_card("专项规划", blocks["plans"], (0,), "已完成评估", 2),
        ("已报送部门", f"{came}/{len(due)}", "@", f"其中{wrong}个有错误待修改" if wrong else "没有待修改的"),
    ]


def _verdict_cards(block: Block) -> list[Card]:
    total, counts = 2, block.values[2]
    at = {word: 2 + position for position, word in enumerate(v.VERDICTS)}
    good = (v.AHEAD_DONE, v.FASTER, v.ON_TRACK)
    binding = f'"其中约束性"&{block.cell(0, 1)}&"个"'
    kept = "&".join(f'"{w[:2]}"&{block.cell(total, at[w])}' for w in good).replace('&"', '&"、')
    late, unknown = at[v.LAGGING], at[v.NOT_ASSESSABLE]
    return [
        (
            "主要指标",
            (f"={block.cell(total, 1)}", counts[1]),
            '0"个"',
            (f"={binding}", f"其中约束性{block.values[0][1]}个"),
        ),
        (
            "达到或快于预期",
            ("=" + "+".join(block.cell(total, at[w]) for w in good), sum(counts[at[w]] for w in good)),
            '0"个"',
            (f"={kept}", "、".join(f"{w[:2]}{counts[at[w]]}" for w in good)),
        ),
        *(
            (
                word,
                (f"={block.cell(total, place)}", counts[place]),
                '0"个"',
                (f'="其中约束性"&{block.cell(0, place)}&"个"', f"其中约束性{block.values[0][place]}个"),
            )
            for word, place in ((v.LAGGING, late), (v.NOT_ASSESSABLE, unknown))
        ),
    ]


def _state_card(name: str, block: Block, good: Sequence[int], words: str, bad: int) -> Card:
    """How many of a table are in a good state; below, how many are in the worst and how many unknown."""
    counts = [line[1] for line in block.values]
    missing = len(counts) - 1
    reached = "+".join(block.cell(at, 1) for at in good)
    formula = f'={reached}&"/"&SUM({block.area(1)})'
    below = f'="{words}；{block.values[bad][0]}"&{block.cell(bad, 1)}&"、未填报"&{block.cell(missing, 1)}'
    cached = f"{sum(counts[at] for at in good)}/{sum(counts)}"
    return (
        name,
        (formula, cached),
        "@",
        (below, f"{words}；{block.values[bad][0]}{counts[bad]}、未填报{counts[missing]}"),
    )


def _money_card(projects: pd.DataFrame, block: Block) -> Card:
    """Done of planned investment; projects whose investment nobody has told yet are counted out loud."""
    planned, done = (sum(line[at] for line in block.values) for at in (1, 2))
    told, plan = (area_of(PROJECTS, t, len(projects)) for t in ("累计完成投资(万元)", "规划期计划投资(万元)"))
    sums = [f"SUM({block.area(at)})" for at in (1, 2)]
    unknown = f"SUMPRODUCT(ISNUMBER({plan})*NOT(ISNUMBER({told})))"
    silent = int(projects["累计完成投资(万元)"].isna().sum())
    return (
        "规划期投资完成率",
        (f'=IF({sums[0]}=0,"",{sums[1]}/{sums[0]})', done / planned if planned else ""),
        "0.0%",
        (
            f'=TEXT({sums[1]},"0.0")&"/"&TEXT({sums[0]},"0.0")&"亿元；"&{unknown}&"个缺数"',
            f"{as_text(done, 1)}/{as_text(planned, 1)}亿元；{silent}个缺数",
        ),
    )


def _cards(sheet: Worksheet, formats: Formats, cards: Sequence[Card]) -> None:
    head = formats(font_color=STEEL, align="center", bg_color=PALE, top=2, top_color=NAVY)
    small = formats(font_size=9, font_color=STEEL, align="center", bg_color=PALE, text_wrap=True)
    width = _COLUMNS // len(cards)
    for at, (name, figure, number, below) in enumerate(cards):
        left, right = at * width, (at + 1) * width - 1
        ink = "#8E2A17" if name == v.LAGGING else NAVY
        body = formats(font_size=22, bold=True, align="center", bg_color=PALE, num_format=number, font_color=ink)
        for row, content, style in ((3, name, head), (4, figure, body), (5, below, small)):
            sheet.merge_range(row, left, row, right, "", style)
            if isinstance(content, tuple):
                sheet.write_formula(row, left, content[0], style, content[1])
            else:
                sheet.write_string(row, left, content, style)
    sheet.set_row(3, 20)
    sheet.set_row(4, 34)
    sheet.set_row(5, 28)


def _verdict_table(sheet: Worksheet, formats: Formats, rows: Mapping[str, pd.DataFrame], block: Block) -> None:
    sheet.merge_range(_HEADER, 0, _HEADER, 3, "指标判断（个）", formats.header())
    for at, word in enumerate(("合计", *v.VERDICTS)):
        fill, ink = VERDICT_FILLS.get(word, (PALE, NAVY))
        style = formats.boxed(bold=True, align="center", bg_color=fill, font_color=ink, text_wrap=True, font_size=9)
        sheet.write(_HEADER, 4 + at, word, style)
    sheet.set_row(_HEADER, 28)
    for line, values in enumerate(block.values):
        row = _LISTS + line
        bold = line == 2
        sheet.merge_range(row, 0, row, 3, values[0], formats.boxed(bold=bold))
        number = formats.boxed(align="center", font_size=11, bold=bold)
        for at, value in enumerate(values[1:]):
            sheet.write_formula(row, 4 + at, f"={block.cell(line, 1 + at)}", number, value)
    main = rows[MAIN.name]
    given, reason = (area_of(MAIN, title, len(main)) for title in ("改判", "改判理由"))
    formula = (
        f'="改判"&SUMPRODUCT(--({given}<>""))&"个"&'
        f'IF(SUMPRODUCT(({given}<>"")*(LEN(TRIM({reason}))=0))=0,"","，其中"&'
        f'SUMPRODUCT(({given}<>"")*(LEN(TRIM({reason}))=0))&"个没有写理由")'
    )
    overridden, silent = overrides_of(main)
    cached = f"改判{overridden}个" + (f"，其中{silent}个没有写理由" if silent else "")
    row = _LISTS + len(block.values)
    sheet.merge_range(row, 0, row, 9, "", formats(font_size=9, font_color=STEEL))
    sheet.write_formula(row, 0, formula, formats(font_size=9, font_color=STEEL), cached)
    note = "应达进度：时序进度；增速型为目标增速的100%。"
    note += "底线型、上限型、相对型、定性型指标以及缺数的指标没有按比例的进度，图中只列判断。"
    sheet.merge_range(
        row + 1, 0, row + 2, 9, note, formats(font_size=9, font_color=STEEL, text_wrap=True, valign="top")
    )


def overrides_of(main: pd.DataFrame) -> tuple[int, int]:
    """How many indicators are overridden, and how many of them without a reason."""
    given = main["改判"].fillna("").astype(str) != ""
    silent = main["改判理由"].fillna("").astype(str).str.strip() == ""
    return int(given.sum()), int((given & silent).sum())


def _lagging(sheet: Worksheet, formats: Formats, blocks: Mapping[str, Block]) -> None:
    """The lagging main indicators with their departments, two columns; the last line says how many more."""
    ranked, total = blocks["ranking"], blocks["verdicts"].cell(2, 2 + v.VERDICTS.index(v.LAGGING))
    count = blocks["verdicts"].values[2][2 + v.VERDICTS.index(v.LAGGING)]
    sheet.merge_range(_HEADER, 11, _HEADER, 24, "滞后的主要指标（牵头部门）", formats.header())
    late = {line[8]: f"{line[0]}（{line[1]}）" for line in ranked.values if line[8]}
    style = formats(font_size=10, indent=1, bottom=4, bottom_color=LINE)
    for number in range(1, MOST_LAGGING + 1):
        place = f"MATCH({number},{ranked.area(8)},0)"
        named = f'INDEX({ranked.area(0)},{place})&"（"&INDEX({ranked.area(1)},{place})&"）"'
        formula, cached = f'=IFERROR({named},"")', late.get(number, "")
        if number == 1:
            formula, cached = f'=IFERROR({named},"无")', late.get(1, "无")
        if number == MOST_LAGGING:
            formula = f'=IF({total}>{number},"……共"&{total}&"个",IFERROR({named},""))'
            cached = f"……共{count}个" if count > number else cached
        row, left = _LISTS + (number - 1) % _LIST_ROWS, 11 + 7 * ((number - 1) // _LIST_ROWS)
        sheet.merge_range(row, left, row, left + 6, "", style)
        sheet.write_formula(row, left, formula, style, cached)


def _departments(sheet: Worksheet, formats: Formats, records: Sequence[Mapping[str, Any]]) -> None:
    """Who has not returned anything, and whose return has errors."""
    missing = [str(r["部门"]) for r in records if r["报送状态"] == "未报送" and r["应报行数"]]
    wrong = [f"{r['部门']}（{r['错误']}个错误）" for r in records if r["报送状态"] == "有错误"]
    body = {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
    for left, right, title, names in (
        (26, 30, f"未报送部门（{len(missing)}个）", missing),
        (31, 35, "待修改部门", wrong),
    ):
        sheet.merge_range(_HEADER, left, _HEADER, right, title, formats.header())
        text = listed(names) or "无"
        style = formats(**body, font_size=10 if len(text) <= _ORDINARY else 9)
        sheet.merge_range(_LISTS, left, _LISTS + _LIST_ROWS - 1, right, text, style)


def listed(names: Sequence[str]) -> str:
    """The names, as many as the box holds; the rest as a number."""
    ends = list(accumulate(len(name) + 1 for name in names))
    fitting = sum(end <= MOST_CHARACTERS for end in ends)
    rest = f"等{len(names)}个，见“报送情况”" if fitting < len(names) else ""
    return "、".join(names[:fitting]) + rest


def _charts(workbook: xlsxwriter.Workbook, sheet: Worksheet, blocks: Mapping[str, Block]) -> None:
    """Four columns of charts over the rest of the page; departments have its whole height."""

    def put(chart: Any, column: int, row: int, columns: float, rows: int) -> None:
        width, height = int(columns * _COLUMN_PIXELS) - 8, rows * _ROW_PIXELS - 8
        chart.set_size({"width": width, "height": height, "object_position": 2})
        sheet.insert_chart(_CHARTS + row, column, chart)

    whole = _CHART_ROWS
    put(charts.progress_against_time(workbook, blocks["progress"]), 0, 0, 12, whole)
    put(charts.aspects_stacked(workbook, blocks["aspects"]), 12, 0, 8, 13)
    put(charts.state_bars(workbook, blocks["tasks"], "重大任务进展（项）"), 12, 13, 4, 8)
    right = charts.state_bars(workbook, blocks["projects"], "重大项目阶段（个）")
    right.set_size({"width": 4 * _COLUMN_PIXELS - 8, "height": 8 * _ROW_PIXELS - 8, "object_position": 2})
    sheet.insert_chart(_CHARTS + 13, 16, right, {"object_position": 2})
    put(charts.investment_by_group(workbook, blocks["investment"]), 12, 21, 8, 10)
    put(charts.departments_stacked(workbook, blocks["scoreboard"]), 20, 0, 8, whole)
    put(charts.returns_by_department(workbook, blocks["returns"]), 28, 0, 8, whole)
