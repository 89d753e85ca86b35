"""The part of 图表数据 that ranks the main indicators, lists those that lag, and feeds the sparklines.

Everything follows an override: the bars of the chart stand in one column a verdict, so that a new verdict
moves the bar into another series, and the list of who lags counts itself.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.master import SHARE_KINDS, master_columns
from schemas.tables import MAIN, Table
from workbook_templates.master_figures import Block, Figures
from workbook_templates.master_tables import FIRST_ROW, sheet_letters
from workbook_templates.styles import NAVY

# The chart shows no more than these, the slowest; a plan has some thirty main indicators.
MOST_RANKED = 60
# Sparklines for a county's indicators, not for a province's thousands.
MOST_DRAWN = 500
_UNRANKED = -1_000_000
_TITLES = ("指标", "牵头部门", "实现进度", "应达进度", "节奏", "最终判断", "排序值", "名次", "滞后序号")
TREND_TITLES = ("编号", "2020年", "2021年", "2022年", "2023年6月", "2025年目标（预期）")
_NONE = "#N/A"  # a gap in a line, where "" would be drawn as nought


def ranking(figures: Figures, main: pd.DataFrame) -> Block:
    """Every main indicator with its rank by pace (slowest is 1) and its number among those that lag."""
    letters, chosen = sheet_letters(MAIN), _slowest(main)
    first, last = figures.first, figures.first + max(len(chosen), 1) - 1
    keys = [_key(at, pace, bar) for at, (pace, bar) in enumerate(zip(chosen["节奏"], chosen["进度图示"], strict=True))]
    ranks = pd.Series(keys, dtype="float64").rank(method="first").tolist()
    lines, lagging = [], 0
    for at, (index, record) in enumerate(zip(chosen.index, chosen.to_dict("records"), strict=True)):
        row = first + at
        cell = {title: f"'{MAIN.name}'!${letter}${FIRST_ROW + index + 1}" for title, letter in letters.items()}
        is_late = record["最终判断"] == v.LAGGING
        lagging += is_late
        share = record["进度图示"]
        growth = record["指标类型"] == v.GROWTH
        due = math.nan if _none(share) else 1.0 if growth else record["时序进度"]
        due_formula = "1" if growth else cell["时序进度"]
        lines.append(
            [
                (f"={cell['指标名称']}", record["指标名称"]),
                (f"={cell['牵头部门']}", record["牵头部门"]),
                (f"={cell['进度图示']}" if record["指标类型"] in SHARE_KINDS else '=""', share),
                (f'=IF(ISNUMBER($C{row}),{due_formula},"")', due),
                (f"={cell['节奏']}" if record["指标类型"] in SHARE_KINDS else '=""', record["节奏"]),
                (f"={cell['最终判断']}", record["最终判断"]),
                (f"=IF(ISNUMBER($C{row})*ISNUMBER($E{row}),ROUND($E{row},6),{_UNRANKED - at})", keys[at]),
                (f"=RANK($G{row},$G${first}:$G${last},1)+COUNTIF($G${first}:$G{row},$G{row})-1", int(ranks[at])),
                (
                    f'=IF($F{row}="{v.LAGGING}",COUNTIF($F${first}:$F{row},"{v.LAGGING}"),"")',
                    lagging if is_late else "",
                ),
            ]
        )
    return figures.block("主要指标排序", _TITLES, lines, {2: "0.0%", 3: "0.0%", 4: "0.00"})


def _slowest(main: pd.DataFrame) -> pd.DataFrame:
    if len(main) <= MOST_RANKED:
        return main
    return main.loc[main["节奏"].sort_values(kind="stable").index[:MOST_RANKED].sort_values()]


def _key(at: int, pace: Any, share: Any) -> float:
    """What to rank by. Excel rounds half away from zero, Python half to even: add the sign's half and cut."""
    if _none(pace) or _none(share):
        return float(_UNRANKED - at)
    return math.copysign(math.floor(round(abs(pace) * 1e6, 4) + 0.5), pace) / 1e6


def _none(value: Any) -> bool:
    return value is None or value != value


