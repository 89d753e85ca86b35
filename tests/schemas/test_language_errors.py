"""A person who writes a wrong expression is told what is wrong and where."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.language import ExpressionError, Type, evaluate, parse, to_excel, violated_excel

KINDS: dict[str, Type] = {"总投资(万元)": "number", "项目阶段": "text", "开工日期": "date"}
PARAMETERS: dict[str, Type] = {"快于预期阈值": "number"}


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "条件是空的"),
        ("[总投资(万元)] >", 11, "条件没有写完：[总投资(万元)] >▶"),
        ("[总投资(万元)] >= 且 1", 13, "条件第 14 个字处看不懂：…总投资(万元)] >= ▶且 1"),
        ("1 = 1 [", 6, "条件第 7 个字处方括号没有成对：1 = 1 ▶["),
        ("[项目阶段] = “开工", 9, "条件第 10 个字处引号没有成对：[项目阶段] = ▶“开工"),
        ("1 < 2 < 3", 6, "条件第 7 个字处一次只能比较两个值，请用“且”连接两次比较：1 < 2 ▶< 3"),
        ("1 > [总投资]", 4, "没有“总投资”这一列，是不是“总投资(万元)”？"),
        ("[完全无关] > 1", 0, "没有“完全无关”这一列"),
        ("参数(快于阈值) > 1", 0, "没有“快于阈值”这个参数，是不是“快于预期阈值”？"),
        ("1 + 四舍五如(1, 2)", 4, "没有“四舍五如”这个函数，是不是“四舍五入”？"),
        ("四舍五入(1)", 0, "“四舍五入”要 2 个值，这里有 1 个；写法：四舍五入(数字, 位数)"),
        ("最大()", 0, "“最大”要至少 1 个值，这里有 0 个；写法：最大(值, 值, …)"),
        ("[项目阶段] > 3", 0, "“项目阶段”是文字，不能与数字比较"),
        ("3 = [项目阶段]", 4, "“项目阶段”是文字，不能与数字比较"),
        ("[项目阶段] < “甲”", 0, "“项目阶段”是文字，只能用 = 或 <> 比较，不能比大小"),
        ("[开工日期] > 45000", 0, "“开工日期”是日期，不能与数字比较"),
        ("1 + [项目阶段]", 4, "“项目阶段”是文字，不能加减乘除"),
        ("[开工日期] + 1", 0, "“开工日期”是日期，不能加减乘除；相差几天请用 天数(日期, 日期)"),
        ("1 = 1 且 [总投资(万元)]", 8, "“且”要连接条件，“总投资(万元)”是数字"),
        ("(1 = 1) = (2 = 2)", 1, "“1 = 1”是条件，不能再拿来比较"),
        ("[项目阶段] = 空", 9, "与“空”比较永远没有结果；判断没有填写请用 为空(…)"),
        ("[项目阶段] = “ ”", 9, "引号里没有字；判断没有填写请用 为空(…)"),
        ("长度([总投资(万元)])", 3, "“总投资(万元)”是数字，“长度”这里要用文字"),
        ("如果(1 = 1, 1, “甲”)", 13, "““甲””是文字，“如果”这里要用数字（与“1”一样）"),
        ("包含([项目阶段], [项目阶段])", 11, "“包含”里要写带引号的文字，这里是“项目阶段”"),
        ("四舍五入(1, 1.5)", 8, "“四舍五入”的位数要写 -9 到 9 的整数，这里是“1.5”"),
        ("日期(“2023-02-30”)", 3, '“2023-02-30”不是日期，要写成 日期("2023-06-30")'),
        ("查找([项目阶段], [项目阶段], [项目阶段])", 19, "“项目阶段”是文字，“查找”这里要用数字列"),
    ],
)
def test_message_and_place(text: str, position: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, KINDS, PARAMETERS)
    assert (str(caught.value), caught.value.position) == (message, position)
    assert caught.value.pointer.count("▶") == 1


def test_what_is_too_long_or_too_deep_is_refused() -> None:
    for text in ("(" * 1500 + "1" + ")" * 1500, "1" + "+1" * 1900, "1" * 5000, "-" * 1000 + "1"):
        try:
            parsed = parse(text, KINDS)
        except ExpressionError:
            continue
        assert to_excel(parsed, cell=str)


def test_a_formula_excel_cannot_hold_is_refused() -> None:
    long = parse(" 且 ".join(["[项目阶段] <> “甲”"] * 150), KINDS)
    with pytest.raises(ExpressionError, match="Excel 最多容纳 8191 个"):
        to_excel(long, cell=lambda title: "$F5")


def test_a_number_cannot_be_violated_and_lookup_needs_a_range() -> None:
    with pytest.raises(ExpressionError, match="不是条件"):
        violated_excel(parse("1 + 1", KINDS), cell=str)
    with pytest.raises(ExpressionError, match="整列的范围"):
        to_excel(parse("查找([项目阶段], [项目阶段], [总投资(万元)])", KINDS), cell=str)


def test_an_error_keeps_its_place_between_processes() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("1 +", KINDS)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.position, copy.pointer) == (str(caught.value), 3, "1 +▶")


PIECES = [*'()（）[]"“”,，+-×÷^<>=≠ 且或非若则空%1.参', "[总投资(万元)]", "[项目阶段]", "[开工日期]", "“甲”"]
PIECES += ["为空(", "最大(", "如果(", "参数(快于预期阈值)", "日期(“2023-06-30”)", "查找(", "\n", "\x00", "é"]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=20))
@example("参数()")
@example("[]")
@example("空(1)")
def test_only_expression_errors_ever_come_out(text: str) -> None:
    import pandas as pd

    try:
        parsed = parse(text, KINDS, PARAMETERS)
        to_excel(parsed, cell=lambda title: "$F5", parameters={"快于预期阈值": 1.0}, column_range=str)
    except ExpressionError as error:
        assert 0 <= error.position <= len(text)
        return
    frame = pd.DataFrame({"总投资(万元)": [1.0], "项目阶段": ["甲"], "开工日期": [45107.0]})
    assert len(evaluate(parsed, frame, {"快于预期阈值": 1.0})) == 1
