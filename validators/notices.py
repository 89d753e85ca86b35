"""The findings that are no rules: F of a file, S of a sheet's structure, C of a cell. Their place in the manual.

The text of a finding is written where it is raised, because it names what was found there.
A test holds that every code raised is listed here, and no other.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.vocabulary import ERROR, NOTICE, WARNING


@dataclass(frozen=True)
class Notice:
    """One code: what it means and what is to be done; codes never change meaning."""

    code: str
    title: str
    severity: str
    what: str
    remedy: str

    @property
    def about(self) -> str:
        """What it is a finding of."""
        return {"F": "文件", "S": "工作表结构", "C": "单元格"}[self.code[0]]


_AFRESH = "用下发的填报表重新填写后报送。"
_AS_XLSX = "用Excel或WPS打开，另存为xlsx格式后报送。"

NOTICES = (
    Notice(
        "F101", "临时文件", NOTICE, "Excel打开表格时留下的“~$”临时文件，不是填报表。", "关闭Excel后重新复制原文件。"
    ),
    Notice("F102", "空文件", ERROR, "文件为0字节，没有内容。", "重新保存后再次报送。"),
    Notice("F103", "文件过大", ERROR, "文件超过大小限制，多为插入了图片或附件。", "删除无关内容后重新报送。"),
    Notice("F104", "有打开密码", ERROR, "文件或压缩包设有密码，无法读取。", "取消密码后重新报送。"),
    Notice("F105", "格式不能读取", ERROR, "文件是不能读取的旧版或二进制格式。", _AS_XLSX),
    Notice("F106", "不是工作簿", ERROR, "文件不是Excel工作簿（如文本、图片、文档）。", _AFRESH),
    Notice("F107", "文件损坏", ERROR, "文件不完整或已损坏，无法打开。", "在原电脑上重新保存后再次报送。"),
    Notice("F108", "解压后异常庞大", ERROR, "文件解压后远大于正常大小，为安全起见停止读取。", _AFRESH),
    Notice("F109", "可疑的实体声明", ERROR, "文件含有正常表格没有的声明，为安全起见停止读取。", _AFRESH),
    Notice("F110", "Strict格式", ERROR, "文件是“Strict Open XML”格式，读出来会缺内容。", _AS_XLSX),
    Notice("F111", "内容在很远的位置", ERROR, "填报区域之外很远的地方还有内容。", "删除填报区域以外的内容后重新报送。"),
    Notice("F112", "文件被占用", ERROR, "文件正被其他程序打开，或没有读取权限。", "关闭打开该文件的程序后重试。"),
    Notice("F113", "没有填报表", ERROR, "文件里找不到任何一张填报表。", _AFRESH),
    Notice("F114", "读取失败", ERROR, "读取超过时间限制，或读取时程序异常退出。", _AFRESH),
    Notice("F115", "压缩包没有读取", ERROR, "压缩包不是zip格式，或套了几层，没有读取里面的文件。", "解压后逐个报送。"),
    Notice("F116", "按其他格式读取", NOTICE, "文件不是xlsx，已按填写内容读取。", "今后用下发的xlsx填报表填写。"),
    Notice(
        "F117", "带有宏", NOTICE, "文件带有宏；已读取填写内容，宏没有运行。", "如非本单位所加，检查电脑是否感染病毒。"
    ),
    Notice(
        "F118",
        "引用其他工作簿",
        NOTICE,
        "单元格引用了其他文件，采用最后一次保存的数值。",
        "核对数值，最好改为直接填写。",
    ),
    Notice("F119", "嵌入了其他文件", NOTICE, "文件中嵌入的其他文件没有读取。", "需要报送的附件单独发送。"),
    Notice("F120", "压缩包里的其他文件", NOTICE, "压缩包里的说明、文档、图片等不是填报表，没有读取。", "无需处理。"),
    Notice(
        "F201", "身份信息不符", ERROR, "填报表的身份信息缺失或被改动，不能确认部门。", "用下发的原表重新填写后报送。"
    ),
    Notice("F202", "不是本轮的表", ERROR, "文件是其他轮次的填报表。", "用本轮下发的填报表填写。"),
    Notice("F203", "表样版本不符", ERROR, "填报表的表样版本不能识别。", "用最新下发的填报表填写。"),
    Notice("F204", "不在填报名单", ERROR, "文件中的部门不在本轮名单中。", "牵头单位核对规划目录的“部门”表。"),
    Notice("F205", "重复报送", WARNING, "同一部门报送了几份，采用较新的一份。", "确认采用的是最终稿。"),
    Notice("F206", "内容相同的文件", NOTICE, "两个文件完全相同，只采用一份。", "无需处理。"),
    Notice("F207", "几份合并", NOTICE, "同一部门的几份各填了一部分，已合并。", "确认合并后的内容完整。"),
    Notice(
        "F208",
        "较早的表样",
        NOTICE,
        "填报表的表样较早，但仍能读取；提示中写明缺少什么。",
        "不必重填；要填写所缺内容的改用最新下发的填报表。",
    ),
    Notice("S101", "缺少工作表", ERROR, "文件中没有这张表，或表头已被改动。", "从下发的填报表中恢复该工作表后填写。"),
    Notice("S102", "缺少列", ERROR, "表头中找不到这一列，该列内容无法读取。", "恢复该列的表头文字，或恢复该列。"),
    Notice(
        "S103", "多出的行", ERROR, "该行不是下发给本部门的内容，未纳入汇总。", "删除该行；要补充的内容填在补充行中。"
    ),
    Notice("S104", "重复的行", ERROR, "同一编号出现两次，只采用前面一行。", "删除多余的行。"),
    Notice("S105", "缺少行", ERROR, "下发的一行不见了。", "从下发的填报表中恢复该行并填写。"),
    Notice(
        "S106",
        "锁定内容被改动",
        WARNING,
        "锁定的单元格与下发时不同；汇总采用下发的内容。",
        "恢复原内容，有异议的联系牵头单位。",
    ),
    Notice(
        "S107", "几份内容不一致", ERROR, "合并的几份表中，同一格填写了不同的内容。", "核对后只报送一份，或改成一致。"
    ),
    Notice("S108", "工作表改名", NOTICE, "工作表的名称被改动，已按表头认出并读取。", "恢复工作表的名称。"),
    Notice(
        "S109",
        "表头改写",
        NOTICE,
        "列的表头文字被改动，但含义明确，已按原来的列读取。",
        "恢复表头文字；另有含义的联系牵头单位。",
    ),
    Notice(
        "S110",
        "整块错位",
        ERROR,
        "这张表的填写内容整体左移或右移了一列，整张表没有采用。",
        "移回原来的列，逐列对照表头核对。",
    ),
    Notice("S111", "行码被改动", NOTICE, "一行隐藏的行码被改动，按名称仍能确认是哪一行，已采用。", "无需处理。"),
    Notice("C100", "整行未填写", ERROR, "该行一格也没有填。", "按填报说明填写该行。"),
    Notice("C101", "未填写", ERROR, "必填的单元格是空的。", "填写该单元格。"),
    Notice("C102", "不是数字", ERROR, "应填数字，填写的内容无法识别为一个数。", "只填数字，不带单位和文字。"),
    Notice("C103", "不是日期", ERROR, "应填日期，填写的内容无法识别。", "按 2023-06-30 的样式填写完整的年月日。"),
    Notice("C104", "不在选项内", ERROR, "填写的内容不在下拉列表中。", "从下拉列表中选择。"),
    Notice("C105", "超出范围", ERROR, "数字或日期超出允许的范围。", "核对后改正。"),
    Notice("C106", "文字过长", ERROR, "超过字数限制。", "精简，详细内容写入评估报告。"),
    Notice("C107", "错误值", ERROR, "单元格是#REF!、#DIV/0!一类的错误值。", "改为直接填写数值。"),
    Notice("C108", "自动识别", NOTICE, "填写的写法已自动识别为规范的数字、日期或空白。", "理解有误的改正后重新报送。"),
    Notice("C109", "采纳建议", NOTICE, "已按部门采纳的建议值修改。", "不应修改的填写正确内容后重新报送。"),
    Notice(
        "C110",
        "答复不完整",
        WARNING,
        "退回修改表中的答复缺少说明，或没有建议值可采纳。",
        "补充说明，或直接改正单元格。",
    ),
    Notice(
        "C111",
        "公式没有结果",
        ERROR,
        "单元格的公式没有保存计算结果，读不到数值。",
        "改为直接填写，或用Excel打开重新保存。",
    ),
    Notice(
        "C112",
        "跨行合并",
        ERROR,
        "填写区有跨行合并的单元格，内容只算在第一行；选填的列为提醒。",
        "取消合并，逐行填写。",
    ),
)
