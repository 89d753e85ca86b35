"""图表数据: the counts and series behind 总览 and its charts, as live formulas over the master's sheets.

A bureau that overrides a verdict sees counts and charts follow, because nothing here
is a pasted number. Cached values are computed with pandas beside each formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, TASKS, Table
from workbook_templates.cells import is_missing
from workbook_templates.master_tables import FIRST_ROW, area_of, sheet_letters
from workbook_templates.styles import Formats, page

SHEET = "图表数据"
SHARE_KINDS = (v.LEVEL, v.GROWTH, v.CUMULATIVE, v.REDUCTION)


@dataclass
class Block:
    """One block of figures: zero-based first data row, last row, first column of the values; cached values."""

    first: int
    last: int
    values: list[list[Any]] = field(default_factory=list)

    def series(self, column: int) -> str:
        """A column of the block (0 = the names) as a chart range."""
        letter = chr(65 + column)
        return f"='{SHEET}'!${letter}${self.first + 1}:${letter}${self.last + 1}"

    def cell(self, line: int, column: int) -> str:
        """A reference to one figure, for formulas on other sheets."""
        return f"'{SHEET}'!${chr(65 + column)}${self.first + line + 1}"


class Figures:
    """Writes the blocks one below the other and remembers where each is."""

    def __init__(self, workbook: xlsxwriter.Workbook, formats: Formats):
        self.sheet: Worksheet = workbook.add_worksheet(SHEET)
        self._formats, self._row = formats, 2
        self.sheet.write(0, 0, SHEET, formats.title())
        self.sheet.write(1, 0, "总览和各图所用的数据，由公式从各表取得，请勿改动。", formats.note())
        self.sheet.set_column(0, 0, 40)
        self.sheet.set_column(1, 8, 14)
        page(self.sheet)

    def block(self, titles: Sequence[str], lines: Sequence[Sequence[Any]], percent: Sequence[int] = ()) -> Block:
        """Write a block; a cell is a value, or (formula, cached value)."""
        for at, title in enumerate(titles):
            self.sheet.write(self._row, at, title, self._formats.header())
        first = self._row + 1
        for row, line in enumerate(lines, start=first):
            for at, cell in enumerate(line):
                style = self._formats.boxed(**({"num_format": "0.0%"} if at in percent else {}))
                if isinstance(cell, tuple):
                    formula, cached = cell
                    self.sheet.write_formula(row, at, formula, style, "" if is_missing(cached) else cached)
                elif is_missing(cell):
                    self.sheet.write_blank(row, at, None, style)
                else:
                    self.sheet.write(row, at, cell, style)
        self._row = first + max(len(lines), 1) + 1
        values = [[cell[1] if isinstance(cell, tuple) else cell for cell in line] for line in lines]
        return Block(first, first + max(len(lines), 1) - 1, values)


def verdict_counts(figures: Figures, rows: Mapping[str, pd.DataFrame]) -> Block:
    """Verdicts by attribute: lines 约束性, 预期性, 主要指标合计, 章节指标; columns total and the five verdicts."""
    main, chapter = rows[MAIN.name], rows[CHAPTER.name]
    lines: list[list[Any]] = []
    for attribute in v.ATTRIBUTES:
        lines.append(_count_line(attribute, MAIN, main, attribute))
    lines.append(_count_line("主要指标合计", MAIN, main))
    lines.append(_count_line("章节指标", CHAPTER, chapter))
    return figures.block(("范围", "合计", *v.VERDICTS), lines)


def _count_line(name: str, table: Table, data: pd.DataFrame, attribute: str | None = None) -> list[Any]:
    final, kind = area_of(table, "最终判断", len(data)), area_of(table, "属性", len(data))
    chosen = data if attribute is None else data[data["属性"] == attribute]
    condition = f',{kind},"{attribute}"' if attribute else ""
    total = f'=COUNTIF({kind},"{attribute}")' if attribute else f'=COUNTIF({kind},"?*")'
    line: list[Any] = [name, (total, len(chosen))]
    for word in v.VERDICTS:
        line.append((f'=COUNTIFS({final},"{word}"{condition})', int((chosen["最终判断"] == word).sum())))
    return line


def progress_lines(figures: Figures, main: pd.DataFrame) -> Block:
    """Progress of the indicators whose progress is a share, best first, with elapsed share and verdict."""
    letters = sheet_letters(MAIN)
    chosen = main[main["指标类型"].isin(SHARE_KINDS) & main["实现进度"].notna()]
    lines = []
    ordered = chosen.sort_values("实现进度", kind="stable")
    for at, record in zip(ordered.index, ordered.to_dict("records"), strict=True):
        row = FIRST_ROW + at + 1
        cells = [record["指标名称"]]
        for title in ("实现进度", "时序进度", "最终判断"):
            cells.append((f"='{MAIN.name}'!${letters[title]}${row}", record[title]))
        lines.append(cells)
    return figures.block(("指标", "实现进度", "时序进度", "最终判断"), lines, percent=(1, 2))


def investment(figures: Figures, projects: pd.DataFrame) -> Block:
    """Project investment by 专栏 in 亿元: planned for the period and done; last line the total."""
    group, done = (area_of(PROJECTS, t, len(projects)) for t in ("专栏", "累计完成投资(万元)"))
    planned = area_of(PROJECTS, "规划期计划投资(万元)", len(projects))
    lines: list[list[Any]] = []
    for name in projects["专栏"].unique():
        mine = projects[projects["专栏"] == name]
        sums = [float(mine[t].sum()) / 10000 for t in ("规划期计划投资(万元)", "累计完成投资(万元)")]
        lines.append(
            [
                name,
                (f'=SUMIFS({planned},{group},"{name}")/10000', sums[0]),
                (f'=SUMIFS({done},{group},"{name}")/10000', sums[1]),
            ]
        )
    return figures.block(("专栏", "规划期计划投资(亿元)", "累计完成投资(亿元)"), lines)


def state_counts(figures: Figures, table: Table, title: str, words: Sequence[str], data: pd.DataFrame) -> Block:
    """How many rows are in each state; last line those without an answer."""
    area = area_of(table, title, len(data))
    lines: list[list[Any]] = [
        [word, (f'=COUNTIF({area},"{word}")', int((data[title] == word).sum()))] for word in words
    ]
    lines.append(["未填报", (f"=COUNTBLANK({area})" if len(data) else "=0", int(data[title].isna().sum()))])
    return figures.block((table.name, "个数"), lines)


def returns(figures: Figures, records: Sequence[Mapping[str, Any]], first: int) -> Block:
    """Rows accepted, to be corrected and missing by department, from 报送情况."""
    lines = []
    for offset, record in enumerate(records):
        if record["应报行数"]:
            row = first + offset
            lines.append(
                [
                    record["部门"],
                    *(
                        (f"='报送情况'!${letter}${row}", record[t])
                        for letter, t in zip("CDE", ("已接收", "需修改", "未报送"), strict=True)
                    ),
                ]
            )
    return figures.block(("部门", "已接收", "需修改", "未报送"), lines)


def all_figures(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    rows: Mapping[str, pd.DataFrame],
    records: Sequence[Mapping[str, Any]],
    first_department_row: int,
) -> dict[str, Block]:
    """Write the sheet; block by name."""
    figures = Figures(workbook, formats)
    return {
        "verdicts": verdict_counts(figures, rows),
        "investment": investment(figures, rows[PROJECTS.name]),
        "tasks": state_counts(figures, TASKS, "进展状态", v.TASK_STATES, rows[TASKS.name]),
        "projects": state_counts(figures, PROJECTS, "项目阶段", v.PROJECT_STAGES, rows[PROJECTS.name]),
        "plans": state_counts(figures, PLANS, "评估状态", v.PLAN_STATES, rows[PLANS.name]),
        "progress": progress_lines(figures, rows[MAIN.name]),
        "returns": returns(figures, records, first_department_row),
    }
