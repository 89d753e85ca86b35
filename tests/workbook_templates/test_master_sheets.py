"""The master's further sheets in ordinary and extreme rounds: nothing returned, one department, everything lagging."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from samples.typing_plan import RETURNED
from samples.workspace import RETURNED_FOLDER
from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.tables import CATALOGUE_TABLES, CHAPTER, INDICATOR_TABLES, MAIN, PLANS, PROJECTS, TASKS
from tests.masters import differences, lines, texts
from tests.office import needs_soffice, recalculate, recalculate_all
from tests.returns import check_files
from validators.check import Checked
from workbook_templates.master import write_master
from workbook_templates.master_overview import MOST_CHARACTERS, listed
from workbook_templates.master_rows import master_rows
from workbook_templates.sheets import MAX_TEXT

SHEETS = ("专题", "目标倒推", "两个口径", "部门不一致", "时间节点", "说明")
NASTY = ("=1+1", "+5", "-3", "@SUM(A1)", "很长的原因。" * 8000)


@pytest.fixture(scope="module")
def sample(catalogue: Catalogue) -> Checked:
    """All returned forms of the sample."""
    return check_files(catalogue, {name: RETURNED_FOLDER / file for name, file in RETURNED.items()})


def nothing(catalogue: Catalogue, sample: Checked) -> Checked:
    return check_files(catalogue, {})


def one_department(catalogue: Catalogue, sample: Checked) -> Checked:
    return check_files(catalogue, {"县教育局": RETURNED_FOLDER / RETURNED["县教育局"]})


def everything(catalogue: Catalogue, sample: Checked) -> Checked:
    return sample


def all_lagging(catalogue: Catalogue, sample: Checked) -> Checked:
    """Every task and project behind; texts that look like formulas, and one longer than a cell holds."""
    frames = copy.deepcopy(sample.frames)
    frames[TASKS.name].data["进展状态"] = "未启动"
    frames[PROJECTS.name].data["项目阶段"] = "停工"
    frames[PLANS.name].data["评估状态"] = "未开展"
    for table, title in ((MAIN, "未达进度原因"), (MAIN, "下一步措施"), (TASKS, "存在问题"), (PLANS, "存在问题")):
        data = frames[table.name].data
        data[title] = pd.Series([NASTY[at % len(NASTY)] for at in range(len(data))], index=data.index, dtype="str")
    return replace(sample, frames=frames)


def bare(catalogue: Catalogue, sample: Checked) -> Checked:
    """A catalogue with main indicators only, of no scope, without milestones."""
    frames = dict(catalogue.frames)
    for name in (CHAPTER.name, TASKS.name, PROJECTS.name, PLANS.name, "时间节点"):
        frames[name] = frames[name].iloc[:0]
    frames[MAIN.name] = frames[MAIN.name].assign(评估范围="", 高质量发展="否")
    return check_files(replace(catalogue, frames=frames, given={}), {})


CASES: tuple[Callable[[Catalogue, Checked], Checked], ...] = (nothing, one_department, everything, all_lagging, bare)


@pytest.fixture(scope="module")
def masters(catalogue: Catalogue, sample: Checked, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name of the case → its master."""
    folder = tmp_path_factory.mktemp("masters")
    paths = {}
    for case in CASES:
        paths[case.__name__] = folder / f"{case.__name__}.xlsx"
        overrides = {}
        if case is all_lagging:
            codes = [code for table in INDICATOR_TABLES for code in catalogue.frames[table.name]["编号"]]
            overrides = dict.fromkeys(codes, (v.LAGGING, "测试"))
        write_master(paths[case.__name__], case(catalogue, sample), overrides)
    return paths


@pytest.fixture(scope="module")
def books(masters: dict[str, Path]) -> dict[str, Workbook]:
    """The masters with their cached values."""
    return {name: openpyxl.load_workbook(path, data_only=True) for name, path in masters.items()}


@pytest.mark.slow
@pytest.mark.parametrize("case", [case.__name__ for case in CASES])
def test_every_sheet_is_there_prints_and_freezes(case: str, books: dict[str, Workbook]) -> None:
    book = books[case]
    assert set(SHEETS) <= set(book.sheetnames)
    for name in SHEETS:
        sheet = book[name]
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (None, 1), name
        assert sheet.page_setup.paperSize in (8, 9), name
        assert sheet.freeze_panes, name
        assert "第" in str(sheet.oddFooter.center.text), name
        assert "nan" not in texts(book, name).lower(), name


@pytest.mark.slow
@pytest.mark.parametrize("case", [case.__name__ for case in CASES])
def test_every_sheet_is_two_clicks_from_the_first(case: str, books: dict[str, Workbook]) -> None:
    book = books[case]
    leads = {
        name: {
            str(cell.hyperlink.location).split("!")[0].strip("'")
            for row in book[name].iter_rows()
            for cell in row
            if cell.hyperlink and cell.hyperlink.location
        }
        for name in ("总览", "说明", "两个口径")
    }
    reached = {"总览", *leads["总览"]}
    assert reached | leads["两个口径"] == set(book.sheetnames)
    assert leads["说明"] == set(book.sheetnames)


