"""Targets and bases as plans write them: the domain table verbatim, damaged spellings, and generated ones."""

import datetime
import pickle
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from schemas.targets import Base, Target, TargetError, check_bracket, parse_base, parse_target, target_number

# written | comparator | number | high | bracket | footnote | unit
DOMAIN = """
65             |      | 65    |   |      |   |
18.60〔6.2〕    |      | 18.6  |   | 6.2  |   |
〔13.5〕        |      |       |   | 13.5 |   |
[4]            |      |       |   | 4    |   |
[2.75)         |      |       |   | 2.75 |   |
(9)            |      |       |   | 9    |   |
〔1〕           |      |       |   | 1    |   |
>6.5           | >    | 6.5   |   |      |   |
＞0.80         | >    | 0.8   |   |      |   |
≥97            | ≥    | 97    |   |      |   |
95以上          | ≥    | 95    |   |      |   |
不低于95        | ≥    | 95    |   |      |   |
稳定在79.6以上   | ≥    | 79.6  |   |      |   |
<5.5           | <    | 5.5   |   |      |   |
≤3             | ≤    | 3     |   |      |   |
控制在3‰以下    | ≤    | 3     |   |      |   | ‰
0.13‰以内      | ≤    | 0.13  |   |      |   | ‰
不超过3         | ≤    | 3     |   |      |   |
7.5左右         | ≈    | 7.5   |   |      |   |
15左右          | ≈    | 15    |   |      |   |
约15            | ≈    | 15    |   |      |   |
6—7            | 区间  | 6     | 7 |      |   |
6-7            | 区间  | 6     | 7 |      |   |
76。7           |      | 76.7  |   |      |   |
１２．５         |      | 12.5  |   |      |   |
60.6*          |      | 60.6  |   |      | * |
城市2           | 定性  |       |   |      | 2 |
—              | 无   |       |   |      |   |
-              | 无   |       |   |      |   |
一              | 无   |       |   |      |   |
               | 无   |       |   |      |   |
与GDP增长基本同步 | 相对 |       |   |      |   |
高于GDP增长      | 相对 |       |   |      |   |
与经济增长基本同步 | 相对 |       |   |      |   |
完成上级下达任务  | 定性 |       |   |      |   |
保持在合理区间    | 定性 |       |   |      |   |
"""

ALSO_SEEN = """
6~7            | 区间  | 6      | 7  |      |    |
6～7           | 区间  | 6      | 7  |      |    |
6至7           | 区间  | 6      | 7  |      |    |
6一7           | 区间  | 6      | 7  |      |    |
6——7           | 区间  | 6      | 7  |      |    |
6%—7%          | 区间  | 6      | 7  |      |    | %
-5—-3          | 区间  | -5     | -3 |      |    |
保持在6—7之间   | 区间  | 6      | 7  |      |    |
＞＝97          | ≥    | 97     |    |      |    |
>=97           | ≥    | 97     |    |      |    |
≧97            | ≥    | 97     |    |      |    |
稳定保持在95%及以上 | ≥  | 95    |    |      |    | %
达到或超过95     | ≥    | 95     |    |      |    |
超过100亿元      | >    | 100    |    |      |    | 亿元
控制在5.5%      | ≤    | 5.5    |    |      |    | %
3年内           | ≤    | 3      |    |      |    | 年
约15左右        | ≈    | 15     |    |      |    |
达到45          |      | 45     |    |      |    |
-2.5           |      | -2.5   |    |      |    |
−2.5           |      | -2.5   |    |      |    |
1,234.5        |      | 1234.5 |    |      |    |
1，234，567     |      | 1234567 |   |      |    |
1.2万           |      | 1.2    |    |      |    | 万
15公斤/亩       |      | 15     |    |      |    | 公斤/亩
5m²            |      | 5      |    |      |    | m²
60.6²          |      | 60.6   |    |      | ²  |
60.6（①）      |      | 60.6   |    |      | ①  |
*60.6          |      | 60.6   |    |      | *  |
60.6*〔6〕      |      | 60.6   |    | 6    | *  |
—*             | 无   |        |    |      | *  |
60%〔6个百分点〕 |      | 60     |    | 6    |    | %
〔累计13.5%〕    |      |        |    | 13.5 |    | %
〔9000〕人      |      |        |    | 9000 |    | 人
〔13〕以上       | ≥    |        |    | 13   |    |
18.6〔+6.2〕以上 | ≥    | 18.6   |    | 6.2  |    |
"""

