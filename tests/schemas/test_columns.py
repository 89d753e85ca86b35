"""The columns of every table: their fixed names, and one definition read alike by form and checks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest

from schemas import language
from schemas.catalogue import SHEETS
from schemas.columns import Column, FormTable, answer, columns_of, computed, given
from schemas.compute import in_order
from schemas.parameters import EXPRESSION_PARAMETERS
from schemas.tables import CATALOGUE_TABLES, FORM_TABLES, INDICATOR_TABLES, MAIN, Table
from workbook_templates.validation import validation_of

INDICATORS = """
编号 类别 指标名称 单位 属性 2020年基期值 2025年目标值 牵头部门 |
数值口径 2021年完成值 2022年完成值 2023年6月完成值 数据来源 =实现进度 =时序进度 =系统判断 填报判断
2025年预期值 预期展望 未达进度原因 调整建议 相关说明 下一步措施
"""
# design/domain.md: names are fixed, other tools read them. Before the bar what the catalogue gives, behind
# it what the department answers; = is a formula.
DOMAIN = {
    "封面": "填报单位 | 填报人 联系电话 审核人 填报日期 版次",
    "表1 主要指标": INDICATORS,
    "表2 章节指标": INDICATORS,
    "表3 重大任务": """
        编号 评估范围 章节 任务内容 牵头部门 配合部门 |
        进展状态 政策措施 取得成效 存在问题 下一步对策
    """,
    "表4 重大项目": """
        编号 专栏 项目名称 建设内容 建设性质 计划起止年限 总投资(万元) 规划期计划投资(万元) 责任部门 |
        项目阶段 开工日期 累计完成投资(万元) =投资完成率 形象进度 预计竣工日期 预期展望 支撑作用 存在问题 相关说明
    """,
    "表5 专项规划": """
        编号 专项规划名称 牵头部门 |
        评估状态 主要目标数 已达进度目标数 实施进展 对纲要支撑情况 存在问题 是否需要调整修订 报告报送日期
    """,
    "表6 配合指标": """
        编号 指标名称 单位 牵头部门 配合部门 |
        数值口径 2021年完成值 2022年完成值 2023年6月完成值 数据来源 相关说明
    """,
}

every_table = pytest.mark.parametrize("table", FORM_TABLES, ids=lambda table: table.name)
every_answer = pytest.mark.parametrize(
    ("table", "column"),
    [
        pytest.param(table, column, id=f"{table.name}-{column.title}")
        for table in FORM_TABLES
        if table.name != "章节指标"  # the same as 主要指标
        for column in table.answers
    ],
)


@pytest.mark.parametrize("sheet", DOMAIN)
def test_titles_are_the_fixed_ones(sheet: str) -> None:
    (table,) = [table for table in FORM_TABLES if table.sheet == sheet]
    given_part, asked_part = DOMAIN[sheet].split("|")
    expected = [(title, "given") for title in given_part.split()]
    expected += [(t.removeprefix("="), "computed" if t.startswith("=") else "answer") for t in asked_part.split()]
    assert [(c.title, c.role) for c in table.columns if not c.hidden] == expected


def test_sheets_of_the_form() -> None:
    assert [table.sheet for table in FORM_TABLES] == [*DOMAIN, "评估报告"]
    assert {table.name for table in CATALOGUE_TABLES} <= {sheet.name for sheet in SHEETS}


@every_table
def test_a_row_is_known_by_its_code_and_label(table: Table) -> None:
    titles = [column.title for column in table.columns]
    assert len(set(titles)) == len(titles)
    assert table.label in titles
    if not table.vertical:
        assert titles[0] == "编号"
    if table in CATALOGUE_TABLES:
        assert table.by_title[table.lead].role == "given"


@every_table
def test_given_columns_that_people_see_come_from_the_catalogue(table: Table) -> None:
    if table in CATALOGUE_TABLES:
        (sheet,) = [sheet for sheet in SHEETS if sheet.name == table.name]
        known = {column.title for column in sheet.columns}
        assert {c.title for c in table.columns if c.role == "given" and not c.hidden} <= known


@every_table
def test_only_answers_can_be_required(table: Table) -> None:
    for column in table.columns:
        assert column.role == "answer" or column.required is False
        assert (column.formula is not None) == (column.role == "computed")
        assert not column.hidden or column.role != "answer"


@every_table
def test_formulas_and_conditions_can_be_read(table: Table) -> None:
    assert {column.title for column in in_order(table.columns)} == {column.title for column in table.computed}
    for column in table.answers:
        if isinstance(column.required, str):
            assert language.parse(column.required, table.kinds, EXPRESSION_PARAMETERS).type == "bool"


def test_computed_columns_follow_those_they_use() -> None:
    order = [column.title for column in in_order(MAIN.columns)]
    for first, then in (("采用值", "参照值"), ("参照值", "实现进度"), ("实现进度", "节奏"), ("节奏", "系统判断")):
        assert order.index(first) < order.index(then)


# ---------------------------------------------------------------- one definition, read twice


@every_answer
def test_the_dropdown_offers_what_the_check_allows(table: Table, column: Column) -> None:
    validation = validation_of(column)
    if column.choices:
        assert validation is not None
        assert (validation["validate"], validation["source"]) == ("list", list(column.choices))
        assert len(",".join(column.choices)) <= 255, "Excel's limit for a list"
        assert rejected(table, column, [*column.choices, "别的"]) == ["别的"]


@every_answer
def test_the_limits_of_the_cell_are_those_of_the_check(table: Table, column: Column) -> None:
    validation = validation_of(column)
    if column.kind == "number":
        assert validation is not None
        low, high = validation["minimum"], validation["maximum"]
        assert validation["validate"] == ("integer" if column.decimals == 0 else "decimal")
        if column.at_least is not None:
            assert rejected(table, column, [low, low - 1]) == [low - 1]
        if column.at_most is not None:
            assert rejected(table, column, [high, high + 1]) == [high + 1]
        assert rejected(table, column, [1.0]) == []
    elif column.kind == "date":
        assert validation is not None and validation["validate"] == "date"
        inside = [pd.Timestamp(validation["minimum"]), pd.Timestamp(validation["maximum"])]
        outside = [inside[0] - pd.Timedelta(days=1), inside[1] + pd.Timedelta(days=1)]
        assert rejected(table, column, [*inside, *outside]) == outside


@every_answer
def test_the_longest_text_of_the_cell_is_that_of_the_check(table: Table, column: Column) -> None:
    validation = validation_of(column)
    if column.kind == "text" and not column.choices:
        assert validation is not None and validation["validate"] == "length"
        longest = "长" * validation["value"]
        assert rejected(table, column, [longest, longest + "长"]) == [longest + "长"]


@every_answer
def test_what_excel_shows_fits_and_says_something(table: Table, column: Column) -> None:
    validation: dict[str, Any] = validation_of(column) or {}
    assert validation["input_title"] == column.title
    assert len(validation["input_message"]) <= 255 and len(validation["error_message"]) <= 255
    assert len(validation["input_title"]) <= 32 and len(validation["error_title"]) <= 32
    assert validation["error_message"].startswith(f"“{column.title}”")
    assert column.help == "" or column.help.endswith("。")


@every_answer
def test_the_example_passes_the_check(table: Table, column: Column) -> None:
    if column.example and column.kind == "text":
        assert rejected(table, column, [column.example]) == []
    elif column.example and column.kind == "date":
        assert rejected(table, column, [pd.Timestamp(column.example)]) == []
    elif column.example:
        assert rejected(table, column, [float(column.example)]) == []


@every_answer
def test_a_blank_is_wrong_only_where_the_column_is_always_required(table: Table, column: Column) -> None:
    dtype = {"number": "float64", "date": "datetime64[ns]", "text": "str"}[column.kind]
    blank = pd.Series([None], dtype=dtype, name=column.title)
    schema = table.model.to_schema().columns[column.title]
    assert schema.nullable is (column.required is not True)
    if column.required is True:
        with pytest.raises(pa.errors.SchemaError):
            schema.validate(blank.to_frame())
    else:
        schema.validate(blank.to_frame())


def rejected(table: Table, column: Column, values: list[Any]) -> list[Any]:
    """Which of the values the column's pandera checks turn down."""
    dtype = {"number": "float64", "date": "datetime64[ns]", "text": "str"}[column.kind]
    frame = pd.Series(values, dtype=dtype, name=column.title).to_frame()
    wrong: set[int] = set()
    try:
        table.model.to_schema().columns[column.title].validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            assert isinstance(error.check_output, pd.Series)
            wrong |= set(error.check_output.index[~error.check_output])
    return [value for at, value in enumerate(values) if at in wrong]


