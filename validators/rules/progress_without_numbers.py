"""The report on progress names figures.

做什么：评估报告“总体进展情况”各标题（PG1—PG3）的内容中应有数字。

为什么：不提数字的进展情况漏掉了事实。

错误示例：

| 编号 | 内容 |
|---|---|
| PG1 | 2021年以来，本部门承担的指标总体进展顺利，成效明显，群众满意度提高。 |

正确示例：

| 编号 | 内容 |
|---|---|
| PG1 | 3项主要指标中2项达到时序进度 |
| PG4 | 外部环境复杂多变，不确定因素增多 |
| PG3 | 本部门不承担重大项目 |
"""

import pandas as pd

from validators.phrases import FIGURE
from validators.rule import Rule


def holds(rows: pd.DataFrame) -> pd.Series:
    """True where the heading asks for no figures, or the text has one, dates not counted, or has nothing to tell."""
    asked = rows["编号"].isin(["PG1", "PG2", "PG3"])
    text = rows["内容"][asked].fillna("").str.replace(r"\d{4}年(?:\d{1,2}月)?", "", regex=True)
    told = (text == "") | text.str.contains(f"{FIGURE}|不承担|不牵头|没有")
    return told.reindex(rows.index, fill_value=True)


RULE = Rule(
    code="R507",
    title="进展情况应有数据",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    holds=holds,
    message="该标题要求写明进展，内容中没有任何数据。",
    suggestion="请写明指标数值、项目个数、投资额等数据。",
    trial=True,
)
