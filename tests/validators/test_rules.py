"""Every rule keeps its promises: its manual page is complete, and its own examples break it or do not."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pandas as pd
import pytest

from schemas.compute import compute
from schemas.parameters import PARAMETERS, expression_values
from schemas.tables import TABLES, Table
from schemas.vocabulary import NOTICE, SEVERITIES
from validators.frames import TableFrame
from validators.rounds import aligned
from validators.rule import Beyond, Rule
from validators.rulebook import EARLIER, ROUND, SECTIONS, Page, all_pages, earlier_example, example_frames

VALUES: dict[str, Any] = expression_values({parameter.name: parameter.default for parameter in PARAMETERS})

PAGES = all_pages()
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
# A rule holds for several tables, and its examples for each of them.
every_page_and_table = pytest.mark.parametrize(
    ("page", "table"),
    [pytest.param(page, TABLES[name], id=f"{page.slug}-{name}") for page in PAGES for name in page.rule.tables],
)


def broken(page: Page, table: Table, heading: str) -> dict[str, list[bool]]:
    """Blamed column → whether each row of the example breaks the rule."""
    frames = example_frames(page, heading, table)
    rows, beyond = frames[table.name], before(page, table, heading, frames[table.name])
    return {title: page.rule.broken(rows, table, title, VALUES, frames, beyond).tolist() for title in page.rule.blames}


def before(page: Page, table: Table, heading: str, rows: pd.DataFrame) -> Beyond:
    """What the example says of the earlier round."""
    earlier = earlier_example(page, heading, table)[table.name]
    rows = rows if "部门" in rows else rows.assign(部门="县教育局")
    return Beyond({table.name: aligned(table, rows, earlier)})


def judged_rows(page: Page, table: Table, heading: str) -> int:
    """How many rows of an example are of the table itself."""
    rows = [row for row in page.example(heading) if row.get(ROUND) != EARLIER]
    return sum(row.get("表", table.name) == table.name for row in rows)


def test_there_are_enough_rules_and_each_has_its_own_code() -> None:
    codes = Counter(page.rule.code for page in PAGES)
    assert len(codes) >= 45
    assert codes.most_common(1)[0][1] == 1
    assert len({page.rule.title for page in PAGES}) == len(PAGES)


@every_page
def test_is_documented(page: Page) -> None:
    assert tuple(page.sections) == SECTIONS
    assert all(text for text in page.sections.values())
    assert page.example("错误示例") and page.example("正确示例")


@every_page
def test_is_filled_in(page: Page) -> None:
    rule = page.rule
    assert re.fullmatch(r"R\d{3}", rule.code)
    assert rule.severity in SEVERITIES
    assert rule.title and not rule.title.endswith("。")
    assert rule.message.endswith("。") and rule.suggestion.endswith("。")
    assert [bool(rule.condition), bool(rule.holds), bool(rule.clashes)].count(True) == 1, "one way to judge, not two"
    read = "[限值]" in rule.condition or (rule.clashes is not None and "limit" in rule.clashes.__code__.co_names)
    assert (rule.limit is not None) == read, "a limit that nobody reads"
    assert rule.tables and rule.blames


@every_page_and_table
def test_blames_cells_that_a_department_can_correct(page: Page, table: Table) -> None:
    for title in page.rule.blames:
        added = bool(table.supplements) and title in table.open_titles
        assert table.by_title[title].role == "answer" or added


@every_page_and_table
def test_condition_can_be_read(page: Page, table: Table) -> None:
    for title in page.rule.blames:
        if page.rule.condition:
            assert page.rule.expression(table, title).type == "bool"


@every_page_and_table
def test_examples_name_columns_of_the_table(page: Page, table: Table) -> None:
    known = {*table.by_title, "部门", ROUND}
    if "表" in page.example("错误示例")[0]:
        known |= {"表", *(title for row in page.example("错误示例") for title in TABLES[row["表"]].by_title)}
    for heading in ("错误示例", "正确示例"):
        assert set(page.example(heading)[0]) <= known
        for title, cell in [cell for row in page.example(heading) for cell in row.items()]:
            choices = table.by_title[title].choices if title in table.by_title else ()
            assert not choices or not cell or cell in choices, f"{title}没有“{cell}”这个选项"


@every_page_and_table
def test_every_row_of_the_wrong_example_is_blamed(page: Page, table: Table) -> None:
    verdicts = broken(page, table, "错误示例")
    rows = [any(row) for row in zip(*verdicts.values(), strict=True)]
    assert rows == [True] * judged_rows(page, table, "错误示例")
    for title, column in verdicts.items():
        assert any(column), f"no wrong example for {title}"


@every_page_and_table
def test_no_row_of_the_right_example_is_blamed(page: Page, table: Table) -> None:
    verdicts = broken(page, table, "正确示例")
    assert verdicts == {title: [False] * judged_rows(page, table, "正确示例") for title in page.rule.blames}


@every_page_and_table
def test_an_empty_row_breaks_nothing(page: Page, table: Table) -> None:
    """A blank is the business of the required checks, never of a rule."""
    frames = example_frames(page, "错误示例", table)
    empty = frames[table.name].iloc[:0].reindex(range(1)).assign(**dict.fromkeys(("部门", "编号")))
    for around in (frames | {table.name: empty}, {table.name: empty}):
        assert not any(page.rule.broken(empty, table, title, VALUES, around).any() for title in page.rule.blames)


@every_page_and_table
def test_says_which_cell_what_and_what_to_do(page: Page, table: Table) -> None:
    frame = table_frame(page, table)
    beyond = before(page, table, "错误示例", frame.data)
    findings = list(page.rule.findings(frame, VALUES, example_frames(page, "错误示例", table), beyond))
    assert findings
    for finding in findings:
        assert (finding.code, finding.severity) == (page.rule.code, page.rule.shown_severity)
        assert (finding.department in set(frame.data["部门"]), finding.file) == (True, "填报表.xlsx")
        assert finding.column in page.rule.blames
        assert finding.cell.startswith("B")
        for text in (finding.message, finding.suggestion):
            assert text.endswith("。")
            assert not re.search(r"[{}]|nan|None|NaT|\d\.\d{7}", text)


@every_page_and_table
def test_passes_over_cells_that_have_a_finding_already(page: Page, table: Table) -> None:
    frame = table_frame(page, table)
    frame.blamed = {(index, title) for index in frame.data.index for title in page.rule.blames}
    assert not list(page.rule.findings(frame, VALUES, None, before(page, table, "错误示例", frame.data)))


def test_a_rule_on_trial_says_so() -> None:
    page = PAGES[0]
    trial = Rule(**{**vars(page.rule), "trial": True})
    frame = table_frame(page, TABLES[page.rule.tables[0]])
    for finding in trial.findings(frame, VALUES):
        assert finding.message.startswith("（试行）")
        assert finding.severity == NOTICE


def test_some_rules_are_on_trial() -> None:
    assert len([page for page in PAGES if page.rule.trial]) >= 2


@pytest.mark.parametrize("page", [page for page in PAGES if ROUND in page.example("错误示例")[0]], ids=lambda p: p.slug)
def test_a_rule_about_two_rounds_is_silent_without_an_earlier_one(page: Page) -> None:
    for table in (TABLES[name] for name in page.rule.tables):
        assert not list(page.rule.findings(table_frame(page, table), VALUES))


@pytest.mark.parametrize("page", [page for page in PAGES if page.rule.propose], ids=lambda page: page.slug)
def test_a_proposal_passes_the_rule_that_makes_it(page: Page) -> None:
    table = TABLES[page.rule.tables[0]]
    frame, made = table_frame(page, table), 0
    for index, title, clash in list(page.rule.places(frame, VALUES)):
        finding = page.rule.finding(frame, index, title, clash)
        if finding.proposed:
            made += 1
            assert finding.proposed in finding.suggestion
            right = frame.data.copy()
            right.at[index, title] = float(finding.proposed)
            right = compute(table.columns, right, VALUES) if table.name == "重大项目" else right
            assert not page.rule.broken(right, table, title, VALUES)[index]
    assert made


def table_frame(page: Page, table: Table) -> TableFrame:
    """The wrong example as if one department had returned it."""
    data = example_frames(page, "错误示例", table)[table.name]
    if "部门" not in data:
        data["部门"] = "县教育局"
    data.insert(0, "_file", 0)
    data.insert(1, "_row", range(4, 4 + len(data)))
    letters = {column.title: "B1" if table.vertical else "B" for column in table.columns}
    return TableFrame(table, pd.DataFrame(data), ["填报表.xlsx"], {0: table.sheet}, {0: letters}, set())
