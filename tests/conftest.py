"""What many tests start from: the sample catalogue, and a department's form filled in or blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from samples.content import PARAMETERS, catalogue_frames
from samples.workspace import KEY
from schemas.catalogue import Catalogue
from validators.catalogue import load_catalogue
from validators.workspace import FILE_NAME
from workbook_templates.catalogue_template import write_catalogue
from workbook_templates.form import form_name, write_form

Answers = Mapping[str, pd.DataFrame]
MakeForm = Callable[..., Path]


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """示例数据, written as a workbook and read back like any other catalogue."""
    path = tmp_path_factory.mktemp("规划目录") / FILE_NAME
    write_catalogue(path, catalogue_frames(), PARAMETERS)
    return load_catalogue(path)


@pytest.fixture
def make_form(catalogue: Catalogue, tmp_path: Path) -> MakeForm:
    """`make_form(department, answers=None)` writes a form, signed with the sample key, and gives its path.

    `answers` as `write_form` wants them: table name → answers by title, indexed by row code.
    """

    def make(department: str, answers: Answers | None = None) -> Path:
        path = tmp_path / form_name(department)
        write_form(path, catalogue, department, KEY, answers)
        return path

    return make
