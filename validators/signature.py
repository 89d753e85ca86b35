"""The form's identity: what `_meta` holds and the signature that shows the bureau issued it.

HMAC-SHA256 over the identity fields with a key kept in the workspace. The file name
is never trusted: a clerk renames files, and a forged department would misplace data.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from validators.form_versions import FORM_VERSION

META_SHEET = "_meta"
KEY_FILE = ".填报表签名密钥"

SIGNED = ("规划", "轮次", "部门", "表样版本")
SIGNATURE = "签名"


def make_key(workspace: Path) -> bytes:
    """Make the workspace's signing key; it is kept in a hidden file."""
    (workspace / KEY_FILE).write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    return read_key(workspace)


def read_key(workspace: Path) -> bytes:
    """The workspace's signing key; raises OSError or ValueError where it is lost or damaged."""
    return bytes.fromhex((workspace / KEY_FILE).read_text(encoding="ascii").strip())


def sign(meta: Mapping[str, str], key: bytes) -> str:
    """The signature over the identity fields, as 64 hexadecimal digits."""
    text = "\n".join(f"{name}={meta.get(name, '')}" for name in SIGNED)
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()


def is_genuine(meta: Mapping[str, str], key: bytes) -> bool:
    """Whether `_meta` is as this workspace signed it."""
    # As bytes: a forged signature may hold any characters, and text is compared in ASCII only.
    return hmac.compare_digest(sign(meta, key).encode(), meta.get(SIGNATURE, "").encode())


def identity(plan: str, round_name: str, department: str, key: bytes) -> dict[str, str]:
    """The `_meta` content of a new form."""
    meta = {"规划": plan, "轮次": round_name, "部门": department, "表样版本": FORM_VERSION}
    return {**meta, SIGNATURE: sign(meta, key)}