UNREADABLE = """
abc 约 以上 % * 〔〕 5〔 5〕 〕5〔 〔5 〔约〕 〔6—7〕 5〔6—7〕 5〔6〕7 5〔6〕〔7〕 5〔≥6〕
〔6〕5 1.2.3 1,23 12,34.5 .5 5. 1e5 O.5 5— —5 6--7 7—6 6%—7‰ 6-7-8
6—7以上 >6-7 6之间 6*7 >97以上 不低于95以下 65待定 95以土 增长2 百分之九十 达到百分之九十的目标
高于百分之五 高于GDP增长2 不低于GDP增长 完成任务的95% 完成5项任务 待定 2023-06-07
1.2亿元〔3000万元〕
"""


def table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def number_or_none(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize("row", table(DOMAIN) + table(ALSO_SEEN), ids=lambda row: row[0] or "empty")
def test_reads(row: list[str]) -> None:
    written, comparator, number, high, bracket, footnote, unit = [*row, ""][:7]
    read = parse_target(written)
    assert (read.raw, read.comparator) == (written, comparator)
    assert (read.number, read.high, read.bracket) == tuple(map(number_or_none, (number, high, bracket)))
    assert read.total_only is bool(bracket and not number)
    assert (read.footnote, read.unit_in_text) == (footnote, unit)


@pytest.mark.parametrize(
    ("written", "relation", "other"),
    [
        ("与GDP增长基本同步", "同步", "GDP增长"),
        ("与经济增长基本同步", "同步", "经济增长"),
        ("与地区生产总值增速保持同步", "同步", "地区生产总值增速"),
        ("基本与ＧＤＰ增长同步*", "同步", "GDP增长"),
        ("高于GDP增长", "高于", "GDP增长"),
        ("快于经济增长", "高于", "经济增长"),
        ("低于全国平均水平", "低于", "全国平均水平"),
    ],
)
def test_relative(written: str, relation: str, other: str) -> None:
    read = parse_target(written)
    assert (read.comparator, read.relative, read.relative_to) == ("相对", relation, other)
    assert read.kind_hint == "relative"


@pytest.mark.parametrize(
    "written",
    [
        "完成国家下达目标任务",
        "控制在自治区下达指标内",
        "达到国家考核要求。",
        "另行下达",
        "稳步提高",
        "基本稳定",
    ],
)
def test_qualitative(written: str) -> None:
    assert parse_target(written) == Target(written, "定性", kind_hint="qualitative")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("65", "level"),
        ("〔13〕", "cumulative"),
        ("95以上", "floor"),
        ("≤3", "ceiling"),
        ("完成上级下达任务", "qualitative"),
    ],
)
def test_kind_hint(written: str, hint: str) -> None:
    assert parse_target(written).kind_hint == hint


@pytest.mark.parametrize("written", [*UNREADABLE.split(), "6 7", "65\n75", "1 234", "长" * 200])
def test_unreadable_is_a_finding(written: str) -> None:
    with pytest.raises(TargetError) as caught:
        parse_target(written)
    sentence = str(caught.value)
    assert sentence.startswith(f"目标值“{written[:30]}")
    assert "可以写成：65、≥97" in sentence
    assert sentence.count("。") == 1 + written.count("。")
    assert str(pickle.loads(pickle.dumps(caught.value))) == sentence  # it crosses worker processes


@pytest.mark.parametrize(
    ("cell", "number", "raw"),
    [
        (65, 65.0, "65"),
        (65.0, 65.0, "65"),
        (18.6, 18.6, "18.6"),
        (1e-05, 1e-05, "0.00001"),
        (1200000.0, 1200000.0, "1200000"),
        (0.0, 0.0, "0"),
        (np.int64(7), 7.0, "7"),
        (np.float64(7.5), 7.5, "7.5"),
    ],
)
def test_number_cells(cell: object, number: float, raw: str) -> None:
    assert (parse_target(cell).number, parse_target(cell).raw) == (number, raw)
    assert parse_base(cell).number == number


