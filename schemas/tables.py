"""The tables of a form, in order: one list that form, reader, checks and master walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from schemas.columns import Column, FormTable, Kind, columns_of
from schemas.cover import Cover
from schemas.formulas import parsed
from schemas.helping import HelpingIndicators
from schemas.indicators import ChapterIndicators, MainIndicators
from schemas.language import Expression
from schemas.projects import Projects
from schemas.report import Report
from schemas.special_plans import SpecialPlans
from schemas.tasks import Tasks


@dataclass(frozen=True)
class Table:
    """One table of the form.

    Attributes:
        name: short Chinese name, also the catalogue's sheet and the master's sheet.
        sheet: the sheet's name in the form.
        lead: title of the column that names the department that answers a row.
        label: title of the column that a person knows a row by.
        vertical: whether the form lays its one row out downwards.
        supplements: what the codes of rows begin with that a department adds itself; "" if it may not.
        optional: whether every row may be left blank, and the whole sheet be missing.
    """

    name: str
    sheet: str
    model: type[FormTable]
    lead: str
    label: str
    vertical: bool = False
    supplements: str = ""
    optional: bool = False

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns in sheet order."""
        return columns_of(self.model)

    @cached_property
    def by_title(self) -> dict[str, Column]:
        """Column by Chinese title."""
        return {column.title: column for column in self.columns}

    @cached_property
    def answers(self) -> tuple[Column, ...]:
        """The columns that the department fills."""
        return tuple(column for column in self.columns if column.role == "answer")

    @cached_property
    def open_titles(self) -> tuple[str, ...]:
        """What a department fills in a row that it adds: everything but the code, its own name and formulas."""
        closed = ("编号", self.lead)
        return tuple(
            column.title
            for column in self.columns
            if column.role != "computed" and not column.hidden and column.title not in closed
        )

    @cached_property
    def computed(self) -> tuple[Column, ...]:
        """The columns that formulas fill."""
        return tuple(column for column in self.columns if column.role == "computed")

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Title → text, number or date: the types the expression language needs."""
        return {column.title: column.kind for column in self.columns}

    def named(self, row: Mapping[Any, Any]) -> str:
        """What a row is called; an indicator with its unit, for the numbers beside it are bare."""
        name, unit = str(row[self.label]), row.get("单位")
        return f"{name}（{unit}）" if isinstance(unit, str) and unit.strip("—- ") else name

    def expression(self, text: str) -> Expression:
        """A condition or formula over this table's columns, parsed; raises ExpressionError."""
        return parsed(text, self.kinds)


SUPPLEMENT = "补充"

COVER = Table("封面", "封面", Cover, "填报单位", "填报单位", vertical=True)
MAIN = Table("主要指标", "表1 主要指标", MainIndicators, "牵头部门", "指标名称")
CHAPTER = Table("章节指标", "表2 章节指标", ChapterIndicators, "牵头部门", "指标名称")
TASKS = Table("重大任务", "表3 重大任务", Tasks, "牵头部门", "任务内容", supplements=SUPPLEMENT)
PROJECTS = Table("重大项目", "表4 重大项目", Projects, "责任部门", "项目名称", supplements=SUPPLEMENT)
PLANS = Table("专项规划", "表5 专项规划", SpecialPlans, "牵头部门", "专项规划名称")
HELPING = Table("配合指标", "表6 配合指标", HelpingIndicators, "配合部门", "指标名称", optional=True)
REPORT = Table("评估报告", "评估报告", Report, "填报单位", "标题")

# Tables whose rows the catalogue lists; counts must reconcile against these.
CATALOGUE_TABLES = (MAIN, CHAPTER, TASKS, PROJECTS, PLANS)
INDICATOR_TABLES = (MAIN, CHAPTER)
# What a form asks besides its cover.
ASKED_TABLES = (*CATALOGUE_TABLES, HELPING, REPORT)
FORM_TABLES = (COVER, *ASKED_TABLES)
TABLES = {table.name: table for table in FORM_TABLES}
