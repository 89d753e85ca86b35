"""All rules and their manual pages, found in `validators/rules/`; one file there is one rule."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from schemas import vocabulary
from schemas.catalogue import Catalogue
from validators import rules as rules_room
from validators.rule import Rule

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


def active_rules(catalogue: Catalogue) -> list[Rule]:
    """The rules as the catalogue's 校验规则 sheet sets them: switched off or at another severity."""
    settings = dict(zip(*(catalogue.frames["校验规则"][title] for title in ("规则编号", "严重程度")), strict=True))
    rules = []
    for page in all_pages():
        severity = settings.get(page.rule.code, page.rule.severity)
        if severity != vocabulary.OFF:
            rules.append(page.rule.with_severity(severity))
    return rules


def example_frame(page: Page, heading: str, table_columns: dict[str, str]) -> pd.DataFrame:
    """An example table as a frame of the table's dtypes; columns it does not show are missing values.

    Args:
        table_columns: title → text, number or date.
    """
    rows = pd.DataFrame(page.example(heading)).replace("", None)
    frame = pd.DataFrame(index=rows.index)
    for title in {**table_columns, **dict.fromkeys(rows.columns)}:
        kind = table_columns.get(title, "text")
        cells = rows[title] if title in rows else pd.Series(None, index=rows.index, dtype="object")
        if kind == "number":
            frame[title] = pd.to_numeric(cells).astype("float64")
        elif kind == "date":
            frame[title] = pd.to_datetime(cells).astype("datetime64[ns]")
        else:
            frame[title] = cells.astype("str").where(cells.notna())
    return frame
