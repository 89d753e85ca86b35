"""The report does not deny projects that a table lists.

做什么：评估报告“重大工程项目进展”（PG3）写“不承担重大项目”的，表4中不应有本部门的项目。

为什么：报告与表4矛盾。

错误示例：

| 表 | 部门 | 编号 | 内容 |
|---|---|---|---|
| 重大项目 | 县教育局 | XM22 | |
| 评估报告 | 县教育局 | PG3 | 本部门不承担重大工程项目。 |

正确示例：

| 表 | 部门 | 编号 | 内容 |
|---|---|---|---|
| 重大项目 | 县教育局 | XM22 | |
| 评估报告 | 县教育局 | PG3 | 本部门承担重大工程项目1个，已完成投资2.65亿元。 |
| 评估报告 | 县财政局 | PG3 | 本部门不承担重大工程项目。 |
"""

import pandas as pd

from validators.rule import Rule, Seen

_NONE = r"(?:不承担|未承担|不牵头|没有牵头|没有承担|无)[^，。；]{0,4}重大(?:工程)?项目"


def clashes(seen: Seen) -> pd.Series:
    """The projects of a department whose report says that it has none."""
    projects = seen.frames.get("重大项目")
    if projects is None or not len(projects):
        return pd.Series("", index=seen.rows.index, dtype="object")
    denied = (seen.rows["编号"] == "PG3") & seen.rows["内容"].fillna("").str.contains(_NONE)
    denying = projects["部门"].isin(seen.rows["部门"][denied])
    codes = projects[denying].groupby("部门")["编号"].agg("、".join)
    return seen.rows["部门"].map(codes).astype("object").fillna("").where(denied, "")


RULE = Rule(
    code="R604",
    title="报告称没有项目与项目表矛盾",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    clashes=clashes,
    message="报告称没有重大项目，但表4中有{对照}。",
    suggestion="请按表4写明项目进展。",
)
