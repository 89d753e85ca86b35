"""Pieces of conditions and word lists that several rules share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from validators.normalise import display

# What is written to fill a cell rather than to say something; held against the whole cell.
_EMPTY_WORDS = [
    "无",
    "无。",
    "暂无",
    "没有",
    "同上",
    "同前",
    "如上",
    "略",
    "见附件",
    "详见附件",
    "正常",
    "正常推进",
    "正常推进中",
    "推进中",
    "正在推进",
    "按计划推进",
    "按计划推进中",
    "按计划推进。",
    "按进度推进",
    "按时序推进",
    "有序推进",
    "稳步推进",
    "顺利推进",
    "进展顺利",
    "进展良好",
    "已完成",
    "已落实",
    "正在落实",
    "良好",
    "较好",
    "正常开展",
    "有序开展",
    "按要求推进",
    "按要求开展",
    "继续推进",
    "持续推进",
    "加快推进",
    "抓紧推进",
    "加强领导",
    "提高认识",
]
BOILERPLATE = "属于([本列], " + ", ".join(f'"{word}"' for word in _EMPTY_WORDS) + ")"

LAGGING = '([系统判断] = "滞后" 或 [填报判断] = "滞后" 或 [预期展望] = "预计难以完成")'
BEHIND = '属于([进展状态], "进展滞后", "未启动")'

# Words of success that do not go with a lag.
AHEAD = " 或 ".join(
    f'包含([本列], "{word}")' for word in ("超额完成", "提前完成", "提前实现", "超时序进度", "快于时序", "已完成目标")
)
NOT_YET = " 或 ".join(
    f'包含([本列], "{word}")' for word in ("尚未完成", "未完成", "尚未启动", "尚未开展", "正在编制", "正在推进")
)

# A figure in a text: a digit, or a Chinese numeral that is not part of 进一步, 一是 and the like.
FIGURE = r"\d|[二三四五六七八九十百千万两半](?!是)|一[个家项座条所名]"

YEARS = ("2021年完成值", "2022年完成值", "2023年6月完成值")
VALUES = (*YEARS, "2025年预期值")
_POWERS = (10.0, 100.0, 1000.0, 10_000.0)


def within_magnitude(cell: str, factor: str) -> str:
    """The condition that a value is of the magnitude of its base and target."""
    high, low = "最大([基期数], [目标数])", "最小([基期数], [目标数])"
    return f"({cell} <= {factor} * {high} 且 {cell} * {factor} >= {low})"


def other_unit(value: Any, low: float, high: float) -> str:
    """The one power of ten that brings a value between two others, as text; "" for none or several."""
    if not isinstance(value, float) or value != value or not low <= high:
        return ""
    candidates = [value * power for power in _POWERS] + [value / power for power in _POWERS]
    fitting = [candidate for candidate in candidates if low <= candidate <= high]
    return display(round(fitting[0], 6)) if len(fitting) == 1 else ""


def numbers_of(row: Mapping[str, Any], titles: tuple[str, ...], but: str = "") -> list[float]:
    """The positive numbers of some of a row's cells."""
    return [row[t] for t in titles if t != but and isinstance(row.get(t), float) and row[t] > 0]
