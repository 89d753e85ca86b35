"""Why a file cannot be used, and what is worth saying about one that can: plain Chinese sentences.

Codes never change meaning; new ones go to the end.
"""

from __future__ import annotations

# (code, severity, message, suggestion)
Notice = tuple[str, str, str, str]


class Refused(Exception):
    """The file cannot be used: one Chinese sentence why, one what to do."""

    def __init__(self, code: str, message: str, suggestion: str):
        super().__init__(message)
        self.code, self.message, self.suggestion = code, message, suggestion


SAVE_AS_XLSX = "请另存为“Excel 工作簿(*.xlsx)”后重新报送。"
SAVE_AGAIN = "请重新保存填报表后再次报送，不要直接修改扩展名。"
USE_THE_FORM = "请用下发的填报表填写，另存为xlsx格式后报送。"
FILL_IN_AFRESH = "请用下发的填报表重新填写后报送。"
UNPACK = "请解压后把其中的填报表放入回收文件夹。"


# What lies among the returns without being one: said, and nothing to be corrected.
NO_RETURN = ("F101", "F120")


def has_password(what: str = "文件") -> Refused:
    """The file, or the parcel it came in, wants a password."""
    return Refused("F104", f"{what}设有打开密码，无法读取。", "请取消密码后重新报送。")


def broken_parcel() -> Refused:
    """An archive that cannot be unpacked."""
    return Refused("F107", "压缩包已损坏，无法打开。", "请重新打包，或直接报送其中的填报表。")


def empty_parcel() -> Refused:
    """An archive with nothing in it."""
    return Refused("F106", "压缩包是空的，里面没有文件。", "请直接报送填报表。")


def broken() -> Refused:
    """Damaged beyond reading."""
    return Refused("F107", "文件已损坏，无法打开。", SAVE_AGAIN)


def too_far(row: int, column: int) -> Refused:
    """Something stands far away from everything else."""
    return Refused(
        "F111",
        f"表格在很远的位置（第{row}行、第{column}列）还有内容，无法读取。",
        "请删除填报区域以外的内容后重新报送。",
    )


def notice(code: str, message: str, suggestion: str) -> Notice:
    """Something to know about a file that is read all the same."""
    return code, "提示", message, suggestion