@pytest.mark.slow
def test_the_views_name_indicators_with_their_units(books: dict[str, Workbook]) -> None:
    named = {line["编号"]: line["事项"] for line in lines(books["everything"], "县《纲要》")}
    assert named["ZB05"] == "一般公共预算收入（亿元）"
    assert not [name for name in named.values() if "（—）" in str(name)]


@pytest.mark.parametrize("count", [0, 1, 30, 100])
def test_a_list_of_departments_fits_its_box_and_tells_how_many(count: int) -> None:
    names = ["县发展和改革局"] * count
    text = listed(names)
    assert len(text) <= MOST_CHARACTERS + 20
    assert text.count("县发展") == count or f"等{count}个" in text


@pytest.mark.slow
def test_a_problem_names_the_row_that_it_is_about(books: dict[str, Workbook]) -> None:
    found = {line["编号"]: line["事项"] for line in lines(books["everything"], "问题清单") if line["编号"]}
    assert found["ZB06"] == "常住人口城镇化率（%）"
    assert all(found.values())


@pytest.mark.slow
def test_nothing_returned_nothing_lags_and_the_sheets_say_so(books: dict[str, Workbook]) -> None:
    book = books["nothing"]
    assert "没有滞后事项" in texts(book, "专题")
    assert "无可比对" in texts(book, "部门不一致")
    assert {line["倒推判断"] for line in lines(book, "目标倒推")} == {"无法倒推", "由人工判断"}
    assert {line["状态"] for line in lines(book, "县《纲要》") if line["表"] == TASKS.name} == {"未填报"}


@pytest.mark.slow
def test_a_catalogue_without_scopes_tasks_and_milestones(books: dict[str, Workbook]) -> None:
    book = books["bare"]
    assert not {*v.SCOPES, "体现高质量发展"} & set(book.sheetnames)
    assert "没有内容" in texts(book, "时间节点")
    assert not lines(book, "专题")


@pytest.mark.slow
def test_all_that_lags_is_listed_and_text_stays_text(
    masters: dict[str, Path], books: dict[str, Workbook], catalogue: Catalogue, sample: Checked
) -> None:
    rows = master_rows(all_lagging(catalogue, sample), {})
    listed = [line["编号"] for line in lines(books["all_lagging"], "专题")]
    wanted = {code for table in INDICATOR_TABLES for code in rows[table.name]["编号"]}
    for table, title in ((TASKS, "进展状态"), (PROJECTS, "项目阶段"), (PLANS, "评估状态")):
        wanted |= set(rows[table.name].loc[rows[table.name][title].notna(), "编号"])
    assert len(listed) == len(set(listed)) and set(listed) == wanted
    cells = [cell for row in openpyxl.load_workbook(masters["all_lagging"])["专题"].iter_rows() for cell in row]
    for nasty in NASTY:
        assert any(cell.data_type == "s" and cell.value == nasty[:MAX_TEXT] for cell in cells), nasty[:10]


@pytest.mark.slow
def test_binding_indicators_come_first_and_a_missing_reason_is_red(books: dict[str, Workbook], sample: Checked) -> None:
    found = [line for line in lines(books["all_lagging"], "专题") if line["表"] == MAIN.name]
    binding = [line["属性/专栏"] == v.BINDING for line in found]
    assert binding == sorted(binding, reverse=True) and sum(binding) == 17
    answered = set(sample.frames[MAIN.name].data["编号"])
    assert {line["编号"] for line in found if line["原因和问题"] == "未填写"} == {
        line["编号"] for line in found if line["编号"] not in answered
    }
    cells = [cell for row in books["all_lagging"]["专题"].iter_rows() for cell in row]
    assert {cell.fill.fgColor.rgb for cell in cells if cell.value == "未填写"} == {"FFF8DDD6"}


@pytest.mark.slow
def test_every_row_knows_whom_to_ask(books: dict[str, Workbook]) -> None:
    found = lines(books["everything"], "专题")
    assert len(found) > 10
    assert all(line["联系人"] and "\n" in line["联系人"] for line in found)


@pytest.mark.slow
def test_hardest_first(books: dict[str, Workbook]) -> None:
    found = [line for line in lines(books["everything"], "目标倒推") if str(line["编号"]).startswith("ZB")]
    assert len(found) == 27
    efforts = [line["需要倍数"] for line in found if isinstance(line["需要倍数"], float)]
    assert efforts == sorted(efforts, reverse=True) and len(efforts) > 10
    nursery = next(line for line in found if line["编号"] == "ZB18")  # 0.62 → 1.46 in two years, target 4.0
    assert nursery["年均需完成"] == pytest.approx((4 - 1.46) / 3)
    assert nursery["至今年均"] == pytest.approx((1.46 - 0.62) / 2)
    assert nursery["需要倍数"] == pytest.approx((4 - 1.46) / 3 / ((1.46 - 0.62) / 2))
    assert nursery["倒推判断"] == "难度很大"
    assert nursery["预期与目标之差"] == pytest.approx(3.1 - 4)


