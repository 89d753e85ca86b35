"""Results of a task name figures.

做什么：“取得成效”中一般应有数字。

为什么：没有数字的成效说服力不足，写不进评估报告。

错误示例：

| 取得成效 |
|---|
| 企业技术改造步伐加快，产业结构进一步优化 |

正确示例：

| 取得成效 |
|---|
| 新增规上工业企业6家 |
| 完成三项改造 |
| |
"""

import re

import pandas as pd

from validators.phrases import FIGURE
from validators.rule import Rule

_DATE = re.compile(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?")
_FIGURE = re.compile(FIGURE)


def holds(rows: pd.DataFrame) -> pd.Series:
    """True where the text is missing or has a figure, dates not counted."""
    return pd.Series([not text or _tells(text) for text in rows["取得成效"].fillna("").tolist()], index=rows.index)


def _tells(text: str) -> bool:
    text = _DATE.sub("", text) if "年" in text else text  # most have no date
    return not text or _FIGURE.search(text) is not None


RULE = Rule(
    code="R208",
    title="任务成效应有数据",
    severity="提示",
    tables=("重大任务",),
    blames=("取得成效",),
    holds=holds,
    message="“取得成效”中没有数据。",
    suggestion="请尽量用数据说明截至2023年6月30日的成效。",
    trial=True,
)
