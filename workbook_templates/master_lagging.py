"""专题: what lags across all tables, with reason, measures and whom to ask (问题导向)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter

from schemas import vocabulary as v
from schemas.lagging import MOST_ON_SCHEDULE, lagging
from schemas.parameters import expression_values
from schemas.tables import CATALOGUE_TABLES, COVER, INDICATOR_TABLES, PLANS, PROJECTS, TASKS, Table
from validators.check import Checked
from validators.contacts import NOBODY, Contact, contacts
from workbook_templates.master_listing import (
    FADED,
    MISSING_FILL,
    Field,
    Listing,
    Live,
    Lookup,
    centred,
    text_field,
)
from workbook_templates.master_tables import area_of
from workbook_templates.styles import A3, Formats, verdict_formats

SHEET = "专题"
# Of each table at most the gravest so many: more nobody reads on one sheet.
MOST = 300
NOT_WRITTEN, NOT_ASKED = "未填写", "—"

_FIELDS: tuple[Field, ...] = (
    centred("表", 10),
    centred("编号", 8),
    centred("查看", 5),
    text_field("事项", 33),
    centred("属性/专栏", 16),
    centred("牵头部门", 19),
    text_field("滞后情况", 30),
    centred("现状", 11),
    text_field("原因和问题", 39),
    text_field("下一步措施", 39),
    text_field("联系人", 15),
)


@dataclass(frozen=True)
class _Words:
    """Which columns of a table answer this sheet's questions; "" where the form does not ask."""

    state: str
    group: str
    reason: str
    measures: str


_COLUMNS = {
    **{table.name: _Words("最终判断", "属性", "未达进度原因", "下一步措施") for table in INDICATOR_TABLES},
    TASKS.name: _Words("进展状态", "", "存在问题", "下一步对策"),
    PROJECTS.name: _Words("项目阶段", "专栏", "存在问题", ""),
    PLANS.name: _Words("评估状态", "", "存在问题", ""),
}


def write_lagging(
    workbook: xlsxwriter.Workbook, formats: Formats, checked: Checked, rows: Mapping[str, pd.DataFrame]
) -> None:
    """Write the sheet: grouped by table, 约束性 first, the gravest first."""
    values = expression_values(checked.catalogue.parameters)
    found = {table: _found(table, rows[table.name], values) for table in CATALOGUE_TABLES}
    lookup = Lookup({name: len(frame) for name, frame in rows.items()})
    whom = contacts(checked.frames[COVER.name].data, checked.catalogue.frames["部门"])
    listing = Listing(workbook, formats, SHEET, _note(checked), _FIELDS, paper=A3, header_row=3)
    for table, data in found.items():
        if not len(data):
            continue
        left_out = f"，此处列出最突出的{MOST}项，其余请在“{table.name}”表中筛选" if len(data) > MOST else ""
        listing.band(f"{table.name}：{len(data)}项{left_out}")
        for record in data.head(MOST).to_dict("records"):
            _line(listing, table, record, lookup, whom)
    if not any(len(data) for data in found.values()):
        listing.nothing("没有滞后事项")
    _write_agreement(listing, formats, rows, found)
    _colour(listing, formats)
    listing.finish(frozen=4)


def _note(checked: Checked) -> str:
    p = checked.catalogue.parameters
    return (
        f"问题导向：各表中滞后的事项，约束性指标在前。指标按最终判断；任务为“{'”“'.join(v.TASKS_BEHIND)}”；"
        f"项目为停工、超过计划年限、投资完成率不到应有进度的{p['基本符合阈值']:.0%}、预计难以完成；"
        f"专项规划为未开展评估、达到进度的目标不到{MOST_ON_SCHEDULE:.0%}。名单为汇总时的；“现状”随各表变化，"
        "改判后不再滞后的显示为灰色。红底：应写而未写。"
    )


