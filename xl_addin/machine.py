"""The machine that the add-in is installed on: what the installer asks of it, replaceable in a test."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

WINDOWS, MAC = "win32", "darwin"


def _read_registry(key: str) -> str | None:
    """Default value of a key below HKEY_CLASSES_ROOT; None where there is none or no registry."""
    try:
        import winreg
    except ImportError:
        return None
    try:
        return str(winreg.QueryValue(winreg.HKEY_CLASSES_ROOT, key))  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return None


@dataclass(frozen=True)
class Machine:
    """Platform, folders and settings.

    Attributes:
        encoding: what VBA reads text files in: the code page of the machine (GBK on a Chinese Windows).
        registry: default value of a key below HKEY_CLASSES_ROOT, or None.
    """

    platform: str = sys.platform
    home: Path = field(default_factory=Path.home)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    python: Path = field(default_factory=lambda: Path(sys.executable))
    encoding: str = "mbcs" if sys.platform == WINDOWS else "utf-8"
    registry: Callable[[str], str | None] = _read_registry

    @property
    def has_excel(self) -> bool:
        """Whether Excel exists for this system."""
        return self.platform in (WINDOWS, MAC)

    @property
    def startup(self) -> Path:
        """The folder whose workbooks Excel opens when it starts."""
        if self.platform == WINDOWS:
            return Path(self.environ["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"
        office = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
        return office / "User Content.localized" / "Startup.localized" / "Excel"

    def configuration(self, project: str) -> Path:
        """Where the add-in's VBA looks for the user's settings."""
        if self.platform == WINDOWS:
            return Path(self.environ["USERPROFILE"]) / f".{project}" / f"{project}.conf"
        return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / f"{project}.conf"

    @property
    def scripts(self) -> Path:
        """Where Excel for Mac may start scripts from."""
        return self.home / "Library" / "Application Scripts" / "com.microsoft.Excel"

    def clear_mark_of_the_web(self, path: Path) -> None:
        """Take off the mark "came from the internet", with which Excel would not run the add-in."""
        if self.platform == WINDOWS:
            with contextlib.suppress(OSError):
                Path(f"{path}:Zone.Identifier").unlink()
        else:
            with contextlib.suppress(OSError):
                subprocess.run(["xattr", "-d", "com.apple.quarantine", str(path)], capture_output=True, check=False)

    def registered_as_excel(self) -> str:
        """The program that Windows starts for Excel; "" where there is none."""
        number = self.registry(r"Excel.Application\CLSID")
        return (self.registry(rf"CLSID\{number}\LocalServer32") or "") if number else ""

    def wps_in_place_of_excel(self) -> bool:
        """Whether a WPS has taken over Excel's registration, so that what is meant for Excel would start WPS."""
        program = self.registered_as_excel().lower()
        return self.platform == WINDOWS and any(sign in program for sign in ("wps", "kingsoft", "\\et.exe"))

    def lacks_excel(self) -> bool:
        """Whether a Windows has neither Excel nor anything in its place."""
        return self.platform == WINDOWS and not self.registered_as_excel()
