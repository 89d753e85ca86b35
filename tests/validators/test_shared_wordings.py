"""The rules of one check share what they compare, and nothing of it stays when the check is over."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from schemas.tables import TASKS
from validators.apply_rules import apply_rules
from validators.frames import TableFrame
from validators.rule import Rule
from validators.rulebook import all_pages, typed_frame
from validators.squeezed import Wording

TEXT = "印发实施方案，成立工作专班，新建村级卫生室12个，签约家庭医生团队86个，惠及群众。"


def rules(*codes: str) -> list[Rule]:
    return [page.rule for page in all_pages() if page.rule.code in codes]


def tasks() -> TableFrame:
    row = {"部门": "甲局", "牵头部门": "甲局", "编号": "RW1", "政策措施": TEXT}
    records = [row, {**row, "编号": "RW2"}, {**row, "部门": "乙局", "牵头部门": "乙局", "编号": "RW3"}]
    data = typed_frame(records, TASKS.kinds).assign(_file=0, _row=range(4, 7))
    return TableFrame(TASKS, data, ["a.xlsx"], {0: TASKS.sheet}, {0: {"政策措施": "H"}}, set())


def test_a_column_is_squeezed_once_however_many_rules_compare_it(monkeypatch: pytest.MonkeyPatch) -> None:
    squeezed: Counter[str] = Counter()
    of = Wording.of

    def counted(texts: pd.Series) -> Wording:
        squeezed[str(texts.name)] += 1
        return of(texts)

    monkeypatch.setattr(Wording, "of", counted)
    found = list(apply_rules(rules("R209", "R701"), {"重大任务": tasks()}, {}))
    assert [(f.code, f.cell) for f in found] == [
        *(("R209", f"H{row}") for row in (4, 5)),
        *(("R701", f"H{row}") for row in (4, 5, 6)),
    ]
    assert set(squeezed.values()) == {1} and squeezed["政策措施"] == 1


def test_a_row_knows_its_columns_and_what_else_is_said_of_it() -> None:
    frame = tasks()
    row = frame.row(1, {"截止日": "2023-06-30"})
    assert (row["编号"], row["截止日"], row.get("没有的列")) == ("RW2", "2023-06-30", None)
    assert set(row) == {*frame.data, "截止日"} and len(row) == len(frame.data.columns) + 1
    frame.forget()
    assert row["编号"] == "RW2"
