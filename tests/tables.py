"""Small tables in a test that look like the sheet they are about."""

from __future__ import annotations


def rows(text: str) -> list[dict[str, str]]:
    """`甲 | 乙` lines as dicts by title; the first line is the header, a blank cell is ""."""
    lines = [line for line in text.strip("\n").splitlines() if line.strip()]
    header, *body = ([cell.strip() for cell in line.split("|")] for line in lines)
    return [dict(zip(header, cells, strict=True)) for cells in body]


def number(text: str) -> float | None:
    """`28.5%` → 0.285, `−1` → −1, blank → None."""
    plain = text.replace("−", "-").replace(",", "")
    if not plain:
        return None
    return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)
