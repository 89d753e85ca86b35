"""Mail addresses as clerks write them into the catalogue: several in a cell, full-width marks, names around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from schemas.catalogue import Catalogue

_BETWEEN = re.compile(r"[;；,，、\s]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z0-9-]*[A-Za-z0-9]")
_HALF_WIDTH = str.maketrans("＠．", "@.")


def addresses(text: Any) -> tuple[str, ...]:
    """The addresses in a cell, each once, in order; what is no address is left out (`is_written_wrongly`)."""
    return tuple(dict.fromkeys(part for part in _parts(text) if _ADDRESS.fullmatch(part)))


def is_written_wrongly(text: Any) -> bool:
    """Whether a cell holds something that is no address."""
    return any(not _ADDRESS.fullmatch(part) for part in _parts(text))


def _parts(text: Any) -> list[str]:
    if not isinstance(text, str):
        return []
    return [part.strip("<>") for part in _BETWEEN.split(text.translate(_HALF_WIDTH)) if "@" in part or part.strip("<>")]


def sender_of(header: str) -> str:
    """The bare address of a From header, in small letters; empty where there is none."""
    return parseaddr(header.replace("\n", " ").replace("\r", " "))[1].strip().lower()


def owners(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Address in small letters → the departments that it is registered for."""
    found: dict[str, tuple[str, ...]] = {}
    frame = catalogue.frames["部门"]
    for name, text in zip(frame["部门名称"], frame["电子邮箱"], strict=True):
        for address in addresses(text):
            found[address.lower()] = (*found.get(address.lower(), ()), name)
    return found