# ---------------------------------------------------------------- the three kinds of field


class Sample(FormTable):
    code: str = given("编号", width=7)
    stage: str = answer("阶段", choices=("在建", "竣工"), help="选一个。", example="在建")
    started: pa.Timestamp = answer("开工", required='[阶段] = "在建"', at_least=date(2000, 1, 1))
    cost: float = answer("投资", at_least=0, at_most=100, decimals=2)
    scope: str = answer("范围", choices=("县", "市"), many=True, required=False)
    share: float = computed("比例", "[投资] / 100", percent=True, decimals=1)


def test_a_field_carries_what_every_room_needs() -> None:
    code, stage, started, cost, scope, share = columns_of(Sample)
    assert (code.role, code.kind, code.required, code.width) == ("given", "text", False, 7)
    assert (stage.role, stage.choices, stage.required, stage.help) == ("answer", ("在建", "竣工"), True, "选一个。")
    assert (started.kind, started.at_least, started.required) == ("date", date(2000, 1, 1), '[阶段] = "在建"')
    assert (cost.kind, cost.at_least, cost.at_most, cost.decimals) == ("number", 0, 100, 2)
    assert (scope.many, scope.choices, scope.required) == (True, ("县", "市"), False)
    assert (share.role, share.formula, share.percent) == ("computed", "[投资] / 100", True)


def test_dates_in_a_cell_are_limited_even_without_a_check() -> None:
    validation = validation_of(columns_of(Sample)[2])
    assert validation is not None
    assert (validation["minimum"], validation["maximum"]) == (datetime(2000, 1, 1), datetime(2099, 12, 31))


def test_indicator_tables_ask_the_same() -> None:
    first, second = (table.columns for table in INDICATOR_TABLES)
    assert first == second
