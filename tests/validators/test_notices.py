"""Every finding that is no rule is in the manual, and the manual lists nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

from schemas.vocabulary import SEVERITIES
from validators.manual import TITLES, lines, markdown
from validators.notices import NOTICES
from validators.rulebook import all_pages
from workbook_templates.rule_manual import write_manual


def raised() -> set[str]:
    """The codes that stand in the source of the checks, the registry itself aside."""
    files = [path for path in Path("validators").glob("*.py") if path.name != "notices.py"]
    return {code for path in files for code in re.findall(r'"([FSC]\d{3})"', path.read_text(encoding="utf-8"))}


def test_every_code_raised_is_listed_and_every_listed_one_is_raised() -> None:
    assert {notice.code for notice in NOTICES} == raised()


def test_is_in_order_and_filled_in() -> None:
    kinds = [("FSC".index(notice.code[0]), notice.code) for notice in NOTICES]
    assert kinds == sorted(kinds)
    assert len({notice.title for notice in NOTICES}) == len(NOTICES)
    for notice in NOTICES:
        assert notice.severity in SEVERITIES
        assert notice.what.endswith("。") and notice.remedy.endswith("。")
        assert not notice.title.endswith("。")


def test_the_manual_as_a_workbook_has_a_line_for_every_code(tmp_path: Path) -> None:
    path = tmp_path / "校验规则手册.xlsx"
    write_manual(path)
    book = openpyxl.load_workbook(path)
    rows = list(book.active.iter_rows(values_only=True))
    header = rows.index(TITLES)
    codes = [row[0] for row in rows[header + 1 :]]
    assert codes == [notice.code for notice in NOTICES] + [page.rule.code for page in all_pages()]
    assert [tuple(cell or "" for cell in row) for row in rows[header + 1 :]] == lines()
    assert book.active.print_title_rows == f"${header + 1}:${header + 1}"
    write_manual(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_the_manual_as_text_has_every_code() -> None:
    text = markdown()
    for code in [notice.code for notice in NOTICES] + [page.rule.code for page in all_pages()]:
        assert code in text
