"""Button id → the function in `xl_addin.commands` that it calls. Imports nothing heavy."""

from __future__ import annotations

COMMANDS = {
    "NewWorkspace": "new_workspace",
    "WriteForms": "generate_forms",
    "CheckReturns": "check_returns",
    "SendBack": "send_back",
    "Consolidate": "consolidate",
    "ShowStatus": "show_status",
    "OpenMaster": "open_master",
    "DraftMail": "draft_mail",
    "Settings": "show_settings",
    "SelfTest": "self_test",
    "Help": "show_help",
}
