"""What a catalogue must mean, beyond its columns: known departments, unique codes, readable targets, counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from schemas import targets, vocabulary
from schemas.catalogue import SHEETS, Catalogue
from schemas.parameters import PARAMETERS
from schemas.plan import split_names
from schemas.tables import CATALOGUE_TABLES, INDICATOR_TABLES
from validators.rule_settings import rule_mistakes

# (sheet, index of the row or None for the whole sheet, column title, Chinese sentence)
Mistake = tuple[str, int | None, str, str]


def content_mistakes(catalogue: Catalogue) -> Iterator[Mistake]:
    """Every mistake in meaning, sheet by sheet."""
    yield from _parameter_values(catalogue)
    for sheet in SHEETS:
        yield from _duplicates(sheet.name, sheet.key, catalogue.frames[sheet.name])
    yield from _codes_across_tables(catalogue)
    for table in CATALOGUE_TABLES:
        frame = catalogue.frames[table.name]
        for title in (table.lead, "配合部门"):
            if title in frame:
                yield from _unknown_departments(table.name, title, frame, catalogue)
        if "评估范围" in frame:
            yield from _unknown_scopes(table.name, frame)
    for table in INDICATOR_TABLES:
        yield from _targets(table.name, catalogue.frames[table.name])
        yield from _references(table.name, catalogue)
    yield from _counts(catalogue)
    yield from rule_mistakes(catalogue)


def _parameter_values(catalogue: Catalogue) -> Iterator[Mistake]:
    names = catalogue.frames["参数"]["参数"].tolist()
    value = catalogue.parameters
    for parameter in PARAMETERS:
        said = value.get(parameter.name)
        if parameter.choices and said is not None and said not in parameter.choices:
            options = "或".join(f"“{choice}”" for choice in parameter.choices)
            yield "参数", names.index(parameter.name), "取值", f"“{parameter.name}”应填{options}。"
    if value["快于预期阈值"] < value["基本符合阈值"]:
        yield "参数", names.index("快于预期阈值"), "取值", "“快于预期阈值”不能小于“基本符合阈值”。"
    if value["规划结束年"] <= value["规划起始年"]:
        yield "参数", names.index("规划结束年"), "取值", "“规划结束年”应晚于“规划起始年”。"


def _duplicates(sheet: str, key: str, frame: pd.DataFrame) -> Iterator[Mistake]:
    for index in frame.index[frame[key].duplicated() & frame[key].notna()]:
        yield sheet, index, key, f"“{key}”{_shown(frame.at[index, key])}重复出现，请保持唯一。"


def _shown(value: object) -> str:
    return value.strftime("%Y-%m-%d") if isinstance(value, pd.Timestamp) else f"“{value}”"


def _codes_across_tables(catalogue: Catalogue) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for table in CATALOGUE_TABLES:
        for index, code in enumerate(catalogue.frames[table.name]["编号"].tolist()):
            other = seen.setdefault(code, table.name)
            if other != table.name:
                yield table.name, index, "编号", f"编号“{code}”已在“{other}”表中使用，请改用不同的编号。"


def _unknown_departments(sheet: str, title: str, frame: pd.DataFrame, catalogue: Catalogue) -> Iterator[Mistake]:
    known = {*catalogue.frames["部门"]["部门名称"].tolist(), vocabulary.ALL_TOWNSHIPS}
    for index, name in _names_outside(frame[title], known, many=title == "配合部门"):
        message = f"“{title}”中的“{name}”不在“部门”表中，请改成“部门”表里的名称或在该表补充。"
        yield sheet, index, title, message


def _unknown_scopes(sheet: str, frame: pd.DataFrame) -> Iterator[Mistake]:
    for index, name in _names_outside(frame["评估范围"], vocabulary.SCOPES, many=True):
        message = f"“评估范围”中的“{name}”不在可选项内，可选项为：{'、'.join(vocabulary.SCOPES)}。"
        yield sheet, index, "评估范围", message


def _names_outside(cells: pd.Series, known: Collection[str], many: bool) -> Iterator[tuple[int, str]]:
    """(index, name) of every name that is not among the known ones; each different text is taken apart once."""
    strange: dict[str, list[str]] = {}
    for text in cells.dropna().unique().tolist():
        names = [name for name in (split_names(text) if many else [text]) if name not in known]
        if names:
            strange[text] = names
    for index in cells.index[cells.isin(list(strange))]:
        for name in strange[cells[index]]:
            yield index, name


def _targets(sheet: str, frame: pd.DataFrame) -> Iterator[Mistake]:
    titles = ("2020年基期值", "2025年目标值", "指标类型", "单位")
    told: dict[tuple[str, ...], list[tuple[str, str]]] = {}  # rows that say the same are read once
    for index, said in enumerate(zip(*(frame[title].tolist() for title in titles), strict=True)):
        if said not in told:
            told[said] = list(_wrong_with_target(*said))
        for title, message in told[said]:
            yield sheet, index, title, message


def _wrong_with_target(base_text: str, target_text: str, kind: str, unit: str) -> Iterator[tuple[str, str]]:
    """(column title, Chinese sentence) of every mistake in one indicator's base and target."""
    base = target = None
    try:
        base = targets.parse_base(base_text)
    except targets.TargetError as error:
        yield "2020年基期值", str(error)
    try:
        target = targets.parse_target(target_text)
    except targets.TargetError as error:
        yield "2025年目标值", str(error)
    if base is not None and target is not None:
        for contradiction in _contradictions(kind, unit, base, target):
            yield "2025年目标值", contradiction


