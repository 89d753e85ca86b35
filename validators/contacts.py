"""Whom to ask in a department: who filled its form in, else whom the catalogue names."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from validators.frames import DEPARTMENT
from validators.normalise import display


@dataclass(frozen=True)
class Contact:
    """A person and a telephone number; either may be blank."""

    clerk: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.clerk or self.phone)

    @property
    def sentence(self) -> str:
        """Such as 填报人张三，联系电话0772-5120000; what nobody said is left out."""
        return "，".join(f"{title}{text}" for title, text in (("填报人", self.clerk), ("联系电话", self.phone)) if text)

    @property
    def lines(self) -> str:
        """For a narrow cell: one below the other."""
        return "\n".join(text for text in (self.clerk, self.phone) if text)


NOBODY = Contact()


def contacts(covers: pd.DataFrame, departments: pd.DataFrame | None = None) -> dict[str, Contact]:
    """Department → contact.

    Args:
        covers: the rows of 封面.
        departments: the catalogue's sheet 部门, for those whose cover names nobody.
    """
    found = {}
    if departments is not None:
        found = _named(departments["部门名称"], departments["联系人"], departments["联系电话"])
    return found | {
        who: told for who, told in _named(covers[DEPARTMENT], covers["填报人"], covers["联系电话"]).items() if told
    }


def _named(departments: pd.Series, clerks: pd.Series, phones: pd.Series) -> dict[str, Contact]:
    rows = zip(departments, clerks, phones, strict=True)
    return {str(who): Contact(display(clerk), display(phone)) for who, clerk, phone in rows}
