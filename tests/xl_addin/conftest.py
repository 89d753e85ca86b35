"""One LibreOffice, as an xlwings app, for all the tests of this room: its start is the dear part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings

from tests.xl_addin.office_engine import is_available, libreoffice


@pytest.fixture(scope="session")
def running() -> Iterator[xlwings.App]:
    if not is_available():
        pytest.skip("LibreOffice or a system Python with UNO is not installed")
    with libreoffice() as app:
        yield app


@pytest.fixture
def office(running: xlwings.App) -> Iterator[xlwings.App]:
    """The app with nothing open, nothing said and nothing to answer; what a test leaves open is closed."""
    told = running.impl
    told.answers, told.alerts, told.statuses, told.macros = [], [], [], []
    yield running
    for book in list(running.books):
        book.close()