def progress_lines(figures: Figures, ranked: Block) -> Block:
    """The bars, slowest first (a bar chart draws the first at the bottom): label, place, due, progress, verdict,
    and the progress once more in the column of its verdict."""
    by_rank = sorted(enumerate(ranked.values, start=1), key=lambda each: each[1][7])
    lines = []
    for at, (place, values) in enumerate(by_rank):
        row = figures.first + at
        name, share, due, verdict = values[0], values[2], values[3], values[5]

        def take(column: int, row: int = row) -> str:
            return f"INDEX({ranked.area(column)},$B{row})"

        bare = _none(share) or share == ""
        lines.append(
            [
                (f'={take(0)}&IF(ISNUMBER($D{row}),"","（"&$E{row}&"）")', f"{name}（{verdict}）" if bare else name),
                (f"=MATCH({at + 1},{ranked.area(7)},0)", place),
                (f"={take(3)}", due),
                (f"={take(2)}", share),
                (f"={take(5)}", verdict),
                *((f'=IF($E{row}="{word}",$D{row},"")', share if word == verdict else "") for word in v.VERDICTS),
            ]
        )
    titles = ("指标", "序号", "应达进度", "实现进度", "最终判断", *v.VERDICTS)
    return figures.block("主要指标进度图", titles, lines, dict.fromkeys((2, 3, 5, 6, 7, 8, 9), "0.0%"))


def trends(figures: Figures, table: Table, rows: pd.DataFrame) -> Block | None:
    """Base, years and target of each indicator as one line of points; None where there are too many to draw."""
    if not 0 < len(rows) <= MOST_DRAWN:
        return None
    letters = sheet_letters(table)
    lines = []
    for offset, record in enumerate(rows.to_dict("records")):
        row = FIRST_ROW + offset + 1
        cell = {title: f"'{table.name}'!${letter}${row}" for title, letter in letters.items()}
        lines.append([record["编号"], *_points(record, cell)])
    return figures.block(f"{table.name}走势", TREND_TITLES, lines)


def _points(record: Mapping[Hashable, Any], cell: Mapping[str, str]) -> list[Any]:
    y1, y2, half = "2021年完成值", "2022年完成值", "2023年6月完成值"
    adds_up = record["指标类型"] in (v.CUMULATIVE, v.REDUCTION)
    running = record["数值口径"] == v.RUNNING_TOTAL
    basis = f'{cell["数值口径"]}="{v.RUNNING_TOTAL}"'
    points: list[Any] = [0.0 if adds_up else _point(cell["基期数"], record["基期数"])]
    for titles in ((y1,), (y1, y2), (y1, y2, half)):
        newest = titles[-1]
        if newest == half and record["采用半年数"] != "是":
            points.append(("=NA()", _NONE))
        elif not adds_up:
            points.append(_point(cell[newest], record[newest]))
        else:
            refs = [cell[title] for title in titles]
            total = f"IF(COUNT({','.join(refs)})={len(refs)},{'+'.join(refs)},NA())"
            values = [record[title] for title in titles]
            summed = _NONE if any(_none(value) for value in values) else math.fsum(values)
            cached = (_NONE if _none(record[newest]) else record[newest]) if running else summed
            points.append((f"=IF({basis},IF(ISNUMBER({cell[newest]}),{cell[newest]},NA()),{total})", cached))
    target, expected = record["目标数"], record["2025年预期值"]
    formula = f"=IF(ISNUMBER({cell['目标数']}),{cell['目标数']},{_point(cell['2025年预期值'], None)[0][1:]})"
    aim = expected if _none(target) else target
    points.append((formula, _NONE if _none(aim) else aim))
    return points


def _point(cell: str, value: Any) -> tuple[str, Any]:
    return f"=IF(ISNUMBER({cell}),{cell},NA())", _NONE if _none(value) else value


def draw_trends(sheet: Worksheet, table: Table, block: Block | None) -> None:
    """A sparkline an indicator: base, years, target."""
    if block is None:
        return
    at = [column.title for column in master_columns(table)[0]].index("走势")
    for from_zero in (True, False):
        chosen = [place for place, line in enumerate(block.values) if _from_zero(line) == from_zero]
        if chosen:
            sheet.add_sparkline(
                FIRST_ROW,
                at,
                {
                    # Columns: LibreOffice prints no lines of a sparkline.
                    "type": "column",
                    "location": [xl_rowcol_to_cell(FIRST_ROW + place, at) for place in chosen],
                    "range": [block.line(place, (1, 5)) for place in chosen],
                    "series_color": "#7FA3BD",
                    "last_point": True,
                    "last_color": NAVY,
                    "show_hidden": True,
                    **({"min": 0} if from_zero else {}),
                },
            )


def _from_zero(line: list[Any]) -> bool:
    """Whether nought is the natural foot: sums and rates, but neither levels between 88 and 95 nor losses."""
    points = [cell[1] if isinstance(cell, tuple) else cell for cell in line[1:]]
    numbers = [point for point in points if point != _NONE]
    return points[0] in (_NONE, 0) and min(numbers, default=0) >= 0
