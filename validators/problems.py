"""The one exception that every room raises when a job cannot be done at all, and how any failure is told."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path


class CannotWork(Exception):
    """The job cannot be done (exit code 2); carries plain Chinese sentences for the user."""

    def __init__(self, *messages: str):
        super().__init__("\n".join(messages))
        self.messages = messages

    def __reduce__(self) -> tuple[type[CannotWork], tuple[str, ...]]:
        """How a worker process hands it over."""
        return CannotWork, self.messages


def sentences(error: Exception) -> tuple[str, ...]:
    """What to tell the user, who never sees a traceback; an unexpected failure is kept in a log that is named."""
    if isinstance(error, CannotWork):
        return error.messages
    if isinstance(error, PermissionError):
        return (f"无法读写文件：{error.filename}。请关闭打开该文件的程序，或检查文件夹权限后重试。",)
    return (f"程序遇到意外问题，已停止；已有文件没有改动。详细记录：{_log(error)}",)


def _log(error: Exception) -> Path:
    """Keep the traceback where a developer can find it."""
    path = Path(tempfile.gettempdir()) / f"midterm-{os.getpid()}.log"
    path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return path
