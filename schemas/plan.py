"""From the catalogue to the rows of each department's form: the `given` columns of every table."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping

import pandas as pd

from schemas import targets
from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.parameters import HELPERS_REPORT
from schemas.report import HEADINGS
from schemas.tables import CATALOGUE_TABLES, HELPING, INDICATOR_TABLES, REPORT, TASKS, Table


def given_rows(catalogue: Catalogue, table: Table) -> pd.DataFrame:
    """All rows of a catalogue table with every `given` column of the form filled.

    Returns a frame in catalogue order, one row a code, columns = the table's given titles.
    It is made once a catalogue: copy it before changing it.
    """
    if table.name not in catalogue.given:
        frame = _helping_rows(catalogue) if table is HELPING else catalogue.frames[table.name]
        if table in INDICATOR_TABLES:
            frame = indicator_rows(frame, catalogue.parameters)
        titles = [column.title for column in table.columns if column.role == "given"]
        catalogue.given[table.name] = frame.reindex(columns=titles)
    return catalogue.given[table.name]


def _helping_rows(catalogue: Catalogue) -> pd.DataFrame:
    """Every indicator once for each department that helps with it; none unless the catalogue asks for them.

    Townships are left out: their form is a light one.
    """
    indicators = pd.concat([catalogue.frames[table.name] for table in INDICATOR_TABLES], ignore_index=True)
    if catalogue.parameters.get(HELPERS_REPORT) != "是":
        return indicators.iloc[:0]
    departments = set(catalogue.frames["部门"]["部门名称"]) - set(catalogue.townships)
    rows = indicators.assign(配合部门=indicators["配合部门"].fillna("").map(split_names)).explode("配合部门")
    helps = rows["配合部门"].isin(departments) & (rows["配合部门"] != rows["牵头部门"])
    return rows[helps].drop_duplicates(["编号", "配合部门"]).reset_index(drop=True)


# What the hidden columns of an indicator hang on.
_SAID = ["指标类型", "方向", "数据频率", "数据性质", "2020年基期值", "2025年目标值"]


def indicator_rows(frame: pd.DataFrame, parameters: dict[str, object]) -> pd.DataFrame:
    """Add the hidden columns that progress and verdict need (see `schemas.progress`)."""
    about, together = parameters["左右容差"], parameters["同步容差"]
    assert isinstance(about, float | int)
    assert isinstance(together, float | int)
    # Many indicators say the same: each different combination is read once.
    said = frame[_SAID]
    each = said.drop_duplicates()
    records = [_indicator(row, float(about), float(together)) for row in each.to_dict("records")]
    which = said.groupby(_SAID, sort=False, dropna=False).ngroup()
    columns = ["采用半年数", "基期数", "目标数", "达标线", "方向系数", "严格达标", "容差"]
    hidden = pd.DataFrame(records, columns=columns).take(which.to_numpy()).set_axis(frame.index)
    numbers = ["基期数", "目标数", "达标线", "方向系数", "容差"]
    hidden[numbers] = hidden[numbers].astype("float64")
    return pd.concat([frame, hidden], axis=1)


def _indicator(row: Mapping[Hashable, object], about: float, together: float) -> dict[str, object]:
    kind = str(row["指标类型"])
    base = targets.parse_base(row["2020年基期值"]).number
    target = targets.parse_target(row["2025年目标值"])
    is_total = kind in (v.CUMULATIVE, v.REDUCTION)
    number = targets.target_number(target, base, is_level=kind == v.LEVEL, is_total=is_total)
    sign = _sign(kind, str(row["方向"]))
    if target.comparator == "区间" and sign < 0:
        number = target.high
    attained_at = number
    if target.comparator == "≈" and number is not None:
        attained_at = number - sign * abs(number) * about
    return {
        "采用半年数": "是" if _half_year_counts(kind, row) else "否",
        "基期数": math.nan if base is None else base,
        "目标数": math.nan if number is None else number,
        "达标线": math.nan if attained_at is None else attained_at,
        "方向系数": sign,
        "严格达标": "是" if target.comparator in ("<", ">") else "否",
        "容差": together if target.relative == "同步" else 0.0,
    }


def _sign(kind: str, direction: str) -> float:
    """1 where more is better. Totals count up whatever they count; floors and ceilings say it themselves."""
    if kind in (v.CUMULATIVE, v.REDUCTION, v.FLOOR):
        return 1.0
    if kind == v.CEILING:
        return -1.0
    return -1.0 if direction == v.LOWER_BETTER else 1.0


def _half_year_counts(kind: str, row: Mapping[Hashable, object]) -> bool:
    """A half-year flow is never held against an annual target; in a five-year sum it is a part like any other."""
    if row["数据频率"] != v.MONTHLY:
        return False
    if kind == v.CUMULATIVE:
        return True
    return kind in (v.LEVEL, v.FLOOR, v.CEILING) and row["数据性质"] == v.STOCK


def rows_for(catalogue: Catalogue, table: Table, department: str) -> pd.DataFrame:
    """The rows of a table that one department answers; townships answer the tasks they help with."""
    if table is REPORT:
        return report_rows() if department not in catalogue.townships else report_rows().iloc[:0]
    rows = given_rows(catalogue, table)
    mine = rows[table.lead] == department
    if table is TASKS and department in catalogue.townships:
        helpers = rows["配合部门"].fillna("").map(split_names)
        mine |= helpers.map(lambda names: v.ALL_TOWNSHIPS in names or department in names)
    return rows[mine].reset_index(drop=True)


def report_rows() -> pd.DataFrame:
    """The six headings of 附件1 as rows of the report table."""
    return pd.DataFrame(HEADINGS, columns=["编号", "部分", "标题", "内容要求"])


def split_names(text: str) -> list[str]:
    """`县统计局、县公安局` → both names."""
    return [name.strip() for name in text.replace("；", "、").replace(";", "、").split("、") if name.strip()]


def reporters(catalogue: Catalogue) -> list[str]:
    """Every department that has at least one row to answer, in catalogue order."""
    busy: set[str] = set()
    townships = set(catalogue.townships)
    for table in (*CATALOGUE_TABLES, HELPING):
        rows = given_rows(catalogue, table)
        busy.update(rows[table.lead])
        if table is TASKS:
            for names in rows["配合部门"].dropna().map(split_names):
                busy.update(townships if v.ALL_TOWNSHIPS in names else townships.intersection(names))
    return [
        name
        for name in catalogue.frames["部门"]["部门名称"]
        if name in busy or (name not in townships and catalogue.must_report(name))
    ]
