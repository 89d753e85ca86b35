"""The checks inside the form and the bureau's checks say the same of the same cells.

Forms are recalculated by LibreOffice; the bureau's findings come from pandas.
"""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from samples import content
from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import CATALOGUE_TABLES, CHAPTER, COVER, MAIN, PLANS, PROJECTS, REPORT, TABLES, TASKS, Table
from tests.office import needs_soffice, recalculate, recalculate_all
from validators.check import check
from validators.rearranged import SELF_CHECK_SHEET
from validators.rulebook import active_rules
from workbook_templates.form import write_form
from workbook_templates.live_checks import REQUIRED, checks_of
from workbook_templates.self_check import READY, STATUS_CELL

DEPARTMENT = "县统计局"
DETAILS = "逐项检查"


@pytest.fixture(scope="module")
def one(catalogue: Catalogue) -> Catalogue:
    """The sample catalogue with every row given to one department, so that one form holds all kinds."""
    frames = dict(catalogue.frames)
    for table in CATALOGUE_TABLES:
        frames[table.name] = frames[table.name].assign(**{table.lead: DEPARTMENT})
    return Catalogue(catalogue.parameters, frames)


def right_answers() -> dict[str, pd.DataFrame]:
    """The sample's answers of every row, typed, indexed by row code."""
    told = content.answers()
    found: dict[str, pd.DataFrame] = {}
    for table in CATALOGUE_TABLES:
        wide = told[told["表"] == table.name].pivot(index="编号", columns="列", values="值")
        for column in table.answers:
            if column.title in wide and column.kind == "number":
                wide[column.title] = pd.to_numeric(wide[column.title])
            elif column.title in wide and column.kind == "date":
                wide[column.title] = pd.to_datetime(wide[column.title])
        found[table.name] = wide.astype("object").where(wide.notna(), None)
    cover = told[(told["表"] == COVER.name) & (told["编号"] == DEPARTMENT)].set_index("列")["值"]
    found[COVER.name] = pd.DataFrame({title: [cover[title]] for title in cover.index})
    found[COVER.name]["填报日期"] = pd.to_datetime(found[COVER.name]["填报日期"])
    texts = [f"{code}：截至2023年6月底，各项工作按计划推进，具体情况见各表。" for code in range(1, 7)]
    found["评估报告"] = pd.DataFrame({"内容": texts}, index=[f"PG{number}" for number in range(1, 7)])
    # ZJ01's reference and others may hang on other tables; the one form holds them all.
    return found


def self_check(path: Path) -> tuple[str, dict[tuple[str, str, str], str]]:
    """What 自查 says: its status, and (sheet, kind, text) → first cell of every check that is broken."""
    sheet = openpyxl.load_workbook(path, data_only=True)[SELF_CHECK_SHEET]
    broken, in_details = {}, False
    for line in sheet.iter_rows(min_col=2, max_col=6, values_only=True):
        in_details = in_details or str(line[0]).startswith(DETAILS)
        if in_details and isinstance(line[2], int | float) and line[2] > 0:
            broken[str(line[0]), str(line[1]), str(line[4])] = str(line[3])
    return str(sheet[STATUS_CELL].value), broken


