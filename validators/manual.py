"""The rule manual, generated from the rules themselves."""

from __future__ import annotations

from validators.notices import NOTICES, Notice
from validators.rulebook import SECTIONS, Page, all_pages

INTRO = (
    "严重程度：错误必须改正；提醒须核对，情况属实的写明理由；提示仅供了解；试行的规则只显示，不影响报送。",
    "编号：F是文件，S是工作表结构，C是单元格，R是规则（R1指标、R2任务、R3项目、R4专项规划、R5封面和报告、"
    "R6几张表之间、R7几个部门之间）。编号的含义不变。",
    "规划目录的“校验规则”表可以关闭某条R规则、改变其严重程度或限值，也可以用同样的写法增加本单位自己的规则"
    "（编号为“自定01”等，填写表、列、条件、提示语），增加的规则在填报表中同样即时检查。",
)
_HEAD = "# 校验规则手册\n\n本手册由程序从规则本身生成（`midterm rules --out docs/rules.md`），请勿手工修改。\n"
TITLES = ("编号", "名称", "严重程度", "适用的表", *SECTIONS)


def lines() -> list[tuple[str, ...]]:
    """Every finding that there is, one line each, in the order of `TITLES`; examples as plain text."""
    result: list[tuple[str, ...]] = [
        (n.code, n.title, n.severity, n.about, n.what, f"处理：{n.remedy}", "", "") for n in NOTICES
    ]
    for page in all_pages():
        rule = page.rule
        examples = (_plain(page, heading) for heading in SECTIONS[2:])
        what = page.sections["做什么"]
        if rule.limit is not None:
            what += f"限值：{rule.limit:g}。"
        told = (rule.code, rule.title, rule.severity_text, "、".join(rule.tables), what, page.sections["为什么"])
        result.append((*told, *examples))
    return result


def _plain(page: Page, heading: str) -> str:
    """An example as lines of `列名：内容`."""
    return "\n".join(
        "；".join(f"{title}：{cell or '空'}" for title, cell in row.items()) for row in page.example(heading)
    )


def notice_text(notice: Notice) -> str:
    """One finding that is no rule, as markdown."""
    return (
        f"## {notice.code} {notice.title}\n\n适用：{notice.about}　　严重程度：{notice.severity}\n\n"
        f"**含义**：{notice.what}\n\n**处理**：{notice.remedy}\n"
    )


def page_text(page: Page) -> str:
    """One rule's manual page as markdown."""
    rule = page.rule
    text = [
        f"## {rule.code} {rule.title}",
        "",
        f"适用：{'、'.join(rule.tables)}　　严重程度：{rule.severity_text}",
    ]
    if rule.condition:
        text += ["", f"条件：`{rule.condition}`"]
    if rule.limit is not None:
        text += ["", f"限值：{rule.limit:g}（可在规划目录的“校验规则”表中改）"]
    for heading in SECTIONS:
        gap = "\n\n" if page.sections[heading].startswith("|") else ""
        text += ["", f"**{heading}**：{gap}{page.sections[heading]}"]
    return "\n".join(text) + "\n"


def markdown() -> str:
    """The whole manual."""
    intro = "\n".join(f"{line}\n" for line in INTRO)
    notices = [f"| {n.code} | {n.title} | {n.severity} | {n.what} | {n.remedy} |" for n in NOTICES]
    table = [
        "## 文件、结构和单元格",
        "",
        "| 编号 | 名称 | 严重程度 | 含义 | 处理 |",
        "|---|---|---|---|---|",
        *notices,
        "",
    ]
    index = [f"- {p.rule.code} {p.rule.title}（{p.rule.severity_text}）" for p in all_pages()]
    return "\n".join([_HEAD, intro, *index, "", *table, *(page_text(page) for page in all_pages())])
