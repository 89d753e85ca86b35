"""Pictures of the sample's master for the manuals: `python -m tests.pictures`, or `make pictures`.

总览 and 主要指标 as printed and as on a screen of 1366 by 768. Calibri, which Excel measures columns
with, and 等线 are stood in for by fonts of their breadth, so that what is seen is what Excel lays out.
Needs LibreOffice, poppler, and for the screen Xvfb, xdotool and ImageMagick.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from consolidate import consolidate
from tests.office import soffice_path, to_pdf
from validators.workspace import Workspace
from workbook_templates.workspace_template import create

TARGET = Path(__file__).resolve().parents[1] / "docs" / "pictures"
# Sheet number in the workbook, page in print.
SHEETS = {"master": (1, 1), "master-indicators": (3, 5)}
_DISPLAY, _START = ":97", 20  # seconds until the window stands
_ALIASES = (("Calibri", "Nimbus Roman"), ("等线", "Noto Sans CJK SC"), ("黑体", "Noto Sans CJK SC"))
_ALIAS = (
    '<match target="pattern"><test name="family"><string>{}</string></test>'
    '<edit name="family" mode="assign" binding="strong"><string>{}</string></edit></match>'
)


def use_fonts(folder: Path) -> None:
    """Let programs started from here on stand in for the fonts of Excel."""
    rules = "".join(_ALIAS.format(*pair) for pair in _ALIASES)
    conf = folder / "fonts.conf"
    conf.write_text(f"<fontconfig><include>/etc/fonts/fonts.conf</include>{rules}</fontconfig>", encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(conf)


def printed(master: Path, folder: Path) -> None:
    """The pages as they come out of the printer."""
    pdf = to_pdf(master, folder / "pdf")
    for name, (_, page) in SHEETS.items():
        command = ["pdftoppm", "-png", "-r", "80", "-f", str(page), "-l", str(page), "-singlefile", str(pdf)]
        subprocess.run([*command, str(TARGET / name)], check=True, timeout=60)


def on_screen(master: Path, folder: Path) -> None:
    """The sheets as they stand in a window that fills a small screen."""
    environment = os.environ | {"DISPLAY": _DISPLAY}

    def tell(*words: str) -> str:
        return subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, timeout=20).stdout

    server = subprocess.Popen(["Xvfb", _DISPLAY, "-screen", "0", "1366x768x24"], stderr=subprocess.DEVNULL)
    command = [str(soffice_path()), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--norestore", "--nologo"]
    office = subprocess.Popen([*command, "--calc", str(master)], env=environment, stderr=subprocess.DEVNULL)
    try:
        time.sleep(_START)
        tell("key", "Escape")
        window = tell("search", "--name", "LibreOffice").split()[-1]
        tell("windowsize", window, "1366", "768", "windowmove", window, "0", "0", "windowfocus", window)
        at = 1
        for name, (sheet, _) in SHEETS.items():
            while at < sheet:
                tell("key", "ctrl+Next")
                time.sleep(2)
                at += 1
            time.sleep(3)
            target = str(TARGET / f"{name}-screen.png")
            subprocess.run(["import", "-window", "root", target], env=environment, check=True)
    finally:
        # soffice is a launcher: its window closes with the display.
        server.terminate()
        office.terminate()


def main() -> None:
    """Write all pictures."""
    with tempfile.TemporaryDirectory(prefix="pictures-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        use_fonts(folder)
        create(folder / "W", True)
        master = consolidate(Workspace.open(folder / "W")).master
        printed(master, folder)
        if shutil.which("Xvfb") and shutil.which("xdotool") and shutil.which("import"):
            on_screen(master, folder)
        for picture in TARGET.glob("master*.png"):
            subprocess.run(["convert", str(picture), "-dither", "None", "-colors", "48", f"PNG8:{picture}"], check=True)


if __name__ == "__main__":
    main()
