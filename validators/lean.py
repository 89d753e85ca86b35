"""The same workbook without what the reader would only skip, so that looking and reading cost a fraction.

Most of a returned sheet is text of formulas whose results stand beside them, and rules for typing. What is left out
changes no value; and since the look judges what is left, the reader sees exactly what was judged.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

# Larger workbooks are read as they are: two copies of one would be too much for a reading process.
MOST = 64 * 2**20
# A formula, whole or a reference to a shared one, with its result right behind it; an empty one where it is a text.
_FORMULA = rb"(?:[^<>]*/>|[^<]*</f>)"
_WITH_RESULT = re.compile(rb'<f(?=[\s>/])(?:%b(?=<v>[^<])|(?<= t="str"><f)%b(?=<v>))' % (_FORMULA, _FORMULA))
_ROOT = re.compile(rb"<worksheet[\s>][^<]*")
_MERGED = re.compile(rb"<mergeCells[\s>].*?</mergeCells>", re.S)
_START, _END, _CLOSE = b"<sheetData>", b"</sheetData>", b"</worksheet>"


def lean_sheet(xml: bytes) -> bytes:
    """A worksheet part with its cells and merged ranges only; the part itself where it is spelled unusually.

    Merged ranges come first: the reader looks for them from the top, past every cell.
    """
    start, end = xml.find(_START), xml.rfind(_END)
    root = _ROOT.search(xml, 0, max(start, 0))
    if root is None or end < start:
        return xml
    cells, tail = _WITH_RESULT.sub(b"", xml[start:end]), xml[end:]
    # Comments and the like may hide anything; no formula that was taken out can hold one.
    if any(b"<!" in part for part in (xml[:start], cells, tail)) or cells.find(_START, 1) > 0 or _START in tail:
        return xml
    merged = _MERGED.search(tail)
    return b"".join((xml[: root.end()], merged[0] if merged else b"<mergeCells></mergeCells>", cells, _END, _CLOSE))


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as an archive that need not be inflated."""
    holder = BytesIO()
    with zipfile.ZipFile(holder, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return holder.getvalue()
