"""The files to double-click do what the command line does, wherever the workspace lies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbook_templates.double_click import FOLDER, JOBS, write_double_click

posix = pytest.mark.skipif(os.name == "nt", reason="shell scripts")


def test_every_job_has_a_cmd_and_a_shell_script(tmp_path: Path) -> None:
    write_double_click(tmp_path)
    names = {path.name for path in (tmp_path / FOLDER).iterdir()}
    assert names == {f"{name}{ending}" for name in JOBS for ending in (".cmd", ".sh")}
    assert {"校验", "汇总", "退回修改"} <= set(JOBS)


def test_jobs_are_commands_of_the_program() -> None:
    import midterm

    assert set(JOBS.values()) <= {command.name for command in midterm.app.registered_commands}


def test_a_cmd_has_crlf_a_quoted_path_and_waits(tmp_path: Path) -> None:
    write_double_click(tmp_path, r"C:\100% 程序\python.exe")
    text = (tmp_path / FOLDER / "汇总.cmd").read_bytes().decode("utf-8")
    assert "\n" not in text.replace("\r\n", "")
    assert text.startswith("@echo off\r\nchcp 65001 >nul\r\n")
    assert r'set "PYTHON=C:\100%% 程序\python.exe"' in text
    assert '"%PYTHON%" -I -m midterm consolidate .\r\npause' in text


@posix
@pytest.mark.slow
def test_the_script_runs_the_program_and_nothing_of_the_workspace(tmp_path: Path) -> None:
    root = tmp_path / "工作区 '一'"
    root.mkdir()
    write_double_click(root)
    (root / "midterm.py").write_text("raise SystemExit('taken from the workspace')\n")
    done = subprocess.run(
        ["sh", str(root / FOLDER / "报送情况.sh")],
        input="\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )
    assert done.returncode == 2
    assert "不是工作区：里面没有《规划目录.xlsx》" in done.stderr
    assert "taken from the workspace" not in done.stderr


@posix
def test_a_program_that_moved_is_told(tmp_path: Path) -> None:
    write_double_click(tmp_path, "/no/such/python")
    script = tmp_path / FOLDER / "校验.sh"
    done = subprocess.run(["sh", str(script)], input="\n", capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 2
    assert "没有找到程序" in done.stdout


@posix
def test_scripts_can_be_started_by_a_double_click(tmp_path: Path) -> None:
    write_double_click(tmp_path, sys.executable)
    assert all(os.access(path, os.X_OK) for path in (tmp_path / FOLDER).glob("*.sh"))
