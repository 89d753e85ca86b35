"""Files to double-click in the workspace, for machines without the add-in: the same jobs through the command line."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = "双击运行"
JOBS = {
    "生成填报表": "forms",
    "校验": "check",
    "退回修改": "corrections",
    "汇总": "consolidate",
    "报送情况": "status",
}
_LOST = "没有找到程序：程序文件夹可能移动了，或者这个工作区是在另一台电脑上建立的。"
_REMEDY = "请在程序文件夹中运行“midterm init”另建一个空白工作区，把其中的“双击运行”文件夹复制过来。"

_CMD = """@echo off
chcp 65001 >nul
cd /d "%~dp0.."
set "PYTHON={python}"
if not exist "%PYTHON%" (
  echo {lost}
  echo {remedy}
  pause
  exit /b 2
)
"%PYTHON%" -I -m midterm {job} .
pause
"""
_SH = """#!/bin/sh
cd "$(dirname "$0")/.." || exit 2
PYTHON={python}
if [ ! -x "$PYTHON" ]; then
  echo "{lost}"
  echo "{remedy}"
  code=2
else
  "$PYTHON" -I -m midterm {job} .
  code=$?
fi
printf '按回车键关闭。'
read -r answer
exit "$code"
"""


def write_double_click(root: Path, python: str = sys.executable) -> None:
    """Write a .cmd and a .sh for every job.

    `-I` keeps Python from taking modules out of the workspace, where anybody's files lie.
    """
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    for name, job in JOBS.items():
        told = {"lost": _LOST, "remedy": _REMEDY, "job": job}
        cmd = _CMD.format(python=python.replace("%", "%%"), **told)
        (folder / f"{name}.cmd").write_bytes(cmd.replace("\n", "\r\n").encode("utf-8"))
        script = folder / f"{name}.sh"
        script.write_bytes(_SH.format(python=_quoted(python), **told).encode("utf-8"))
        script.chmod(0o755)


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "'\\''") + "'"
