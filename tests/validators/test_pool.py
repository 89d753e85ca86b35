"""Reading many files in workers: what kills or stalls a worker costs only itself."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from tests.returns import edit, sample_answers
from tests.validators import odd_files
from tests.validators.odd_files import ODD, DeadlyPath, SlowPath, good_copy
from validators import pool
from validators.check import layouts
from validators.master_reader import read_overrides
from validators.pool import Job, Reading, read_all
from validators.problems import CannotWork
from validators.reader import RawReturn
from workbook_templates.form import write_form


@pytest.fixture(scope="module")
def form(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good form."""
    path = tmp_path_factory.mktemp("填报表") / "好.xlsx"
    write_form(path, catalogue, "县民政局", KEY, sample_answers(catalogue, "县民政局"))
    return path


def codes(raws: list[RawReturn]) -> dict[str, str]:
    """File → code of its refusal, "" for a file that was read."""
    return {raw.file: raw.refusal[0] if raw.refusal else "" for raw in raws}


def test_odd_files_among_good_ones(form: Path, tmp_path: Path) -> None:
    jobs: list[Job] = []
    for number, name in enumerate(ODD):
        jobs.append((good_copy(form, tmp_path, f"好{number}.xlsx"), f"好{number}.xlsx"))
        jobs.append((odd_files.write(form, tmp_path, name), name))
    done: list[int] = []
    raws = read_all(jobs, layouts(), done.append)
    assert [raw.file for raw in raws] == [name for _, name in jobs]
    assert sum(done) == len(jobs) > pool.BATCH
    assert codes(raws) == {name: ODD[name][1] if name in ODD else "" for _, name in jobs}
    assert all(raw.meta["部门"] == "县民政局" for raw in raws if not raw.refusal)


def test_no_files_at_all() -> None:
    assert read_all([], layouts()) == []


@pytest.mark.slow
def test_a_worker_that_dies_costs_one_file(form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "BATCH", 2)
    jobs: list[Job] = [(good_copy(form, tmp_path, f"好{n}.xlsx"), f"好{n}.xlsx") for n in range(4)]
    jobs.insert(1, (DeadlyPath(good_copy(form, tmp_path, "要命.xlsx")), "要命.xlsx"))
    done: list[int] = []
    raws = read_all(jobs, layouts(), done.append)
    assert codes(raws) == {"好0.xlsx": "", "要命.xlsx": "F114", "好1.xlsx": "", "好2.xlsx": "", "好3.xlsx": ""}
    assert sum(done) == len(jobs)
    assert raws[1].refusal == ("F114", "读取时程序异常退出，文件可能已损坏。", "请用下发的填报表重新填写后报送。")
    # The next round gets fresh workers.
    assert codes(read_all(jobs[:1], layouts())) == {"好0.xlsx": ""}


@pytest.mark.slow
def test_a_file_that_hangs_costs_its_time_once(form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "BATCH", 3)
    monkeypatch.setattr(pool, "SECONDS_PER_FILE", 4)
    jobs: list[Job] = [(good_copy(form, tmp_path, f"好{n}.xlsx"), f"好{n}.xlsx") for n in range(8)]
    jobs.insert(1, (SlowPath(good_copy(form, tmp_path, "卡住.xlsx")), "卡住.xlsx"))
    start = time.monotonic()
    raws = read_all(jobs, layouts())
    assert time.monotonic() - start < 10
    assert codes(raws) == {name: "F114" if name == "卡住.xlsx" else "" for _, name in jobs}


