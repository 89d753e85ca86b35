"""A report was handed in before the form was filled in.

做什么：专项规划的报告报送日期不应晚于封面的填报日期。

为什么：填表时还没有发生的事不能填。

错误示例：

| 表 | 部门 | 填报日期 | 编号 | 报告报送日期 |
|---|---|---|---|---|
| 封面 | 县教育局 | 2023-07-20 | | |
| 专项规划 | 县教育局 | | ZX06 | 2023-07-28 |

正确示例：

| 表 | 部门 | 填报日期 | 编号 | 报告报送日期 |
|---|---|---|---|---|
| 封面 | 县教育局 | 2023-07-28 | | |
| 专项规划 | 县教育局 | | ZX06 | 2023-07-20 |
"""

import pandas as pd

from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The day on which the form was filled in, where the report is later."""
    cover = seen.frames.get("封面")
    if cover is None or not len(cover):
        return pd.Series("", index=seen.rows.index, dtype="object")
    filled = seen.rows["部门"].map(cover.drop_duplicates("部门").set_index("部门")["填报日期"])
    later = seen.rows["报告报送日期"] > filled
    return filled.dt.strftime("%Y-%m-%d").astype("object").where(later, "")


RULE = Rule(
    code="R603",
    title="报告报送日期不晚于填报日期",
    severity="提醒",
    tables=("专项规划",),
    blames=("报告报送日期",),
    clashes=clashes,
    message="报告报送日期{报告报送日期}晚于封面的填报日期{对照}。",
    suggestion="请核对两个日期；还没有报送的请留空。",
)
