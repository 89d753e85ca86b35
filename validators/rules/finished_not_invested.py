"""A finished project has most of its investment done.

做什么：项目阶段为“竣工”的，投资完成率一般不低于80%。写明了“相关说明”的除外。

为什么：竣工而投资率低，多为投资漏报或单位错误。

错误示例：

| 项目阶段 | 投资完成率 |
|---|---|
| 竣工 | 0.35 |

正确示例：

| 项目阶段 | 投资完成率 |
|---|---|
| 竣工 | 0.96 |
| 在建 | 0.35 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R307",
    title="竣工项目投资应基本完成",
    severity="提醒",
    tables=("重大项目",),
    blames=("累计完成投资(万元)",),
    explained_in="相关说明",
    condition='若 [项目阶段] = "竣工" 则 [投资完成率] >= 80%',
    message="项目阶段为“竣工”，投资完成率只有{投资完成率}。",
    suggestion="请核对累计完成投资是否漏报；确属节约投资的，请在“相关说明”中说明。",
)
