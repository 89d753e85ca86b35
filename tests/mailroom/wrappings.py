"""Mails as Outlook wraps them, written byte by byte for tests: winmail.dat (TNEF) and .msg (a compound file)."""

from __future__ import annotations

import itertools
import struct

_SECTOR, _MINI = 512, 64
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def winmail(name: str, data: bytes) -> bytes:
    """A winmail.dat with one file in it; the name in GBK, as a Chinese Outlook writes it."""

    def attribute(number: int, content: bytes) -> bytes:
        checksum = sum(content) & 0xFFFF
        return struct.pack("<BII", 2, number, len(content)) + content + struct.pack("<H", checksum)

    page = struct.pack("<II", 936, 0)
    codepage = struct.pack("<BII", 1, 0x00069007, len(page)) + page + struct.pack("<H", sum(page) & 0xFFFF)
    parts = attribute(0x00069002, b"\x01\x00" + b"\xff" * 12)
    parts += attribute(0x00018010, name.encode("gbk") + b"\0") + attribute(0x0006800F, data)
    return struct.pack("<IH", 0x223E9F78, 1) + codepage + parts


def outlook_message(sender: str, subject: str, name: str, data: bytes) -> bytes:
    """A .msg with one attachment."""
    text = {0x0037: subject, 0x0C1F: sender, 0x5D01: sender}
    top = {f"__substg1.0_{tag:04X}001F": value.encode("utf-16-le") for tag, value in text.items()}
    top["__properties_version1.0"] = bytes(32) + b"".join(
        struct.pack("<HHIII", 0x001F, tag, 6, len(value.encode("utf-16-le")) + 2, 0) for tag, value in text.items()
    )
    attached = {
        "__substg1.0_37010102": data,
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__properties_version1.0": bytes(8)
        + struct.pack("<HHIII", 0x0102, 0x3701, 6, len(data), 0)
        + struct.pack("<HHIII", 0x001F, 0x3707, 6, len(name.encode("utf-16-le")) + 2, 0)
        + struct.pack("<HHIII", 0x0003, 0x3705, 6, 1, 0),
    }
    return _compound(top, {"__attach_version1.0_#00000000": attached})


def _compound(streams: dict[str, bytes], storages: dict[str, dict[str, bytes]]) -> bytes:
    """A compound file (OLE2, version 3): streams at the top, and storages with streams in them."""
    fat: list[int] = []
    sectors: list[bytes] = []
    mini: list[bytes] = []
    mini_fat: list[int] = []

    def stored(data: bytes) -> int:
        start = len(sectors)
        pieces = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(start + 1, start + len(pieces)), _END] if pieces else [])
        return start if pieces else _END

    def stored_small(data: bytes) -> int:
        start = len(mini)
        pieces = [data[at : at + _MINI].ljust(_MINI, b"\0") for at in range(0, len(data), _MINI)]
        mini.extend(pieces)
        mini_fat.extend([*range(start + 1, start + len(pieces)), _END] if pieces else [])
        return start if pieces else _END

    entries: list[list[object]] = [["Root Entry", 5, _NONE, _NONE, 0, 0]]  # name, type, right, child, start, size

    def add(name: str, kind: int, start: int, size: int) -> int:
        entries.append([name, kind, _NONE, _NONE, start, size])
        return len(entries) - 1

    def add_streams(these: dict[str, bytes]) -> list[int]:
        return [
            add(name, 2, stored(data) if len(data) >= 4096 else stored_small(data), len(data))
            for name, data in these.items()
        ]

    def chain(numbers: list[int]) -> int:
        order = sorted(numbers, key=lambda n: (len(str(entries[n][0])), str(entries[n][0]).upper()))
        for left, right in itertools.pairwise(order):
            entries[left][2] = right
        return order[0]

    children = add_streams(streams)
    for name, inside in storages.items():
        number = add(name, 1, 0, 0)
        entries[number][3] = chain(add_streams(inside))
        children.append(number)
    entries[0][3] = chain(children)
    small = b"".join(mini)
    entries[0][4], entries[0][5] = stored(small), len(small)
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_table = stored(table.ljust(-(-len(table) // _SECTOR) * _SECTOR, b"\xff"))
    directory = b"".join(map(_entry, entries))
    directory_start = stored(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    count = 1
    while count * (_SECTOR // 4) < len(fat) + count:
        count += 1
    first = len(fat)
    fat += [_FAT] * count
    fat += [_FREE] * (count * (_SECTOR // 4) - len(fat))
    header = struct.pack("<8s16sHHHHHHI", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 0)
    header += struct.pack("<IIIIIIIII", 0, count, directory_start, 0, 4096, mini_table, 1, _END, 0)
    places = [*range(first, first + count)]
    header += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(entry: list[object]) -> bytes:
    name, kind, right, child, start, size = entry
    text = str(name).encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _NONE, right, child)
    return head + bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
