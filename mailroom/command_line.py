"""The commands `midterm mail …`: parse, call the mailroom, print; nothing else."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terminal import FINE, HAS_ERRORS, ChineseCommand, ChineseGroup, console, progress_bar

if TYPE_CHECKING:
    from mailroom.fetch import Fetched
    from mailroom.send import Sent

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
AsJson = Annotated[bool, typer.Option("--json", help="输出JSON，供程序读取。")]


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


@mail.command("send", cls=ChineseCommand, options_metavar="[选项]")
def send(
    kind: KindName,
    folder: Folder,
    only: Only = None,
    date: Day = None,
    really: Annotated[bool, typer.Option("--yes", help="真正发出；不加时只列出将要发什么。")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="上次发送时连接中断、不知道对方是否收到的，也再发一次。")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """用“参数”表中的发信服务器发邮件；不加--yes只列出，不发。"""
    from mailroom.kinds import kind_of
    from mailroom.send import NOT_DONE
    from mailroom.send import send as send_letters
    from validators.workspace import Workspace

    workspace, chosen = Workspace.open(folder), kind_of(kind)
    day = date.date() if date else None
    with progress_bar(f"{'发送' if really else '准备'}邮件") as advance:
        told = send_letters(workspace, kind, only or (), day, really, again, advance)
    if as_json:
        console.print(json.dumps([vars(result) for result in told], ensure_ascii=False, indent=1), markup=False)
    elif not told:
        console.print(chosen.nothing)
    else:
        _print_sent(told, really)
    return HAS_ERRORS if really and any(result.state in NOT_DONE for result in told) else FINE


@mail.command("fetch", cls=ChineseCommand, options_metavar="[选项]")
def fetch(
    folder: Folder,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="文件夹", help="从存有.eml、.msg邮件的文件夹收取；默认从“参数”表中的邮箱收取。"),
    ] = None,
    mark_seen: Annotated[
        bool, typer.Option("--mark-seen", help="把收取过的邮件标为已读；不加时邮箱里什么都不变。")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="以前看过的邮件也再看一遍，已收取的文件不会重复存。")] = False,
    as_json: AsJson = False,
) -> int:
    """从邮箱收取部门发回的填报表，放进“2_回收填报表”。"""
    from mailroom.fetch import fetch as fetch_mails
    from validators.workspace import Workspace

    workspace = Workspace.open(folder)
    with progress_bar("收取邮件") as advance:
        done = fetch_mails(workspace, source, again, mark_seen, advance)
    if as_json:
        console.print(json.dumps([f.as_dict() for f in done.files], ensure_ascii=False, indent=1), markup=False)
    else:
        _print_fetched(done)
    if done.interrupted:
        console.print(done.interrupted, markup=False)
    return HAS_ERRORS if done.interrupted else FINE


@mail.command("password", cls=ChineseCommand, options_metavar="[选项]")
def password(folder: Folder) -> int:
    """把邮箱密码（或授权码）存入系统的密码保管处。"""
    from mailroom.settings import keep_password
    from validators.problems import CannotWork
    from validators.workspace import Workspace

    account = Workspace.open(folder).catalogue().parameters.get("邮箱账号")
    if not account:
        raise CannotWork("规划目录“参数”表的“邮箱账号”没有填写，请填写后重试。")
    keep_password(account, typer.prompt(f"邮箱“{account}”的密码或授权码（输入时不显示）", hide_input=True))
    console.print("已存入系统的密码保管处。")
    return FINE


def _print_sent(told: list[Sent], really: bool) -> None:
    """A table of what became of each letter, and the counts below."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("收件人", "电子邮箱", "结果", "说明")
    for result in told:
        table.add_row(*map(escape, (result.name, "、".join(result.addresses), result.state, result.note)))
    console.print(table)
    counts = Counter(result.state for result in told)
    console.print("，".join(f"{state}{count}封" for state, count in counts.items()) + "。")
    if not really:
        console.print("以上只是列出，没有发出任何邮件。核对后加“--yes”发送。")


def _print_fetched(done: Fetched) -> None:
    """A table of every file that came, the warnings, and the counts below."""
    from rich.markup import escape
    from rich.table import Table

    if done.files:
        table = Table("时间", "发件人", "附件", "结果", "部门", "存为／原因")
        for file in done.files:
            name = file.name or file.subject
            table.add_row(
                *map(escape, (file.received, file.sender, name, file.state, file.department, file.path or file.note))
            )
        console.print(table)
    for file in done.files:
        if file.doubt:
            console.print(f"  [yellow]提醒[/] {escape(file.name)}：{escape(file.doubt)}。")
    counts = Counter(file.state for file in done.files)
    told = "，".join(f"{state}{count}个" for state, count in counts.items()) or "没有新的附件"
    console.print(f"看了{done.mails}封新邮件：{told}。")
