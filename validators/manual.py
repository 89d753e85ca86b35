"""The rule manual, generated from the rules themselves."""

from __future__ import annotations

from validators.rulebook import SECTIONS, Page, all_pages

_INTRO = (
    "# 校验规则手册\n\n"
    "本手册由程序从规则本身生成（`midterm rules --out docs/rules.md`），请勿手工修改。\n\n"
    "严重程度：**错误**必须改正；**提醒**须核对，情况属实的写明理由；**提示**仅供了解。\n"
    "规划目录的“校验规则”表可以关闭某条规则或改变其严重程度。\n"
)


def page_text(page: Page) -> str:
    """One rule's manual page as markdown."""
    rule = page.rule
    lines = [
        f"## {rule.code} {rule.title}",
        "",
        f"适用：{'、'.join(rule.tables)}　　严重程度：{rule.severity}",
    ]
    if rule.condition:
        lines += ["", f"条件：`{rule.condition}`"]
    for heading in SECTIONS:
        gap = "\n\n" if page.sections[heading].startswith("|") else ""
        lines += ["", f"**{heading}**：{gap}{page.sections[heading]}"]
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """The whole manual."""
    index = [f"- {p.rule.code} {p.rule.title}（{p.rule.severity}）" for p in all_pages()]
    return "\n".join([_INTRO, *index, "", *(page_text(page) for page in all_pages())])