def _found(table: Table, rows: pd.DataFrame, values: Mapping[str, Any]) -> pd.DataFrame:
    """The rows that lag, gravest first, with 滞后情况."""
    words = lagging(table, rows, values)
    found = rows[words != ""].assign(滞后情况=words[words != ""])
    if table not in INDICATOR_TABLES:
        return found
    pace = found["节奏"].astype("float64").fillna(-math.inf)
    order = pd.DataFrame({"expected": found["属性"] != v.BINDING, "pace": pace})
    return found.loc[order.sort_values(["expected", "pace"], kind="stable").index]


def _write_agreement(
    listing: Listing, formats: Formats, rows: Mapping[str, pd.DataFrame], found: Mapping[Table, pd.DataFrame]
) -> None:
    """Say, live, whether the list holds those that lag now: as many, and every one shown still lags."""
    listed = sum(len(found[table]) for table in INDICATOR_TABLES)
    shown = sum(min(len(found[table]), MOST) for table in INDICATOR_TABLES)
    still = f'COUNTIF({listing.area("现状")},"{v.LAGGING}")'
    now = "+".join(
        f'COUNTIF({area_of(table, "最终判断", len(rows[table.name]))},"{v.LAGGING}")' for table in INDICATOR_TABLES
    )
    same = f"名单中的指标与“{'”“'.join(t.name for t in INDICATOR_TABLES)}”表现在的最终判断一致（滞后{listed}个）。"
    other = f'"改判后滞后的指标有变化：名单列出{shown}个，仍滞后的"&{still}'
    other += f'&"个；现在滞后的共"&({now})&"个。重新汇总后名单更新。"'
    formula = f'=IF(AND({now}={listed},{still}={shown}),"{same}",{other})'
    listing.sheet.merge_range(2, 0, 2, len(_FIELDS) - 1, "", formats(font_size=9))
    listing.sheet.write_formula(2, 0, formula, formats(font_size=9, bold=True), same)


def _line(
    listing: Listing, table: Table, record: Mapping[Any, Any], lookup: Lookup, whom: Mapping[str, Contact]
) -> None:
    words, code = _COLUMNS[table.name], f"$B{listing.row + 1}"
    state = Live(lookup.value(table, words.state, lookup.row(table, code)), record[words.state])
    texts = {"原因和问题": _text(record, words.reason), "下一步措施": _text(record, words.measures)}
    if table is PROJECTS and not texts["原因和问题"]:
        texts["原因和问题"] = _text(record, "相关说明")
    asked = {"原因和问题": True, "下一步措施": bool(words.measures)}
    missing = [title for title, text in texts.items() if asked[title] and not text]
    listing.line(
        (
            table.name,
            record["编号"],
            lookup.link(table, code),
            table.named(record),
            record[words.group] if words.group else None,
            record[table.lead],
            record["滞后情况"],
            state,
            *(NOT_WRITTEN if title in missing else text or NOT_ASKED for title, text in texts.items()),
            whom.get(str(record[table.lead]), NOBODY).lines,
        ),
        {title: {"bg_color": MISSING_FILL, "font_color": "#8E2A17", "align": "center"} for title in missing},
    )


def _text(record: Mapping[Any, Any], title: str) -> str | None:
    value = record.get(title) if title else None
    return value if isinstance(value, str) else None


def _colour(listing: Listing, formats: Formats) -> None:
    first, state, name = listing.first + 1, listing.letter("现状"), listing.letter("表")
    last = listing.letter(_FIELDS[-1].title)
    is_indicator = "OR(" + ",".join(f'${name}{first}="{table.name}"' for table in INDICATOR_TABLES) + ")"
    listing.sheet.conditional_format(
        f"A{first}:{last}{max(listing.row, first)}",
        {
            "type": "formula",
            "criteria": f'=AND({is_indicator},${state}{first}<>"{v.LAGGING}")',
            "format": formats(font_color=FADED, bg_color="#F2F2F2"),
            "stop_if_true": True,
        },
    )
    verdict_formats(listing.sheet, listing.area("现状"), formats)
    listing.sheet.conditional_format(
        listing.area("属性/专栏"),
        {"type": "cell", "criteria": "==", "value": f'"{v.BINDING}"', "format": formats(bold=True)},
    )
