"""Units as departments write them: `12.3亿元` in a column of 万元 is 123,000, and nothing is guessed.

A unit is a scale (百 千 万 亿) and a measure; two units are converted into each other
only where both are spelled with measures of the list below.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_SCALES = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7}
_SCALES |= {"亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
# Measure → what it is measured in, and how many of those it is.
_MEASURES: dict[str, tuple[str, Fraction]] = {
    name: (name, Fraction(1))
    for name in re.findall(
        r"\S+",
        "元 美元 亩 平方米 立方米 米 克 升 千瓦时 瓦 吨标准煤 人 人次 户 户次 家 个 件 项 次 宗 起 例 台 套 辆 张 床 "
        "所 座 处 条 册 部 头 只 羽 株 棵 箱 村 岁 年 天 小时 % 百分点",
    )
}
_MEASURES |= {
    "公里": ("米", Fraction(1000)),
    "公斤": ("克", Fraction(1000)),
    "吨": ("克", Fraction(10**6)),
    "公顷": ("亩", Fraction(15)),
    "平方公里": ("平方米", Fraction(10**6)),
    "平方千米": ("平方米", Fraction(10**6)),
    "度": ("千瓦时", Fraction(1)),
    "‰": ("%", Fraction(1, 10)),
    "个百分点": ("百分点", Fraction(1)),
    "m²": ("平方米", Fraction(1)),
    "㎡": ("平方米", Fraction(1)),
    "m³": ("立方米", Fraction(1)),
    "km": ("米", Fraction(1000)),
}
_IN_TITLE = re.compile(r"[(（]([^()（）]+)[)）]$")


def factor(written: str, own: str) -> Fraction | None:
    """By what a number in the unit `written` must be multiplied to be in the unit `own`; None where that is unsure."""
    if written == own:
        return Fraction(1)
    here, there = _meaning(written), _meaning(own)
    if here is None or there is None or here[0] != there[0]:
        return None
    return here[1] / there[1]


def factor_of_scale(written: str, own: str) -> Fraction | None:
    """The same for a scale alone: `5.9亿` in a column of 亿元 or 万元; None where `own` is not counted in scales."""
    if written not in _SCALES or own in ("%", "‰", "百分点", "个百分点"):
        return None
    scales = [scale for scale in _SCALES if own.startswith(scale) and own.removeprefix(scale) in _MEASURES]
    return Fraction(_SCALES[written], _SCALES[max(scales, key=len)]) if scales else None


@lru_cache(maxsize=1000)
def of_title(title: str) -> str:
    """The unit in a column's title, such as 万元 of 累计完成投资(万元); "" where there is none."""
    match = _IN_TITLE.search(title)
    return match[1] if match and _meaning(match[1]) else ""


@lru_cache(maxsize=1000)
def _meaning(unit: str) -> tuple[str, Fraction] | None:
    """(measure, how many of it), such as 元 and 10,000 of 万元; a price per something keeps what it is per."""
    counted, slash, per = unit.partition("/")
    if counted in _MEASURES:
        measure, times = _MEASURES[counted]
        return measure + slash + per, times
    for length in (2, 1):
        scale, rest = counted[:length], counted[length:]
        if scale in _SCALES and rest in _MEASURES and rest not in ("%", "‰"):
            measure, times = _MEASURES[rest]
            return measure + slash + per, times * _SCALES[scale]
    return None
