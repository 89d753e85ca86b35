"""A workspace: one folder with the catalogue, what went out, what came back and what was made of it.

Imports nothing heavy: the files in it are known, and their readers start, while the heavy libraries are imported.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from validators.intake import is_candidate
from validators.pool import Job
from validators.problems import CannotWork
from validators.signature import KEY_FILE, make_key, read_key

if TYPE_CHECKING:
    from schemas.catalogue import Catalogue
    from validators.master_reader import EarlierMaster

FILE_NAME = "规划目录.xlsx"
FORMS, RETURNS, CORRECTIONS, RESULTS, OUTBOX = (
    "1_下发填报表",
    "2_回收填报表",
    "3_退回修改",
    "4_汇总成果",
    "5_发件箱",
)
MASTER_NAME = "总进度表.xlsx"
# Put into the workspace's folder, it is compared with without being asked for.
EARLIER_NAME = "上轮总进度表.xlsx"
FOLDERS = (FORMS, RETURNS, CORRECTIONS, RESULTS, OUTBOX)


@dataclass(frozen=True)
class Workspace:
    """The folder of one round of evaluation."""

    root: Path

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """An existing workspace; raises CannotWork where there is none."""
        if not root.is_dir():
            raise CannotWork(f"没有这个文件夹：{root}。请检查路径，或用“midterm init 文件夹”新建工作区。")
        if not (root / FILE_NAME).exists():
            raise CannotWork(f"“{root}”不是工作区：里面没有《{FILE_NAME}》。请换一个文件夹，或新建工作区。")
        return cls(root)

    @classmethod
    def around(cls, path: Path, root: Path | None = None) -> tuple[Workspace, list[Job]]:
        """The workspace of a folder or of one returned file, and the files to check.

        Args:
            path: a workspace, or one file.
            root: the workspace to check the file against; by default the nearest folder above it
                that holds a catalogue.
        """
        if not path.exists():
            raise CannotWork(f"没有这个文件或文件夹：{path}。请检查路径；新建工作区用“midterm init 文件夹”。")
        if not path.is_file():
            workspace = cls.open(path)
            return workspace, workspace.returned()
        if root is None:
            above = [folder for folder in path.resolve().parents if (folder / FILE_NAME).exists()]
            if not above:
                raise CannotWork(f"《{path.name}》的上级文件夹里没有《{FILE_NAME}》，请用--workspace指明工作区。")
            root = above[0]
        return cls.open(root), [(path, readable_name(path.name))]

    def catalogue(self) -> Catalogue:
        """The checked catalogue; raises CannotWork with what is wrong with it."""
        from validators.catalogue import load_catalogue

        return load_catalogue(self.root / FILE_NAME)

    def earlier(self, path: Path | None = None) -> EarlierMaster | None:
        """The master of an earlier round: the one named, else 上轮总进度表.xlsx if it is there.

        Raises CannotWork where it cannot be read.
        """
        from validators.master_reader import read_master

        own = self.root / EARLIER_NAME
        if path is None and not own.exists():
            return None
        return read_master(path or own)

    def folder(self, name: str) -> Path:
        """One of `FOLDERS`, made if it is not there."""
        path = self.root / name
        path.mkdir(exist_ok=True)
        return path

    def key(self) -> bytes:
        """The key that signs this workspace's forms.

        Made anew only where nothing was signed with an older one: with a new key every
        form that is out would come back as a forgery.
        """
        try:
            return read_key(self.root)
        except (OSError, ValueError) as error:
            if any(any(self.folder(name).iterdir()) for name in (FORMS, RETURNS)):
                raise CannotWork(
                    f"工作区缺少签名密钥文件“{KEY_FILE}”或文件已损坏，无法确认回收的填报表。"
                    "请从备份中恢复该文件（它是工作区文件夹中的隐藏文件，复制工作区时须一并复制）。"
                ) from error
            return make_key(self.root)

    def returned(self) -> list[Job]:
        """Every file in the returns folder, any name, any depth: (path, path below the folder as people read it).

        A folder that may not be opened stands for its files, and so does a link that leads nowhere: both are
        reported as files that cannot be read.
        """
        folder = self.folder(RETURNS)
        files = sorted(path for path in _below(folder, set()) if is_candidate(path))
        jobs: dict[str, Path] = {}
        for path in files:
            name = readable_name(path.relative_to(folder).as_posix())
            while name in jobs:
                name += "（2）"
            jobs[name] = path
        return [(path, name) for name, path in jobs.items()]

    def renamed(self) -> dict[Path, Path]:
        """Where the returned files are whose names cannot be shown as they are, by where their names say."""
        folder = self.folder(RETURNS)
        return {folder / name: path for path, name in self.returned() if folder / name != path}


def readable_name(name: str) -> str:
    """A file's name without line breaks and the like; one in another encoding (unpacked on Linux) is read as GBK."""
    if not name.isascii() and any(unicodedata.category(character) == "Cs" for character in name):
        name = os.fsencode(name).decode("gb18030", "replace")
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in name)


def _below(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """Every file below a folder, links followed, each folder once; raises OSError where it may not be opened."""
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    for path in sorted(folder.iterdir()):
        try:
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                yield from _below(path, seen)
            elif stat.S_ISREG(mode):  # neither pipe nor device
                yield path
        except OSError:
            yield path