@pytest.mark.slow
def test_several_that_die_cost_only_themselves(form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "BATCH", 4)
    jobs: list[Job] = [(good_copy(form, tmp_path, f"好{n}.xlsx"), f"好{n}.xlsx") for n in range(9)]
    for at in (0, 4, 5, 9):
        jobs.insert(at, (DeadlyPath(good_copy(form, tmp_path, f"要命{at}.xlsx")), f"要命{at}.xlsx"))
    raws = read_all(jobs, layouts())
    assert codes(raws) == {name: "F114" if name.startswith("要命") else "" for _, name in jobs}


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux only")
def test_a_file_that_eats_memory_costs_one_file(form: Path, tmp_path: Path) -> None:
    """One long text, told a hundred thousand times: a small file, gigabytes when read."""
    long = f"<t>{'长' * 30_000}</t>".encode()
    told = b"".join(b'<row r="%d"><c r="B%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(200, 19_000))
    hungry = tmp_path / "贪吃.xlsx"
    hungry.write_bytes(odd_files.with_rows(form, told))
    spelled = odd_files.repacked(
        hungry,
        lambda name, data: re.sub(rb"<t>[^<]*</t>", long, data, count=1) if name == "xl/sharedStrings.xml" else data,
    )
    hungry.write_bytes(spelled)
    found = codes(read_all([(hungry, "贪吃.xlsx"), (form, "好.xlsx")], layouts()))
    assert found["好.xlsx"] == "" and found["贪吃.xlsx"] == "F114"


@pytest.mark.slow
def test_a_file_that_hangs_is_given_up(form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "BATCH", 1)
    monkeypatch.setattr(pool, "SECONDS_PER_FILE", 3)
    slow = good_copy(form, tmp_path, "卡住.xlsx")
    jobs: list[Job] = [(SlowPath(slow), "卡住.xlsx"), (form, "好.xlsx")]
    raws = read_all(jobs, layouts())
    assert codes(raws) == {"卡住.xlsx": "F114", "好.xlsx": ""}
    assert raws[0].refusal is not None and raws[0].refusal[1] == "读取超过3秒，已停止。"


@pytest.mark.slow
@pytest.mark.parametrize("alone", [True, False])
def test_a_reader_that_panics_costs_one_file(form: Path, tmp_path: Path, alone: bool) -> None:
    """calamine panics on a number that no calendar holds, in a cell formatted as a date."""
    path = edit(good_copy(form, tmp_path, "惊慌.xlsx"), beyond_time)
    jobs: list[Job] = [(path, "惊慌.xlsx"), (form, "好.xlsx")]
    found = codes(read_all(jobs[:1] if alone else jobs, layouts()))
    assert found == ({"惊慌.xlsx": "F107"} if alone else {"惊慌.xlsx": "F107", "好.xlsx": ""})


def beyond_time(book: Workbook) -> None:
    cell = book["表4 重大项目"]["Z90"]
    cell.value, cell.number_format = -1e300, "yyyy-mm-dd"


def test_something_else_is_done_beside_once_the_files_are_read(form: Path, tmp_path: Path) -> None:
    for count in (0, 1, 3):
        jobs = [(good_copy(form, tmp_path, f"{count}-{number}.xlsx"), f"{number}.xlsx") for number in range(count)]
        with pool.ready(jobs), Reading(jobs, layouts()) as reading:
            reading.then(int, "15")
            assert len(reading(jobs, layouts(), lambda done: None)) == count
            assert reading.aside() == 15


def test_what_hinders_it_is_told(form: Path, tmp_path: Path) -> None:
    jobs = [(good_copy(form, tmp_path, f"{number}.xlsx"), f"{number}.xlsx") for number in range(2)]
    with Reading(jobs, layouts()) as reading:
        reading.then(read_overrides, tmp_path / "没有.xlsx")
        reading(jobs, layouts(), lambda done: None)
        with pytest.raises(CannotWork, match="找不到总进度表"):
            reading.aside()


def _die_in_a_worker(parent: int) -> str:
    if os.getpid() != parent:
        os._exit(1)
    return "here"


def test_what_kills_a_worker_is_done_here(form: Path, tmp_path: Path) -> None:
    jobs = [(good_copy(form, tmp_path, f"{number}.xlsx"), f"{number}.xlsx") for number in range(2)]
    with Reading(jobs, layouts()) as reading:
        reading.then(_die_in_a_worker, os.getpid())
        reading(jobs, layouts(), lambda done: None)
        assert reading.aside() == "here"


def test_readers_that_were_dismissed_are_followed_by_others(form: Path, tmp_path: Path) -> None:
    jobs = [(good_copy(form, tmp_path, f"{number}.xlsx"), f"{number}.xlsx") for number in range(2)]
    for _ in range(2):
        with Reading(jobs, layouts()) as reading:
            assert [raw.refusal for raw in reading(jobs, layouts(), lambda done: None)] == [None, None]
            reading.dismiss()
