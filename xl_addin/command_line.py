"""`midterm addin build | install | status | remove`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terminal import FINE, ChineseCommand, ChineseGroup, console

if TYPE_CHECKING:
    from xl_addin.machine import Machine

addin = typer.Typer(
    cls=ChineseGroup,
    no_args_is_help=True,
    options_metavar="[选项]",
    subcommand_metavar="命令",
    help="Excel功能区“中期评估”：生成、安装、查看、删除加载项。",
)


@addin.command("build", cls=ChineseCommand, options_metavar="[选项]")
def build(
    out: Annotated[Path | None, typer.Option("--out", help="写到这个文件；默认是当前文件夹的“中期评估.xlam”。")] = None,
) -> int:
    """生成加载项文件（相同的程序生成相同的文件）。"""
    from xl_addin.build import FILE_NAME
    from xl_addin.build import build as write

    path = out or Path(FILE_NAME)
    write(path)
    console.print(f"已生成加载项：{path}", markup=False)
    return FINE


@addin.command("install", cls=ChineseCommand, options_metavar="[选项]")
def install() -> int:
    """安装到本机的Excel（Windows、macOS），不需要先启动Excel。"""
    from xl_addin import install as installer

    return _tell(installer.install)


@addin.command("status", cls=ChineseCommand, options_metavar="[选项]")
def status() -> int:
    """查看加载项是否已安装、设置是否仍然适用。"""
    from xl_addin import install as installer

    return _tell(installer.status)


@addin.command("remove", cls=ChineseCommand, options_metavar="[选项]")
def remove() -> int:
    """删除加载项和它的设置。"""
    from xl_addin import install as installer

    return _tell(installer.remove)


def _tell(job: Callable[[Machine], list[str]]) -> int:
    from xl_addin.machine import Machine

    for line in job(Machine()):
        console.print(line, markup=False)
    return FINE
