"""A project does not finish before it starts.

做什么：预计竣工日期不应早于开工日期。

为什么：日期颠倒多为年份填错。

错误示例：

| 开工日期 | 预计竣工日期 |
|---|---|
| 2022-03-15 | 2021-12-31 |

正确示例：

| 开工日期 | 预计竣工日期 |
|---|---|
| 2022-03-15 | 2024-12-31 |
| | 2024-12-31 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R303",
    title="竣工不早于开工",
    severity="错误",
    tables=("重大项目",),
    blames=("预计竣工日期",),
    condition="[预计竣工日期] >= [开工日期]",
    message="预计竣工日期{预计竣工日期}早于开工日期{开工日期}。",
    suggestion="请核对两个日期的年份。",
)
