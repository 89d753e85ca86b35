"""The versions of the form that are about: what each one brought, and which of them are still read.

A form of an older version is read like any other as long as the reader understands it; the
department is told what its version lacks. A version that is not listed here is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class FormVersion:
    """One version: its number as it stands in `_meta`, and what it brought (plain Chinese, no full stop).

    `table` names the table that it brought, where it did: who is not asked for that lacks nothing.
    """

    number: str
    brought: str
    table: str = ""


# Oldest first. A change that makes older forms unreadable takes those versions off the list.
FORM_VERSIONS = (
    FormVersion("1", "封面、表1至表5、评估报告、自查，以及表3、表4末尾的“补充”行"),
    FormVersion("2", "“表6 配合指标”（选填，由指标的配合部门填写）", "配合指标"),
)
FORM_VERSION = FORM_VERSIONS[-1].number


def is_known(number: str) -> bool:
    """Whether a form of that version can be read."""
    return any(version.number == number for version in FORM_VERSIONS)


def lacks(number: str, asked: Collection[str]) -> str:
    """What a form of a known version lacks of what its department is asked; "" for nothing.

    Args:
        asked: names of the tables that the department is asked for.
    """
    known = [version.number for version in FORM_VERSIONS]
    later = FORM_VERSIONS[known.index(number) + 1 :]
    return "；".join(version.brought for version in later if not version.table or version.table in asked)
