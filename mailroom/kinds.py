"""The kinds of letters: their names on the command line, in file names, and in the templates' folder."""

from __future__ import annotations

from dataclasses import dataclass

from validators.problems import CannotWork


@dataclass(frozen=True)
class Kind:
    """One kind of letter. `title` names its drafts and its template, `nothing` says that there is none to write."""

    name: str
    title: str
    nothing: str


_ALL = (
    Kind("forms", "下发填报表", "没有要下发的填报表。"),
    Kind("corrections", "退回修改", "没有要退回修改的填报表。"),
    Kind("receipts", "回执", "还没有通过校验的填报表，没有回执可发。"),
    Kind("reminders", "催报", "没有逾期的部门，不用催报。"),
    Kind("results", "报送总进度表", "没有可以报送的总进度表。"),
)
KINDS = {kind.name: kind for kind in _ALL}


def kind_of(name: str) -> Kind:
    """The kind of that name; raises CannotWork for any other."""
    if name not in KINDS:
        known = "、".join(f"{kind.name}（{kind.title}）" for kind in _ALL)
        raise CannotWork(f"没有“{name}”这一种邮件，可用的有：{known}。")
    return KINDS[name]
