"""Progress, pace and verdict: the published examples, every kind of indicator, and a second implementation.

A case is a line of a table as the department fills it in; what the line leaves out is 水平型, 越高越好,
年度, 时点数, with no numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.columns import columns_of
from schemas.compute import compute, compute_indicators
from schemas.master import MasterIndicators
from schemas.parameters import PARAMETERS, elapsed_share, expression_values
from schemas.plan import indicator_rows
from schemas.tables import CHAPTER, MAIN
from schemas.vocabulary import KINDS
from tests.schemas.plain_progress import Indicator, Outcome, assess
from tests.schemas.progress_cases import BOUNDS, GROWTH, HOLD, LEVEL, PUBLISHED, RELATIVE, TARGETS, TOTALS
from tests.tables import number, rows

DEFAULTS = {parameter.name: parameter.default for parameter in PARAMETERS}
VALUES = expression_values(DEFAULTS)
MASTER = columns_of(MasterIndicators)

CATALOGUE = {
    "编号": "ZB01",
    "指标类型": "水平型",
    "方向": "越高越好",
    "数据频率": "年度",
    "数据性质": "时点数",
    "2020年基期值": "—",
    "2025年目标值": "",
    "参照指标": None,
}
# Short titles of the cases → titles of the sheets.
SHORT = {
    "编号": "编号",
    "类型": "指标类型",
    "方向": "方向",
    "频率": "数据频率",
    "性质": "数据性质",
    "基期": "2020年基期值",
    "目标": "2025年目标值",
    "参照": "参照指标",
    "口径": "数值口径",
    "2021": "2021年完成值",
    "2022": "2022年完成值",
    "6月": "2023年6月完成值",
}
NUMBERS = ("2021年完成值", "2022年完成值", "2023年6月完成值", "2025年预期值")


def filled(cases: Sequence[dict[str, str]]) -> pd.DataFrame:
    """The cases as the rows of 表1 before anything is computed."""
    written = [CATALOGUE | {SHORT[k]: v for k, v in case.items() if v and k in SHORT} for case in cases]
    frame = indicator_rows(pd.DataFrame(written), DEFAULTS)
    for title in NUMBERS:
        given = frame[title] if title in frame else pd.Series("", index=frame.index)
        frame[title] = given.fillna("").map(number).astype("float64")
    for title in ("数值口径", "调整建议", "改判", "改判理由", "参照指标"):
        frame[title] = (frame[title] if title in frame else pd.Series(None, index=frame.index)).astype("str")
    return frame


def assessed(cases: Sequence[dict[str, str]]) -> list[dict[str, object]]:
    """The cases with every computed column of the master."""
    return compute(MASTER, filled(cases), VALUES).to_dict("records")


def shown(value: object, percent: bool = True) -> str:
    """A share as the sheet shows it, 28.5%; a missing one as nothing."""
    assert isinstance(value, float)
    if math.isnan(value):
        return ""
    return f"{value:.1%}" if percent else f"{value:.4f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("case", rows(PUBLISHED), ids=lambda case: case["指标"])
def test_published_examples(case: dict[str, str]) -> None:
    expect_shares(case)


@pytest.mark.parametrize(
    "case",
    [case for text in (LEVEL, HOLD, TARGETS, TOTALS, GROWTH) for case in rows(text)],
    ids=lambda case: case["情形"],
)
def test_levels_totals_and_growth(case: dict[str, str]) -> None:
    kind = "增速型" if case in rows(GROWTH) else "水平型"
    expect_shares({"类型": kind} | {title: text for title, text in case.items() if text})


@pytest.mark.parametrize("case", rows(BOUNDS), ids=lambda case: case["情形"])
def test_floors_and_ceilings_show_their_margin(case: dict[str, str]) -> None:
    (row,) = assessed([case])
    assert (shown(row["实现进度"], percent=False), shown(row["时序进度"]), row["系统判断"]) == (
        case["进度"],
        case["时序"],
        case["判断"],
    )


def test_relative_indicators_are_held_against_the_other_one() -> None:
    cases = rows(RELATIVE)
    for row, case in zip(assessed(cases), cases, strict=True):
        is_share = case["类型"] == "增速型"
        assert (shown(row["实现进度"], percent=is_share), row["系统判断"]) == (case["进度"], case["判断"]), case


def test_a_chapter_indicator_is_held_against_a_main_one() -> None:
    main = filled(rows("编号|类型|目标|2021|2022\nZB01|增速型|7.5左右|5|5"))
    chapter = filled(rows("编号|类型|目标|参照|2021|2022\nZJ10|相对型|高于GDP增长|ZB01|6|6"))
    result = compute_indicators({MAIN.name: main, CHAPTER.name: chapter}, VALUES)
    assert result[CHAPTER.name]["系统判断"].tolist() == ["快于预期"]
    assert result[MAIN.name]["系统判断"].tolist() == ["滞后"]


def expect_shares(case: dict[str, str]) -> None:
    """Progress and elapsed share as the sheet shows them, and the verdict."""
    (row,) = assessed([case])
    assert (shown(row["实现进度"]), row["系统判断"]) == (case.get("进度", ""), case["判断"])
    if "时序" in case:
        assert shown(row["时序进度"]) == case["时序"]
    if "采用" in case:
        assert shown(row["采用值"], percent=False) == case["采用"]


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2020, 12, 31), 0.0),
        (date(2021, 12, 31), 0.2),
        (date(2022, 12, 31), 0.4),
        (date(2023, 6, 30), 0.5),
        (date(2023, 6, 15), 0.4 + 5.5 / 60),
        (date(2024, 2, 29), 38 / 60),
        (date(2025, 12, 31), 1.0),
        (date(2019, 5, 1), 0.0),
        (date(2027, 1, 1), 1.0),
    ],
)
def test_elapsed_share(day: date, share: float) -> None:
    assert elapsed_share(day, 2021, 2025) == pytest.approx(share, abs=1e-12)


def test_second_opinions_of_the_master() -> None:
    level, total, reduction, rate = assessed(
        rows("""
        类型   | 基期 | 目标     | 口径   | 2021 | 2022
        水平型 | 0    | 10      |       | 2    | 4
        累计型 | —    | 〔9000〕  | 当年值 | 1800 | 1800
        降低型 | —    | 〔13.5〕  | 当年值 | 2.7  | 0.1
        增速型 | —    | 8       |       | 8    | 8
        """)
    )
    assert (level["年均需完成"], level["外推2025年值"]) == (pytest.approx(2), pytest.approx(10))
    assert (total["年均需完成"], total["外推2025年值"]) == (pytest.approx(1800), pytest.approx(9000))
    assert reduction["累计降低(几何)"] == pytest.approx(100 * (1 - 0.973 * 0.999))
    assert (rate["年均需完成"], rate["外推2025年值"]) == (pytest.approx(8), pytest.approx(8))


def test_what_is_attained_or_held_needs_nothing_more() -> None:
    *nothing, lost, strict = assessed(
        rows("""
        类型   | 方向     | 基期 | 目标     | 口径   | 2021 | 2022
        水平型 | 越高越好 | 95.6 | 96.5    |       | 96.1 | 96.6
        水平型 | 越高越好 | 97.9 | 97      |       | 98   | 98
        水平型 | 越低越好 | 30   | 20      |       | 24   | 19
        累计型 | 越高越好 | —    | 〔3000〕  | 当年值 | 1800 | 1800
        水平型 | 越高越好 | 97.9 | 97      |       | 97   | 96.4
        水平型 | 越高越好 | 0.35 | ＞0.80   |       | 0.5  | 0.80
        """)
    )
    assert [shown(row["年均需完成"]) for row in nothing] == [""] * 4
    assert lost["年均需完成"] == pytest.approx(0.2)
    assert strict["年均需完成"] == pytest.approx(0)


def test_the_bureau_may_override_the_verdict() -> None:
    frame = filled(rows("基期|目标|2022\n0|10|1\n0|10|1"))
    frame["改判"] = pd.Series([None, "基本符合预期"], dtype="str")
    assert compute(MASTER, frame, VALUES)["最终判断"].tolist() == ["滞后", "基本符合预期"]


# ---------------------------------------------------------------- against a second implementation

EDGES = ("0", "1", "2", "3.6", "4.4", "5", "9.5", "9.49", "10", "10.5", "-3", "100")
DECIMALS = st.one_of(
    st.sampled_from(
        [Decimal(text) for text in ["0", "1", "2", "3.6", "4.4", "5", "9.5", "9.49", "10", "10.5", "-3", "100"]]
    ),
    st.decimals(-60, 160, places=2),
)
MAYBE = st.one_of(st.none(), DECIMALS, DECIMALS)
POSITIVE = st.one_of(st.sampled_from([Decimal(5), Decimal(10)]), st.decimals(Decimal("0.01"), 500, places=2))
SPELLINGS = {"": "{}", "≥": "≥{}", ">": "＞{}", "≤": "不超过{}", "<": "<{}", "≈": "{}左右"}


@st.composite
def indicators(draw: st.DrawFn) -> tuple[Indicator, str]:
    """An indicator with its target as a plan would write it."""
    kind = draw(st.sampled_from(KINDS))
    common = {
        "kind": kind,
        "y2021": draw(MAYBE),
        "y2022": draw(MAYBE),
        "june2023": draw(MAYBE),
        "base": draw(MAYBE),
        "lower_is_better": draw(st.booleans()),
        "monthly": draw(st.booleans()),
        "point_in_time": draw(st.booleans()),
        "counted": draw(st.sampled_from(["", "当年值", "累计值"])),
    }
    if kind == "定性型":
        return Indicator(**common), "完成上级下达任务"
    if kind == "相对型":
        relation = draw(st.sampled_from(["同步", "高于"]))
        text = "与GDP增长基本同步" if relation == "同步" else "高于GDP增长"
        return Indicator(**common, relation=relation), text
    if kind in ("累计型", "降低型"):
        target = draw(POSITIVE)
        return Indicator(**common, target=target), f"〔{target}〕"
    target = draw(POSITIVE if kind == "增速型" else st.one_of(DECIMALS, st.none()))
    if target is None:
        return Indicator(**common), "—"
    if draw(st.integers(0, 5)) == 0 and target >= 0:
        high = target + draw(POSITIVE)
        return Indicator(**common, target=target, high=high, comparator="区间"), f"{target}—{high}"
    comparator = draw(st.sampled_from(list(SPELLINGS)))
    return Indicator(**common, target=target, comparator=comparator), SPELLINGS[comparator].format(target)


def case_of(indicator: Indicator, target: str, code: str) -> dict[str, str]:
    """The indicator as a line of the sheet."""

    def written(value: Decimal | None) -> str:
        return "" if value is None else str(value)

    return {
        "编号": code,
        "类型": indicator.kind,
        "方向": "越低越好" if indicator.lower_is_better else "越高越好",
        "频率": "月度" if indicator.monthly else "年度",
        "性质": "时点数" if indicator.point_in_time else "时期数",
        "基期": written(indicator.base) or "—",
        "目标": target,
        "参照": "ZB01",
        "口径": indicator.counted,
        "2021": written(indicator.y2021),
        "2022": written(indicator.y2022),
        "6月": written(indicator.june2023),
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(indicators(), min_size=1, max_size=25), MAYBE, MAYBE)
def test_agrees_with_the_plain_implementation(
    cases: list[tuple[Indicator, str]], gdp_2021: Decimal | None, gdp_2022: Decimal | None
) -> None:
    gdp = Indicator("增速型", y2021=gdp_2021, y2022=gdp_2022, target=Decimal("7.5"))
    reference = assess(gdp).value
    sheet = [case_of(gdp, "7.5", "ZB01")]
    sheet += [case_of(indicator, target, f"甲{at}") for at, (indicator, target) in enumerate(cases)]
    for (indicator, _), row, case in zip(cases, assessed(sheet)[1:], sheet[1:], strict=True):
        if indicator.kind == "相对型":
            indicator = Indicator(**{**vars(indicator), "reference": reference})
        expect(row, assess(indicator), case)


def expect(row: dict[str, object], outcome: Outcome, case: dict[str, str]) -> None:
    titles = {
        "采用值": outcome.value,
        "实现进度": outcome.progress,
        "时序进度": outcome.elapsed,
        "节奏": outcome.pace,
    }
    for title, wanted in titles.items():
        found = row[title]
        assert isinstance(found, float)
        if wanted is None:
            assert math.isnan(found), (title, found, case)
        else:
            assert found == pytest.approx(float(wanted), rel=1e-9, abs=1e-9), (title, case)
    assert row["系统判断"] == outcome.verdict, (outcome, case)
