"""Synthetic indicators of every kind, with numbers whose verdict is known beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks import words
from schemas import vocabulary as v

Row = dict[str, Any]
PACES = (1.2, 1.0, 1.0, 0.75)  # faster, on track, on track, lagging


@dataclass(frozen=True)
class Pattern:
    """How a kind of indicator stands in the catalogue."""

    name: str
    unit: str
    kind: str
    base: str
    target: str
    frequency: str = v.YEARLY
    nature: str = v.STOCK
    direction: str = v.HIGHER_BETTER
    count_basis: str = v.PER_YEAR


PATTERNS = (
    Pattern("里程", "公里", v.LEVEL, "100", "200〔100〕", v.MONTHLY),
    Pattern("增加值年均增速", "%", v.GROWTH, "—", "7.5左右", nature=v.FLOW),
    Pattern("收入年均增速", "%", v.RELATIVE, "—", "与GDP增长基本同步", nature=v.FLOW),
    Pattern("建设规模", "亩", v.CUMULATIVE, "—", "〔1350〕", v.MONTHLY, v.FLOW),
    Pattern("单位能耗降低", "%", v.REDUCTION, "—", "〔13.5〕", nature=v.FLOW, count_basis=v.RUNNING_TOTAL),
    Pattern("发生数", "件", v.LEVEL, "30", "20", direction=v.LOWER_BETTER),
    Pattern("达标率", "%", v.FLOOR, "98", "≥97"),
    Pattern("失业率", "%", v.CEILING, "3.1", "控制在3.5%以内", direction=v.LOWER_BETTER),
    Pattern("粮食安全任务", "—", v.QUALITATIVE, "—", "完成上级下达任务"),
    Pattern("床位数", "张", v.LEVEL, "1200", "1800"),
)
_SHARES = {"2021年完成值": 0.2, "2022年完成值": 0.4, "2023年6月完成值": 0.5, "2025年预期值": 1.0}
_YEARLY_PARTS = {"2021年完成值": 0.2, "2022年完成值": 0.2, "2023年6月完成值": 0.1, "2025年预期值": 1.0}


def indicator(rng: Random, at: int, code: str, lead: str, reference: str) -> tuple[Row, Row]:
    """(catalogue row, answers) of the indicator that stands at a position of a department's list.

    Args:
        reference: code of the growth indicator that relative ones are held against.
    """
    pattern = PATTERNS[at % len(PATTERNS)]
    given = {
        "编号": code,
        "章节": f"第{at % 12 + 3}章",
        "类别": "经济发展",
        "指标名称": rng.choice(words.PLACES) + rng.choice(words.THINGS) + pattern.name,
        "单位": pattern.unit,
        "属性": v.ATTRIBUTES[at % 2],
        "指标类型": pattern.kind,
        "方向": pattern.direction,
        "数据频率": pattern.frequency,
        "数据性质": pattern.nature,
        "2020年基期值": pattern.base,
        "2025年目标值": pattern.target,
        "小数位": 2.0,
        "牵头部门": lead,
        "评估范围": "、".join(v.SCOPES[: at % 3 + 1]),
        "高质量发展": v.YES_NO[at % 2],
        "参照指标": reference if pattern.kind == v.RELATIVE else None,
    }
    # The growth indicator keeps pace, so that what is held against it is known too.
    pace = 1.0 if code == reference else rng.choice(PACES)
    return given, _answers(rng, pattern, pace)


def _answers(rng: Random, pattern: Pattern, pace: float) -> Row:
    verdict = _verdict(pattern.kind, pace)
    lagging = verdict == v.LAGGING
    numbers = {} if pattern.kind == v.QUALITATIVE else _numbers(pattern, pace)
    if pattern.frequency != v.MONTHLY:
        numbers.pop("2023年6月完成值", None)
    return {
        "数值口径": pattern.count_basis if pattern.kind in (v.CUMULATIVE, v.REDUCTION) else None,
        **{title: round(number, 4) for title, number in numbers.items()},
        "数据来源": rng.choice(("县统计年鉴", "部门年报", "统计公报", "业务系统数据")),
        "填报判断": verdict,
        "预期展望": v.OUTLOOKS[2 if lagging else 1],
        "未达进度原因": words.trouble(rng) if lagging else None,
        "调整建议": v.ADJUSTMENTS[0],
        "相关说明": words.fact(rng) if rng.random() < 0.3 else None,
        "下一步措施": words.text(rng, 40) if lagging or rng.random() < 0.6 else None,
    }


def _verdict(kind: str, pace: float) -> str:
    if kind == v.QUALITATIVE:
        return v.NOT_ASSESSABLE
    if pace < 1:
        return v.LAGGING
    return v.FASTER if pace > 1 and kind not in (v.FLOOR, v.CEILING) else v.ON_TRACK


def _numbers(pattern: Pattern, pace: float) -> dict[str, float]:
    if pattern.kind == v.LEVEL:
        base, target = float(pattern.base), float(pattern.target.split("〔")[0])
        return {title: base + (target - base) * share * pace for title, share in _SHARES.items()}
    if pattern.kind in (v.CUMULATIVE, v.REDUCTION):
        total = float(pattern.target.strip("〔〕"))
        parts = _SHARES if pattern.count_basis == v.RUNNING_TOTAL else _YEARLY_PARTS
        return {title: total * part * pace for title, part in parts.items()}
    steady = {
        v.GROWTH: 7.5 * pace,
        v.RELATIVE: 7.5 + (pace > 1) - (pace < 1),
        v.FLOOR: 97.5 if pace >= 1 else 96.2,
        v.CEILING: 3.2 if pace >= 1 else 3.8,
    }[pattern.kind]
    return dict.fromkeys(_SHARES, steady)
