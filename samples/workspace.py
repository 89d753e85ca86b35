"""Fill a workspace with the sample: catalogue and returned workbooks. The key is public: sample data only."""

from __future__ import annotations

import shutil
from pathlib import Path

from samples.content import PARAMETERS, catalogue_frames
from validators.signature import KEY_FILE
from validators.workspace import FILE_NAME, RETURNS
from workbook_templates.catalogue_template import write_catalogue

RETURNED_FOLDER = Path(__file__).parent / "returned"
KEY = bytes.fromhex("5a" * 32)


def fill(root: Path) -> None:
    """Write catalogue, key and returned workbooks into an existing workspace folder."""
    (root / KEY_FILE).write_text(KEY.hex() + "\n", encoding="ascii")
    write_catalogue(root / FILE_NAME, catalogue_frames(), PARAMETERS)
    shutil.copytree(RETURNED_FOLDER, root / RETURNS, dirs_exist_ok=True)
