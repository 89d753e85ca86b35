"""What expressions mean, on small tables."""

from __future__ import annotations

import datetime as dt
import pickle
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.language import Type, evaluate, parse, verdicts
from tests.schemas.random_expressions import COLUMNS, PARAMETERS, VALUES, Generator, random_rows

KINDS: dict[str, Type] = {"甲": "number", "乙": "number", "阶段": "text", "开工": "date", "编号": "text"}


def value(text: str, **cells: object) -> object:
    """The value in one row; a column that is not given is blank. Missing is None."""
    row = pd.DataFrame([{title: cells.get(title) for title in KINDS}], dtype=object)
    result = evaluate(parse(text, KINDS), row).iloc[0]
    return None if pd.isna(result) else result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 × 3", 7),
        ("(1 + 2) × 3", 9),
        ("（1＋2）＊3", 9),
        ("10 − 4 − 3", 3),
        ("12 ÷ 3 / 2", 2),
        ("2^3^2", 512),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("2^-1", 0.5),
        ("--3", 3),
        ("50%", 0.5),
        ("8 ％ × 100", 8),
        ("1.5e3", 1500),
        ("1 = 1 或 1 = 2 且 1 = 2", True),
        ("(1 = 1 或 1 = 2) 且 1 = 2", False),
        ("非 1 = 2 且 1 = 1", True),
        ("非(1 = 1 或 1 = 1)", False),
        ("若 1=2 则 1=2 且 1=2", True),
        ("若1=1则1=2或1=1", True),
        ("若 1=1 则 若 1=1 则 1=2", False),
        ("1 ＜ 2", True),
        ("2 ＞＝ 2", True),
        ("1 ≠ 1", False),
        ("0.1 + 0.2 = 0.3", True),
        ("0.1 + 0.2 > 0.3", False),
        ("0.000001 > 0", True),
    ],
)
def test_precedence_and_signs(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[甲] + 1", None),
        ("空 + 1", None),
        ("1 ÷ 0", None),
        ("0 ÷ 0", None),
        ("0 ^ 0", None),
        ("0 ^ -1", None),
        ("(-8) ^ 0.5", None),
        ("(-8) ^ (1 ÷ 3)", None),
        ("1e300 × 1e300", None),
        ("[甲] > 0", None),
        ("非 [甲] > 0", None),
        ("[甲] > 0 且 1 = 2", False),
        ("[甲] > 0 且 1 = 1", None),
        ("[甲] > 0 或 1 = 1", True),
        ("[甲] > 0 或 1 = 2", None),
        ("若 [甲] > 0 则 1 = 2", None),
        ("若 1 = 2 则 [甲] > 0", True),
        ("[阶段] <> “已开工”", None),
        ("[开工] < 日期(“2023-06-30”)", None),
    ],
)
def test_missing_makes_missing_and_unknown(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("为空([甲])", {}, True),
        ("为空([甲])", {"甲": 0}, False),
        ("为空([甲])", {"甲": "5"}, True),
        ("为空([甲] > 0)", {}, True),
        ("非为空([阶段])", {"阶段": "　 "}, False),
        ("长度([阶段])", {"阶段": " 已 开工　"}, 4),
        ("长度([阶段])", {}, 0),
        ("绝对值([甲])", {"甲": -3}, 3),
        ("四舍五入(2.675, 2)", {}, 2.68),
        ("四舍五入(-2.5, 0)", {}, -3),
        ("四舍五入(1250, -2)", {}, 1300),
        ("最大([甲], [乙])", {"甲": -1}, -1),
        ("最大([甲], [乙])", {}, None),
        ("最小([甲], 3，[乙])", {"甲": 5}, 3),
        ('最大([开工], 日期("2023-06-30")) = [开工]', {"开工": dt.date(2024, 1, 1)}, True),
        ("求和([甲], [乙])", {"乙": 2}, 2),
        ("求和([甲], [乙])", {}, None),
        ("平均([甲], [乙], 3)", {"甲": 1}, 2),
        ("平均([甲])", {}, None),
        ("计数([甲], [阶段], [开工], 1 ÷ [甲], [乙] > 1)", {"甲": 0, "阶段": "x"}, 2),
        ("首个([甲], [乙], 7)", {"乙": 2}, 2),
        ("首个([甲], [乙], 7)", {}, 7),
        ("首个([阶段], “未填”)", {"阶段": " "}, "未填"),
        ("如果([甲] > 1, “大”, “小”)", {"甲": 2}, "大"),
        ("如果([甲] > 1, “大”, “小”)", {"甲": 1}, "小"),
        ("如果([甲] > 1, “大”, “小”)", {}, None),
        ("如果([甲] > 1, [甲], 空)", {"甲": 1}, None),
        ("包含([阶段], “工”)", {"阶段": "已开工"}, True),
        ("包含([阶段], “a”)", {"阶段": "A"}, False),
        ("包含([阶段], “.”)", {"阶段": "A"}, False),
        ("包含([阶段], “工”)", {}, None),
        ("属于([阶段], “已开工”, “未开工”)", {"阶段": " 未开工"}, True),
        ("属于([阶段], “已开工”, “未开工”)", {"阶段": "开工"}, False),
        ("属于([阶段], “已开工”, “未开工”)", {}, None),
        ("年份([开工])", {"开工": dt.date(2023, 12, 31)}, 2023),
        ("年份([开工])", {"开工": -1}, None),
        ("天数([开工], 日期(“2023-06-30”))", {"开工": dt.datetime(2023, 7, 2, 18, 0)}, 2),
        ("[阶段]", {"阶段": "　甲   乙 "}, "甲 乙"),
        ("[阶段] = “12”", {"阶段": 12.0}, True),
        ("[阶段] = “a”", {"阶段": "A"}, False),
        ("[甲]", {"甲": True}, None),
        ("[甲]", {"甲": "5"}, None),
        ("[甲]", {"甲": float("inf")}, None),
        ("[开工]", {"开工": dt.date(2023, 6, 30)}, 45107),
        ("[开工]", {"开工": dt.date(1900, 1, 1)}, 1),
    ],
)
def test_functions_and_cells(text: str, cells: dict[str, object], expected: object) -> None:
    assert value(text, **cells) == expected


