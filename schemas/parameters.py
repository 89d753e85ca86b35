"""The parameters of a round of evaluation: name, type, default and meaning, defined once.

The blank catalogue, the check of the catalogue and the expression language's
参数(…) all read this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.columns import Kind


@dataclass(frozen=True)
class Parameter:
    """One line of the catalogue's 参数 sheet; `required` ones must not be blank, `choices` are all it may say."""

    name: str
    kind: Kind
    default: Any
    help: str
    required: bool = True
    choices: tuple[str, ...] = ()


# Whether departments that help with an indicator report its values as well.
HELPERS_REPORT = "配合部门同时填报指标"

PARAMETERS = (
    Parameter("地区名称", "text", None, "县（市、区）全称，如：融水苗族自治县"),
    Parameter("牵头单位", "text", None, "组织中期评估的单位，如：县发展和改革局"),
    Parameter("规划名称", "text", None, "规划全称"),
    Parameter("评估轮次", "text", "2023年中期评估", "本轮评估的名称，写入每份填报表"),
    Parameter("数据标识", "text", None, "会印在每张表上的标识，如：示例数据；正式使用时留空", False),
    Parameter("规划起始年", "number", 2021, "规划期第一年"),
    Parameter("规划结束年", "number", 2025, "规划期最后一年"),
    Parameter("年度数据截止日", "date", date(2022, 12, 31), "年度数据的截止时间点"),
    Parameter("月度数据截止日", "date", date(2023, 6, 30), "月度数据的截止时间点"),
    Parameter("任务进展截止日", "date", date(2023, 6, 30), "任务、项目、专项规划进展的截止时间点"),
    Parameter("报送截止日", "date", date(2023, 7, 31), "部门报送填报表的最后日期"),
    Parameter("主要指标数", "number", 27, "应有的主要指标个数，与目录不符时报错；留空则不核对", False),
    Parameter("主要指标方面数", "number", 8, "主要指标分属几个方面（“类别”列）；留空则不核对", False),
    Parameter("约束性指标数", "number", 17, "其中约束性指标个数；留空则不核对", False),
    Parameter("专项规划数", "number", 13, "应有的专项规划个数；留空则不核对", False),
    Parameter("专栏数", "number", 5, "重大项目应有的专栏个数；留空则不核对", False),
    Parameter("快于预期阈值", "number", 1.1, "实现进度÷时序进度达到此值为“快于预期”"),
    Parameter("基本符合阈值", "number", 0.9, "实现进度÷时序进度达到此值为“基本符合预期”，低于此值为“滞后”"),
    Parameter("左右容差", "number", 0.05, "“7.5左右”一类目标允许的相对偏差，0.05即±5%"),
    Parameter("同步容差", "number", 0.5, "“与经济增长基本同步”允许的偏差，单位：百分点"),
    Parameter(
        HELPERS_REPORT,
        "text",
        "否",
        "填“是”的，指标的配合部门会多一张“表6 配合指标”（选填），所填数值与牵头部门的核对；填“否”或留空则没有",
        False,
        ("是", "否"),
    ),
    Parameter("联系人", "text", None, "牵头单位联系人，印在填报表上", False),
    Parameter("联系电话", "text", None, "牵头单位联系电话，印在填报表上", False),
    Parameter("电子邮箱", "text", None, "接收填报表的邮箱，印在填报表上", False),
    Parameter("邮箱账号", "text", None, "自动收发邮件时登录的账号，如：fgj@example.com；密码不写在这里", False),
    Parameter("发信服务器", "text", None, "SMTP服务器，如：smtp.example.com；不用程序直接发信的留空", False),
    Parameter("发信端口", "number", 465, "TLS一般为465，STARTTLS一般为587", False),
    Parameter("发信加密", "text", "TLS", "TLS或STARTTLS，不支持不加密的服务器", False),
    Parameter("每分钟发信数", "number", 20, "发得太快会被邮箱服务商拦下", False),
    Parameter("收信服务器", "text", None, "IMAP服务器，如：imap.example.com；不用程序收信的留空", False),
    Parameter("收信端口", "number", 993, "TLS一般为993，STARTTLS一般为143", False),
    Parameter("收信加密", "text", "TLS", "TLS或STARTTLS", False),
    Parameter("收信文件夹", "text", "INBOX", "收件箱为INBOX；专设文件夹收填报表的写文件夹名", False),
)

# What the expression language may call by 参数(…): the parameters that are numbers or
# dates, and what follows from them: elapsed shares and the length of the plan.
DERIVED = ("年度时序", "月度时序", "规划年数")
EXPRESSION_PARAMETERS: dict[str, Kind] = {
    **{p.name: p.kind for p in PARAMETERS if p.kind != "text"},
    **dict.fromkeys(DERIVED, "number"),
}


def elapsed_share(day: date, first_year: int, last_year: int) -> float:
    """Share of the plan period that has passed at the end of `day`, counted in months.

    Months, not days, so that 2022-12-31 is exactly 40 % and 2023-06-30 exactly 50 %
    of 2021-2025. A day before the last of its month counts by its share of that month.
    """
    next_month = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    days_in_month = (next_month - date(day.year, day.month, 1)).days
    months = (day.year - first_year) * 12 + day.month - 1 + day.day / days_in_month
    return min(max(months / ((last_year - first_year + 1) * 12), 0.0), 1.0)


def expression_values(parameters: dict[str, Any]) -> dict[str, Any]:
    """The values behind 参数(…): the catalogue's numbers and dates plus the elapsed shares."""
    first, last = int(parameters["规划起始年"]), int(parameters["规划结束年"])
    values = {
        name: parameters.get(name)
        for name in EXPRESSION_PARAMETERS
        if name not in DERIVED and parameters.get(name) is not None
    }
    values["规划年数"] = float(last - first + 1)
    values["年度时序"] = elapsed_share(parameters["年度数据截止日"], first, last)
    values["月度时序"] = elapsed_share(parameters["月度数据截止日"], first, last)
    return values
