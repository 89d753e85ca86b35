"""评估控制台.xlsx: settings as named cells, the tracker of all departments, a log, and what each button does.

Written blank; the commands of the add-in read and fill it. Where everything stands is said here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from validators.extent import column_letters
from workbook_templates.files import replacing
from workbook_templates.sheets import Book
from workbook_templates.styles import ALARM, ANSWER, INK, NAVY, PALE, STEEL, Formats, page

CONTROL_NAME = "评估控制台.xlsx"
DESK_SHEET, LOG_SHEET, GUIDE_SHEET = "控制台", "运行记录", "使用说明"
MAILS = {
    "下发填报表": "forms",
    "退回修改": "corrections",
    "回执": "receipts",
    "催报": "reminders",
    "报送总进度表": "results",
}
YES, NO = "是", "否"


@dataclass(frozen=True)
class Setting:
    """A named cell that a command reads."""

    name: str
    label: str
    default: str
    hint: str
    choices: tuple[str, ...] = ()


ONLY, EARLIER, OPEN_AFTER, MAIL = "设置_生成范围", "设置_以前的总进度表", "设置_汇总后打开", "设置_邮件内容"
REFRESHED = "刷新时间"
SETTINGS = (
    Setting(ONLY, "只给这些部门生成", "", "部门名称，几个部门用“、”隔开；空着就是全部部门。"),
    Setting(EARLIER, "以前的总进度表", "", "文件的完整路径；填了，生成填报表时带入上次填报的内容。"),
    Setting(OPEN_AFTER, "汇总后打开总进度表", YES, "汇总完成后是否自动打开。", (YES, NO)),
    Setting(MAIL, "发送邮件的内容", "下发填报表", "按“发送邮件”时起草哪一种邮件。", tuple(MAILS)),
)
# The tracker's columns: title, width, what the cell holds.
MAIL_COLUMN = "最近邮件"
TRACKER = (
    ("部门", 30, "text"),
    ("状态", 10, "word"),
    ("时间", 17, "time"),
    ("问题数", 8, "number"),
    ("其中错误", 9, "number"),
    ("退回修改表", 11, "link"),
    ("回执", 8, "link"),
    ("采用的文件", 44, "text"),
    (MAIL_COLUMN, 34, "text"),
)
LOG = (
    ("时间", 18, "time"),
    ("操作", 14, "text"),
    ("结果", 10, "word"),
    ("用时(秒)", 9, "number"),
    ("说明", 96, "text"),
)
FIRST_SETTING_ROW, TRACKER_HEADER_ROW, LOG_HEADER_ROW = 4, 12, 2  # zero-based
LEFT = 1
TRACKER_ROWS, LOG_ROWS = 300, 300
TIME_FORMAT = "yyyy-mm-dd hh:mm"
STATES = {"已通过": ("#E2F0E5", "#1E6B34"), "有错误": ("#F8DDD6", "#8E2A17"), "未报送": ("#EFEFEF", "#595959")}
DONE, FAILED = "完成", "没有完成"

# What each button does: the labels and tips of the ribbon are these.
GUIDE = (
    ("新建工作区", "选一个空文件夹，建立规划目录、评估控制台和五个带编号的文件夹。"),
    ("生成填报表", "按规划目录为各部门生成填报表，放在“1_下发填报表”中。"),
    ("校验回收", "检查“2_回收填报表”中的全部文件，刷新评估控制台。"),
    ("退回修改", "给有问题的部门生成退回修改表，给其余部门生成回执。"),
    ("一键汇总", "检查全部回收文件，生成总进度表并打开。"),
    ("报送情况", "谁报了、谁没报、各有几处问题。"),
    ("打开总进度表", "打开最新的总进度表。"),
    ("发送邮件", "按评估控制台中选定的内容起草邮件，放在“5_发件箱”，双击打开核对后发送。"),
    ("设置", "打开评估控制台的设置。"),
    ("自检", "检查程序、加载项和工作区是否齐备。"),
    ("帮助", "各按钮做什么，一轮工作怎么走。"),
)
ROUND = (
    "编辑《规划目录.xlsx》（参数、部门、指标、任务、项目、专项规划），保存并关闭。",
    "按“生成填报表”，把“1_下发填报表”中的文件发给各部门。",
    "收回的文件放进“2_回收填报表”，文件名随意，按“校验回收”看谁报了、有几处问题。",
    "按“退回修改”，把“3_退回修改”中的退回修改表、回执发给部门；改好的放回“2_回收填报表”。",
    "按“一键汇总”，总进度表在“4_汇总成果”中。可以随时汇总，每收到一批就汇总一次。",
)
NO_ADDIN = "没有加载项的电脑（WPS、Linux桌面），双击工作区“双击运行”文件夹中的“校验”“汇总”等文件，做的是同样的事。"
_BAND = "#F6F8FA"
_MADE = datetime(2023, 6, 30)  # fixed, so that the same inputs give the same bytes


def write_control(path: Path) -> None:
    """Write a blank control workbook."""
    with replacing(path) as temporary, Book(temporary) as workbook:
        workbook.set_properties({"title": "评估控制台", "created": _MADE})
        formats = Formats(workbook)
        desk = workbook.add_worksheet(DESK_SHEET)
        _write_settings(workbook, desk, formats)
        _write_tracker(workbook, desk, formats)
        _write_log(workbook, workbook.add_worksheet(LOG_SHEET), formats)
        _write_guide(workbook.add_worksheet(GUIDE_SHEET), formats)


def _write_settings(workbook: Book, sheet: Worksheet, formats: Formats) -> None:
    sheet.set_column(0, 0, 2)
    for at, (_, width, _) in enumerate(TRACKER, start=LEFT):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 30)
    sheet.write(0, LEFT, "评估控制台", formats.title())
    sheet.write(
        1, LEFT, "由Excel功能区“中期评估”的按钮读写。黄色格是设置，可以改；下面的台账由程序刷新。", formats.note()
    )
    _section(sheet, FIRST_SETTING_ROW - 1, "设置", formats)
    label = formats.boxed(bg_color=PALE, font_color=NAVY)
    value = formats.boxed(bg_color=ANSWER, num_format="@", align="left", shrink=True)
    for row, setting in enumerate(SETTINGS, start=FIRST_SETTING_ROW):
        sheet.write(row, LEFT, setting.label, label)
        sheet.merge_range(row, LEFT + 1, row, LEFT + 4, setting.default, value)
        sheet.write(row, LEFT + 5, setting.hint, formats(font_size=9, font_color=STEEL, indent=1))
        workbook.define_name(setting.name, f"={DESK_SHEET}!${chr(65 + LEFT + 1)}${row + 1}")
        if setting.choices:
            sheet.data_validation(
                row, LEFT + 1, row, LEFT + 1, {"validate": "list", "source": list(setting.choices), "show_input": False}
            )


def _write_tracker(workbook: Book, sheet: Worksheet, formats: Formats) -> None:
    top, last = TRACKER_HEADER_ROW + 1, TRACKER_HEADER_ROW + TRACKER_ROWS
    _section(sheet, top - 4, "报送台账", formats)
    states = f"$C${top + 1}:$C${last + 1}"
    counts = "&".join(f'"　{state}"&COUNTIF({states},"{state}")&"个"' for state in STATES)
    sheet.write_formula(
        top - 3,
        LEFT,
        f'="共"&COUNTA($B${top + 1}:$B${last + 1})&"个部门："&{counts}',
        formats(bold=True, font_color=INK),
        "共0个部门：" + "".join(f"　{state}0个" for state in STATES),
    )
    sheet.write(top - 2, LEFT, "刷新时间", formats.note())
    moment = formats(font_size=9, font_color=STEEL, align="left", num_format=TIME_FORMAT)
    sheet.merge_range(top - 2, LEFT + 1, top - 2, LEFT + 2, None, moment)
    workbook.define_name(REFRESHED, f"={DESK_SHEET}!$C${top - 1}")
    _header(sheet, TRACKER_HEADER_ROW, TRACKER, formats)
    _body(sheet, top, TRACKER_ROWS, TRACKER, formats)
    area = f"B{top + 1}:{column_letters(LEFT + len(TRACKER))}{last + 1}"
    for state, (fill, ink) in STATES.items():
        style = formats(bg_color=fill, font_color=ink)
        rule = {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": style}
        sheet.conditional_format(f"C{top + 1}:C{last + 1}", rule)
    alarm = {"type": "cell", "criteria": ">", "value": 0, "format": formats(font_color=ALARM, bold=True)}
    sheet.conditional_format(f"F{top + 1}:F{last + 1}", alarm)
    _bands(workbook, sheet, area, f"$B{top + 1}")
    sheet.freeze_panes(top, 0)
    sheet.autofilter(TRACKER_HEADER_ROW, LEFT, last, LEFT + len(TRACKER) - 1)
    page(sheet, header_rows=(TRACKER_HEADER_ROW, TRACKER_HEADER_ROW))


def _write_log(workbook: Book, sheet: Worksheet, formats: Formats) -> None:
    sheet.set_column(0, 0, 2)
    for at, (_, width, _) in enumerate(LOG, start=LEFT):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 30)
    sheet.write(0, LEFT, "运行记录", formats.title())
    sheet.write(1, LEFT, f"最近{LOG_ROWS}次，最新的在最上面。", formats.note())
    _header(sheet, LOG_HEADER_ROW, LOG, formats)
    top, last = LOG_HEADER_ROW + 1, LOG_HEADER_ROW + LOG_ROWS
    _body(sheet, top, LOG_ROWS, LOG, formats)
    failed = {"type": "cell", "criteria": "==", "value": f'"{FAILED}"', "format": formats(font_color=ALARM, bold=True)}
    sheet.conditional_format(f"D{top + 1}:D{last + 1}", failed)
    _bands(workbook, sheet, f"B{top + 1}:F{last + 1}", f"$B{top + 1}")
    sheet.freeze_panes(LOG_HEADER_ROW + 1, 0)
    page(sheet, header_rows=(LOG_HEADER_ROW, LOG_HEADER_ROW))


def _write_guide(sheet: Worksheet, formats: Formats) -> None:
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 92)
    sheet.set_row(0, 30)
    sheet.write(0, 1, "使用说明", formats.title())
    _section(sheet, 2, "一轮工作", formats)
    row = 3
    plain = formats.boxed(text_wrap=True)
    label = formats.boxed(bg_color=PALE, font_color=NAVY)
    for number, step in enumerate(ROUND, start=1):
        sheet.write(row, 1, f"第{number}步", label)
        sheet.write(row, 2, step, plain)
        row += 1
    _section(sheet, row + 1, "各按钮", formats)
    row += 2
    for name, what in GUIDE:
        sheet.write(row, 1, name, label)
        sheet.write(row, 2, what, plain)
        row += 1
    sheet.write(row + 1, 1, NO_ADDIN, formats(font_color=STEEL))
    page(sheet)


def _section(sheet: Worksheet, row: int, title: str, formats: Formats) -> None:
    sheet.set_row(row, 22)
    sheet.write(row, LEFT, title, formats(bold=True, font_size=12, font_color=NAVY))


def _header(sheet: Worksheet, row: int, columns: tuple[tuple[str, int, str], ...], formats: Formats) -> None:
    sheet.set_row(row, 22)
    for at, (title, _, _) in enumerate(columns, start=LEFT):
        sheet.write(row, at, title, formats.header())


def _body(sheet: Worksheet, first: int, rows: int, columns: tuple[tuple[str, int, str], ...], formats: Formats) -> None:
    """Blank cells that are ready for what comes: text stays text, times look like times."""
    look = {"text_wrap": True, "valign": "top"} if columns is LOG else {}
    kinds = {
        "text": formats(num_format="@", **look),
        "word": formats(num_format="@", align="center", **look),
        "time": formats(num_format=TIME_FORMAT, align="center", **look),
        "number": formats(num_format="0.0" if columns is LOG else "0", align="center", **look),
        "link": formats(font_color="#1F5FA8", underline=1, align="center"),
    }
    for row in range(first, first + rows):
        for at, (_, _, kind) in enumerate(columns, start=LEFT):
            sheet.write_blank(row, at, None, kinds[kind])


def _bands(workbook: Book, sheet: Worksheet, area: str, cell: str) -> None:
    """Every other line that holds something stands on a pale ground."""
    rule = {
        "type": "formula",
        "criteria": f'=AND({cell}<>"",MOD(ROW(),2)=0)',
        "format": workbook.add_format({"bg_color": _BAND}),
    }
    sheet.conditional_format(area, rule)
