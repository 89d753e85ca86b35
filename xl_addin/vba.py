"""The VBA module of the ribbon: ASCII text with CRLF lines, Chinese messages spelled in code points."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from validators.problems import CannotWork

MODULE = "MidtermRibbon"
MESSAGES = {
    "title": "中期评估",
    "working": "中期评估：正在启动，请稍候……",
    "unknown_command": "加载项不认识这个按钮，可能只更新了一半。请退出Excel，运行“midterm addin install”重新安装。",
    "no_workbook": "没有打开的工作簿。请先打开工作区中的《评估控制台.xlsx》，或新建一个空白工作簿，再按按钮。"
    "“受保护的视图”中的文件不算，请先点“启用编辑”。",
    "odd_name": "当前工作簿的文件名含有特殊字符（如 & % ^ ; = ' $），为安全起见没有运行。"
    "请切换到《评估控制台.xlsx》，或改名后再试。",
    "no_python": "没有找到运行程序所需的Python。程序文件夹可能移动或删除了，"
    "请在程序文件夹中重新运行“midterm addin install”。",
    "other_version": "加载项与本机安装的xlwings版本不一致。请退出Excel，运行“midterm addin install”重新安装。",
    "no_script": "缺少xlwings的启动脚本。请运行“midterm addin install”重新安装。",
    "failed": "程序没有能启动，没有改动任何文件。请运行“midterm addin status”检查安装；详细记录：",
}
_ON_ONE_LINE = 150  # code points: VBA takes lines of 1,023 characters


def module_text(commands: Iterable[str]) -> str:
    """The module as it goes into the add-in; `commands` are the ids that a button may have."""
    source = files("xl_addin").joinpath("sources", f"{MODULE}.bas").read_text(encoding="utf-8")
    return in_vba_form("\n".join([source, *_known(commands), "", *_messages()]) + "\n")


def in_vba_form(source: str) -> str:
    """CRLF lines; raises CannotWork on what is not ASCII, which the project's code page would garble in silence."""
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.isascii():
            raise CannotWork(f"VBA源码第{number}行含有非ASCII字符，写入加载项会变成乱码，没有生成：{line.strip()}")
    return source.replace("\r\n", "\n").replace("\n", "\r\n")


def _known(commands: Iterable[str]) -> list[str]:
    listed = "|".join(commands)
    return ["Public Function KnownCommands() As String", f'    KnownCommands = "|{listed}|"', "End Function"]


def _messages() -> list[str]:
    lines = [
        "Public Function Message(ByVal Name As String) As String",
        "    Dim Text As String",
        "    Select Case Name",
    ]
    for name, text in MESSAGES.items():
        lines.append(f'    Case "{name}"')
        for start in range(0, len(text), _ON_ONE_LINE):
            codes = " ".join(f"{ord(character):04X}" for character in text[start : start + _ON_ONE_LINE])
            lines.append(f'        Text = Text & Spelled("{codes}")')
    return [*lines, "    End Select", "    Message = Text", "End Function"]