@pytest.mark.slow
def test_counts_of_a_scope_are_those_of_its_list(books: dict[str, Workbook], catalogue: Catalogue) -> None:
    book = books["everything"]
    blocks = [list(row) for row in book["两个口径"].iter_rows(values_only=True)]
    for scope in v.SCOPES:
        listed = pd.DataFrame(lines(book, scope))
        counted = {}
        name, titles = "", []
        for row in blocks:
            if row[0] in {table.name for table in CATALOGUE_TABLES}:
                name, titles = row[0], row
            elif row[0] == scope:
                counted[name] = dict(zip(titles, row, strict=True))
        for table in (MAIN, CHAPTER, TASKS, PROJECTS):
            mine = listed[listed["表"] == table.name]
            assert counted[table.name]["合计"] == len(mine)
            for word, count in mine["状态"].value_counts().items():
                assert counted[table.name][word] == count
            wanted = catalogue.frames[table.name]["评估范围"].str.split("、").map(lambda names, s=scope: s in names)
            assert len(mine) == int(wanted.sum())


def test_no_scope_is_part_of_another() -> None:
    """COUNTIFS looks for the name anywhere in the cell."""
    assert not [(one, other) for one in v.SCOPES for other in v.SCOPES if one != other and one in other]


@pytest.mark.slow
def test_the_list_of_sheets_is_complete_and_leads_there(books: dict[str, Workbook]) -> None:
    book = books["everything"]
    links = {cell.hyperlink.location for cell in book["说明"]["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames}
    assert "示例数据" in str(book["说明"]["A1"].value)
    said = texts(book, "说明")
    for word in ("2022-12-31", "2023-06-30", "节奏（实现进度÷时序进度）达到1.1", "±5%", "0.5个百分点"):
        assert word in said


@needs_soffice
@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_calculates_what_we_cached(masters: dict[str, Path], tmp_path: Path) -> None:
    again = recalculate_all(list(masters.values()), tmp_path)
    for written, recalculated in zip(masters.values(), again, strict=True):
        count, wrong = differences(written, recalculated)
        assert not wrong, (written.name, wrong[:5])
        assert count > 100


@needs_soffice
@pytest.mark.office
@pytest.mark.slow
def test_sheets_follow_an_override(masters: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(masters["everything"])
    lagging = lines(openpyxl.load_workbook(masters["everything"], data_only=True), "专题")[0]["编号"]
    sheet = book[MAIN.name]
    header = next(row for row in sheet.iter_rows() if row[0].value == "编号")
    titles = {cell.value: cell.column for cell in header}
    row = next(cell.row for cell in sheet["A"] if cell.value == lagging)
    sheet.cell(row, titles["改判"]).value = v.FASTER
    book.save(tmp_path / "改判.xlsx")
    again = openpyxl.load_workbook(recalculate(tmp_path / "改判.xlsx", tmp_path / "out"), data_only=True)
    before = openpyxl.load_workbook(masters["everything"], data_only=True)
    assert next(line for line in lines(again, "专题") if line["编号"] == lagging)["现状"] == v.FASTER
    assert "重新汇总后名单更新" in texts(again, "专题") and "重新汇总后名单更新" not in texts(before, "专题")
    assert next(line for line in lines(again, "目标倒推") if line["编号"] == lagging)["最终判断"] == v.FASTER
    assert next(line for line in lines(again, "县《纲要》") if line["编号"] == lagging)["状态"] == v.FASTER
    counts = [next(b["两个口径"].iter_rows(min_row=5, max_row=5, values_only=True)) for b in (before, again)]
    assert [new - old for old, new in zip(counts[0][2:7], counts[1][2:7], strict=True)] == [0, 1, 0, -1, 0]


@pytest.mark.office
@needs_soffice
def test_one_indicator_for_another_is_not_called_the_same_list(masters: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(masters["everything"])
    sheet = book[MAIN.name]
    at = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        code = sheet.cell(row, at["编号"]).value
        if code in ("ZB01", "ZB06"):  # the first lags, the second has no verdict
            sheet.cell(row, at["改判"]).value = v.ON_TRACK if code == "ZB01" else v.LAGGING
    path = tmp_path / "edited" / "master.xlsx"
    path.parent.mkdir()
    book.save(path)
    told = openpyxl.load_workbook(recalculate(path, tmp_path / "out"), data_only=True)["专题"].cell(3, 1).value
    assert "名单列出11个，仍滞后的10个；现在滞后的共11个" in told