@needs_soffice
@pytest.mark.office
def test_a_form_with_everything_right_can_be_sent_and_has_no_findings(one: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "全对.xlsx"
    write_form(path, one, DEPARTMENT, KEY, right_answers())
    status, broken = self_check(recalculate(path, tmp_path / "out"))
    assert (status, broken) == (READY, {})
    checked = check(one, [(tmp_path / "out" / path.name, path.name)], KEY)
    assert [f.message for f in checked.findings] == []


# One way to break each live rule: the row, and what is typed over the right answers.
BREAKS: list[tuple[str, Table, str, dict[str, Any]]] = [
    ("R101", MAIN, "ZB18", {"未达进度原因": None}),
    ("R102", MAIN, "ZB18", {"下一步措施": None}),
    ("R103", MAIN, "ZB18", {"填报判断": "基本符合预期", "相关说明": None}),
    ("R104", MAIN, "ZB05", {"调整建议": "调整目标值", "相关说明": None}),
    ("R105", MAIN, "ZB03", {"预期展望": "预计难以完成"}),
    ("R106", MAIN, "ZB13", {"数值口径": "累计值", "2021年完成值": 1980, "2022年完成值": 1750, "2023年6月完成值": 1800}),
    ("R107", MAIN, "ZB13", {"数值口径": "累计值", "2022年完成值": 4030, "2023年6月完成值": 900}),
    ("R108", MAIN, "ZB06", {"2021年完成值": 3990}),
    ("R109", MAIN, "ZB06", {"2023年6月完成值": 41.5}),
    ("R110", MAIN, "ZB13", {"2025年预期值": 1800}),
    ("R112", MAIN, "ZB06", {"2025年预期值": 104, "相关说明": None}),
    ("R113", MAIN, "ZB05", {"预期展望": "预计难以完成", "未达进度原因": None, "2025年预期值": 6.5}),
    ("R114", MAIN, "ZB18", {"下一步措施": "按计划推进"}),
    ("R115", MAIN, "ZB18", {"未达进度原因": "用地不足"}),
    ("R116", MAIN, "ZB18", {"相关说明": "已提前完成年度任务，其余按程序推进"}),
    ("R117", MAIN, "ZB02", {"2021年完成值": 112.4}),
    ("R118", MAIN, "ZB18", {"2021年完成值": 0.3, "相关说明": None}),
    ("R119", MAIN, "ZB05", {"2023年6月完成值": 30200}),
    ("R120", MAIN, "ZB13", {"2021年完成值": 19800}),
    ("R121", MAIN, "ZB13", {"2021年完成值": -1980}),
    ("R122", MAIN, "ZB05", {"2025年预期值": 6.5}),
    ("R123", MAIN, "ZB18", {"2025年预期值": 4.2}),
    ("R124", MAIN, "ZB05", {"2025年预期值": 17, "相关说明": None}),
    ("R125", MAIN, "ZB21", {"相关说明": None}),
    ("R126", MAIN, "ZB13", {"2023年6月完成值": 5090}),
    ("R127", MAIN, "ZB05", {"2022年完成值": 5.58}),
    ("R129", MAIN, "ZB03", {"2022年完成值": 0.089}),
    ("R130", MAIN, "ZB13", {"2022年完成值": 205}),
    ("R131", MAIN, "ZB13", {"2025年预期值": 0.96}),
    ("R201", TASKS, "RW10", {"存在问题": None}),
    ("R202", TASKS, "RW10", {"下一步对策": None}),
    ("R203", TASKS, "RW01", {"取得成效": "同一句话", "政策措施": "同一句话"}),
    ("R204", TASKS, "RW01", {"取得成效": "同上"}),
    ("R205", TASKS, "RW01", {"政策措施": "印发方案"}),
    ("R206", TASKS, "RW10", {"取得成效": "年度任务已提前完成，出口额增长5%"}),
    ("R207", TASKS, "RW01", {"进展状态": "已完成", "取得成效": "二期工程尚未完成，已投资3亿元"}),
    ("R210", TASKS, "RW10", {"存在问题": "无"}),
    ("R301", PROJECTS, "XM15", {"累计完成投资(万元)": 81200000}),
    ("R302", PROJECTS, "XM15", {"开工日期": pd.Timestamp(2023, 8, 1)}),
    ("R303", PROJECTS, "XM16", {"预计竣工日期": pd.Timestamp(2021, 12, 31)}),
    ("R304", PROJECTS, "XM16", {"项目阶段": "前期工作"}),
    ("R305", PROJECTS, "XM16", {"项目阶段": "未开工", "开工日期": None}),
    ("R306", PROJECTS, "XM12", {"预计竣工日期": pd.Timestamp(2024, 12, 31)}),
    ("R307", PROJECTS, "XM12", {"累计完成投资(万元)": 100, "相关说明": None}),
    ("R308", PROJECTS, "XM16", {"形象进度": "正常推进"}),
    ("R309", PROJECTS, "XM16", {"累计完成投资(万元)": 0, "相关说明": None}),
    ("R310", PROJECTS, "XM16", {"预计竣工日期": pd.Timestamp(2023, 5, 31)}),
    ("R311", PROJECTS, "XM05", {"存在问题": None, "相关说明": None}),
    ("R312", PROJECTS, "XM11", {"存在问题": None, "相关说明": None}),
    ("R313", PROJECTS, "XM12", {"预期展望": "暂无法判断"}),
    ("R316", PROJECTS, "XM16", {"累计完成投资(万元)": 0.36}),
    ("R401", PLANS, "ZX02", {"已达进度目标数": 99}),
    ("R402", PLANS, "ZX02", {"是否需要调整修订": "是", "存在问题": None}),
    ("R403", PLANS, "ZX02", {"主要目标数": 30.5}),
    ("R404", PLANS, "ZX02", {"报告报送日期": pd.Timestamp(2024, 7, 20)}),
    ("R405", PLANS, "ZX13", {"报告报送日期": pd.Timestamp(2023, 7, 20)}),
    ("R406", PLANS, "ZX02", {"对纲要支撑情况": "良好"}),
    ("R407", PLANS, "ZX02", {"主要目标数": 0, "已达进度目标数": 0}),
    ("R408", PLANS, "ZX09", {"已达进度目标数": 2, "存在问题": None}),
    ("R502", COVER, "", {"审核人": "示例填报人"}),
    ("R504", COVER, "", {"填报日期": pd.Timestamp(2022, 7, 20)}),
    ("R505", COVER, "", {"填报日期": pd.Timestamp(2024, 7, 20)}),
    ("R506", REPORT, "PG5", {"内容": "困难和问题不多。"}),
]


def with_break(table: Table, code: str, typed: dict[str, Any]) -> dict[str, pd.DataFrame]:
    answers = right_answers()
    frame = answers[table.name] = answers[table.name].copy()
    for title, value in typed.items():
        if title not in frame:
            frame[title] = None
        frame.at[code or 0, title] = value
    return answers


@needs_soffice
@pytest.mark.office
@pytest.mark.slow
def test_each_live_rule_broken_in_turn_is_named_at_the_same_cell(one: Catalogue, tmp_path: Path) -> None:
    # Sixty forms: only the rows that are broken in one of them, so that they are quick to recalculate.
    used = {code for _, _, code, _ in BREAKS}
    frames = {
        name: frame[frame["编号"].isin(used)].reset_index(drop=True)
        if name in {t.name for t in CATALOGUE_TABLES}
        else frame
        for name, frame in one.frames.items()
    }
    one = Catalogue(one.parameters, frames)
    paths = []
    for rule, table, code, typed in BREAKS:
        paths.append(tmp_path / f"{rule}.xlsx")
        write_form(paths[-1], one, DEPARTMENT, KEY, with_break(table, code, typed))
    rules = {rule.code: rule for rule in active_rules(one)}
    for (code, table, *_), path in zip(BREAKS, recalculate_all(paths, tmp_path / "out"), strict=True):
        findings = [f for f in check(one, [(path, path.name)], KEY).findings if f.code == code]
        assert findings, f"the bureau does not see {code}"
        status, broken = self_check(path)
        mine = {c.text for c in checks_of(table, [rules[code]], False) if c.code == code}
        cells = {cell for (sheet, _, text), cell in broken.items() if sheet == table.sheet and text in mine}
        assert cells == {f.cell for f in findings}, (code, status, broken)
        assert not (status == READY and any(f.severity == "错误" for f in findings))


def test_every_live_rule_has_its_turn(catalogue: Catalogue) -> None:
    live = {rule.code for rule in active_rules(catalogue) if rule.condition}
    assert {rule for rule, *_ in BREAKS} == live


_JUNK: list[Any] = ["abc", "12.3%", " ", "　", "-", "=1+1", "滞后", "无"]


def random_answers(catalogue: Catalogue, seed: int) -> dict[str, pd.DataFrame]:
    """Answers of every sort: right words, junk, blanks, numbers of every size, dates far and near."""
    rng = random.Random(seed)

    def value(column: Any) -> Any:
        kind = rng.random()
        if kind < 0.15:
            return None
        if kind < 0.25:
            return rng.choice(_JUNK)
        if column.choices:
            return rng.choice(column.choices)
        if column.kind == "number":
            return float(rng.choice([0, 1, -3, 5.5, 41, 99.9, 100, 150, 201, 4021, 1e6, 12800, 0.1 + 0.2]))
        if column.kind == "date":
            return pd.Timestamp(dt.date(2019, 1, 1) + dt.timedelta(rng.randrange(2500)))
        return rng.choice(["张三", "同一句话", "推进顺利" * rng.randrange(1, 90), "按计划推进"])

    found = {}
    for table in (*CATALOGUE_TABLES, TABLES["评估报告"]):
        codes = (
            catalogue.frames[table.name]["编号"] if table.name in catalogue.frames else [f"PG{n}" for n in range(1, 7)]
        )
        rows = {code: {column.title: value(column) for column in table.answers} for code in codes}
        if table.supplements:
            rows["补充1"] = {c.title: value(c) for c in table.answers} | {table.label: "新增内容"}
        found[table.name] = pd.DataFrame.from_dict(rows, orient="index").astype("object")
    found[COVER.name] = pd.DataFrame([{column.title: value(column) for column in COVER.answers}], dtype="object")
    return found


@needs_soffice
@pytest.mark.office
@pytest.mark.slow
def test_form_and_bureau_agree_on_generated_rows(one: Catalogue, tmp_path: Path) -> None:
    """Every 0 and 1 that pandas cached is what LibreOffice calculates, for every check and row; 自查 follows."""
    paths = []
    for seed in range(3):
        paths.append(tmp_path / f"{seed}.xlsx")
        write_form(paths[-1], one, DEPARTMENT, KEY, random_answers(one, seed))
    compared = ones = 0
    for path, again in zip(paths, recalculate_all(paths, tmp_path / "out"), strict=True):
        ours, theirs = (openpyxl.load_workbook(p, data_only=True) for p in (path, again))
        for sheet in openpyxl.load_workbook(path).worksheets:
            for cell in (cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"):
                a, b = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                same = abs(a - b) < 1e-9 * max(1, abs(a)) if _numbers(a, b) else (a or "") == (b or "")
                assert same, (path.name, sheet.title, cell.coordinate, cell.value, a, b)
                compared += 1
                ones += a == 1 and str(cell.value).startswith("=IF(")
    assert compared > 10_000
    assert ones > 500


def _numbers(a: object, b: object) -> bool:
    return isinstance(a, int | float) and isinstance(b, int | float)


def test_required_cells_of_added_rows_are_asked_for_only_once_begun(catalogue: Catalogue) -> None:
    required = [c for c in checks_of(TASKS, [], False) if c.kind == REQUIRED]
    rows = pd.DataFrame(
        {"编号": ["补充1", "补充2", "RW01"], "任务内容": [None, "新增任务", "原有任务"]},
    ).reindex(columns=[c.title for c in TASKS.columns])
    for check_ in required:
        assert check_.broken(rows, {}).tolist() == [False, True, True]


def test_townships_are_asked_for_nothing() -> None:
    assert not [c for c in checks_of(TASKS, [], True) if c.kind == REQUIRED]


def test_chapter_indicators_share_the_checks_of_main_indicators(catalogue: Catalogue) -> None:
    rules = active_rules(catalogue)
    assert [c.text for c in checks_of(MAIN, rules, False)] == [c.text for c in checks_of(CHAPTER, rules, False)]
