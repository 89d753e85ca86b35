"""The letter that reports the results: the newest master, with what it says on one screen.

All figures are read from the attached workbook itself, so that text and attachment cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from consolidate import newest_master
from mailroom.contents import Desk, Found
from mailroom.enclosures import attached
from mailroom.letter import Content
from mailroom.listing import Listing
from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.plan import reporters
from schemas.tables import CATALOGUE_TABLES, MAIN, PLANS, PROJECTS, TASKS
from validators.check import MISSING
from validators.master_reader import master_title, read_master
from validators.problems import CannotWork
from validators.workspace import RESULTS

_MOST_LAGGING, _MOST_NAMES = 12, 12


def results(desk: Desk) -> Found:
    """The master to everybody on the catalogue's 收件人 sheet."""
    recipients = desk.catalogue.frames["收件人"]
    if recipients.empty:
        raise CannotWork(
            "规划目录的“收件人”表没有填写，不知道总进度表发给谁。"
            "请填写收件人和电子邮箱（目录中没有这张表的，从新建工作区的空白目录中复制）。"
        )
    path = newest_master(desk.workspace.folder(RESULTS))
    if path is None:
        raise CannotWork(f"“{RESULTS}”里还没有总进度表，请先运行“midterm consolidate 工作区”。")
    master, parameters = read_master(path), desk.catalogue.parameters
    if not master.is_of_round(parameters["地区名称"], parameters["评估轮次"]):
        raise CannotWork(f"《{path.name}》不是本轮的总进度表，请重新运行“midterm consolidate 工作区”。")
    enclosed = attached(path, f"{master_title(parameters['地区名称'], parameters['评估轮次'])}.xlsx")
    values = summary(desk.catalogue, master.rows)
    for name, cell in zip(recipients["收件人"], recipients["电子邮箱"], strict=True):
        yield Content(name, cell, {"收件人": name, **values}, (enclosed,))


def summary(catalogue: Catalogue, rows: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What the master says, for the template: 概况, 滞后指标, 报送情况.

    Args:
        rows: table name → the rows of its sheet in the master, indexed by row code.
    """
    main = rows[MAIN.name]
    final = main["改判"].where(main["改判"].notna(), main["系统判断"])
    lagging = main[final == v.LAGGING]
    shown = lagging.head(_MOST_LAGGING)
    named = "、".join(f"{name}（{lead}）" for name, lead in zip(shown["指标名称"], shown["部门"], strict=True))
    more = f"等{len(lagging)}个" if len(lagging) > len(shown) else ""
    return {
        "概况": Listing(("内容", "情况"), tuple(_facts(rows, final)), "{0}：{1}"),
        "滞后指标": f"{named}{more}",
        "报送情况": _returns(catalogue, rows),
    }


def _facts(rows: Mapping[str, pd.DataFrame], final: pd.Series) -> list[tuple[str, str]]:
    binding = final[rows[MAIN.name]["属性"] == v.BINDING]
    projects = rows[PROJECTS.name]
    planned, invested = projects["规划期计划投资(万元)"].sum(), projects["累计完成投资(万元)"].sum()
    done = f"，完成规划期计划投资的{invested / planned:.1%}" if planned else ""
    facts = [
        ("主要指标", _counted(final, v.VERDICTS)),
        ("其中约束性指标", _counted(binding, v.VERDICTS)),
        ("重大任务", _counted(rows[TASKS.name]["进展状态"], v.TASK_STATES)),
        ("重大项目", _counted(projects["项目阶段"], v.PROJECT_STAGES)),
        ("重大项目投资", f"累计{invested / 10_000:.2f}亿元{done}"),
        ("专项规划评估", _counted(rows[PLANS.name]["评估状态"], v.PLAN_STATES)),
    ]
    return [(name, text) for name, text in facts if text and not (name == "重大项目投资" and projects.empty)]


def _counted(values: pd.Series, words: Sequence[str]) -> str:
    """`27个：快于预期5个、滞后3个、未填报1个`; words that nobody used are left out."""
    if values.empty:
        return ""
    counts = [(word, int((values == word).sum())) for word in words]
    rest = len(values) - sum(count for _, count in counts)
    told = [f"{word}{count}个" for word, count in [*counts, ("未填报或待修改", rest)] if count]
    return f"{len(values)}个：{'、'.join(told)}"


def _returns(catalogue: Catalogue, rows: Mapping[str, pd.DataFrame]) -> str:
    came: set[str] = set()
    asked: set[str] = set()
    for table in CATALOGUE_TABLES:
        frame = rows[table.name]
        asked |= set(frame["部门"])
        came |= set(frame.loc[frame["接收状态"] != MISSING, "部门"])
    due = [name for name in reporters(catalogue) if name in asked and catalogue.must_report(name)]
    missing = [name for name in due if name not in came]
    text = f"应报送{len(due)}个部门，已报送{len(due) - len(missing)}个"
    if not missing:
        return f"{text}。"
    named = "、".join(missing[:_MOST_NAMES]) + (f"等{len(missing)}个部门" if len(missing) > _MOST_NAMES else "")
    return f"{text}，未报送：{named}。"
