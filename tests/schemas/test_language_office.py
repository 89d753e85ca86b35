"""The bureau's pandas and a department's spreadsheet program agree, on every expression and every row.

One batch is one workbook: random expressions and a few chosen ones, each in every row of a table that holds
blanks, texts in number cells, errors, zeros, huge numbers, dates with hours. LibreOffice computes it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from schemas.language import Expression, evaluate, parse, to_excel, verdicts, violated_excel
from tests.office import needs_soffice, recalculate
from tests.schemas.random_expressions import (
    COLUMNS,
    ERROR,
    NO_TEXT,
    PARAMETERS,
    VALUES,
    Generator,
    random_rows,
)

pytestmark = [pytest.mark.office, needs_soffice]

ROWS, RANDOM_EXPRESSIONS = 24, 300
LETTERS = dict(zip(COLUMNS, "ABCDEFGHI", strict=True))
CHOSEN = [
    "[完成(万元)] <= [计划]",
    "[完成(万元)] ÷ [计划]",
    "([完成(万元)] - [计划]) ÷ [计划] > 参数(阈值)",
    "若 [阶段] = “已开工” 则 非为空([开工日期]) 且 [完成(万元)] > 0",
    "若 非为空([竣工日期]) 则 [竣工日期] >= [开工日期]",
    "求和([计划], [完成(万元)], [调整％])",
    "平均([计划], [完成(万元)], [调整％])",
    "四舍五入(([计划] + [完成(万元)]) × 12.345, 2)",
    "四舍五入([计划] ÷ 8, 2)",
    "查找([上级编号], [编号], [计划])",
    "首个(计数([计划], [阶段])) × 2",
    "[计划] = 0.1 + 0.2",
    "1 ÷ 0",
    "空",
]


@dataclass(frozen=True)
class Batch:
    """A table, its expressions, and what LibreOffice made of them."""

    rows: list[dict[str, object]]
    frame: pd.DataFrame
    expressions: list[Expression]
    seen: list[list[object]]

    def compared(self) -> list[tuple[str, int, object, object]]:
        """(expression, row, what pandas says, what LibreOffice says); None when missing."""
        found: list[tuple[str, int, object, object]] = []
        lines = iter(self.seen)
        for expression in self.expressions:
            if expression.type == "bool":
                columns = list(verdicts(expression, self.frame, VALUES))
            else:
                columns = [evaluate(expression, self.frame, VALUES)]
            for column in columns:
                for row, (ours, theirs) in enumerate(zip(column, next(lines), strict=True)):
                    found.append((expression.text, row, _plain(ours), _plain(theirs)))
        return found


@pytest.fixture(scope="module", params=[1, 2, 3])
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    random = Random(request.param)
    rows = random_rows(random, ROWS)
    generator = Generator(random)
    texts = CHOSEN + [generator.expression(random.randint(0, 4)) for _ in range(RANDOM_EXPRESSIONS)]
    expressions = [parse(text, COLUMNS, PARAMETERS) for text in texts]
    folder = tmp_path_factory.mktemp("batch")
    path = folder / "batch.xlsx"
    _write(path, rows, expressions)
    with CalamineWorkbook.from_path(recalculate(path, folder / "out")) as book:
        seen = book.get_sheet_by_name("out").to_python(skip_empty_area=False)
    frame = pd.DataFrame(rows, dtype=object).replace({ERROR: "", NO_TEXT: ""})
    return Batch(rows, frame, expressions, [list(line) for line in seen])


def test_every_value_and_verdict_agrees(batch: Batch) -> None:
    compared = batch.compared()
    assert len(compared) > 9000
    differing = [case for case in compared if not _same(case[2], case[3])]
    shown = [(text, batch.rows[row], ours, theirs) for text, row, ours, theirs in differing[:5]]
    assert not differing, f"{len(differing)} of {len(compared)}: {shown}"


def test_the_batch_holds_the_hard_cases(batch: Batch) -> None:
    frame = batch.frame
    for kind in (None, "abc", "5", ERROR, NO_TEXT, 0, -3, 1e200):
        assert any(kind == row["计划"] and type(kind) is type(row["计划"]) for row in batch.rows), kind
    assert {None, "　", 12, " 已开工 "} <= {row["阶段"] for row in batch.rows}
    dividend, divisor = (pd.to_numeric(frame[title], errors="coerce") for title in ("完成(万元)", "计划"))
    assert (dividend.notna() & (divisor == 0)).any(), "no row divides by zero"
    answers: dict[str, set[object]] = defaultdict(set)
    for text, _, ours, _ in batch.compared():
        answers[text].add(ours)
    assert None in answers["[完成(万元)] ÷ [计划]"]
    assert answers["[完成(万元)] <= [计划]"] == {True, False}
    assert {None, True, False, "已开工"} <= set().union(*answers.values())
    missing = sum(None in values for values in answers.values())
    assert 0.1 < missing / len(answers) < 0.9


def _write(path: Path, rows: list[dict[str, object]], expressions: list[Expression]) -> None:
    with xlsxwriter.Workbook(path) as book:
        data, out = book.add_worksheet("data"), book.add_worksheet("out")
        # Without a number format LibreOffice shows a difference of days as a date.
        plain = book.add_format({"num_format": "0.000"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row.values()):
                if isinstance(cell, dt.date):
                    data.write_number(number, place, (cell - dt.date(1899, 12, 30)).days)
                elif isinstance(cell, str) and cell.startswith("="):
                    data.write_formula(number, place, cell)
                elif cell is not None:
                    data.write(number, place, cell)
        line = 0
        for expression in expressions:
            shown = None if expression.type == "bool" else plain
            for write in (to_excel, violated_excel) if expression.type == "bool" else (to_excel,):
                for number in range(len(rows)):
                    formula = write(
                        expression,
                        cell=lambda title, row=number + 1: f"data!${LETTERS[title]}{row}",  # type: ignore[misc]
                        parameters=VALUES,
                        column_range=lambda title: f"data!${LETTERS[title]}$1:${LETTERS[title]}${len(rows)}",
                    )
                    # A cached value that is wrong for certain: only a true recalculation removes it.
                    out.write_formula(line, number, f"={formula}", shown, "stale")
                line += 1


def _plain(value: object) -> object:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)
    return type(ours) is type(theirs) and ours == theirs
