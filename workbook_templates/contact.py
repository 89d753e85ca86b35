"""Whom a department may ask, as the catalogue names them."""

from __future__ import annotations

from schemas.catalogue import Catalogue


def contact_of(catalogue: Catalogue) -> str:
    """Whom to ask, from the catalogue: `综合股，电话：…，邮箱：…`; "" where it names nobody."""
    p = catalogue.parameters
    named = (("", "联系人"), ("电话：", "联系电话"), ("邮箱：", "电子邮箱"))
    return "，".join(f"{what}{p[name]}" for what, name in named if p.get(name))
