"""Parts of a workbook go into the archive while the next ones are rendered; nothing of them is lost."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError

from workbook_templates import archive
from workbook_templates.archive import Archive
from workbook_templates.sheets import Book


def written(path: Path, parts: dict[str, list[str]]) -> None:
    """Write the parts, each a list of what is written to it in turn."""
    with Archive(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as file:
        for name, texts in parts.items():
            part = file.part(name)
            for text in texts:
                part.write(text)


def test_every_part_is_there_whatever_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_PIECE", 10)
    parts = {"空.xml": [], "短.xml": ["<a>", "</a>"], "长.xml": ["进度"] * 5000}
    written(tmp_path / "a.zip", parts)
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        assert {name: file.read(name).decode("utf-8") for name in file.namelist()} == {
            name: "".join(texts) for name, texts in parts.items()
        }
        assert file.testzip() is None


def test_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        written(tmp_path / name, {"一.xml": ["内容"] * 100, "二.xml": ["x"]})
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_hinders_writing_is_raised_where_the_workbook_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Archive, "open", full)
    book = Book(str(tmp_path / "a.xlsx"))
    book.add_worksheet("表").write(0, 0, "内容")
    with pytest.raises((OSError, FileCreateError), match="No space left"):
        book.close()


def test_a_workbook_that_fails_half_way_leaves_no_thread_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("表")

    def broken() -> None:
        raise RuntimeError("cannot be rendered")

    monkeypatch.setattr(sheet, "_assemble_xml_file", broken)
    with pytest.raises(RuntimeError):
        book.close()
    assert book._archive is not None
    assert not book._archive._thread.is_alive()
    (tmp_path / "a.xlsx").unlink()
