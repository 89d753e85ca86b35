"""Install, look after and remove the add-in. Excel need not run, and must not: it locks the file."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from validators.problems import CannotWork
from xl_addin.build import FILE_NAME, build, installed_version
from xl_addin.hardened import PROJECT_NAME
from xl_addin.machine import MAC, WINDOWS, Machine

_NO_EXCEL = (
    "本机不是Windows或macOS，没有Excel，不能安装加载项。",
    "请双击工作区“双击运行”文件夹中的“校验”“汇总”等文件（Windows用.cmd，Linux用.sh），或使用命令行，做的是同样的事。",
)
_WPS = (
    "本机的WPS接管了Excel的注册：xlwings不支持WPS，加载项在WPS中不能用。",
    "请双击工作区“双击运行”文件夹中的“校验.cmd”“汇总.cmd”等文件，做的是同样的事；"
    "若同时装有Excel，可在WPS的“配置工具”中取消“兼容第三方系统和软件”，再重新安装加载项。",
)
_NOT_FOUND = "没有在本机找到Excel：装好Excel后加载项自会出现；在此之前请双击工作区“双击运行”文件夹中的文件。"
_PROJECT = Path(__file__).resolve().parents[1]


def install(machine: Machine) -> list[str]:
    """Put everything in place; returns what was done. Raises CannotWork where it cannot be done."""
    if not machine.has_excel:
        raise CannotWork(*_NO_EXCEL)
    settings = settings_text(machine)
    addin, configuration = machine.startup / FILE_NAME, machine.configuration(PROJECT_NAME)
    try:
        build(addin)
    except PermissionError as error:
        raise CannotWork(f"《{FILE_NAME}》正被Excel使用。请退出所有Excel窗口后重新运行。") from error
    machine.clear_mark_of_the_web(addin)
    configuration.parent.mkdir(parents=True, exist_ok=True)
    configuration.write_bytes(settings)
    done = [f"已安装加载项：{addin}", f"已写入设置：{configuration}"]
    if machine.platform == MAC:
        done.append(f"已安装启动脚本：{_install_script(machine)}")
    if machine.wps_in_place_of_excel():
        return [*done, *_WPS]
    if machine.lacks_excel():
        return [*done, _NOT_FOUND]
    return [*done, "启动Excel，功能区应出现“中期评估”。没有出现的，见docs/excel-checklist.md。"]


def status(machine: Machine) -> list[str]:
    """What is installed, and whether it still fits."""
    if not machine.has_excel:
        return list(_NO_EXCEL)
    addin, configuration = machine.startup / FILE_NAME, machine.configuration(PROJECT_NAME)
    lines = [f"加载项：{'已安装' if addin.exists() else '没有安装'}（{addin}）"]
    if not configuration.exists():
        lines.append(f"设置：没有（{configuration}）")
    elif configuration.read_bytes() != settings_text(machine):
        lines.append("设置：与本程序的位置或xlwings版本不一致，请重新运行“midterm addin install”。")
    else:
        lines.append(f"设置：正常（{configuration}）")
    if machine.platform == MAC:
        script = machine.scripts / _script().name
        lines.append(f"启动脚本：{'已安装' if script.exists() else '没有安装'}（{script}）")
    lines.append(f"Python：{machine.python}；xlwings：{installed_version()}")
    if machine.lacks_excel():
        lines.append(_NOT_FOUND)
    return [*lines, *(_WPS if machine.wps_in_place_of_excel() else ())]


def remove(machine: Machine) -> list[str]:
    """Take away what was installed; returns what was done."""
    if not machine.has_excel:
        return list(_NO_EXCEL)
    paths = [machine.startup / FILE_NAME, machine.configuration(PROJECT_NAME)]
    if machine.platform == MAC:
        paths.append(machine.scripts / _script().name)
    done = []
    for path in paths:
        try:
            if path.exists():
                path.unlink()
                done.append(f"已删除：{path}")
        except PermissionError as error:
            raise CannotWork(f"《{path.name}》正被Excel使用。请退出所有Excel窗口后重新运行。") from error
    return done or ["没有安装加载项，没有要删除的。"]


def settings_text(machine: Machine) -> bytes:
    """The user's configuration as the VBA reads it: `"KEY","VALUE"` a line, absolute paths, the machine's code page.

    Raises CannotWork where a path has characters that the code page lacks.
    """
    interpreter = "INTERPRETER_WIN" if machine.platform == WINDOWS else "INTERPRETER_MAC"
    values = {interpreter: str(machine.python), "PYTHONPATH": str(_PROJECT), "XLWINGS": str(_xlwings_record())}
    text = "".join(f'"{key}","{value}"\r\n' for key, value in values.items())
    try:
        return text.encode(machine.encoding)
    except UnicodeEncodeError as error:
        lost = text[error.start : error.end]
        raise CannotWork(
            f"程序所在的路径含有本机Excel读不出的字符“{lost}”。请把程序文件夹移到路径较简单的位置，重新安装。"
        ) from error


def _xlwings_record() -> Path:
    """pip's record of xlwings: a folder with the version in its name, which a change of version replaces."""
    folder = next(
        (file for file in distribution("xlwings").files or () if file.parent.name.endswith(".dist-info")), None
    )
    if folder is None:
        raise CannotWork("没有找到xlwings的安装记录，请重新安装xlwings。")
    return Path(str(folder.locate())).resolve().parent


def _script() -> Path:
    import xlwings

    return Path(xlwings.__file__).parent / f"xlwings-{installed_version()}.applescript"


def _install_script(machine: Machine) -> Path:
    target = machine.scripts / _script().name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_script().read_bytes())
    return target
