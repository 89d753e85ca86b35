"""Make `samples/returned/` again: forms written, then filled in by a real spreadsheet program.

    python -m samples.regenerate

Needs LibreOffice and a Python with UNO (Debian: libreoffice-calc, python3-uno). The
files are committed, so the demo needs neither.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from samples.content import PARAMETERS, catalogue_frames
from samples.typing_plan import NO_FORM, RETURNED, keystrokes
from samples.workspace import KEY, RETURNED_FOLDER
from validators.catalogue import load_catalogue
from validators.workspace import FILE_NAME
from workbook_templates.catalogue_template import write_catalogue
from workbook_templates.form import form_name, write_form

SCRIPT = Path(__file__).parent / "type_into_forms.py"
SECONDS = 600
_CONTACTS = [
    ["Sheet1", "A1", "联络员名单"],
    ["Sheet1", "A2", "单位"],
    ["Sheet1", "B2", "姓名"],
    ["Sheet1", "A3", "县水利局"],
    ["Sheet1", "B3", "示例联系人"],
]


def python_with_uno() -> str | None:
    """A Python that can drive LibreOffice: this one, or the system's."""
    for candidate in (sys.executable, "/usr/bin/python3", shutil.which("python3") or ""):
        if candidate and subprocess.run([candidate, "-c", "import uno"], capture_output=True).returncode == 0:
            return candidate
    return None


def type_all(jobs: list[dict[str, Any]], folder: Path) -> None:
    """Let LibreOffice do the jobs (see `type_into_forms`); the plan is left in `folder`."""
    python = python_with_uno()
    if python is None:
        raise SystemExit("没有找到能驱动LibreOffice的Python，请安装libreoffice-calc和python3-uno。")
    plan = folder / "plan.json"
    plan.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    subprocess.run([python, str(SCRIPT), str(plan)], check=True, timeout=SECONDS)


def main() -> None:
    """Write the catalogue and the forms, type, and replace the committed files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_catalogue(folder / FILE_NAME, catalogue_frames(), PARAMETERS)
        catalogue = load_catalogue(folder / FILE_NAME)
        jobs: list[dict[str, Any]] = [{"form": None, "save": str(folder / "out" / NO_FORM), "typed": _CONTACTS}]
        for department, returned in RETURNED.items():
            form = folder / form_name(department)
            write_form(form, catalogue, department, KEY)
            typed = keystrokes(catalogue, department)
            jobs.append({"form": str(form), "save": str(folder / "out" / returned), "typed": typed})
        type_all(jobs, folder)
        shutil.rmtree(RETURNED_FOLDER, ignore_errors=True)
        shutil.copytree(folder / "out", RETURNED_FOLDER)
    print(f"已重新生成{len(jobs)}个回收文件：{RETURNED_FOLDER}")


if __name__ == "__main__":
    main()
