"""Workspaces for tests of the mailroom: 示例数据 without returns, with the test's servers in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mailroom.wording import put_templates
from samples.content import PARAMETERS, catalogue_frames
from samples.workspace import KEY
from tests.mailroom.servers import ACCOUNT, HOST
from validators.signature import KEY_FILE
from validators.workspace import FILE_NAME, FOLDERS, Workspace
from workbook_templates.catalogue_template import write_catalogue


def workspace_in(
    root: Path, smtp: int = 0, imap: int = 0, emails: Mapping[str, str | None] | None = None, **parameters: Any
) -> Workspace:
    """Make a workspace, or only write its catalogue again.

    Args:
        smtp, imap: ports of the servers.
        emails: what stands in 电子邮箱 of some departments.
        parameters: further parameters, which win.
    """
    for name in FOLDERS:
        (root / name).mkdir(exist_ok=True, parents=True)
    (root / KEY_FILE).write_text(KEY.hex() + "\n", encoding="ascii")
    settings: dict[str, Any] = {"邮箱账号": ACCOUNT, "每分钟发信数": 600}
    if smtp:
        settings |= {"发信服务器": HOST, "发信端口": smtp, "发信加密": "STARTTLS"}
    if imap:
        settings |= {"收信服务器": HOST, "收信端口": imap, "收信加密": "STARTTLS"}
    settings |= parameters
    frames = catalogue_frames()
    departments = frames["部门"]
    for department, cell in (emails or {}).items():
        departments.loc[departments["部门名称"] == department, "电子邮箱"] = cell
    write_catalogue(root / FILE_NAME, frames, {**PARAMETERS, **settings})
    put_templates(root)
    return Workspace.open(root)
