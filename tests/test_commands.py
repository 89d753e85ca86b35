"""The command line as people and programs use it: Chinese output, JSON, exit codes, no traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from schemas.findings import FIELDS

PROJECT = Path(__file__).parents[1]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("commands")]


def midterm(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return _run("midterm.py", *arguments)


def _run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "200"},
        cwd=PROJECT,
    )


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("commands") / "工作区"
    assert midterm("init", root, "--sample").returncode == 0
    return root


def test_help_is_chinese_and_quick() -> None:
    start = time.perf_counter()
    done = midterm("--help")
    assert time.perf_counter() - start < 3  # the budget is 0.3 s; a loaded machine gets ten times that
    for word in (
        "用法：",
        "命令",
        "init",
        "forms",
        "check",
        "corrections",
        "consolidate",
        "status",
        "rules",
        "addin",
        "显示本说明",
    ):
        assert word in done.stdout
    assert not re.search(r"Usage|Options|Commands|Show this", done.stdout)


def test_help_does_not_load_the_heavy_libraries() -> None:
    code = "import sys, midterm; print([m for m in ('pandas', 'pandera', 'openpyxl', 'xlwings') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)
    assert done.stdout.strip() == "[]"


def test_a_new_workspace_has_its_folders_and_a_catalogue_with_help(tmp_path: Path) -> None:
    done = midterm("init", tmp_path / "新")
    assert done.returncode == 0
    names = {path.name for path in (tmp_path / "新").iterdir() if not path.name.startswith(".")}
    assert names == {
        "规划目录.xlsx",
        "评估控制台.xlsx",
        "双击运行",
        "1_下发填报表",
        "2_回收填报表",
        "3_退回修改",
        "4_汇总成果",
        "5_发件箱",
        "邮件模板",
    }
    again = midterm("init", tmp_path / "新")
    assert again.returncode == 2
    assert "已经是工作区" in again.stderr


def test_forms_for_all_or_for_one_department(sample: Path) -> None:
    assert midterm("forms", sample, "--department", "县统计局").returncode == 0
    assert [p.name for p in (sample / "1_下发填报表").iterdir()] == ["填报表-县统计局.xlsx"]
    assert midterm("forms", sample).returncode == 0
    assert len(list((sample / "1_下发填报表").iterdir())) == 50
    unknown = midterm("forms", sample, "--department", "县气象局")
    assert unknown.returncode == 2
    assert "“县气象局”" in unknown.stderr


def test_check_lists_findings_and_exits_1(sample: Path) -> None:
    done = midterm("check", sample)
    assert done.returncode == 1
    assert "共收到26个文件：采用25个，不能使用1个" in done.stdout
    assert "应报送30个部门，已报送23个，未报送7个" in done.stdout
    assert "累计完成投资81200000万元，超过总投资15500万元" in done.stdout


def test_check_as_json_is_flat(sample: Path) -> None:
    found = json.loads(midterm("check", sample, "--json").stdout)
    assert all(tuple(finding) == FIELDS for finding in found)
    assert " ".join(FIELDS) == "code severity department file sheet cell row column value message suggestion proposed"
    assert {"R301", "C102", "F113"} <= {finding["code"] for finding in found}


def test_one_file_without_errors_exits_0(sample: Path) -> None:
    done = midterm("check", sample / "2_回收填报表" / "第一批" / "财政局0718.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有发现问题" in done.stdout


def test_one_file_against_a_named_workspace(sample: Path, tmp_path: Path) -> None:
    alone = tmp_path / "住建局.xlsx"
    shutil.copy(sample / "2_回收填报表" / "填报表-县住建局.xlsx", alone)
    assert "用--workspace指明工作区" in midterm("check", alone).stderr
    assert midterm("check", alone, "--workspace", sample).returncode == 1


def test_consolidate_says_where_the_master_lies(sample: Path) -> None:
    done = midterm("consolidate", sample)
    assert done.returncode == 1
    assert f"总进度表：{sample / '4_汇总成果' / '总进度表.xlsx'}" in done.stdout
    assert (sample / "4_汇总成果" / "总进度表.xlsx").exists()


def test_the_script_is_the_same_job(sample: Path) -> None:
    assert _run("consolidate.py", sample).stdout == midterm("consolidate", sample).stdout


def test_an_open_master_is_never_overwritten(sample: Path) -> None:
    results = sample / "4_汇总成果"
    midterm("consolidate", sample)
    lock = results / "~$总进度表.xlsx"
    lock.write_bytes(b"")
    done = midterm("consolidate", sample)
    lock.unlink()
    assert "总进度表(2).xlsx" in done.stdout
    assert "正在Excel中打开" in done.stdout
    (results / "总进度表(2).xlsx").unlink()


def test_corrections_say_who_gets_what_and_whom_to_call(sample: Path) -> None:
    done = midterm("corrections", sample)
    assert done.returncode == 1
    assert "已生成退回修改表3份、回执22份" in done.stdout
    assert "县交通局：错误4个、提醒1个，《退回修改表-县交通局.xlsx》" in done.stdout
    assert "不能确定是哪个部门，请电话联系：《第一批/联络员名单.xlsx》" in done.stdout
    assert len(list((sample / "3_退回修改").glob("*.xlsx"))) == 25


def test_diff_says_what_changed_since_the_last_check(sample: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "工作区"
    shutil.copytree(sample, fresh)
    shutil.rmtree(fresh / "3_退回修改")
    none = midterm("check", fresh, "--diff")
    assert (none.returncode, "没有上次校验的记录" in none.stderr) == (2, True)
    assert midterm("check", fresh, "--remember").returncode == 1
    same = midterm("check", fresh, "--diff")
    assert same.returncode == 1
    assert "仍未改正14个、新出现0个、未要求却改动0个、已改正0个" in same.stdout
    assert "县交通局（仍是上次的文件）：" in same.stdout
    changes = json.loads(midterm("check", fresh, "--diff", "--json").stdout)
    assert {change["state"] for change in changes} == {"仍未改正"}
    assert {"department", "state", "sheet", "cell", "row", "column", "code", "old", "new"} <= set(changes[0])


def test_status_counts_add_up(sample: Path) -> None:
    state = json.loads(midterm("status", sample, "--json").stdout)
    for table in state["tables"]:
        assert table["已接收"] + table["需修改"] + table["未报送"] == table["目录数"]
    assert {d["部门"] for d in state["departments"] if d["报送状态"] == "未报送"} >= {"县司法局", "县残联"}
    assert "县司法局" in midterm("status", sample).stdout


def test_rules_are_listed_explained_and_written_as_a_manual(tmp_path: Path) -> None:
    listed = json.loads(midterm("rules", "--json").stdout)
    assert len(listed) >= 10
    assert "错误示例" in midterm("rules", "r301").stdout
    assert midterm("rules", "R999").returncode == 2
    midterm("rules", "--out", tmp_path / "rules.md")
    written = (tmp_path / "rules.md").read_text(encoding="utf-8")
    assert written == (PROJECT / "docs" / "rules.md").read_text(encoding="utf-8"), "run: make rules"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["consolidate", "没有这个文件夹"], "没有这个文件夹"),
        (["consolidate", "tests"], "不是工作区"),
        (["consolidate"], "缺少必填的参数"),
        (["consolidate", "tests", "--wrong"], "没有这个选项：--wrong"),
        (["nonsense"], "命令写法不对"),
    ],
)
def test_what_cannot_work_is_one_chinese_sentence_and_exit_code_2(arguments: list[str], sentence: str) -> None:
    done = midterm(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_an_unreadable_catalogue_is_one_sentence(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "规划目录.xlsx").write_bytes(b"not a workbook")
    done = midterm("consolidate", tmp_path)
    assert done.returncode == 2
    assert "规划目录.xlsx" in done.stderr
    assert "Traceback" not in done.stderr


def test_answers_are_held_against_the_last_round(sample: Path, tmp_path: Path) -> None:
    """By --compare, or by the file that lies in the workspace."""
    form = sample / "2_回收填报表" / "第一批" / "财政局0718.xlsx"
    assert midterm("consolidate", sample).returncode == 1
    master = next((sample / "4_汇总成果").glob("总进度表*.xlsx"))
    done = midterm("check", form, "--compare", master)
    assert "就是本轮的总进度表，不按上轮检查" in done.stdout

    book = openpyxl.load_workbook(master, data_only=True)
    book["总览"]["A1"] = "融水苗族自治县2021年度评估总进度表"
    last = tmp_path / "上轮总进度表.xlsx"
    book.save(last)
    found = json.loads(midterm("check", form, "--compare", last, "--json").stdout)
    assert found and {finding["code"] for finding in found} <= {"R805", "R806", "R811", "R812"}
    shutil.copy(last, sample / "上轮总进度表.xlsx")
    assert json.loads(midterm("check", form, "--json").stdout) == found
    assert "已与上轮的《上轮总进度表.xlsx》对比" in midterm("check", form).stdout

    (sample / "上轮总进度表.xlsx").write_bytes(b"PK\x03\x04")
    for command in ("check", "corrections", "consolidate"):
        broken = midterm(command, sample)
        assert broken.returncode == 2 and "《上轮总进度表.xlsx》" in broken.stderr
        assert broken.stderr.count("。") <= 2 and "Traceback" not in broken.stderr
    (sample / "上轮总进度表.xlsx").unlink()
    nowhere = midterm("check", form, "--compare", tmp_path / "没有.xlsx")
    assert nowhere.returncode == 2 and "找不到总进度表" in nowhere.stderr
