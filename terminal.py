"""How the command line speaks: Chinese help and errors, progress bars, one sentence instead of a traceback."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

FINE, HAS_ERRORS, CANNOT_WORK = 0, 1, 2

# Output that goes to a file or another program is not cut to a terminal's width.
console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)

rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.REQUIRED_LONG_STRING = "[必填]"


class _Chinese:
    """Usage line and help option in Chinese, for commands and groups alike."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def get_help_option(self, ctx: Any) -> Any:
        """The --help option with its Chinese text."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本说明。"
        return option


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help is in Chinese."""


class ChineseGroup(_Chinese, TyperGroup):
    """A group of commands whose help is in Chinese."""


def run(app: typer.Typer, arguments: Sequence[str] | None) -> NoReturn:
    """Run the app; every failure ends in one Chinese sentence and the right exit code."""
    from validators.problems import sentences

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a character must not stop the work
    try:
        outcome = app(args=arguments, standalone_mode=False, prog_name="midterm")
        code = outcome if isinstance(outcome, int) else FINE
    except typer.Exit as stop:
        code = stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        complaints.print("已取消，没有改动任何已有文件。")
        code = CANNOT_WORK
    except Exception as error:
        code = CANNOT_WORK
        for message in (_usage_sentence(error),) if _is_usage_error(error) else sentences(error):
            complaints.print(message, markup=False)
    gc.freeze()  # Python looks for cycles once more before it ends: among millions of cells in vain
    sys.exit(code)


def _is_usage_error(error: Exception) -> bool:
    """Whether the command line itself was wrong; the library's class moved between its versions."""
    return any(cls.__name__ == "UsageError" for cls in type(error).__mro__)


def _usage_sentence(error: Exception) -> str:
    name = type(error).__name__
    given = getattr(error, "option_name", "") or getattr(getattr(error, "param", None), "name", "") or ""
    what = {
        "MissingParameter": "命令缺少必填的参数",
        "NoSuchOption": f"没有这个选项：{given}",
        "BadParameter": f"选项或参数的写法不对：{given}",
        "BadOptionUsage": f"选项的用法不对：{given}",
    }.get(name, "命令写法不对")
    return f"{what}。用“midterm --help”查看全部命令，用“midterm 命令 --help”查看某个命令的用法。"


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A progress bar on a terminal, silence elsewhere.

    Yields a function to call with how many got done, and the total where it was not known before.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True, disable=not complaints.is_terminal) as progress:
        task = progress.add_task(what, total=total)

        def advance(done: int, of: int | None = None) -> None:
            if of:
                progress.update(task, total=of)
            progress.advance(task, done)

        yield advance
