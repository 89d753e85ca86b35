"""What the catalogue's 校验规则 sheet must mean: known rules, and rules of the bureau's own that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from schemas import language
from schemas.catalogue import Catalogue
from schemas.parameters import EXPRESSION_PARAMETERS
from schemas.tables import TABLES, Table
from validators.notices import NOTICES
from validators.rule import THE_LIMIT, THIS_COLUMN, Rule, has_odd_braces, placeholders, spelled
from validators.rulebook import OWN, all_pages, is_own, settings

SHEET = "校验规则"
# (sheet, index of the row, column title, Chinese sentence)
Mistake = tuple[str, int | None, str, str]
_OF_OWN_RULES = ("表", "列", "条件", "提示语", "修改建议")
_REQUIRED = ("严重程度", "表", "列", "条件", "提示语")
# What a message may name besides the columns of its table.
_NAMES = ("本列", "列名", "限值")
# Whether a condition fits into Excel does not hang on the values of the parameters.
_ANY_VALUES = {name: date(2023, 6, 30) if kind == "date" else 1.0 for name, kind in EXPRESSION_PARAMETERS.items()}


def rule_mistakes(catalogue: Catalogue) -> Iterator[Mistake]:
    """Every mistake in the sheet, line by line."""
    known = {page.rule.code: page.rule for page in all_pages()}
    for index, row in enumerate(settings(catalogue)):
        code = str(row["规则编号"])
        if is_own(code):
            found = _own_rule(row)
        elif code in known:
            found = _setting(row, known[code])
        else:
            found = iter([("规则编号", _unknown(code))])
        for title, message in found:
            yield SHEET, index, title, message


def _unknown(code: str) -> str:
    if any(notice.code == code for notice in NOTICES):
        return f"“{code}”是文件和填写的基本检查，不能关闭或修改，请删除此行。"
    return f"没有编号为“{code}”的规则，编号见《校验规则手册》；自己的规则编为“{OWN}01”。"


def _setting(row: dict[str, Any], rule: Rule) -> Iterator[tuple[str, str]]:
    if row["限值"] is not None and rule.limit is None:
        yield "限值", f"规则{rule.code}没有限值，请清空此格。"
    for title in _OF_OWN_RULES:
        if row[title] is not None:
            yield title, f"{rule.code}是已有的规则，“{title}”不能改；自己的规则请另起一行，编为“{OWN}01”。"


def _own_rule(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for title in _REQUIRED:
        if row[title] is None:
            yield title, f"自定规则须填写“{title}”。"
    table = TABLES.get(row["表"] or "")
    if row["表"] is not None and table is None:
        yield "表", f"没有“{row['表']}”表，可选：{'、'.join(TABLES)}。"
    if table is None:
        return
    blamed: str | None = row["列"]
    if blamed is not None and blamed not in [column.title for column in table.answers]:
        answers = "、".join(column.title for column in table.answers)
        yield "列", f"“{blamed}”不是“{table.name}”表中由部门填写的列，可选：{answers}。"
        blamed = None
    if row["条件"] is not None:
        wrong = _condition(row, table, blamed)
        if wrong:
            yield "条件", wrong
    for text in ("提示语", "修改建议"):
        if has_odd_braces(row[text] or ""):
            yield text, "花括号没有成对，或里面没有列名；要引用某列的填写内容，请写成{列名}的样式，如{本列}。"
        for name in placeholders(row[text] or ""):
            if name not in table.by_title and name not in _NAMES:
                yield text, f"花括号里的“{name}”不是“{table.name}”表的列。"


def _condition(row: dict[str, Any], table: Table, title: str | None) -> str:
    """What is wrong with a condition, with the place in its text; "" where nothing is."""
    text = spelled(row["条件"])
    kinds: dict[str, language.Type] = dict(table.kinds)
    if title is not None:
        kinds[THIS_COLUMN[1:-1]] = table.by_title[title].kind
    if row["限值"] is not None:
        kinds[THE_LIMIT[1:-1]] = "number"
    elif THE_LIMIT in text:
        return f"条件中用到{THE_LIMIT}，但没有填写“限值”。"
    if title is None and THIS_COLUMN in text:
        return ""  # what is wrong stands in 列
    try:
        expression = language.parse(text, kinds, EXPRESSION_PARAMETERS)
        if not expression.columns:
            return "条件里没有用到任何一列，对每一行都一样；列名请写在方括号里，如[本列]。"
        language.violated_excel(expression, _any_cell, _ANY_VALUES, _any_range)
    except language.ExpressionError as error:
        place = error.pointer if error.text else ""
        return f"{error.message}{f'，见：{place}' if place and place not in error.message else ''}。"
    return ""


def _any_cell(title: str) -> str:
    return "$AA$1000"


def _any_range(title: str) -> str:
    return "$AA$1000:$AA$2000"
