"""The state of the works says how far they are.

做什么：“形象进度”不能只写“正常推进”“按计划推进”“同上”一类的话。

为什么：形象进度要能看出工程到了哪一步。

错误示例：

| 项目阶段 | 形象进度 |
|---|---|
| 在建 | 正常推进 |

正确示例：

| 项目阶段 | 形象进度 |
|---|---|
| 在建 | 主体结构封顶 |
| 未开工 | 无 |
| 竣工 | 已完成 |
"""

from validators.phrases import BOILERPLATE
from validators.rule import Rule

RULE = Rule(
    code="R308",
    title="形象进度不能写套话",
    severity="提醒",
    tables=("重大项目",),
    blames=("形象进度",),
    condition=f'若 属于([项目阶段], "在建", "停工") 则 非 {BOILERPLATE}',
    message="“形象进度”只写了“{形象进度}”。",
    suggestion="请写明工程到了哪一步，如：主体结构封顶，正在进行内外装修。",
)
