"""填报参考: facts that the form already holds, shown beside each heading of the report as live text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from schemas import vocabulary as v
from schemas.report import HEADINGS
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, TASKS, Table
from validators.normalise import display
from workbook_templates.form_page import FIRST_ROW
from workbook_templates.form_table import Beside, letters_of

# Names that are joined one by one: more would make the formula too long for Excel.
MAX_NAMES = 30
# A piece of text: (Excel expression, what it gives now).
Piece = tuple[str, str]


def facts_beside(ready: Mapping[str, pd.DataFrame]) -> Beside:
    """One text a heading, from the form's own tables.

    Args:
        ready: table name → rows of the form's tables (`prepare`).
    """
    makers: dict[str, Callable[[Mapping[str, pd.DataFrame]], list[Piece]]] = {
        "PG1": _indicators,
        "PG2": _tasks,
        "PG3": _projects,
        "PG5": _lagging,
        "PG6": _plans,
    }
    cells = []
    for code, *_ in HEADINGS:
        pieces = makers[code](ready) if code in makers else []
        formula = "=" + "&".join(expression for expression, _ in pieces) if pieces else '=""'
        cells.append((formula, "".join(text for _, text in pieces)))
    return Beside("填报参考", 30, cells)


def _indicators(ready: Mapping[str, pd.DataFrame]) -> list[Piece]:
    pieces: list[Piece] = []
    for table in (MAIN, CHAPTER):
        if table.name in ready:
            data = ready[table.name]
            pieces += [
                _text(f"{table.name}{len(data)}个，其中滞后"),
                _count(table, data, "系统判断", v.LAGGING),
                _text("个，无法评估"),
                _count(table, data, "系统判断", v.NOT_ASSESSABLE),
                _text("个。"),
            ]
    return pieces


def _tasks(ready: Mapping[str, pd.DataFrame]) -> list[Piece]:
    if TASKS.name not in ready:
        return []
    data = ready[TASKS.name]
    pieces = [_text("重大任务：")]
    for state in v.TASK_STATES:
        pieces += [_text(state), _count(TASKS, data, "进展状态", state), _text("项 ")]
    return pieces


def _projects(ready: Mapping[str, pd.DataFrame]) -> list[Piece]:
    if PROJECTS.name not in ready:
        return []
    data = ready[PROJECTS.name]
    invested = pd.to_numeric(data["累计完成投资(万元)"], errors="coerce").sum()
    area = _area(PROJECTS, "累计完成投资(万元)", len(data))
    pieces = [_text("重大项目：")]
    for stage in v.PROJECT_STAGES:
        pieces += [_text(stage), _count(PROJECTS, data, "项目阶段", stage), _text("个 ")]
    return [
        *pieces,
        _text("；累计完成投资"),
        (f"ROUND(SUM({area}),2)", display(round(float(invested), 2))),
        _text("万元。"),
    ]


def _lagging(ready: Mapping[str, pd.DataFrame]) -> list[Piece]:
    pieces: list[Piece] = []
    for table in (MAIN, CHAPTER):
        if table.name in ready:
            letters = letters_of(table)
            for offset, row in enumerate(ready[table.name].to_dict("records")[:MAX_NAMES]):
                at = FIRST_ROW + offset + 1
                state, name = (f"'{table.sheet}'!{letters[title]}{at}" for title in ("系统判断", "指标名称"))
                shown = f"{row['指标名称']}；" if row["系统判断"] == v.LAGGING else ""
                pieces.append((f'IF({state}="{v.LAGGING}",{name}&"；","")', shown))
    return [_text("滞后指标："), *pieces] if pieces else []


def _plans(ready: Mapping[str, pd.DataFrame]) -> list[Piece]:
    if PLANS.name not in ready:
        return []
    data = ready[PLANS.name]
    return [_text("需要调整修订的专项规划"), _count(PLANS, data, "是否需要调整修订", "是"), _text("个。")]


def _text(text: str) -> Piece:
    return f'"{text}"', text


def _count(table: Table, data: pd.DataFrame, title: str, word: str) -> Piece:
    return f'COUNTIF({_area(table, title, len(data))},"{word}")', str(int((data[title] == word).sum()))


def _area(table: Table, title: str, count: int) -> str:
    letter = letters_of(table)[title]
    return f"'{table.sheet}'!${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + count}"
