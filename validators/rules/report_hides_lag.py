"""The report does not call everything on schedule while indicators lag.

做什么：评估报告“主要目标指标进展”（PG1）写“全部达到进度”“均符合预期”的，本部门不应有系统判断为“滞后”的指标。

为什么：报告与表1、表2矛盾，汇总后无法向上解释。

错误示例：

| 表 | 部门 | 编号 | 系统判断 | 内容 |
|---|---|---|---|---|
| 主要指标 | 县财政局 | ZB05 | 滞后 | |
| 评估报告 | 县财政局 | PG1 | | 本部门承担的3项指标全部达到时序进度。 |

正确示例：

| 表 | 部门 | 编号 | 系统判断 | 内容 |
|---|---|---|---|---|
| 主要指标 | 县财政局 | ZB05 | 滞后 | |
| 章节指标 | 县教育局 | ZJ28 | 快于预期 | |
| 评估报告 | 县财政局 | PG1 | | 3项指标中2项达到时序进度，1项滞后。 |
| 评估报告 | 县教育局 | PG1 | | 3项指标均达到时序进度。 |
"""

import pandas as pd

from validators.rule import Rule, Seen

_ALL_FINE = r"(?:全部|均已?|都已?)(?:达到|达|完成|符合|快于|实现)[^。；，]{0,6}(?:进度|预期|目标)"


def clashes(seen: Seen) -> pd.Series:
    """The lagging indicators of a department whose report calls all of them on schedule."""
    lagging: dict[str, list[str]] = {}
    for name in ("主要指标", "章节指标"):
        rows = seen.frames.get(name)
        if rows is not None and len(rows):
            wrong = rows[rows["系统判断"] == "滞后"]
            for department, code in zip(wrong["部门"], wrong["编号"], strict=True):
                lagging.setdefault(department, []).append(code)
    claims = (seen.rows["编号"] == "PG1") & seen.rows["内容"].fillna("").str.contains(_ALL_FINE)
    told = seen.rows["部门"].map(lambda department: "、".join(lagging.get(department, [])))
    return told.astype("object").where(claims, "")


RULE = Rule(
    code="R601",
    title="报告称全部达到进度与指标表矛盾",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    clashes=clashes,
    message="报告称指标全部达到进度，但{对照}的系统判断为“滞后”。",
    suggestion="请核对指标表的数值，或改正报告的表述。",
)
