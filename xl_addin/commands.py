"""What the ribbon's buttons do, on xlwings objects: the same jobs as on the command line.

Every command takes a `Desk`, shows what it is doing, and returns what to tell. `run` catches all failures.
"""

from __future__ import annotations

import contextlib
import platform
import time
from typing import TYPE_CHECKING

from validators.check import Checked, check
from validators.master_reader import read_master
from validators.problems import CannotWork, sentences
from validators.report import department_states, summary_lines
from validators.workspace import CORRECTIONS, FOLDERS, FORMS, MASTER_NAME, OUTBOX, RESULTS, Workspace
from workbook_templates.control import DONE, EARLIER, FAILED, GUIDE, MAIL, MAILS, ONLY, OPEN_AFTER, YES
from xl_addin.desk import TITLE, Desk
from xl_addin.dispatch import COMMANDS
from xl_addin.ribbon import labels

if TYPE_CHECKING:
    import xlwings

_MOST_LINES = 25  # a message box that is taller than the screen cannot be closed


def run(app: xlwings.App, command: str) -> None:
    """Do what a button stands for; whatever happens, one Chinese message and a status bar given back."""
    started = time.monotonic()
    desk = Desk(app, labels().get(command, command))
    outcome, mode = DONE, "info"
    try:
        desk.say("正在进行……")
        if command not in COMMANDS:
            raise CannotWork("加载项不认识这个按钮，请重新安装加载项。")
        told = str(globals()[COMMANDS[command]](desk))
    except Exception as error:
        outcome, mode = FAILED, "critical"
        told = "\n".join(sentences(error))
    if desk.found and command not in ("Help", "Settings"):
        with contextlib.suppress(Exception):  # a log that cannot be written must not hide what happened
            desk.log(outcome, told, started)
    desk.give_back_status_bar()
    if told:
        app.alert(_short(told), f"{TITLE}　{desk.label}", buttons="ok", mode=mode)


def new_workspace(desk: Desk) -> str:
    """新建工作区: a blank workspace in a folder that the user picks; its control workbook is opened."""
    from mailroom.wording import put_templates
    from workbook_templates.workspace_template import create

    root = desk.ask_folder("请选择（或新建）一个空文件夹，作为新的工作区")
    create(root)
    put_templates(root)
    desk.workspace = Workspace.open(root)
    desk.control.show()
    return f"已新建工作区：{root}\n下一步：编辑其中的《规划目录.xlsx》，保存并关闭，再按“生成填报表”。"


def generate_forms(desk: Desk) -> str:
    """生成填报表: one form a department, as the settings say."""
    from pathlib import Path

    from workbook_templates.form import write_forms

    workspace = desk.workspace
    only, earlier = desk.control.setting(ONLY), desk.control.setting(EARLIER)
    catalogue = workspace.catalogue()
    if earlier and not Path(earlier).is_file():
        raise CannotWork(f"评估控制台的“以前的总进度表”所填的文件不存在：{earlier}")
    known = read_master(Path(earlier)) if earlier else None
    departments = [name.strip() for name in only.replace("，", "、").replace(",", "、").split("、") if name.strip()]
    advance = desk.progress("生成填报表")
    written = write_forms(workspace.folder(FORMS), catalogue, workspace.key(), departments or None, known, advance)
    _checked(desk)
    return _told(desk, [f"已生成{len(written)}份填报表：{workspace.root / FORMS}"])


def check_returns(desk: Desk) -> str:
    """校验回收: check everything that was returned, refresh the tracker."""
    checked = _checked(desk)
    desk.control.show()
    return _told(desk, summary_lines(checked))


def send_back(desk: Desk) -> str:
    """退回修改: correction forms and receipts."""
    from workbook_templates.send_back import check_and_send_back

    workspace = desk.workspace
    reading = desk.progress("读取填报表", len(workspace.returned()))
    writing = desk.progress("生成退回修改表和回执")
    checked, result = check_and_send_back(workspace, reading, writing, workspace.earlier())
    _refresh(desk, checked)
    desk.control.show()
    return _told(desk, [*summary_lines(checked), *result.lines(workspace.root / CORRECTIONS)])


