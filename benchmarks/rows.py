"""Synthetic rows of the catalogue's tables, each with what its department answers."""

from __future__ import annotations

from random import Random

import pandas as pd

from benchmarks import words
from benchmarks.indicators import Row, indicator
from schemas import vocabulary as v
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, TASKS


def _main(rng: Random, at: int, code: str, lead: str) -> tuple[Row, Row]:
    return indicator(rng, at, code, lead, f"{code[:-3]}001")


def _chapter(rng: Random, at: int, code: str, lead: str) -> tuple[Row, Row]:
    return indicator(rng, at, code, lead, f"ZB{code[2:-3]}001")


def _task(rng: Random, at: int, code: str, lead: str) -> tuple[Row, Row]:
    scope = "、".join(v.SCOPES[: at % 3 + 1])
    task = f"{rng.choice(words.VERBS)}{rng.choice(words.PLACES)}{rng.choice(words.THINGS)}，{rng.choice(words.ACTIONS)}"
    given = {
        "编号": code,
        "评估范围": scope,
        "章节": f"第{at % 12 + 3}章",
        "任务内容": task,
        "牵头部门": lead,
    }
    answers = {
        "进展状态": rng.choice(v.TASK_STATES[:3]),
        "政策措施": words.text(rng, 70),
        "取得成效": words.text(rng, 70),
        "存在问题": words.trouble(rng),
        "下一步对策": words.text(rng, 30),
    }
    return given, answers


def _project(rng: Random, at: int, code: str, lead: str) -> tuple[Row, Row]:
    total, stage = float(rng.randint(200, 90000)), rng.choice(v.PROJECT_STAGES)
    begun, done = stage in ("在建", "竣工", "停工"), stage == "竣工"
    given = {
        "编号": code,
        "专栏": f"专栏{at % 5 + 1} 重大工程",
        "项目名称": f"{rng.choice(words.PLACES)}{rng.choice(words.THINGS)}项目（{at + 1}期）",
        "建设内容": words.fact(rng),
        "建设性质": v.PROJECT_NATURES[at % 4],
        "计划起止年限": "2021—2024",
        "总投资(万元)": total,
        "规划期计划投资(万元)": total,
        "责任部门": lead,
        "评估范围": v.SCOPES[0],
    }
    started = pd.Timestamp(2021 + at % 2, rng.randint(1, 12), rng.randint(1, 28))
    finish = pd.Timestamp(2023, rng.randint(1, 6), 28) if done else pd.Timestamp(2024, rng.randint(1, 12), 28)
    answers = {
        "项目阶段": stage,
        "开工日期": started if begun else None,
        "累计完成投资(万元)": round(total * rng.uniform(0.85, 1) if done else total * 0.4 * begun, 2),
        "形象进度": words.text(rng, 25),
        "预计竣工日期": finish,
        "预期展望": v.OUTLOOKS[at % 2 if begun else 1],
        "支撑作用": words.fact(rng) if at % 2 else None,
        "存在问题": words.trouble(rng) if stage == "停工" or at % 3 == 0 else None,
    }
    return given, answers


def _plan(rng: Random, at: int, code: str, lead: str) -> tuple[Row, Row]:
    given = {
        "编号": code,
        "专项规划名称": f"测算县{rng.choice(words.THINGS)}“十四五”规划（{code}）",
        "牵头部门": lead,
    }
    state = v.PLAN_STATES[at % 2]
    answers = {
        "评估状态": state,
        "主要目标数": 16.0,
        "已达进度目标数": float(rng.randint(10, 16)),
        "实施进展": words.text(rng, 80),
        "对纲要支撑情况": words.text(rng, 50),
        "是否需要调整修订": "否",
        "报告报送日期": pd.Timestamp(2023, 6, 30) if state == v.PLAN_STATES[0] else None,
    }
    return given, answers


# Table → (prefix of its codes, maker of one row: catalogue row and answers).
MAKERS = {
    MAIN.name: ("ZB", _main),
    CHAPTER.name: ("ZJ", _chapter),
    TASKS.name: ("RW", _task),
    PROJECTS.name: ("XM", _project),
    PLANS.name: ("ZX", _plan),
}
