"""A list inside a letter: lines in the plain text, a table in the HTML, from one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from schemas.findings import Finding, grouped
from schemas.vocabulary import ERROR, WARNING
from workbook_templates.styles import LINE, NAVY, SEVERITY_FILLS

MOST = 30
_CELLS_SHOWN = 6
_HEAD = f"border:1px solid {LINE};background:{NAVY};color:#FFFFFF;padding:4px 8px;font-weight:bold;text-align:left"
_CELL = f"border:1px solid {LINE};padding:4px 8px;vertical-align:top"
_NARROW = 12  # characters; shorter columns are not broken into several lines


@dataclass(frozen=True)
class Listing:
    """Rows for a letter. A template that names it gets lines in the text part and a table in the HTML part.

    Attributes:
        titles: column titles of the table.
        rows: cells as text.
        line: how a row reads in plain text; `{0}` is its first cell.
        more: a sentence below where rows were left out.
        fills: (text of a cell, its background, its ink).
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: str
    more: str = ""
    fills: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __str__(self) -> str:
        lines = [f"{number}. {self.line.format(*row)}" for number, row in enumerate(self.rows, start=1)]
        return "\n".join([*lines, self.more] if self.more else lines)

    def __html__(self) -> str:
        """Jinja2 calls this where it would otherwise escape the text."""
        fills = {text: f";background:{fill};color:{ink}" for text, fill, ink in self.fills}
        narrow = [all(len(row[at]) <= _NARROW for row in self.rows) for at in range(len(self.titles))]
        head = "".join(f'<th style="{_HEAD};white-space:nowrap">{escape(title)}</th>' for title in self.titles)
        body = ""
        for row in self.rows:
            cells = ""
            for cell, is_narrow in zip(row, narrow, strict=True):
                style = _CELL + (";white-space:nowrap" if is_narrow else "")
                cells += f'<td style="{style}{fills.get(cell, "")}">{escape(cell)}</td>'
            body += f"<tr>{cells}</tr>"
        table = f'<table style="border-collapse:collapse;font-size:14px"><tr>{head}</tr>{body}</table>'
        return f"{table}<p>{escape(self.more)}</p>" if self.more else table


def findings_list(findings: Sequence[Finding], where: str = "附件《退回修改表》的“问题清单”") -> Listing:
    """What must be corrected or confirmed, one row a cause, gravest first.

    Args:
        where: where the rest stands when there are too many for a letter.
    """
    groups = grouped(f for f in findings if f.severity in (ERROR, WARNING))
    rows = []
    for group in groups[:MOST]:
        first = group.first
        cells = [cell for cell in group.cells if cell]
        shown = "、".join(cells[:_CELLS_SHOWN]) + ("等" if len(cells) > _CELLS_SHOWN else "")
        count = f"（共{group.count}处）" if group.count > 1 else ""
        place = " ".join(part for part in (first.sheet, shown) if part) or f"《{first.file.rsplit('/')[-1]}》"
        rows.append((first.severity, place + count, first.message, first.suggestion))
    more = f"……另有{len(groups) - MOST}类问题，见{where}。" if len(groups) > MOST else ""
    fills = tuple((severity, *SEVERITY_FILLS[severity]) for severity in (ERROR, WARNING))
    return Listing(("严重程度", "位置", "问题", "处理建议"), tuple(rows), "【{0}】{1}：{2}{3}", more, fills)
