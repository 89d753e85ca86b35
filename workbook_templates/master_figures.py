"""图表数据: the counts and series behind 总览 and its charts, as live formulas over the master's sheets.

A bureau that overrides a verdict sees counts, lists and charts follow, because nothing here
is a pasted number. Cached values are computed with pandas beside each formula. Names of
groups and departments stand in cells and are compared with EXACT, so that no wildcard or
quotation mark in a name can spoil a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.tables import CHAPTER, INDICATOR_TABLES, MAIN, PLANS, PROJECTS, TASKS, Table
from workbook_templates.cells import is_missing
from workbook_templates.master_tables import area_of
from workbook_templates.styles import A3, Formats, page

SHEET = "图表数据"
# More bars than these nobody can read; those in need of attention come first.
MOST_DEPARTMENTS = 30
_MONEY = "#,##0.00"
_TITLE_CHARACTERS = 10  # on one line of a column of figures


@dataclass
class Block:
    """One block of figures: zero-based first data row and last row; cached values; of how many it shows the first."""

    first: int
    last: int
    values: list[list[Any]] = field(default_factory=list)
    of: int = 0

    def area(self, column: int) -> str:
        """A column of the block (0 = the names) as an absolute range, for formulas on any sheet."""
        letter = chr(65 + column)
        return f"'{SHEET}'!${letter}${self.first + 1}:${letter}${self.last + 1}"

    def series(self, column: int) -> str:
        """A column of the block as a chart range."""
        return f"={self.area(column)}"

    def cell(self, line: int, column: int) -> str:
        """A reference to one figure, for formulas on other sheets."""
        return f"'{SHEET}'!${chr(65 + column)}${self.first + line + 1}"

    def line(self, line: int, columns: tuple[int, int]) -> str:
        """Neighbouring figures of one line as a range."""
        first, last = (chr(65 + column) for column in columns)
        row = self.first + line + 1
        return f"'{SHEET}'!${first}${row}:${last}${row}"


class Figures:
    """Writes the blocks one below the other and remembers where each is."""

    def __init__(self, workbook: xlsxwriter.Workbook, formats: Formats):
        self.sheet: Worksheet = workbook.add_worksheet(SHEET)
        self._formats, self._row = formats, 2
        self.sheet.write(0, 0, SHEET, formats.title())
        self.sheet.write(1, 0, "总览和各图所用的数据，由公式从各表取得，请勿改动。", formats.note())
        self.sheet.set_column(0, 0, 40)
        self.sheet.set_column(1, 12, 13)
        page(self.sheet, paper=A3, header_rows=(0, 1))

    @property
    def first(self) -> int:
        """Excel row number of the first line of the next block."""
        return self._row + 3

    def block(
        self,
        name: str,
        titles: Sequence[str],
        lines: Sequence[Sequence[Any]],
        numbers: Mapping[int, str] | None = None,
    ) -> Block:
        """Write a block; a cell is a value, or (formula, cached value); `numbers`: number formats by column."""
        self.sheet.write_string(self._row, 0, name, self._formats(bold=True, font_size=11))
        for at, title in enumerate(titles):
            self.sheet.write(self._row + 1, at, title, self._formats.header())
        if max(map(len, titles[1:]), default=0) > _TITLE_CHARACTERS:
            self.sheet.set_row(self._row + 1, 30)
        first = self._row + 2
        styles = [self._formats.boxed(num_format=(numbers or {}).get(at, "General")) for at in range(len(titles))]
        for row, line in enumerate(lines, start=first):
            for at, cell in enumerate(line):
                if isinstance(cell, tuple):
                    formula, cached = cell
                    self.sheet.write_formula(row, at, formula, styles[at], "" if is_missing(cached) else cached)
                elif is_missing(cell):
                    self.sheet.write_blank(row, at, None, styles[at])
                else:
                    self.sheet.write(row, at, cell, styles[at])
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
    return figures.block("指标判断", ("范围", "合计", *v.VERDICTS), lines)


def _count_line(name: str, table: Table, data: pd.DataFrame, attribute: str | None = None) -> list[Any]:
    final, kind = area_of(table, "最终判断", len(data)), area_of(table, "属性", len(data))
    chosen = data if attribute is None else data[data["属性"] == attribute]
    condition = f',{kind},"{attribute}"' if attribute else ""
    total = f'=COUNTIF({kind},"{attribute}")' if attribute else f'=COUNTIF({kind},"?*")'
    line: list[Any] = [name, (total, len(chosen))]
    for word in v.VERDICTS:
        line.append((f'=COUNTIFS({final},"{word}"{condition})', int((chosen["最终判断"] == word).sum())))
    return line


def verdicts_by(
    figures: Figures, name: str, title: str, groups: Sequence[str], tables: Mapping[Table, pd.DataFrame]
) -> Block:
    """Verdicts of the indicators of each group, the groups being values of a column."""
    counts = {table: data.groupby([title, "最终判断"]).size().to_dict() for table, data in tables.items()}
    lines: list[list[Any]] = []
    for group in groups:
        row = figures.first + len(lines)
        line: list[Any] = [group]
        for word in v.VERDICTS:
            parts, count = [], 0
            for table, data in tables.items():
                mine, final = area_of(table, title, len(data)), area_of(table, "最终判断", len(data))
                parts.append(f'SUMPRODUCT(EXACT({mine},$A{row})*({final}="{word}"))')
                count += int(counts[table].get((group, word), 0))
            line.append((f"={'+'.join(parts)}", count))
        lines.append(line)
    return figures.block(name, (title, *v.VERDICTS), lines)


def scoreboard(figures: Figures, rows: Mapping[str, pd.DataFrame]) -> Block:
    """Verdicts of the indicators that each department leads; those with most that lag first."""
    tables = {table: rows[table.name] for table in INDICATOR_TABLES}
    together = pd.concat([data[["牵头部门", "最终判断"]] for data in tables.values()], ignore_index=True)
    counts = together.assign(
        lagging=together["最终判断"] == v.LAGGING, unknown=together["最终判断"] == v.NOT_ASSESSABLE
    )
    ranked = counts.groupby("牵头部门", sort=False)[["lagging", "unknown"]].sum()
    names = ranked.sort_values(["lagging", "unknown"], ascending=False, kind="stable").index.tolist()
    block = verdicts_by(figures, "各部门牵头指标", "牵头部门", names[:MOST_DEPARTMENTS], tables)
    return replace(block, of=len(names))


def investment(figures: Figures, projects: pd.DataFrame) -> Block:
    """Project investment by 专栏 in 亿元: planned for the period and done."""
    group, done = (area_of(PROJECTS, t, len(projects)) for t in ("专栏", "累计完成投资(万元)"))
    planned = area_of(PROJECTS, "规划期计划投资(万元)", len(projects))
    lines: list[list[Any]] = []
    for name in projects["专栏"].unique():
        mine, row = projects[projects["专栏"] == name], figures.first + len(lines)
        sums = [float(mine[t].sum()) / 10000 for t in ("规划期计划投资(万元)", "累计完成投资(万元)")]
        lines.append(
            [
                name,
                (f"=SUMPRODUCT(--EXACT({group},$A{row}),{planned})/10000", sums[0]),
                (f"=SUMPRODUCT(--EXACT({group},$A{row}),{done})/10000", sums[1]),
            ]
        )
    return figures.block(
        "重大项目投资", ("专栏", "规划期计划投资(亿元)", "累计完成投资(亿元)"), lines, {1: _MONEY, 2: _MONEY}
    )


def state_counts(figures: Figures, table: Table, title: str, words: Sequence[str], data: pd.DataFrame) -> Block:
    """How many rows are in each state; last line those without an answer."""
    area = area_of(table, title, len(data))
    lines: list[list[Any]] = [
        [word, (f'=COUNTIF({area},"{word}")', int((data[title] == word).sum()))] for word in words
    ]
    lines.append(["未填报", (f"=COUNTBLANK({area})" if len(data) else "=0", int(data[title].isna().sum()))])
    return figures.block(table.name, (title, "个数"), lines)


def returns(figures: Figures, records: Sequence[Mapping[str, Any]], first: int) -> Block:
    """Rows accepted, to be corrected and missing by department, from 报送情况; those with most to do first."""
    asked = [(first + offset, record) for offset, record in enumerate(records) if record["应报行数"]]
    asked.sort(key=lambda each: (-int(each[1]["未报送"]), -int(each[1]["需修改"])))
    lines = []
    for row, record in asked[:MOST_DEPARTMENTS]:
        states = zip("CDE", ("已接收", "需修改", "未报送"), strict=True)
        lines.append([record["部门"], *((f"='报送情况'!${letter}${row}", record[t]) for letter, t in states)])
    block = figures.block("各部门报送", ("部门", "已接收", "需修改", "未报送"), lines)
    return replace(block, of=len(asked))


def figures_of(
    figures: Figures, rows: Mapping[str, pd.DataFrame], records: Sequence[Mapping[str, Any]], first_department_row: int
) -> dict[str, Block]:
    """Every block of counts, by name."""
    main = rows[MAIN.name]
    return {
        "verdicts": verdict_counts(figures, rows),
        "aspects": verdicts_by(figures, "各方面主要指标", "类别", main["类别"].unique().tolist(), {MAIN: main}),
        "investment": investment(figures, rows[PROJECTS.name]),
        "tasks": state_counts(figures, TASKS, "进展状态", v.TASK_STATES, rows[TASKS.name]),
        "projects": state_counts(figures, PROJECTS, "项目阶段", v.PROJECT_STAGES, rows[PROJECTS.name]),
        "plans": state_counts(figures, PLANS, "评估状态", v.PLAN_STATES, rows[PLANS.name]),
        "scoreboard": scoreboard(figures, rows),
        "returns": returns(figures, records, first_department_row),
    }
