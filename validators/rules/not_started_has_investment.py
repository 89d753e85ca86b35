"""A project that has not started has no investment done.

做什么：项目阶段为“未开工”的，累计完成投资应为0。

为什么：未开工而有投资，多为阶段没有更新。

错误示例：

| 项目阶段 | 累计完成投资(万元) |
|---|---|
| 未开工 | 300 |

正确示例：

| 项目阶段 | 累计完成投资(万元) |
|---|---|
| 未开工 | 0 |
| 前期工作 | 300 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R305",
    title="未开工项目一般没有投资",
    severity="提醒",
    tables=("重大项目",),
    blames=("累计完成投资(万元)",),
    condition='若 [项目阶段] = "未开工" 则 [累计完成投资(万元)] = 0',
    message="项目阶段为“未开工”，累计完成投资却是{累计完成投资(万元)}万元。",
    suggestion="前期费用请把项目阶段选为“前期工作”；确未投资的填0。",
)
