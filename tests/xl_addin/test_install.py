"""Installing on Windows and macOS, on a machine made of temporary folders. Nothing here has seen a real Excel."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from validators.problems import CannotWork
from xl_addin.build import FILE_NAME, build, installed_version
from xl_addin.install import install, remove, settings_text, status
from xl_addin.machine import Machine

WPS = {
    r"Excel.Application\CLSID": "{45540001}",
    r"CLSID\{45540001}\LocalServer32": r'"C:\WPS Office\et.exe" /Automation',
}
EXCEL = {r"Excel.Application\CLSID": "{0002}", r"CLSID\{0002}\LocalServer32": r"C:\Office16\EXCEL.EXE /automation"}


@pytest.fixture
def windows(tmp_path: Path) -> Machine:
    environ = {"APPDATA": str(tmp_path / "漫游"), "USERPROFILE": str(tmp_path / "用户")}
    python = Path("程序", ".venv", "Scripts", "python.exe").absolute()
    return Machine("win32", tmp_path, environ, python, "gbk", EXCEL.get)


@pytest.fixture
def mac(tmp_path: Path) -> Machine:
    return Machine("darwin", tmp_path, {}, Path("/程序/.venv/bin/python"), "utf-8", lambda key: None)


def settings(path: Path, encoding: str) -> dict[str, str]:
    """As VBA's Input # reads it: quoted texts with a comma between, in the machine's code page."""
    return dict(csv.reader(path.read_bytes().decode(encoding).splitlines()))


def test_windows_gets_the_addin_and_settings_with_absolute_paths(windows: Machine, tmp_path: Path) -> None:
    done = install(windows)
    addin = tmp_path / "漫游" / "Microsoft" / "Excel" / "XLSTART" / FILE_NAME
    build(tmp_path / "same.xlam")
    assert addin.read_bytes() == (tmp_path / "same.xlam").read_bytes()
    found = settings(tmp_path / "用户" / ".midterm" / "midterm.conf", "gbk")
    assert found["INTERPRETER_WIN"] == str(windows.python)
    assert found["INTERPRETER_WIN"].count("程序") == 1, "a Chinese path survives the code page"
    assert (Path(found["PYTHONPATH"]) / "xl_addin" / "entry.py").exists()
    record = Path(found["XLWINGS"])
    assert record.name == f"xlwings-{installed_version()}.dist-info"
    assert (record / "METADATA").exists()
    assert all(Path(path).is_absolute() for path in found.values())
    assert any(str(addin) in line for line in done)


def test_the_mark_of_the_web_is_removed(windows: Machine, tmp_path: Path) -> None:
    install(windows)
    mark = Path(f"{windows.startup / FILE_NAME}:Zone.Identifier")  # an ordinary file here, a stream on Windows
    mark.write_text("[ZoneTransfer]\nZoneId=3\n")
    install(windows)
    assert not mark.exists()
    assert (windows.startup / FILE_NAME).exists()


def test_mac_gets_the_start_script_as_well(mac: Machine, tmp_path: Path) -> None:
    install(mac)
    startup = tmp_path / "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
    assert (startup / FILE_NAME).exists()
    found = settings(tmp_path / "Library/Containers/com.microsoft.Excel/Data/midterm.conf", "utf-8")
    assert found["INTERPRETER_MAC"] == str(mac.python)
    script = f"xlwings-{installed_version()}.applescript"
    assert (tmp_path / "Library/Application Scripts/com.microsoft.Excel" / script).exists()


@pytest.mark.parametrize("which", ["windows", "mac"])
def test_status_and_removal(which: str, request: pytest.FixtureRequest) -> None:
    machine: Machine = request.getfixturevalue(which)
    assert any("没有安装" in line for line in status(machine))
    install(machine)
    assert any(line.startswith("加载项：已安装") for line in status(machine))
    assert any(line.startswith("设置：正常") for line in status(machine))
    moved = replace(machine, python=Path("/elsewhere/python"))
    assert any("请重新运行“midterm addin install”" in line for line in status(moved))
    assert all("已删除" in line for line in remove(machine))
    assert [path for path in machine.home.rglob("*") if path.is_file()] == []
    assert remove(machine) == ["没有安装加载项，没有要删除的。"]


def test_a_path_that_the_code_page_lacks_is_told_before_anything_is_written(windows: Machine, tmp_path: Path) -> None:
    odd = replace(windows, python=Path("/程序\N{SNOWMAN WITHOUT SNOW}\N{HANGUL SYLLABLE GAG}/python.exe"))
    with pytest.raises(CannotWork, match="读不出的字符"):
        install(odd)
    assert not (tmp_path / "漫游").exists()


def test_wps_in_place_of_excel_is_told_with_what_works_there(windows: Machine) -> None:
    with_wps = replace(windows, registry=WPS.get)
    for job in (install, status):
        told = "".join(job(with_wps))
        assert "xlwings不支持WPS" in told
        assert "双击运行" in told
    assert "WPS" not in "".join(install(windows))


def test_a_windows_without_excel_is_told(windows: Machine) -> None:
    bare = replace(windows, registry=lambda key: None)
    for job in (install, status):
        assert "没有在本机找到Excel" in "".join(job(bare))
        assert "没有在本机找到Excel" not in "".join(job(windows))


def test_an_excel_that_is_running_is_told(windows: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(out: Path) -> None:
        raise PermissionError(13, "in use", str(out))

    monkeypatch.setattr("xl_addin.install.build", locked)
    with pytest.raises(CannotWork, match="请退出所有Excel窗口"):
        install(windows)


@pytest.mark.parametrize("job", [status, remove])
def test_other_systems_are_told_the_alternative(job: Callable[[Machine], list[str]], tmp_path: Path) -> None:
    linux = Machine("linux", tmp_path)
    assert "不是Windows或macOS" in job(linux)[0]
    assert "双击运行" in job(linux)[1]
    with pytest.raises(CannotWork, match="双击运行"):
        install(linux)
    assert list(tmp_path.iterdir()) == []


def test_the_machine_that_runs_this_is_described() -> None:
    machine = Machine()
    assert machine.python.exists()
    assert (machine.encoding == "mbcs") == (os.name == "nt")
    assert settings_text(machine)
