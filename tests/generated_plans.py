"""Generated catalogues with answers: every kind of indicator, direction, target and missing value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from samples.workspace import KEY
from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.columns import Column
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, TASKS
from tests.returns import check_files
from validators.check import Checked
from validators.normalise import to_series
from workbook_templates.form import write_form

LEAD = "县统计局"
_TARGETS = {
    v.LEVEL: ("65", "18.60〔6.2〕", "95以上", "约15"),
    v.GROWTH: ("7.5左右", "10", "＞6"),
    v.CUMULATIVE: ("〔9000〕", "〔13.5〕"),
    v.REDUCTION: ("〔13.5〕", "[18]"),
    v.FLOOR: ("≥97", "稳定在79.6以上"),
    v.CEILING: ("控制在3‰以下", "<5.5"),
    v.RELATIVE: ("与经济增长基本同步", "高于GDP增长"),
    v.QUALITATIVE: ("完成上级下达任务",),
}


def indicators(rng: Random, prefix: str, count: int, reference: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Catalogue rows and answers; every kind comes up, a third of the figures is missing."""
    rows, told = [], []
    for at in range(count):
        kind = v.KINDS[at % len(v.KINDS)]
        base = rng.choice((12.4, 60.0, 96.0, -3.5))
        rows.append(
            {
                "编号": f"{prefix}{at:03}",
                "章节": f"第{at % 3 + 1}章",
                "类别": rng.choice(("经济发展", '民生"福祉"', "生态*文明?", "=安全")),
                "指标名称": f"{rng.choice('甲乙丙丁')}{kind}{at}",
                "单位": "%",
                "属性": rng.choice(v.ATTRIBUTES),
                "指标类型": kind,
                "方向": rng.choice(v.DIRECTIONS),
                "数据频率": rng.choice(v.FREQUENCIES),
                "数据性质": rng.choice(v.NATURES),
                "2020年基期值": rng.choice((f"{base:g}", "—")) if kind != v.LEVEL else f"{base:g}",
                "2025年目标值": rng.choice(_TARGETS[kind]),
                "小数位": rng.choice((0.0, 1.0, 2.0, None)),
                "牵头部门": LEAD,
                "配合部门": None,
                "评估范围": v.SCOPES[0],
                "高质量发展": rng.choice(v.YES_NO),
                "参照指标": reference if kind == v.RELATIVE else None,
            }
        )
        figures = [None if rng.random() < 0.3 else round(base * rng.uniform(0.2, 1.4), 2) for _ in range(4)]
        told.append(
            {
                **dict(zip(("2021年完成值", "2022年完成值", "2023年6月完成值", "2025年预期值"), figures, strict=True)),
                "数值口径": rng.choice(v.BASES_OF_COUNT),
                "填报判断": rng.choice((*v.VERDICTS, None)),
                "预期展望": rng.choice(v.OUTLOOKS),
                "相关说明": rng.choice(("=1+1", "+甲", "-乙", "@丙", None)),
            }
        )
    return pd.DataFrame(rows), pd.DataFrame(told, index=[row["编号"] for row in rows])


@dataclass
class Plan:
    """A catalogue whose rows one department answers, and its answers by table."""

    catalogue: Catalogue
    answers: dict[str, pd.DataFrame]

    def checked(self, folder: Path) -> Checked:
        """Write the form, fill it in, check it."""
        path = folder / "填报表.xlsx"
        write_form(path, self.catalogue, LEAD, KEY, self.answers)
        return check_files(self.catalogue, {path.name: path})


def generated(catalogue: Catalogue, seed: int, count: int = 32) -> Plan:
    """A plan with `count` main and half as many chapter indicators, some projects, tasks and plans.

    Args:
        catalogue: gives parameters and departments.
    """
    rng = Random(seed)
    main, told = indicators(rng, "ZB", count, "ZB001")
    chapter, chapter_told = indicators(rng, "ZJ", count // 2, "ZB001")
    frames = dict(catalogue.frames) | {MAIN.name: main.drop(columns="章节"), CHAPTER.name: chapter}
    for table in (TASKS, PROJECTS, PLANS):
        frames[table.name] = frames[table.name].assign(**{table.lead: LEAD})
    answers = {MAIN.name: typed(MAIN.columns, told), CHAPTER.name: typed(CHAPTER.columns, chapter_told)}
    codes = frames[PROJECTS.name]["编号"]
    money = pd.DataFrame({"累计完成投资(万元)": [rng.choice((None, 1500.0, 23.45)) for _ in codes]}, index=codes)
    money["项目阶段"] = [rng.choice(v.PROJECT_STAGES) for _ in codes]
    answers[PROJECTS.name] = typed(PROJECTS.columns, money)
    return Plan(with_frames(catalogue, frames), answers)


def with_frames(catalogue: Catalogue, frames: Mapping[str, pd.DataFrame]) -> Catalogue:
    """The same catalogue with other sheets."""
    return replace(catalogue, frames={**catalogue.frames, **frames}, given={})


def typed(columns: tuple[Column, ...], told: pd.DataFrame) -> pd.DataFrame:
    """Answers with the types that a form wants."""
    by_title = {column.title: column for column in columns}
    cells: dict[str, Any] = {title: to_series(by_title[str(title)], list(told[title])).array for title in told}
    return pd.DataFrame(cells, index=told.index)