@pytest.mark.parametrize("cell", [None, "", "  ", float("nan"), np.nan, pd.NA, pd.NaT])
def test_missing_cells(cell: object) -> None:
    assert parse_target(cell).comparator == "无"
    assert parse_base(cell).number is None


@pytest.mark.parametrize("cell", [True, float("inf"), datetime.datetime(2023, 6, 7), [65]])
def test_cells_that_hold_no_target(cell: object) -> None:
    with pytest.raises(TargetError):
        parse_target(cell)


def test_a_range_that_became_a_date_says_so() -> None:
    with pytest.raises(TargetError, match="单元格被存成了日期"):
        parse_target(datetime.date(2023, 6, 7))


@pytest.mark.parametrize("written", ["—", "-", "一", "", "——", "/", "无", "－", "―"])
def test_no_base(written: str) -> None:
    assert parse_base(written) == Base(written)


def test_base() -> None:
    assert parse_base("60.6*") == Base("60.6*", 60.6, footnote="*", decimals=1)
    assert parse_base("38.62%") == Base("38.62%", 38.62, unit_in_text="%", decimals=2)


@pytest.mark.parametrize("written", ["≥97", "约15", "〔13〕", "18.6〔6.2〕", "6—7", "完成上级下达任务", "abc", "6 7"])
def test_a_base_is_a_plain_number(written: str) -> None:
    with pytest.raises(TargetError, match=r"^基期值“"):
        parse_base(written)


@pytest.mark.parametrize(
    ("target", "base", "level", "total", "other"),
    [
        ("65", 54.0, 65.0, 65.0, 65.0),
        ("18.60〔6.2〕", 12.4, 18.6, 6.2, 18.6),
        ("〔1〕", 76.8, 77.8, 1.0, 1.0),
        ("〔0.2〕", 0.1, 0.3, 0.2, 0.2),
        ("〔13.5〕", None, None, 13.5, 13.5),
        ("6—7", None, 6.0, 6.0, 6.0),
        ("完成上级下达任务", 48.6, None, None, None),
    ],
)
def test_target_number(
    target: str, base: float | None, level: float | None, total: float | None, other: float | None
) -> None:
    read = parse_target(target)
    assert target_number(read, base, is_level=True) == level
    assert target_number(read, base, is_level=False, is_total=True) == total
    assert target_number(read, base, is_level=False) == other


@pytest.mark.parametrize(
    ("base", "target", "agrees"),
    [
        ("54", "60(9)", False),
        ("54", "60(6)", True),
        ("12.40", "18.60〔6.2〕", True),
        ("12.44", "18.60〔6.2〕", True),  # 18.64, rounded to the one decimal of 6.2
        ("12.46", "18.60〔6.2〕", False),
        ("1.05", "3.1〔2〕", True),
        ("5", "3〔-2〕", True),
        ("—", "60(9)", True),
        ("54", "〔9〕", True),
        ("54", "60", True),
        ("54人", "60万人(6)", False),
    ],
)
def test_check_bracket(base: str, target: str, agrees: bool) -> None:
    sentence = check_bracket(parse_base(base), parse_target(target))
    assert (sentence is None) is agrees
    if sentence:
        assert target in sentence
        assert base in sentence


def test_check_bracket_says_what_was_expected() -> None:
    assert check_bracket(parse_base("54"), parse_target("60(9)")) == (
        "目标值“60(9)”与基期值“54”对不上：基期值加括号内的累计数应为63，请核对这三个数。"
    )


# Generated spellings: every comparator form × width × bracket shape × footnote.
FORMS = {
    "": ["{}", "达到{}"],
    "≥": ["≥{}", ">={}", "{}以上", "{}及以上", "不低于{}", "稳定在{}以上", "至少{}"],
    ">": [">{}", "高于{}", "超过{}"],
    "≤": ["≤{}", "<={}", "控制在{}以下", "{}以内", "不超过{}", "控制在{}"],
    "<": ["<{}", "低于{}"],
    "≈": ["约{}", "{}左右", "≈{}"],
}
SPELLINGS = [(comparator, form) for comparator, forms in FORMS.items() for form in forms]
OPEN, CLOSE = "〔［[（(【", "〕］]）)】"
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

