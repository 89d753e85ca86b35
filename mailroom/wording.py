"""What the letters say: Jinja2 templates in the workspace, which the bureau edits as plain text.

The first line is the subject, the rest the text. One template gives both parts of a letter: rendered as it stands for
the plain text, and once more with everything escaped for the HTML, where lists become tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from mailroom.kinds import KINDS, Kind
from validators.problems import CannotWork

FOLDER = "邮件模板"
HELP = "说明.txt"
_SUBJECT = re.compile(r"\s*主题\s*[:：]\s*")
_PARAGRAPH = "margin:0 0 12px 0"
_PAGE = "font-family:'微软雅黑','Microsoft YaHei','Noto Sans CJK SC',sans-serif;font-size:15px;line-height:1.7"


def template_name(kind: Kind) -> str:
    """File name of a kind's template."""
    return f"{kind.title}.txt"


def put_templates(root: Path) -> None:
    """Put the templates and their explanation into a workspace; what is there stays as it is."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    for name in (HELP, *(template_name(kind) for kind in KINDS.values())):
        if not (folder / name).exists():
            (folder / name).write_text(_built_in(name), encoding="utf-8")


def _built_in(name: str) -> str:
    return resources.files("mailroom").joinpath("templates", name).read_text(encoding="utf-8")


class Wording:
    """One kind's template, ready to be filled in for one recipient after the other."""

    def __init__(self, root: Path, kind: Kind):
        """Raises CannotWork where the workspace's template cannot be used."""
        path = root / FOLDER / template_name(kind)
        self._file = f"{FOLDER}/{path.name}"
        written = _read(path) if path.exists() else _built_in(path.name)
        head, _, body = written.lstrip("\ufeff\r\n ").replace("\r\n", "\n").partition("\n")
        if not _SUBJECT.match(head) or not body.strip():
            raise CannotWork(f"邮件模板《{self._file}》的第一行应是“主题：……”，从第二行起是正文，请改正后重试。")
        self._subject = self._compiled(_SUBJECT.sub("", head, count=1), plain=True)
        self._text = self._compiled(body.strip("\n"), plain=True)
        self._html = self._compiled(body.strip("\n"), plain=False)

    def _compiled(self, source: str, plain: bool) -> Any:
        environment = SandboxedEnvironment(
            autoescape=not plain, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        try:
            return environment.from_string(source)
        except TemplateSyntaxError as error:
            raise CannotWork(
                f"邮件模板《{self._file}》第{error.lineno + 1}行附近的花括号写法不对，"
                f"请对照同一文件夹中的《{HELP}》改正。"
            ) from error

    def subject(self, values: Mapping[str, Any]) -> str:
        """The subject on one line."""
        return " ".join(self._filled(self._subject, values).split())

    def text(self, values: Mapping[str, Any]) -> str:
        """The plain text; blank lines never follow each other."""
        return re.sub(r"\n{3,}", "\n\n", self._filled(self._text, values)).strip() + "\n"

    def html(self, values: Mapping[str, Any]) -> str:
        """The same as an HTML page: paragraphs between blank lines, lists as tables."""
        blocks = re.split(r"\n\s*\n", self._filled(self._html, values).strip())
        return f'<html><body><div style="{_PAGE}">{"".join(map(_block, blocks))}</div></body></html>\n'

    def _filled(self, template: Any, values: Mapping[str, Any]) -> str:
        try:
            return str(template.render(values))
        except UndefinedError as error:
            name = re.search(r"'([^']*)'", str(error))
            told = f"“{name[1]}”" if name else "一处内容"
            raise CannotWork(
                f"邮件模板《{self._file}》用了{told}，这种邮件里没有它。能用的内容见同一文件夹中的《{HELP}》。"
            ) from error
        except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
            raise CannotWork(f"邮件模板《{self._file}》的花括号里有不能计算的内容，请对照《{HELP}》改正。") from error


def _block(block: str) -> str:
    """A paragraph; a table that stands among its lines stands alone."""
    pieces = re.split(r"(<table.*?</table>)", block, flags=re.DOTALL)
    html = ""
    for piece in pieces:
        lines = piece.strip("\n")
        if lines.startswith("<table"):
            html += f'<div style="{_PARAGRAPH}">{lines}</div>'
        elif lines:
            html += f'<p style="{_PARAGRAPH}">{lines.replace(chr(10), "<br>")}</p>'
    return html


def _read(path: Path) -> str:
    """A template as an editor saved it: UTF-8, or the encoding of an old Chinese Windows."""
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotWork(f"邮件模板《{FOLDER}/{path.name}》不是文本文件，请用记事本另存为UTF-8编码。")