def consolidate(desk: Desk) -> str:
    """一键汇总: check everything, write the master, open it."""
    from consolidate import consolidate as run_consolidate

    workspace = desk.workspace
    desk.close_for_replacing(workspace.root / RESULTS / MASTER_NAME)
    advance = desk.progress("读取填报表并汇总", len(workspace.returned()))
    result = run_consolidate(workspace, advance, workspace.earlier())
    _refresh(desk, result.checked)
    if desk.control.setting(OPEN_AFTER) == YES:
        desk.say("打开总进度表……")
        desk.open(result.master).activate()
    return _told(desk, [*summary_lines(result.checked), *result.lines()])


def show_status(desk: Desk) -> str:
    """报送情况: the tracker refreshed and shown; who is missing in words."""
    checked = _checked(desk)
    desk.control.show()
    records = department_states(checked)
    lines = summary_lines(checked)
    wrong = [f"{r['部门']}（错误{r['错误']}个）" for r in records if r["错误"]]
    if wrong:
        lines.append(f"有错误的：{'、'.join(wrong)}。")
    return _told(desk, lines)


def draft_mail(desk: Desk) -> str:
    """发送邮件: unsent drafts of the kind that the settings name, in the outbox folder."""
    from mailroom.draft import draft
    from mailroom.kinds import kind_of
    from mailroom.letter import Skipped

    kind = kind_of(MAILS[desk.control.setting(MAIL)])
    skipped: list[Skipped] = []
    advance = desk.progress(f"起草“{kind.title}”邮件")
    written = draft(desk.workspace, kind.name, on_skip=skipped.append, on_read=advance)
    desk.control.refresh_mails()
    lines = [f"已起草{len(written)}封“{kind.title}”邮件：{desk.workspace.root / OUTBOX}"] if written else []
    if written:
        lines.append("双击草稿会在邮件程序中打开，核对后发送。")
    lines += [f"  {each.name}：{each.reason}。" for each in skipped]
    return _told(desk, lines or [kind.nothing])


def open_master(desk: Desk) -> str:
    """打开总进度表: the newest one."""
    from consolidate import newest_master

    newest = newest_master(desk.workspace.folder(RESULTS))
    if newest is None:
        raise CannotWork("还没有总进度表，请先按“一键汇总”。")
    desk.open(newest).activate()
    return ""


def show_settings(desk: Desk) -> str:
    """设置: the control workbook's settings."""
    desk.control.show()
    return ""


def show_help(desk: Desk) -> str:
    """帮助: the guide in the control workbook, or what the buttons do where no workspace is at hand."""
    if desk.at_hand():
        desk.control.show_guide()
        return ""
    return "\n".join(f"{name}：{what}" for name, what in GUIDE)


def self_test(desk: Desk) -> str:
    """自检: is everything there that the buttons need?"""
    from xl_addin.build import installed_version

    lines = [f"Python {platform.python_version()}，xlwings {installed_version()}：正常"]
    workspace = desk.workspace
    lines.append(f"工作区：{workspace.root}")
    catalogue = workspace.catalogue()
    lines.append(f"规划目录：正常，{len(catalogue.frames['部门'])}个部门")
    workspace.key()
    lines.append("签名密钥：正常")
    for name in FOLDERS:
        probe = workspace.folder(name) / ".自检"
        probe.write_bytes(b"")
        probe.unlink()
    lines.append(f"{len(FOLDERS)}个文件夹：可以读写")
    lines.append(f"回收的文件：{len(workspace.returned())}个")
    for setting in (ONLY, EARLIER, OPEN_AFTER, MAIL):
        desk.control.setting(setting)
    lines.append("评估控制台：正常")
    return _told(desk, lines)


def _checked(desk: Desk) -> Checked:
    """Check what was returned and refresh the tracker."""
    workspace = desk.workspace
    catalogue, jobs = workspace.catalogue(), workspace.returned()
    advance = desk.progress("读取填报表", len(jobs))
    checked = check(catalogue, jobs, workspace.key(), advance, earlier=workspace.earlier())
    _refresh(desk, checked)
    return checked


def _refresh(desk: Desk, checked: Checked) -> None:
    desk.say("刷新评估控制台……")
    desk.control.refresh(checked)


def _told(desk: Desk, lines: list[str]) -> str:
    return "\n".join([*lines, *filter(None, [desk.reminder()])])


def _short(told: str) -> str:
    lines = told.splitlines()
    if len(lines) <= _MOST_LINES:
        return told
    return "\n".join([*lines[:_MOST_LINES], f"……另有{len(lines) - _MOST_LINES}行，见评估控制台的“运行记录”。"])
