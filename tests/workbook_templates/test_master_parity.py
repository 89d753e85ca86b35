"""What the master shows before anything is calculated is what a spreadsheet calculates, whatever the plan."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from samples.regenerate import python_with_uno, type_all
from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from tests.generated_plans import generated
from tests.master_cells import close, column, rows_of
from tests.office import needs_soffice, recalculate
from workbook_templates.master import write_master

pytestmark = [pytest.mark.office, needs_soffice, pytest.mark.filterwarnings("ignore:.*extension is not supported")]


def master_of(catalogue: Catalogue, seed: int, folder: Path) -> Path:
    plan, rng = generated(catalogue, seed), Random(seed)
    overrides = {f"ZB{at:03}": (rng.choice(v.VERDICTS), rng.choice(("据实", ""))) for at in range(0, 32, 5)}
    path = folder / f"总进度表{seed}.xlsx"
    write_master(path, plan.checked(folder), overrides)
    return path


def differing(path: Path, folder: Path) -> tuple[list[tuple[Any, ...]], int]:
    """(sheet, cell, formula, ours, LibreOffice's) of every formula with another result; and how many there are."""
    ours, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    theirs = openpyxl.load_workbook(recalculate(path, folder), data_only=True)
    found, count = [], 0
    for sheet in formulas.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    pair = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                    mine, his = pair
                    count += 1
                    if not close(mine, his):
                        found.append((sheet.title, cell.coordinate, cell.value, mine, his))
    return found, count


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cached_is_what_libreoffice_recalculates(catalogue: Catalogue, tmp_path: Path, seed: int) -> None:
    wrong, count = differing(master_of(catalogue, seed, tmp_path), tmp_path / "out")
    assert wrong[:5] == []
    assert count > 1500


def charts_of(path: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Title of a chart → name of a series → the ranges of its categories and values."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    return {"".join(re.findall("<a:t>(.*?)</a:t>", part)): dict(_series(part)) for part in parts}


def _series(part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for text in re.findall("<c:ser>.*?</c:ser>", part):
        name = re.search("<c:tx><c:v>(.*?)</c:v>", text)
        categories, values = re.findall("<c:f>([^<]+)</c:f>", text)
        yield (name[1] if name else ""), (categories, values)


def values_of(book: Workbook, reference: str) -> list[Any]:
    sheet, _, area = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(area)
    lines = book[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return [value for line in lines for value in line]


def test_the_charts_read_what_the_sheets_show(catalogue: Catalogue, tmp_path: Path) -> None:
    path = master_of(catalogue, 4, tmp_path)
    book = openpyxl.load_workbook(path, data_only=True)
    charts = charts_of(path)
    main, projects = rows_of(book["主要指标"]), rows_of(book["重大项目"])

    def points(title: str, series: str) -> dict[str, Any]:
        categories, values = next(found for name, found in charts.items() if name.startswith(title))[series]
        return dict(zip(values_of(book, categories), values_of(book, values), strict=True))

    for word in v.VERDICTS:
        shown = {name: value for name, value in points("主要指标实现进度", word).items() if value not in (None, "")}
        assert shown == {
            row["指标名称"]: row["进度图示"]
            for row in main
            if row["最终判断"] == word and isinstance(row["进度图示"], int | float)
        }
        aspects = Counter(row["类别"] for row in main if row["最终判断"] == word)
        assert points("各方面主要指标判断", word) == {row["类别"]: aspects[row["类别"]] for row in main}
    order = list(points("主要指标实现进度", v.LAGGING))
    paces = {row["指标名称"]: row["节奏"] for row in main}
    assert [paces[name] for name in order if name in paces] == sorted(paces[name] for name in order if name in paces)
    done = dict.fromkeys((row["专栏"] for row in projects), 0.0)
    for row in projects:
        done[row["专栏"]] += (row["累计完成投资(万元)"] or 0) / 10000
    assert all(close(done[name], value) for name, value in points("重大项目投资", "累计完成投资").items())
    stages = Counter(row["项目阶段"] or "未填报" for row in projects)
    assert points("重大项目阶段", "重大项目阶段（个）") == {w: stages[w] for w in (*v.PROJECT_STAGES, "未填报")}


def test_an_override_reaches_counts_lists_and_charts(catalogue: Catalogue, tmp_path: Path) -> None:
    if python_with_uno() is None:
        pytest.skip("needs python3-uno")
    path = master_of(catalogue, 5, tmp_path)
    before = openpyxl.load_workbook(path, data_only=True)
    main = rows_of(before["主要指标"])
    at, late = next(
        (at, row)
        for at, row in enumerate(main)
        if row["最终判断"] == v.LAGGING and not row["改判"] and isinstance(row["进度图示"], int | float)
    )
    cell = f"{column(before['主要指标'], '改判')}{at + 4}"
    saved = tmp_path / "改判.xlsx"
    job = {"form": str(path), "save": str(saved), "typed": [["主要指标", cell, v.FASTER]]}
    type_all([job], tmp_path)
    after = openpyxl.load_workbook(saved, data_only=True)
    assert rows_of(after["主要指标"])[at]["最终判断"] == v.FASTER
    counts = [_verdicts(book) for book in (before, after)]
    assert counts[1][v.LAGGING] == counts[0][v.LAGGING] - 1
    assert counts[1][v.FASTER] == counts[0][v.FASTER] + 1
    name = f"{late['指标名称']}（{late['牵头部门']}）"
    assert name in _texts(before["总览"])
    assert name not in _texts(after["总览"])
    bars = [_bar(book, str(late["指标名称"])) for book in (before, after)]
    assert bars[0][v.LAGGING] == late["进度图示"]
    assert not bars[0][v.FASTER]
    assert close(bars[1][v.FASTER], late["进度图示"])
    assert not bars[1][v.LAGGING]


def _texts(sheet: Any) -> set[str]:
    return {value for line in sheet.iter_rows(values_only=True) for value in line if isinstance(value, str)}


def _verdicts(book: Workbook) -> dict[str, Any]:
    line = next(line for line in book["图表数据"].iter_rows(values_only=True) if line[0] == "主要指标合计")
    return dict(zip(v.VERDICTS, line[2:7], strict=True))


def _bar(book: Workbook, name: str) -> dict[str, Any]:
    """The indicator's line behind the chart of progress, by verdict."""
    lines = list(book["图表数据"].iter_rows(values_only=True))
    start = next(at for at, line in enumerate(lines) if line[0] == "主要指标进度图")
    line = next(line for line in lines[start:] if line[0] == name)
    return dict(zip(v.VERDICTS, line[5:10], strict=True))
