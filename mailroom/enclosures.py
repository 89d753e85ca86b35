"""The files that go with the letters, taken only if they are what the letter says: right department, right return."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mailroom.letter import Attachment
from schemas.catalogue import Catalogue
from validators.pool import read_all
from validators.signature import is_genuine
from workbook_templates.files import all_names


def signed_files(
    folder: Path, names: Mapping[str, str], catalogue: Catalogue, key: bytes
) -> dict[str, list[tuple[Path, Mapping[str, str]]]]:
    """Department → its files in a folder with what their hidden identity says, newest first.

    Args:
        names: department → file name; `name(2).xlsx`, written while the first was open, counts as well.

    A file that was renamed to another department's, or is of another round or workspace, is left out.
    """
    whose = {path: department for department, name in names.items() for path in all_names(folder / name)}
    paths = sorted(whose, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    raws = read_all([(path, path.name) for path in paths], {}) if paths else []
    found: dict[str, list[tuple[Path, Mapping[str, str]]]] = {}
    for path, raw in zip(paths, raws, strict=True):
        ours = is_genuine(raw.meta, key) and raw.meta.get("轮次") == catalogue.parameters["评估轮次"]
        if ours and raw.meta.get("部门") == whose[path]:
            found.setdefault(whose[path], []).append((path, raw.meta))
    return found


def attached(path: Path, name: str) -> Attachment:
    """A file as it lies on disk, under the name that the recipient sees."""
    return Attachment(name, path.read_bytes())
