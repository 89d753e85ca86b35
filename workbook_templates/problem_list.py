"""问题清单: the first sheet of a correction form. What is wrong, where, what to do, and room to answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.findings import Finding
from schemas.vocabulary import SEVERITIES
from validators.answered import (
    ACCEPT,
    ANSWER,
    AS_IT_IS,
    CORRECTED,
    EXPLANATION,
    KEY_TITLES,
    LIST_TITLES,
    PROPOSED,
    Key,
)
from validators.rearranged import PROBLEM_LIST
from workbook_templates.form_page import PROTECTION
from workbook_templates.styles import ALARM, ANSWER_HEADER, LINK, NAVY, SEVERITY_FILLS, Formats, page
from workbook_templates.styles import ANSWER as ANSWER_FILL

HEADER_ROW = 2  # zero-based
FIRST_ROW = HEADER_ROW + 1
INSTRUCTION = (
    "点“单元格”中的蓝字跳到填报位置改正；也可在“答复”中选择：有建议值的可“采纳建议”，"
    "已在表中改好的选“已改正”，确认无误的选“情况属实”并写“说明”。改完直接报送本文件。"
)
_WIDTHS = dict(zip(LIST_TITLES, (34, 30, 16, 11, 7, 13, 9, 13, 22, 6, 6), strict=True))


@dataclass(frozen=True)
class Problem:
    """One line of the list.

    Attributes:
        finding: what is wrong.
        key: how the line is known when it comes back.
        subject: the row as a person knows it, such as its code and project name.
        place: (sheet, cell) in this very workbook; None where there is no such cell.
        answer, explanation: what the department said before, to be kept.
    """

    finding: Finding
    key: Key
    subject: str
    place: tuple[str, str] | None
    answer: str = ""
    explanation: str = ""


def title_of(department: str, problems: Sequence[Problem]) -> str:
    """The sheet's title: who, and how many problems of which weight."""
    counts = [(s, sum(p.finding.severity == s for p in problems)) for s in SEVERITIES]
    return f"{PROBLEM_LIST}　{department}　" + "，".join(f"{s}{count}个" for s, count in counts if count)


def write_problem_list(
    sheet: Worksheet, formats: Formats, department: str, problems: Sequence[Problem], source: str, label: str
) -> None:
    """Fill the sheet, gravest problems first.

    Args:
        source: name of the file that the department returned.
        label: what every sheet is labelled with (示例数据), if anything.
    """
    titles = [*_WIDTHS, *KEY_TITLES]
    sheet.write(0, 0, title_of(department, problems), formats.title())
    sheet.set_row(0, 28)
    last = len(_WIDTHS) - 1
    about = f"依据《{source}》。{INSTRUCTION}"
    sheet.merge_range(1, 0, 1, last, about, formats(font_size=10, text_wrap=True))
    sheet.set_row(1, 30)
    if label:
        sheet.write(0, last, f"【{label}】", formats(font_color=ALARM, bold=True, align="right"))
    sheet.set_row(HEADER_ROW, 30)
    for at, title in enumerate(titles):
        is_answer = title in (ANSWER, EXPLANATION)
        sheet.set_column(at, at, _WIDTHS.get(title, 10), None, {"hidden": title not in _WIDTHS})
        sheet.write(HEADER_ROW, at, title, formats.header(ANSWER_HEADER if is_answer else NAVY))
    for row, problem in enumerate(problems, start=FIRST_ROW):
        _write_line(sheet, formats, row, problem)
    sheet.autofilter(HEADER_ROW, 0, FIRST_ROW + len(problems) - 1, last)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.protect("", PROTECTION)
    page(sheet, header_rows=(0, HEADER_ROW))
    sheet.print_area(0, 0, FIRST_ROW + len(problems) - 1, last)


def _write_line(sheet: Worksheet, formats: Formats, row: int, problem: Problem) -> None:
    finding, place = problem.finding, problem.place
    fill, ink = SEVERITY_FILLS[finding.severity]
    text = formats.boxed(text_wrap=True)
    weight = formats.boxed(align="center", bg_color=fill, font_color=ink, bold=True)
    cells = {
        "问题": (finding.message, formats.boxed(text_wrap=True, bold=True)),
        "处理建议": (finding.suggestion, text),
        "填报事项": (problem.subject, text),
        "工作表": (place[0] if place else finding.sheet, text),
        "填写内容": (finding.value, text),
        PROPOSED: (finding.proposed, formats.boxed(text_wrap=True, align="center", bold=True)),
        ANSWER: (problem.answer, _open(formats, align="center")),
        EXPLANATION: (problem.explanation, _open(formats)),
        "严重程度": (finding.severity, weight),
        "规则": (finding.code, formats.boxed(align="center")),
        **dict(zip(KEY_TITLES, ((t, text) for t in (*problem.key, finding.value)), strict=True)),
    }
    titles = [*_WIDTHS, *KEY_TITLES]
    for title, (content, style) in cells.items():
        sheet.write_string(row, titles.index(title), content, style)
    sheet.set_row(row, height_of({title: text for title, (text, _) in cells.items()}, _WIDTHS))
    at = titles.index("单元格")
    if place:
        link = formats.boxed(align="center", **LINK)
        sheet.write_url(row, at, f"internal:'{place[0]}'!{place[1]}", link, place[1], "点击跳到该单元格")
    else:
        sheet.write_blank(row, at, None, text)
    hint = "有建议值，可直接采纳。" if finding.proposed else ""
    options = [ACCEPT, CORRECTED, AS_IT_IS] if finding.proposed else [CORRECTED, AS_IT_IS]
    sheet.data_validation(
        row,
        titles.index(ANSWER),
        row,
        titles.index(ANSWER),
        {
            "validate": "list",
            "source": options,
            "input_title": ANSWER,
            "input_message": f"{hint}选“{AS_IT_IS}”的，请在“说明”中写明理由。",
            "error_title": "填写内容不符合要求",
            "error_message": "请从下拉列表中选择。",
        },
    )


def height_of(texts: Mapping[str, str], widths: Mapping[str, float]) -> float:
    """Room for the longest wrapped text of a row, in points; bold text is a little wider."""
    lines = 1
    for title, width in widths.items():
        parts = texts.get(title, "").split("\n")
        lines = max(lines, sum(math.ceil(2.1 * len(part) / (width - 1)) or 1 for part in parts))
    return min(15.0 * lines + 6, 400)


def _open(formats: Formats, align: str = "left") -> xlsxwriter.format.Format:
    return formats.boxed(text_wrap=True, align=align, bg_color=ANSWER_FILL, locked=False, num_format="@")
