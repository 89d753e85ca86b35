"""The command line `midterm`: parses, calls, prints; nothing else.

Heavy libraries are imported inside the commands, so that `midterm --help` answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

import terminal
from mailroom.command_line import mail
from terminal import FINE, HAS_ERRORS, ChineseCommand, ChineseGroup, console, progress_bar
from xl_addin.command_line import addin

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,
    no_args_is_help=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    rich_markup_mode="rich",
    help="规划实施进展的收集、校验与汇总。工作区是一个文件夹，从编辑其中的《规划目录.xlsx》开始。",
)

app.add_typer(mail, name="mail")
app.add_typer(addin, name="addin")

Remember = Annotated[bool, typer.Option("--remember", help="记住本次结果，供下次“check --diff”比较。")]
Folder = Annotated[Path, typer.Argument(metavar="工作区", help="工作区文件夹。", show_default=False)]
Compare = Annotated[
    Path | None,
    typer.Option("--compare", help="上一轮的总进度表，逐项对比；默认用工作区里的《上轮总进度表.xlsx》（如有）。"),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出JSON，供程序读取。")]


@app.command("init", cls=ChineseCommand, options_metavar="[选项]")
def init(
    folder: Folder,
    sample: Annotated[bool, typer.Option("--sample", help="放入示例数据（含回收的填报表）。")] = False,
) -> int:
    """新建工作区。"""
    from mailroom.wording import put_templates
    from workbook_templates.workspace_template import create

    create(folder, sample)
    put_templates(folder)
    console.print(f"已新建工作区：{folder}")
    if not sample:
        console.print("下一步：编辑其中的《规划目录.xlsx》，保存关闭后运行“midterm forms”生成填报表。")
    return FINE


@app.command("forms", cls=ChineseCommand, options_metavar="[选项]")
def forms(
    folder: Folder,
    department: Annotated[list[str] | None, typer.Option("--department", help="只生成这些部门的，可重复。")] = None,
    earlier: Annotated[
        Path | None, typer.Option("--from", help="从以前的总进度表带入上次填报的内容，部门只需更新。")
    ] = None,
) -> int:
    """按规划目录为每个部门生成填报表。"""
    from validators.master_reader import read_master
    from validators.workspace import FORMS, Workspace
    from workbook_templates.form import write_forms

    workspace = Workspace.open(folder)
    catalogue = workspace.catalogue()
    known = read_master(earlier) if earlier else None
    with progress_bar("生成填报表") as advance:
        written = write_forms(workspace.folder(FORMS), catalogue, workspace.key(), department or None, known, advance)
    console.print(f"已生成{len(written)}份填报表：{workspace.root / FORMS}")
    return FINE


@app.command("check", cls=ChineseCommand, options_metavar="[选项]")
def check(
    path: Annotated[
        Path,
        typer.Argument(metavar="工作区或文件", help="工作区文件夹，或一个回收的填报表。", show_default=False),
    ],
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", help="检查单个文件时所用的工作区；默认从文件所在文件夹向上找。"),
    ] = None,
    as_json: AsJson = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="与上次校验比较：已改正、仍未改正、新出现、未要求却改动。")
    ] = False,
    compare: Compare = None,
    remember: Remember = False,
) -> int:
    """检查回收的填报表，列出问题。"""
    from validators.pool import Reading, ready
    from validators.workspace import CORRECTIONS, Workspace

    place, jobs = Workspace.around(path, workspace)
    with ready(jobs):
        import printing
        from schemas.findings import has_errors
        from validators import history
        from validators.check import check as run_check
        from validators.check import layouts
    with Reading(jobs, layouts()) as reading:  # while the catalogue is read
        catalogue = place.catalogue()
        before = history.load(place.folder(CORRECTIONS)) if diff else {}
        earlier = place.earlier(compare)
        with progress_bar("读取填报表", len(jobs)) as advance:
            checked = run_check(catalogue, jobs, place.key(), advance, reading, earlier)
    if remember:
        history.save(place.folder(CORRECTIONS), history.snapshot(checked), keep=True)
    if diff:
        printing.differences(before, checked, as_json)
    elif as_json:
        printing.findings_as_json(checked)
    else:
        printing.summary(checked, everybody=path.is_dir())
        printing.findings(checked)
    return HAS_ERRORS if has_errors(checked.findings) else FINE


@app.command("corrections", cls=ChineseCommand, options_metavar="[选项]")
def corrections(folder: Folder, compare: Compare = None) -> int:
    """为有问题的填报表生成退回修改表，为已通过的生成回执。"""
    import printing
    from schemas.findings import has_errors
    from validators.workspace import CORRECTIONS, Workspace
    from workbook_templates.send_back import check_and_send_back

    workspace = Workspace.open(folder)
    earlier = workspace.earlier(compare)
    with (
        progress_bar("读取填报表", len(workspace.returned())) as read,
        progress_bar("生成退回修改表和回执") as written,
    ):
        checked, result = check_and_send_back(workspace, read, written, earlier)
    printing.summary(checked)
    printing.sent_back(result, workspace.root / CORRECTIONS)
    return HAS_ERRORS if has_errors(checked.findings) else FINE


@app.command("consolidate", cls=ChineseCommand, options_metavar="[选项]")
def consolidate(folder: Folder, compare: Compare = None, remember: Remember = False) -> int:
    """检查全部回收的填报表，汇总成总进度表。"""
    from validators.pool import ready
    from validators.workspace import CORRECTIONS, Workspace

    workspace = Workspace.open(folder)
    jobs = workspace.returned()
    with ready(jobs):
        import printing
        from consolidate import consolidate as run_consolidate
        from schemas.findings import has_errors
        from validators import history
    earlier = workspace.earlier(compare)
    with progress_bar("读取填报表", len(jobs)) as advance:
        result = run_consolidate(workspace, advance, earlier)
    if remember:
        history.save(workspace.folder(CORRECTIONS), history.snapshot(result.checked), keep=True)
    printing.summary(result.checked)
    printing.findings(result.checked, most=20)
    printing.result(result)
    return HAS_ERRORS if has_errors(result.checked.findings) else FINE


@app.command("status", cls=ChineseCommand, options_metavar="[选项]")
def status(folder: Folder, as_json: AsJson = False) -> int:
    """各部门报送情况：谁报了、谁没报、各表收到多少行。"""
    import printing
    from schemas.findings import has_errors
    from validators.check import check as run_check
    from validators.workspace import Workspace

    workspace = Workspace.open(folder)
    jobs = workspace.returned()
    catalogue = workspace.catalogue()
    earlier = workspace.earlier()
    with progress_bar("读取填报表", len(jobs)) as advance:
        checked = run_check(catalogue, jobs, workspace.key(), advance, earlier=earlier)
    if as_json:
        printing.status_as_json(checked)
    else:
        printing.summary(checked)
        printing.status(checked)
    return HAS_ERRORS if has_errors(checked.findings) else FINE


@app.command("rules", cls=ChineseCommand, options_metavar="[选项]")
def rules(
    code: Annotated[
        str | None, typer.Argument(metavar="规则编号", help="只看一条，如 R101、F104。", show_default=False)
    ] = None,
    as_json: AsJson = False,
    out: Annotated[Path | None, typer.Option("--out", help="把全部规则写成手册（.md或.xlsx）。")] = None,
) -> int:
    """列出校验规则；加规则编号看说明和正误示例。"""
    import printing
    from validators import manual
    from validators.notices import NOTICES
    from validators.problems import CannotWork
    from validators.rulebook import all_pages

    pages = [page for page in all_pages() if code is None or page.rule.code == code.upper()]
    notices = [notice for notice in NOTICES if code is None or notice.code == code.upper()]
    if not pages and not notices:
        raise CannotWork(f"没有编号为“{code}”的规则，用“midterm rules”查看全部规则。")
    if out is not None and out.suffix.lower() == ".xlsx":
        from workbook_templates.rule_manual import write_manual

        write_manual(out)
    elif out is not None:
        out.write_text(manual.markdown(), encoding="utf-8")
    if out is not None:
        console.print(f"已写出校验规则手册：{out}")
    elif as_json:
        printing.rules_as_json(pages, notices)
    elif code is not None:
        text = manual.page_text(pages[0]) if pages else manual.notice_text(notices[0])
        console.print(text, markup=False)
    else:
        printing.rules(pages, notices)
    return FINE


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the console script."""
    terminal.run(app, arguments)


if __name__ == "__main__":
    main()
