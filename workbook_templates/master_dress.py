"""What a table of the master wears: colours and signs of its states, bars, groups, the dropdown of 改判.

All of it is one conditional format a column, so that it follows the cells when people sort, filter or override.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.master import grouped_by
from schemas.tables import INDICATOR_TABLES, PLANS, PROJECTS, TASKS, Table
from workbook_templates.styles import LINE, NAVY, STATE_LOOKS, STEEL, Formats, verdict_formats

_VERDICTS = ("系统判断", "填报判断", "改判", "最终判断")
STATE_TITLES = {TASKS: "进展状态", PROJECTS: "项目阶段", PLANS: "评估状态"}
STATE_WORDS = {TASKS: v.TASK_STATES, PROJECTS: v.PROJECT_STAGES, PLANS: v.PLAN_STATES}
_RECEIVED = (("需修改", "#FFF1CC"), ("未报送", "#EFEFEF"))


def dress(sheet: Worksheet, formats: Formats, table: Table, letters: Mapping[str, str], rows: tuple[int, int]) -> None:
    """Dress the rows of a table.

    Args:
        letters: column letters by title.
        rows: Excel row numbers of the first and the last row.
    """
    first, last = rows

    def area(title: str) -> str:
        return f"{letters[title]}{first}:{letters[title]}{last}"

    if table in INDICATOR_TABLES:
        _indicators(sheet, formats, letters, area, first)
    else:
        states(sheet, formats, area(STATE_TITLES[table]), STATE_WORDS[table])
    for word, fill in _RECEIVED:
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats(bg_color=fill)}
        sheet.conditional_format(area("接收状态"), rule)
    group = letters[grouped_by(table)[0]]
    new_group = {
        "type": "formula",
        "criteria": f"=${group}{first}<>${group}{first - 1}",
        # All four edges: LibreOffice takes a conditional border for the whole of it.
        "format": formats.only(border=1, border_color=LINE, top=1, top_color=NAVY),
    }
    right = max(letters.values(), key=lambda letter: (len(letter), letter))
    sheet.conditional_format(f"A{first}:{right}{last}", new_group)


def states(sheet: Worksheet, formats: Formats, area: str, words: tuple[str, ...]) -> None:
    """Colour the words of a state and put a sign before each, for those who print in grey."""
    for word in words:
        fill, ink, sign = STATE_LOOKS[word]
        look = formats.only(bg_color=fill, font_color=ink, num_format=f'"{sign} "@')
        sheet.conditional_format(area, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look})


def _indicators(sheet: Worksheet, formats: Formats, letters: Mapping[str, str], area: Any, first: int) -> None:
    for title in _VERDICTS:
        verdict_formats(sheet, area(title), formats)
    sheet.data_validation(
        area("改判"),
        {
            "validate": "list",
            "source": list(v.VERDICTS),
            "input_title": "改判",
            "input_message": "留空时最终判断等于系统判断；改判须在“改判理由”中写明理由。",
            "error_title": "填写内容不符合要求",
            "error_message": "请从下拉列表中选择，或留空。",
        },
    )
    override, reason = letters["改判"], letters["改判理由"]
    unexplained = {
        "type": "formula",
        "criteria": f'=AND(${override}{first}<>"",LEN(TRIM(${reason}{first}))=0)',
        "format": formats(bg_color="#F4B6A8"),
    }
    sheet.conditional_format(area("改判理由"), unexplained)
    binding = {"type": "cell", "criteria": "==", "value": f'"{v.BINDING}"', "format": formats(bold=True)}
    sheet.conditional_format(area("属性"), binding)
    bar = {
        "type": "data_bar",
        "bar_only": True,
        "bar_solid": True,
        "bar_color": "#7FA3BD",
        "bar_negative_color": "#C8553D",
        "bar_border_color": STEEL,
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": 1,
    }
    sheet.conditional_format(area("进度图示"), bar)