def test_lookup_takes_the_first_row_that_fits() -> None:
    #  编号  上级  数字
    table = [["A", "b", 1.0], ["B", "A", np.nan], ["b", "C", 5.0], ["C", None, 7.0]]
    frame = pd.DataFrame(table, columns=["编号", "上级", "数字"])
    kinds: dict[str, Type] = {"编号": "text", "上级": "text", "数字": "number"}
    found = evaluate(parse("查找([上级], [编号], [数字])", kinds), frame)
    assert found.fillna(-1).tolist() == [-1, 1, 7, -1]


def test_dates_and_clean_dtypes_keep_the_index() -> None:
    frame = pd.DataFrame(
        {
            "甲": pd.array([1, None], dtype="Int64"),
            "阶段": pd.Series([" 已开工", None], dtype="str"),
            "开工": [pd.Timestamp("2023-06-30 13:00"), pd.NaT],
        },
    ).set_index(pd.Index([7, 3]))
    assert evaluate(parse("[甲]", KINDS), frame).to_dict() == pytest.approx({7: 1.0, 3: np.nan}, nan_ok=True)
    assert evaluate(parse("[开工]", KINDS), frame).to_dict() == pytest.approx({7: 45107, 3: np.nan}, nan_ok=True)
    assert evaluate(parse("[阶段]", KINDS), frame).dropna().to_dict() == {7: "已开工"}
    true, false = verdicts(parse("[甲] = 1", KINDS), frame)
    assert (true.to_dict(), false.to_dict()) == ({7: True, 3: False}, {7: False, 3: False})


def test_constants_spread_over_all_rows_and_over_none() -> None:
    for rows in (0, 3):
        frame = pd.DataFrame({"甲": [1.0] * rows})
        for text in ("1 + 1", "“字”", "日期(“2023-06-30”)", "1 = 1", "长度(“字”)", "空"):
            assert len(evaluate(parse(text, KINDS), frame)) == rows


def test_parameters() -> None:
    frame = pd.DataFrame({"甲": [0.2, 0.05]})
    rule = parse("[甲] > 参数( 快于预期阈值 )", KINDS, {"快于预期阈值": "number"})
    assert rule.parameters == {"快于预期阈值"}
    assert evaluate(rule, frame, {"快于预期阈值": 0.1}).tolist() == [True, False]
    assert evaluate(rule, frame, {"快于预期阈值": None}).isna().all()


def test_an_expression_says_what_it_uses_and_travels_between_processes() -> None:
    rule = parse("[甲] > 1 且 为空([阶段])", KINDS)
    assert rule.type == "bool"
    assert rule.columns == {"甲", "阶段"}
    assert pickle.loads(pickle.dumps(rule)) == rule


def test_any_title_without_a_closing_bracket_can_be_a_column() -> None:
    kinds: dict[str, Type] = {"完成率(％)，含税 “一”[注": "number"}
    assert parse("[完成率(％)，含税 “一”[注] > 1", kinds).columns == set(kinds)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_nothing_is_both_true_and_false_and_not_swaps_them(seed: int) -> None:
    random = Random(seed)
    frame = pd.DataFrame(random_rows(random, 12), dtype=object)
    text = Generator(random).bool(2)
    true, false = verdicts(parse(text, COLUMNS, PARAMETERS), frame, VALUES)
    assert not (true & false).any()
    denied = verdicts(parse(f"非 ({text})", COLUMNS, PARAMETERS), frame, VALUES)
    assert (denied[0].tolist(), denied[1].tolist()) == (false.tolist(), true.tolist())