numbers = st.decimals(min_value=-99999, max_value=99999, places=2) | st.integers(-9999999, 9999999)
footnotes = st.sampled_from(["", "*", "①", "※", "²"])
blanks = st.sampled_from(["", " ", "\u3000", "\u200b", "\n", "\ufeff"])


@given(
    numbers,
    st.sampled_from(SPELLINGS),
    st.sampled_from(["", "%", "‰"]),
    footnotes,
    st.booleans(),
    st.booleans(),
)
def test_every_spelling_of_a_number(
    value: object, spelling: tuple[str, str], unit: str, footnote: str, wide: bool, thousands: bool
) -> None:
    comparator, form = spelling
    written = form.format(f"{value:,}" if thousands else f"{value}") if not unit else form.format(f"{value}{unit}")
    written = (written.translate(FULL) if wide else written) + footnote
    read = parse_target(written)
    assert (read.number, read.comparator) == (float(str(value)), comparator)
    assert (read.footnote.translate(FULL), read.unit_in_text) == (footnote.translate(FULL), unit)


@given(numbers, numbers, st.sampled_from(OPEN), st.sampled_from(CLOSE), footnotes, blanks, st.booleans())
def test_every_shape_of_bracket(
    value: object, total: object, opening: str, closing: str, footnote: str, blank: str, alone: bool
) -> None:
    read = parse_target(f"{'' if alone else value}{blank}{opening}{blank}{total}{closing}{blank}{footnote}")
    assert read.bracket == float(str(total))
    assert read.number == (None if alone else float(str(value)))
    assert (read.total_only, read.footnote) == (alone, footnote)


@given(numbers, numbers, st.sampled_from(["—", "-", "~", "～", "至", "–", "——", "―", " - "]))
def test_every_shape_of_range(one: object, two: object, dash: str) -> None:
    low, high = sorted((one, two), key=lambda value: float(str(value)))
    read = parse_target(f"{low}{dash}{high}")
    assert (read.number, read.high, read.comparator) == (float(str(low)), float(str(high)), "区间")


LIKELY = "0123456789.,。，%‰≥≤<>〔〕[]()（）—-~一至约以上下内左右不超过低于高于与同步完成任务控制在万元 *①²\n"


@given(st.text() | st.text(LIKELY, max_size=14))
@example("\ud800")
@example("٣")
@example("５²〔")
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_target, parse_base):
        try:
            assert parse(text).raw == text
        except TargetError as refused:
            assert len(str(refused)) < 250


@given(st.text(LIKELY, max_size=12), st.lists(blanks, min_size=13, max_size=13), st.booleans())
def test_blanks_and_width_change_nothing(text: str, gaps: list[str], wide: bool) -> None:
    """A blank between two digits is the exception: it is refused (see the unreadable `6 7`)."""
    damaged = "".join(gap + char for gap, char in zip(gaps, text, strict=False))
    damaged = damaged.translate(FULL) if wide else damaged
    assume("两个数字之间" not in str(outcome(damaged)[0]))
    assert outcome(damaged)[1:] == outcome(text)[1:]


def outcome(text: str) -> tuple[object, ...]:
    try:
        read = parse_target(text)
    except TargetError as refused:
        return (str(refused), "refused")
    return ("", *[value for name, value in vars(read).items() if name != "raw"])


@pytest.mark.parametrize(
    "unit", ["1", "1,", "约", "[", "(1", "*", "①", "保持", "6-", "完成", "与", "万", "1 ", " ", "a"]
)
def test_garbage_is_refused_at_once(unit: str) -> None:
    garbage = (unit * 10_000)[:10_000]
    for text in (garbage, garbage[:80], garbage[:79] + "!"):
        started = time.perf_counter()
        outcome(text)
        assert time.perf_counter() - started < 0.1
