"""The letters of one kind, finished: contents put into the workspace's wording."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from mailroom import contents
from mailroom.addresses import addresses, is_written_wrongly
from mailroom.kinds import Kind, kind_of
from mailroom.letter import Content, Letter, Skipped, day_in_words
from mailroom.results import results
from mailroom.wording import Wording
from schemas.catalogue import Catalogue
from validators.problems import CannotWork
from validators.workspace import Workspace

_CONTENTS: dict[str, Callable[[contents.Desk], contents.Found]] = {
    "forms": contents.forms,
    "corrections": contents.corrections,
    "receipts": contents.receipts,
    "reminders": contents.reminders,
    "results": results,
}
NO_ADDRESS = "规划目录里没有登记电子邮箱"


@dataclass(frozen=True)
class Post:
    """The letters of one kind, and who gets none."""

    kind: Kind
    catalogue: Catalogue
    letters: list[Letter]
    skipped: list[Skipped]


def letters_of(
    workspace: Workspace,
    kind_name: str,
    only: Collection[str] = (),
    day: date | None = None,
    on_read: Callable[[int], None] = lambda done: None,
) -> Post:
    """Write the letters of a kind; raises CannotWork where there is nothing to write them from.

    Args:
        only: departments or recipients; everybody by default.
        day: what counts as today for the reminders.
        on_read: called with the number of returned files read since the last call.
    """
    kind, catalogue = kind_of(kind_name), workspace.catalogue()
    _check_names(kind, catalogue, only)
    wording = Wording(workspace.root, kind)
    desk = contents.Desk(workspace, catalogue, day or date.today(), on_read)
    post = Post(kind, catalogue, [], [])
    for content in _CONTENTS[kind.name](desk):
        if only and content.name not in only:
            continue
        if isinstance(content, Skipped):
            post.skipped.append(content)
        else:
            post.letters.append(_written(kind, wording, catalogue, content))
    return post


def _check_names(kind: Kind, catalogue: Catalogue, only: Collection[str]) -> None:
    known = catalogue.frames["收件人"]["收件人"] if kind.name == "results" else catalogue.frames["部门"]["部门名称"]
    unknown = [name for name in only if name not in set(known)]
    if unknown:
        sheet = "收件人" if kind.name == "results" else "部门"
        raise CannotWork(f"规划目录的“{sheet}”表里没有“{'”“'.join(unknown)}”，请核对名称。")


def _written(kind: Kind, wording: Wording, catalogue: Catalogue, content: Content) -> Letter:
    values = {**_common(catalogue), "附件": "、".join(a.name for a in content.attachments), **content.values}
    to = addresses(content.cell)
    trouble = "" if to else NO_ADDRESS
    if is_written_wrongly(content.cell):
        trouble = f"规划目录里登记的电子邮箱“{content.cell}”写法不对"
    sender = (str(catalogue.parameters["牵头单位"]), next(iter(addresses(catalogue.parameters.get("电子邮箱"))), ""))
    subject, text, html = wording.subject(values), wording.text(values), wording.html(values)
    return Letter(kind, content.name, to, trouble, sender, subject, text, html, content.attachments)


def _common(catalogue: Catalogue) -> dict[str, Any]:
    """What every template may name."""
    parameters = catalogue.parameters
    label = parameters.get("数据标识")
    contacts = {name: parameters.get(name) or "" for name in ("联系人", "联系电话", "电子邮箱")}
    told = "　".join(f"{name}：{text}" for name, text in contacts.items() if text)
    return {
        "标识": f"【{label}】" if label else "",
        "地区": parameters["地区名称"],
        "规划": parameters["规划名称"],
        "轮次": parameters["评估轮次"],
        "牵头单位": parameters["牵头单位"],
        "报送截止日": day_in_words(parameters["报送截止日"]),
        **contacts,
        "落款": "\n".join(line for line in (str(parameters["牵头单位"]), told) if line),
    }
