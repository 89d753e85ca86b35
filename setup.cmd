@echo off
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul && (set "PY=py -3") || (set "PY=python")
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>nul
if errorlevel 1 (
  echo 没有找到 Python 3.11 或更高版本。请先从 python.org 下载安装，安装时勾选 Add Python to PATH。
  pause
  exit /b 2
)
if not exist .venv\Scripts\python.exe %PY% -m venv .venv
echo 正在安装所需组件，第一次需要几分钟……
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --editable .
if errorlevel 1 (
  echo 安装没有成功，请检查网络后重新双击本文件。
  pause
  exit /b 2
)
if not exist demo .venv\Scripts\midterm init demo --sample
.venv\Scripts\midterm consolidate demo
if errorlevel 2 (
  pause
  exit /b 2
)
echo 示例已汇总，总进度表在 demo\4_汇总成果 文件夹中。
pause
