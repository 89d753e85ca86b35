"""与上轮对比: what changed since an earlier master, and the sheet that says so."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from samples.typing_plan import RETURNED
from samples.workspace import RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.tables import MAIN, TASKS
from tests.masters import lines, texts
from tests.returns import check_files
from validators.changes import ADDED, CURED, DROPPED, NEW, VALUE, VERDICT, changes
from validators.check import Checked
from validators.master_reader import EarlierMaster, read_master
from workbook_templates.master import write_master
from workbook_templates.master_rows import master_rows

FILES = {name: RETURNED_FOLDER / RETURNED[name] for name in ("县农业农村局", "县交通局", "县教育局", "县科工贸局")}
Rows = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def checked(catalogue: Catalogue) -> Checked:
    return check_files(catalogue, FILES)


@pytest.fixture(scope="module")
def path(checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("上轮") / "上轮.xlsx"
    write_master(path, checked)
    return path


@pytest.fixture
def earlier(path: Path) -> EarlierMaster:
    return read_master(path)


@pytest.fixture
def rows(checked: Checked) -> Rows:
    return master_rows(checked, {})


def told(checked: Checked, earlier: EarlierMaster, rows: Rows) -> list[tuple[object, ...]]:
    found = changes(checked, earlier, rows)
    return [(c.kind, c.department, c.code, c.column, c.before, c.after) for c in found]


def test_nothing_changed(checked: Checked, earlier: EarlierMaster, rows: Rows) -> None:
    assert changes(checked, earlier, rows) == []


def test_changed_verdicts_states_and_values(checked: Checked, earlier: EarlierMaster, rows: Rows) -> None:
    main, tasks = earlier.rows[MAIN.name], earlier.rows[TASKS.name]
    main.loc["ZB07", "2022年完成值"] = 0.40
    main.loc["ZB07", "最终判断"] = "快于预期"
    main.loc["ZB07", "预期展望"] = "预计按期完成"
    main.loc["ZB07", "未达进度原因"] = "去年的说法"  # free text is written anew every round
    tasks.loc["RW01", "进展状态"] = "按进度推进"
    who = "县科工贸局"
    assert told(checked, earlier, rows) == [
        (VERDICT, who, "ZB07", "最终判断", "快于预期", "滞后"),
        (VERDICT, who, "RW01", "进展状态", "按进度推进", "进展滞后"),
        (
            VALUE,
            who,
            "ZB07",
            "2022年完成值",
            0.40,
            pytest.approx(rows[MAIN.name].set_index("编号").loc["ZB07", "2022年完成值"]),
        ),
        (VALUE, who, "ZB07", "预期展望", "预计按期完成", "预计难以完成"),
    ]


def test_values_of_a_missing_return_are_no_changes(checked: Checked, earlier: EarlierMaster, rows: Rows) -> None:
    now = rows[MAIN.name]
    now.loc[now["编号"] == "ZB07", ["2021年完成值", "2022年完成值"]] = float("nan")
    assert len(told(checked, earlier, rows)) == 2
    now.loc[now["编号"] == "ZB07", "接收状态"] = "未报送"
    assert told(checked, earlier, rows) == []


def test_a_column_that_the_earlier_form_did_not_have_is_no_change(
    checked: Checked, earlier: EarlierMaster, rows: Rows
) -> None:
    earlier.rows[MAIN.name]["2023年6月完成值"] = float("nan")
    assert told(checked, earlier, rows) == []


def test_items_that_came_and_went(checked: Checked, earlier: EarlierMaster, rows: Rows) -> None:
    earlier.rows[MAIN.name] = (
        earlier.rows[MAIN.name].rename(index={"ZB07": "ZB99"}).assign(编号=lambda frame: frame.index.astype("str"))
    )
    assert told(checked, earlier, rows) == [
        (ADDED, "县科工贸局", "ZB07", "", None, None),
        (DROPPED, "县科工贸局", "ZB99", "", None, None),
    ]


def test_new_and_cured_findings(checked: Checked, earlier: EarlierMaster, rows: Rows) -> None:
    gone = earlier.problems.pop(0)
    earlier.problems.append({**gone, "code": "R999", "message": "上轮才有的问题", "severity": "错误"})
    earlier.problems.append({**gone, "code": "R998", "department": "县水利局", "severity": "错误"})  # not back yet
    earlier.problems.append({**gone, "code": "C108", "column": "别的列", "severity": "提示"})
    found = changes(checked, earlier, rows)
    assert [change.kind for change in found] == [NEW, CURED]
    assert gone["message"].startswith(found[0].label) and found[1].label == "上轮才有的问题"


def test_the_sheet_is_there_only_with_an_earlier_master(checked: Checked, path: Path, tmp_path: Path) -> None:
    assert "与上轮对比" not in openpyxl.load_workbook(path).sheetnames
    earlier = read_master(path)
    earlier.title = "融水县上一轮总进度表"
    earlier.rows[MAIN.name].loc["ZB07", ["2022年完成值", "最终判断"]] = [0.40, "快于预期"]
    checked.earlier = earlier
    try:
        write_master(tmp_path / "本轮.xlsx", checked)
    finally:
        checked.earlier = None
    book = openpyxl.load_workbook(tmp_path / "本轮.xlsx", data_only=True)
    verdict, value, *_ = lines(book, "与上轮对比", "部门")
    assert (verdict["上轮"], verdict["本轮"], verdict["增减"]) == ("快于预期", "滞后", "转差")
    assert value["增减"] == pytest.approx(value["本轮"] - 0.40)
    said = texts(book, "与上轮对比")
    assert "与《上轮.xlsx》融水县上一轮总进度表相比：判断和状态变化1项，数值变化1项" in said
