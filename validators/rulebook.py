"""All rules and their manual pages, found in `validators/rules/`; one file there is one rule."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import pandas as pd

from schemas import vocabulary
from schemas.catalogue import Catalogue, RuleSettings
from schemas.columns import columns_of
from schemas.tables import TABLES, Table
from validators import rules as rules_room
from validators.rule import Rule, outline, spelled

SECTIONS = ("做什么", "为什么", "错误示例", "正确示例")


@dataclass(frozen=True)
class Page:
    """A rule with its manual page: Chinese sections of the module docstring by heading."""

    rule: Rule
    slug: str
    sections: dict[str, str]

    def example(self, heading: str) -> list[dict[str, str]]:
        """The rows of an example table, titles → text."""
        lines = [line.strip() for line in self.sections[heading].splitlines() if line.strip().startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


@lru_cache(maxsize=1)
def all_pages() -> tuple[Page, ...]:
    """Every rule with its page, in order of code."""
    pages = []
    for info in pkgutil.iter_modules(rules_room.__path__):
        module = importlib.import_module(f"{rules_room.__name__}.{info.name}")
        pages.append(Page(module.RULE, info.name, _sections(module.__doc__ or "")))
    return tuple(sorted(pages, key=lambda page: page.rule.code))


def _sections(docstring: str) -> dict[str, str]:
    sections: dict[str, str] = {}
    heading = ""
    for line in docstring.splitlines():
        start, colon, rest = line.partition("：")
        if colon and start in SECTIONS:
            heading, sections[start] = start, rest.strip()
        elif heading:
            sections[heading] = f"{sections[heading]}\n{line.strip()}".strip()
    return sections


OWN = "自定"


def active_rules(catalogue: Catalogue) -> list[Rule]:
    """The rules as the catalogue's 校验规则 sheet sets them, and the bureau's own; gravest first, then by code."""
    rows = settings(catalogue)
    by_code = {row["规则编号"]: row for row in rows}
    rules = [_own(row) for row in rows if is_own(row["规则编号"]) and row["严重程度"] != vocabulary.OFF]
    for page in all_pages():
        row = by_code.get(page.rule.code, {})
        if row.get("严重程度") != vocabulary.OFF:
            rules.append(page.rule.set_to(row.get("严重程度") or "", row.get("限值")))
    return sorted(rules, key=lambda rule: (vocabulary.SEVERITIES.index(rule.shown_severity), rule.code))


def ready_rules(catalogue: Catalogue) -> list[Rule]:
    """The active rules with their conditions parsed."""
    rules = active_rules(catalogue)
    for rule in rules:
        for name, title in product(rule.tables, rule.blames if rule.condition else ()):
            rule.expression(TABLES[name], title)
    return rules


def is_own(code: str) -> bool:
    """Whether a code of 校验规则 is of a rule that the bureau wrote itself."""
    return str(code).startswith(OWN)


def settings(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The lines of 校验规则, title → value, None where nothing is filled in."""
    frame = catalogue.frames["校验规则"].reindex(columns=[c.title for c in columns_of(RuleSettings)])
    return frame.astype("object").where(frame.notna(), None).to_dict("records")  # type: ignore[return-value]


def _own(row: dict[str, Any]) -> Rule:
    message = _sentence(row["提示语"])
    known = {"列名": row["列"], **({} if row["限值"] is None else {"限值": f"{row['限值']:g}"})}
    rule = Rule(
        code=row["规则编号"],
        title=row["说明"] or outline(message, known).rstrip("。"),
        severity=vocabulary.WARNING,
        tables=(row["表"],),
        blames=(row["列"],),
        condition=spelled(row["条件"]),
        message=message,
        suggestion=_sentence(row["修改建议"] or "请核对后改正"),
        limit=row["限值"],
    )
    return rule.set_to(row["严重程度"] or "")


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "!", "?")) else f"{text}。"


def example_frames(page: Page, heading: str, table: Table) -> dict[str, pd.DataFrame]:
    """An example as frames by table name; a column 表 says which rows are of another table than `table`."""
    return _frames(page, heading, table, earlier=False)


ROUND, EARLIER = "轮次", "上轮"


def earlier_example(page: Page, heading: str, table: Table) -> dict[str, pd.DataFrame]:
    """The rows of an example that a column 轮次 says to be of the earlier round (上轮), by table name."""
    return _frames(page, heading, table, earlier=True)


def _frames(page: Page, heading: str, table: Table, earlier: bool) -> dict[str, pd.DataFrame]:
    rows = [row for row in page.example(heading) if (row.pop(ROUND, "") == EARLIER) == earlier]
    names = [row.pop("表", "") or table.name for row in rows]
    return {
        name: typed_frame([row for row, own in zip(rows, names, strict=True) if own == name], TABLES[name].kinds)
        for name in dict.fromkeys([table.name, *names])
    }


def typed_frame(records: list[dict[str, str]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Rows of text as a frame of the table's dtypes; columns they do not show are missing values.

    Args:
        kinds: title → text, number or date.
    """
    rows = pd.DataFrame(records).replace("", None)
    frame = pd.DataFrame(index=rows.index)
    for title in {**kinds, **dict.fromkeys(rows.columns)}:
        kind = kinds.get(title, "text")
        cells = rows[title] if title in rows else pd.Series(None, index=rows.index, dtype="object")
        if kind == "number":
            frame[title] = pd.to_numeric(cells).astype("float64")
        elif kind == "date":
            frame[title] = pd.to_datetime(cells).astype("datetime64[ns]")
        else:
            frame[title] = cells.astype("str").where(cells.notna())
    return frame
