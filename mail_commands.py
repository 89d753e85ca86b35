"""The commands `midterm mail …`: parse, call the mailroom, print; nothing else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from terminal import FINE, ChineseCommand, ChineseGroup, console, progress_bar

mail = typer.Typer(
    cls=ChineseGroup,
    no_args_is_help=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    help="用邮件下发、退回、催报、报送，收取部门发回的填报表。",
)

KindName = Annotated[
    str,
    typer.Argument(
        metavar="种类",
        help="forms 下发填报表；corrections 退回修改；receipts 回执；reminders 催报；results 报送总进度表。",
        show_default=False,
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="工作区", help="工作区文件夹。", show_default=False)]
Only = Annotated[list[str] | None, typer.Option("--to", help="只给这些部门（或收件人），可重复。")]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], metavar="日期", help="催报以哪一天为准，如 2023-08-15；默认今天。"),
]


@mail.command("draft", cls=ChineseCommand, options_metavar="[选项]")
def draft(kind: KindName, folder: Folder, only: Only = None, date: Day = None) -> int:
    """起草邮件，每个收件人一个草稿，放在“5_发件箱”。"""
    from mailroom.draft import draft as write_drafts
    from mailroom.kinds import kind_of
    from mailroom.letter import Skipped
    from validators.workspace import OUTBOX, Workspace

    workspace, chosen, told = Workspace.open(folder), kind_of(kind), list[Skipped]()
    day = date.date() if date else None
    with progress_bar("读取填报表") as advance:
        paths = write_drafts(workspace, kind, only or (), day, told.append, advance)
    for skipped in told:
        console.print(f"  {skipped.name}：{skipped.reason}。", markup=False)
    if paths:
        console.print(f"已起草{len(paths)}封“{chosen.title}”邮件：{workspace.root / OUTBOX}", markup=False)
    elif not told:
        console.print(chosen.nothing)
    return FINE
