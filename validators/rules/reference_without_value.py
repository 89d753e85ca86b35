"""The indicator that a relative one is held against has its figures.

做什么：相对型指标所参照的指标已报送，但缺少数值的，相对型指标无法评估。

为什么：与经济增长比较的指标，没有经济增长的数就算不出进度。

错误示例：

| 部门 | 编号 | 指标类型 | 参照指标 | 采用值 | 参照值 | 填报判断 |
|---|---|---|---|---|---|---|
| 县乡村振兴办 | ZB12 | 相对型 | ZB12 | 11.6 | | 基本符合预期 |

正确示例：

| 部门 | 编号 | 指标类型 | 参照指标 | 采用值 | 参照值 | 填报判断 |
|---|---|---|---|---|---|---|
| 县统计局 | ZB01 | 增速型 | | 5.6 | | 基本符合预期 |
| 县统计局 | ZB12 | 相对型 | ZB01 | 7.5 | 5.6 | 基本符合预期 |
| 县乡村振兴办 | ZJ10 | 相对型 | ZB99 | 11.6 | | 基本符合预期 |
"""

import pandas as pd

from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The reference that was returned without figures."""
    tables = [seen.rows, *(seen.frames[name] for name in ("主要指标", "章节指标") if name in seen.frames)]
    rows = seen.rows
    lacks = (rows["指标类型"] == "相对型") & rows["采用值"].notna() & rows["参照值"].isna()
    wanted = rows["参照指标"].where(lacks)
    returned = {code for table in tables for code in table["编号"][table["编号"].isin(wanted.dropna())]}
    return wanted.astype("object").where(wanted.isin(returned), "")


RULE = Rule(
    code="R706",
    title="参照指标缺少数值",
    severity="提示",
    tables=("主要指标", "章节指标"),
    blames=("填报判断",),
    clashes=clashes,
    message="所参照的指标{对照}缺少完成值，本指标暂时无法评估。",
    suggestion="请牵头单位催报所参照的指标；本部门不需要改动。",
)
