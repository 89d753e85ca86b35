"""Cell by cell to clean values: what people type, what it is understood as, what is not understood."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.columns import Column
from schemas.tables import COVER, MAIN, PROJECTS, TASKS
from tests.tables import rows
from validators.normalise import clean_text, display, normalise, to_date, to_number, to_series
from validators.reader import squeeze, text_of

NUMBER = MAIN.by_title["2022年完成值"]
DATE = PROJECTS.by_title["开工日期"]
TEXT = TASKS.by_title["取得成效"]
CHOICE = PROJECTS.by_title["项目阶段"]

# 填写 → 理解为; nothing: cannot be understood. ␠ stands for a space that the table would lose.
NUMBERS = """
填写            | 单位    | 理解为
65             |        | 65
65.50          |        | 65.5
-2.5           |        | -2.5
+2.5           |        | 2.5
−2.5           |        | -2.5
－２．５         |        | -2.5
1,234.5        |        | 1234.5
1，234，567      |        | 1234567
１２．５          |        | 12.5
76。7           |        | 76.7
.5             |        | 0.5
␠65␠           |        | 65
65%            | %      | 65
65％            | %      | 65
６５．５％         | %      | 65.5
65             | %      | 65
3‰             | ‰      | 3
12.6亿元        | 亿元     | 12.6
12.6 亿元       | 亿元     | 12.6
5万平方米        | 万平方米   | 5
4件             | 件      | 4
65%            |        |
12.6亿元        | 万元     | 126000
3500万元        | 万元     | 3500
12000元         | 万元     | 1.2
0.35亿元        | 万元     | 3500
35万亩          | 亩      | 350000
1200亩          | 万亩     | 0.12
2公顷           | 亩      | 30
3.2万人         | 人      | 32000
5公里           | 米      | 5000
5千米           | 公里     | 5
1.2万元/人      | 元/人    | 12000
12‰            | %      | 1.2
1.3%           | ‰      | 13
0.5个百分点      | 百分点   | 0.5
2022年          | 年      | 2022
3500万          | 万元     |
12.3%          |        |
12.3%          | 百分点   |
5万元           | 人      |
5万吨           | 万元     |
1.2万元/人      | 元/户    |
2022年          | 亿元     |
2022.6.30      |        |
持平            | 亿元     |
同上            | 亿元     |
12345678901234567 |      |
约11.8          |        |
11.8左右        |        |
10-12          |        |
1,23           |        |
12,34          |        |
1.2.3          |        |
1.234,5        |        |
1e5            |        |
0x1F           |        |
nan            |        |
inf            |        |
暂无数据        |        |
三百           |        |
2023-06-30     |        |
"""


@pytest.mark.parametrize("case", rows(NUMBERS), ids=lambda case: f"{case['填写']}-{case['单位']}")
def test_numbers(case: dict[str, str]) -> None:
    written = case["填写"].replace("␠", " ")
    result = normalise(NUMBER, [written], [case["单位"]])
    if case["理解为"]:
        assert result.values == [float(case["理解为"])]
        assert result.converted == {0: (written.strip(), case["理解为"])}
        assert result.failed == {}
    else:
        assert result.values == [None]
        assert result.failed == {0: written}
        assert result.converted == {}


@pytest.mark.parametrize("written", ["-", "—", "——", "－", "−", "/", "／", "无", " 无 ", "—\u200b"])
@pytest.mark.parametrize("column", [NUMBER, DATE], ids=lambda column: column.title)
def test_signs_for_nothing_are_blanks_with_a_note(column: Column, written: str) -> None:
    result = normalise(column, [written])
    assert (result.values, result.failed, result.converted) == ([None], {}, {})
    assert result.nothing == {0: written.strip()}


def test_the_unit_in_a_title_counts() -> None:
    result = normalise(PROJECTS.by_title["累计完成投资(万元)"], ["1.2亿元", "3500万元", "3500", "5%"], [""] * 4)
    assert result.values == [12000.0, 3500.0, 3500.0, None]


def test_a_number_typed_into_a_cell_formatted_as_a_date_is_shown_as_it_is_seen() -> None:
    assert normalise(NUMBER, [datetime(2023, 6, 30)]).failed == {0: "2023-06-30"}


@pytest.mark.parametrize("written", ["60.6²", "12①", "6 7"])
def test_a_number_that_may_mean_several_things_is_not_guessed(written: str) -> None:
    """As in targets: 60.6² is a footnote and not 60.62, and `6 7` may be 67, 6.7 or 6—7."""
    assert normalise(NUMBER, [written]).failed == {0: written}


DATES = """
填写            | 理解为
2023-06-30     | 2023-06-30
2023/6/30      | 2023-06-30
2023.6.30      | 2023-06-30
2023年6月30日   | 2023-06-30
2023年6月30     | 2023-06-30
２０２３－０６－３０  | 2023-06-30
20230630       | 2023-06-30
2023 - 6 - 30  | 2023-06-30
2023。6。30      | 2023-06-30
2023年6月30号   | 2023-06-30
2023年6月       |
2023-06        |
2023           |
6月30日         |
6/30/2023      |
23-06-30       |
2023-02-30     |
2023-13-01     |
2023年底        |
已开工           |
"""


@pytest.mark.parametrize("case", rows(DATES), ids=lambda case: case["填写"])
def test_dates(case: dict[str, str]) -> None:
    result = normalise(DATE, [case["填写"]])
    if case["理解为"]:
        assert result.values == [date.fromisoformat(case["理解为"])]
        assert result.converted == {0: (case["填写"], case["理解为"])}
    else:
        assert (result.values, result.failed) == ([None], {0: case["填写"]})


@pytest.mark.parametrize(
    ("cell", "understood"),
    [
        (datetime(2023, 6, 30), date(2023, 6, 30)),
        (datetime(2023, 6, 30, 23, 59), date(2023, 6, 30)),
        (date(2023, 6, 30), date(2023, 6, 30)),
        (45107.0, date(2023, 6, 30)),
        (45107.75, date(2023, 6, 30)),
        (20230630.0, date(2023, 6, 30)),
        (36526.0, date(2000, 1, 1)),
        (55153.0, date(2050, 12, 31)),
        (36525.0, None),
        (55154.0, None),
        (2023.0, None),
        (-1.0, None),
        (20231350.0, None),
        (True, None),
    ],
)
def test_cells_in_a_date_column(cell: object, understood: date | None) -> None:
    assert to_date(cell) == understood


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 1e300])
def test_a_number_that_is_no_number_is_no_date(cell: float) -> None:
    assert to_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "understood"),
    [
        (65.0, 65.0),
        (65, 65.0),
        (0.0, 0.0),
        (True, None),
        (float("inf"), None),
        (float("nan"), None),
        (datetime(2023, 6, 30), None),
    ],
)
def test_cells_in_a_number_column(cell: object, understood: float | None) -> None:
    assert to_number(cell) == understood


TEXTS = [
    ("已完成", "已完成"),
    (" 已完成 ", "已完成"),
    ("\u3000已完成\u3000", "已完成"),
    ("已\u200b完成\ufeff", "已完成"),
    ("第一段\r\n第二段\n", "第一段\n第二段"),
    ("a\xa0b", "a b"),
    (5.0, "5"),
    (5.5, "5.5"),
    (datetime(2023, 6, 30), "2023-06-30"),
    ("=1+1", "=1+1"),
    (" \u3000\n\t", None),
    ("\u200b", None),
]


@pytest.mark.parametrize(("cell", "understood"), TEXTS)
def test_texts(cell: object, understood: str | None) -> None:
    assert clean_text(cell) == understood
    result = normalise(TEXT, [cell])
    assert (result.values, result.converted, result.failed) == ([understood], {}, {})


@pytest.mark.parametrize("column", [NUMBER, DATE, TEXT, CHOICE], ids=lambda column: column.title)
@pytest.mark.parametrize("cell", [None, "", " ", "\u3000", "\u200b", "\xa0"])
def test_blank_cells_are_missing_and_nothing_else(column: Column, cell: str | None) -> None:
    result = normalise(column, [cell])
    assert (result.values, result.converted, result.failed) == ([None], {}, {})
    assert to_series(column, result.values).isna().tolist() == [True]


def test_positions_and_units_belong_to_their_rows() -> None:
    result = normalise(NUMBER, ["65%", 3.0, "", "65%", "约5"], ["%", "%", "%", "亿元", "件"])
    assert result.values == [65.0, 3.0, None, None, None]
    assert result.converted == {0: ("65%", "65")}
    assert result.failed == {3: "65%", 4: "约5"}


def test_series_have_the_dtypes_that_the_models_declare() -> None:
    assert str(to_series(NUMBER, [1.0, None]).dtype) == "float64"
    assert str(to_series(DATE, [date(2023, 6, 30), None]).dtype) == "datetime64[ns]"
    assert str(to_series(TEXT, ["甲", None]).dtype) == "str"
    for column in (NUMBER, DATE, TEXT, *COVER.columns):
        assert len(to_series(column, [])) == 0
    assert to_series(TEXT, ["甲", None]).isna().tolist() == [False, True]


@pytest.mark.parametrize("written", ["3023-06-30", "0203-06-30"])
def test_a_year_of_another_age_is_a_slip(written: str) -> None:
    """And more than pandas can count: it would stop the check."""
    result = normalise(DATE, [written])
    assert result.failed == {0: written}
    assert to_series(DATE, result.values).isna().tolist() == [True]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1200.0, "1200"),
        (0.1 + 0.2, "0.3"),
        (12.50, "12.5"),
        (0.0, "0"),
        (-0.5, "-0.5"),
        (float("nan"), ""),
        (None, ""),
        (pd.NaT, ""),
        (pd.Timestamp("2023-06-30"), "2023-06-30"),
        (date(2023, 6, 30), "2023-06-30"),
        ("甲", "甲"),
    ],
)
def test_values_as_people_write_them(value: object, text: str) -> None:
    assert display(value) == text


@pytest.mark.parametrize(
    ("title", "squeezed"),
    [
        ("累计完成投资（万元）", "累计完成投资(万元)"),
        ("2022年\n完成值 ", "2022年完成值"),
        ("２０２２年完成值", "2022年完成值"),
    ],
)
def test_titles_as_people_mean_them(title: str, squeezed: str) -> None:
    assert squeeze(title) == squeezed


@pytest.mark.parametrize(("value", "text"), [(5.0, "5"), (5.5, "5.5"), (" a ", "a"), (1e15, "1000000000000000")])
def test_cells_as_text(value: object, text: str) -> None:
    assert text_of(value) == text


# ---------------------------------------------------------------- generated

FULL_WIDTH = str.maketrans("0123456789.,-%", "０１２３４５６７８９．，－％")
UNITS = ("", "%", "‰", "亿元", "万人次", "件", "立方米", "平方米", "m²", "吨标准煤/万元", "岁", "个")
FLOATS = st.floats(-1e12, 1e12).map(lambda value: round(value, 4))


@given(FLOATS, st.booleans(), st.booleans(), st.sampled_from(UNITS), st.sampled_from(["", " ", "\u3000", "\u200b"]))
def test_any_number_reads_back_however_it_is_written(
    value: float, commas: bool, wide: bool, unit: str, space: str
) -> None:
    text = f"{value:,.4f}" if commas else f"{value:.4f}"
    written = f"{space}{text.translate(FULL_WIDTH) if wide else text}{space}{unit}"
    assert to_number(written, unit) == float(text.replace(",", ""))


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["-", "/", ".", "年"]), st.booleans())
def test_any_date_reads_back_however_it_is_written(day: date, mark: str, padded: bool) -> None:
    month, number = (f"{day:%m}", f"{day:%d}") if padded else (str(day.month), str(day.day))
    second, end = ("月", "日") if mark == "年" else (mark, "")
    assert to_date(f"{day.year}{mark}{month}{second}{number}{end}") == day


CELLS = st.one_of(
    st.text(),
    st.text("0123456789.,-+%年月日 ０１．，。−—eE/①²½\u200b\xa0", max_size=14),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.none(),
    st.datetimes(),
    st.dates(),
    st.timedeltas(),
    st.times(),
)


@settings(max_examples=200)
@given(st.lists(CELLS, max_size=8), st.sampled_from([NUMBER, DATE, TEXT, CHOICE]), st.sampled_from(UNITS))
def test_nothing_that_a_cell_can_hold_stops_the_check(cells: list[Any], column: Column, unit: str) -> None:
    result = normalise(column, cells, [unit] * len(cells))
    assert len(result.values) == len(cells)
    assert set(result.failed).isdisjoint(result.converted)
    for at, value in enumerate(result.values):
        if column.kind == "number":
            assert value is None or (type(value) is float and math.isfinite(value))
        elif column.kind == "date":
            assert value is None or type(value) is date
        else:
            assert value is None or (isinstance(value, str) and value.strip())
        if at in result.failed:
            assert value is None and result.failed[at].strip()
        if at in result.nothing:
            assert value is None and at not in result.failed and at not in result.converted
    series = to_series(column, result.values)
    assert len(series) == len(cells)
    assert all(isinstance(display(value), str) for value in series)


SCALED = [("亿元", "万元", 10_000), ("万元", "亿元", Fraction(1, 10_000)), ("元", "万元", Fraction(1, 10_000))]
SCALED += [("万亩", "亩", 10_000), ("‰", "%", Fraction(1, 10)), ("%", "‰", 10), ("万人", "人", 10_000)]


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(SCALED), st.booleans(), st.booleans())
def test_any_number_in_any_unit_is_converted_exactly(
    number: Decimal, units: tuple[str, str, Fraction], commas: bool, wide: bool
) -> None:
    written, own, times = units
    text = f"{number:,f}" if commas else f"{number:f}"
    understood = to_number((text.translate(FULL_WIDTH) if wide else text) + written, own)
    assert understood == float(Fraction(number) * times)


_READ = re.compile(r"[+-]?[0-9]*\.?[0-9]+")
NUMBER_LIKE = st.text("0123456789０１２.,。，-—+%‰万亿元约年月 　\u200b/", min_size=1, max_size=12)


@settings(max_examples=500)
@given(NUMBER_LIKE, st.sampled_from(["", "%", "万元", "亿元", "元"]))
def test_no_text_becomes_another_number(text: str, unit: str) -> None:
    """Whatever is understood has the digits that were written, in their order, times a power of ten."""
    understood = to_number(text, unit)
    if understood is None:
        return
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    shown = Decimal(repr(understood))
    written = digits.strip("0") or "0"
    assert "".join(map(str, shown.as_tuple().digits)).strip("0") in (written, "") or written == "0"
    assert (shown == 0) == (not digits.strip("0"))
    assert (understood < 0) == (text.strip(" \u3000\u200b")[0] in "-—" and understood != 0)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    for column in (NUMBER, DATE, TEXT, CHOICE):
        for unit in UNITS:
            normalise(column, [text], [unit])
