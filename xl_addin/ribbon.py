"""The ribbon's text, what its buttons are called, and the checks it must pass."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Collection
from importlib.resources import files

CUSTOM_UI = "http://schemas.microsoft.com/office/2009/07/customui"
# Pictures that Excel brings along; others would leave a button bare.
ICONS = frozenset(
    [
        "Consolidate",
        "ControlProperties",
        "DataValidation",
        "ExportExcel",
        "FileDocumentInspect",
        "FileNew",
        "FileOpen",
        "FileSendAsAttachment",
        "Help",
        "Refresh",
        "ReviewNewComment",
    ]
)


def ribbon_text() -> str:
    """The ribbon XML."""
    return files("xl_addin").joinpath("sources", "customUI14.xml").read_text(encoding="utf-8")


def labels(text: str | None = None) -> dict[str, str]:
    """Button id → label, in the order of the ribbon."""
    root = ElementTree.fromstring(text or ribbon_text())
    return {button.get("id", ""): button.get("label", "") for button in root.iter(f"{{{CUSTOM_UI}}}button")}


def ribbon_faults(text: str, vba: str, commands: Collection[str]) -> list[str]:
    """What is wrong with a ribbon, in Chinese; nothing where it fits the VBA text and the dispatch table."""
    root = ElementTree.fromstring(text)
    if root.tag != f"{{{CUSTOM_UI}}}customUI":
        return ["根元素不是customUI14的customUI"]
    parts = [element for element in root.iter() if element.get("id")]
    ids = [element.get("id", "") for element in parts]
    faults = [f"编号重复：{name}" for name in sorted({name for name in ids if ids.count(name) > 1})]
    buttons = [element for element in parts if element.tag.endswith("}button")]
    faults += [f"没有标签：{element.get('id')}" for element in parts if not (element.get("label") or "").strip()]
    for button in buttons:
        name, action = button.get("id", ""), button.get("onAction", "")
        module, _, procedure = action.partition(".")
        if f'VB_Name = "{module}"' not in vba or f"Sub {procedure}(control As IRibbonControl)" not in vba:
            faults.append(f"按钮{name}调用的过程不存在：{action}")
        if name not in commands:
            faults.append(f"按钮{name}没有对应的命令")
        if button.get("imageMso") not in ICONS:
            faults.append(f"按钮{name}的图标不在清单中：{button.get('imageMso')}")
    missing = set(commands) - {button.get("id") for button in buttons}
    return faults + [f"命令{name}没有按钮" for name in sorted(missing)]
