"""The report does not deny a change that a table asks for.

做什么：评估报告“对策建议”（PG6）写“无需调整”“不需要调整”的，指标表的调整建议应为“不调整”，专项规划的“是否需要调整修订”应为“否”。

为什么：报告与表格矛盾，不知道该以哪个为准。

错误示例：

| 表 | 部门 | 编号 | 调整建议 | 是否需要调整修订 | 内容 |
|---|---|---|---|---|---|
| 主要指标 | 县卫健局 | ZB18 | 调整目标值 | | |
| 专项规划 | 县水利局 | ZX08 | | 是 | |
| 评估报告 | 县卫健局 | PG6 | | | 规划目标任务无需调整。 |
| 评估报告 | 县水利局 | PG6 | | | 规划相关内容不需要调整。 |

正确示例：

| 表 | 部门 | 编号 | 调整建议 | 是否需要调整修订 | 内容 |
|---|---|---|---|---|---|
| 主要指标 | 县卫健局 | ZB18 | 调整目标值 | | |
| 主要指标 | 县财政局 | ZB05 | 不调整 | | |
| 评估报告 | 县卫健局 | PG6 | | | 建议将托位数目标调整为3.2个，其他无调整。 |
| 评估报告 | 县财政局 | PG6 | | | 规划目标任务无需调整。 |
"""

import pandas as pd

from validators.rule import Rule, Seen

_DENIED = "无需调整|不需要?调整|不需要?修订|无需修订"
# Table, column, and what asks for a change.
_ASKED = (
    ("主要指标", "调整建议", "调整目标值|取消指标"),
    ("章节指标", "调整建议", "调整目标值|取消指标"),
    ("专项规划", "是否需要调整修订", "是"),
)


def clashes(seen: Seen) -> pd.Series:
    """The rows of a department that ask for a change which its report denies."""
    asking: dict[str, list[str]] = {}
    for name, title, words in _ASKED:
        rows = seen.frames.get(name)
        if rows is not None and len(rows):
            changed = rows[rows[title].fillna("").str.fullmatch(words)]
            for department, code in zip(changed["部门"], changed["编号"], strict=True):
                asking.setdefault(department, []).append(code)
    denied = (seen.rows["编号"] == "PG6") & seen.rows["内容"].fillna("").str.contains(_DENIED)
    told = seen.rows["部门"].map(lambda department: "、".join(asking.get(department, [])))
    return told.astype("object").where(denied, "")


RULE = Rule(
    code="R602",
    title="报告称无需调整与表格矛盾",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    clashes=clashes,
    message="报告称无需调整，但{对照}建议调整。",
    suggestion="请核对：要调整的在“对策建议”中写明，不调整的请改正表格。",
)