_LIMITED_ABOVE = ("≤", "<")
# Targets of these kinds must be numbers; a floor may be whatever the level above decides.
_NUMERIC = (vocabulary.LEVEL, vocabulary.GROWTH, vocabulary.CUMULATIVE, vocabulary.REDUCTION)


def _contradictions(kind: str, unit: str, base: targets.Base, target: targets.Target) -> Iterator[str]:
    """What a target says that its row's kind, unit or base contradict."""
    if kind == vocabulary.LEVEL:
        bracket = targets.check_bracket(base, target)
        if bracket:
            yield bracket
        if base.number is None and target.number is not None:
            yield "水平型指标要有“2020年基期值”才能计算进度；没有基期值的请把“指标类型”改为底线型或上限型。"
    if kind in (vocabulary.CUMULATIVE, vocabulary.REDUCTION) and target.comparator in _LIMITED_ABOVE:
        yield f"{kind}指标的目标写成了上限“{target.raw}”，请把“指标类型”改为上限型，或改写目标。"
    if (target.comparator == "相对") != (kind == vocabulary.RELATIVE) and kind != vocabulary.QUALITATIVE:
        yield f"目标“{target.raw}”与指标类型“{kind}”不符：与其他指标比较的目标只能用相对型。"
    elif kind in _NUMERIC and target.comparator in ("定性", "无"):
        yield f"{kind}指标的目标应是数字，“{target.raw}”不是；由人工判断的请把“指标类型”改为定性型。"
    stated = target.unit_in_text
    if stated and stated != unit and (stated, unit) != ("个百分点", "%"):
        yield f"目标“{target.raw}”带的单位“{stated}”与“单位”列的“{unit}”不同，请换算成“{unit}”后填写。"


def _references(sheet: str, catalogue: Catalogue) -> Iterator[Mistake]:
    frame = catalogue.frames[sheet]
    codes = {code for table in INDICATOR_TABLES for code in catalogue.frames[table.name]["编号"].tolist()}
    references = frame.loc[frame["指标类型"] == vocabulary.RELATIVE, "参照指标"]
    for index in references.index[~references.isin(codes)]:
        yield sheet, index, "参照指标", "相对型指标要在“参照指标”列填写所参照指标的编号。"


def _counts(catalogue: Catalogue) -> Iterator[Mistake]:
    main, projects = catalogue.frames["主要指标"], catalogue.frames["重大项目"]
    binding = int((main["属性"] == vocabulary.BINDING).sum())
    for sheet, parameter, what, count in (
        ("主要指标", "主要指标数", "个主要指标", len(main)),
        ("主要指标", "主要指标方面数", "个方面（类别）", main["类别"].nunique()),
        ("主要指标", "约束性指标数", "个约束性指标", binding),
        ("专项规划", "专项规划数", "个专项规划", len(catalogue.frames["专项规划"])),
        ("重大项目", "专栏数", "个专栏", projects["专栏"].nunique()),
    ):
        expected = catalogue.parameters.get(parameter)
        if expected is not None and expected != count:
            yield sheet, None, "", f"共有{count}{what}，与“参数”表的{parameter}（{expected:g}）不符，请核对。"
