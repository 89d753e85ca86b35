"""Investment done is not given in 亿元.

做什么：开工满一年的在建、停工项目，投资完成率大于0而不到0.1%的，可能把亿元当成了万元。

为什么：单位错误会使全县投资完成额失真。

错误示例：

| 项目阶段 | 开工日期 | 总投资(万元) | 累计完成投资(万元) | 投资完成率 |
|---|---|---|---|---|
| 在建 | 2021-04-20 | 68000 | 4.12 | 0.0000606 |

正确示例：

| 项目阶段 | 开工日期 | 总投资(万元) | 累计完成投资(万元) | 投资完成率 |
|---|---|---|---|---|
| 在建 | 2021-04-20 | 68000 | 41200 | 0.606 |
| 在建 | 2023-04-20 | 68000 | 41 | 0.0006 |
"""

from collections.abc import Mapping
from typing import Any

from validators.normalise import display
from validators.rule import Rule


def propose(row: Mapping[str, Any], title: str) -> str:
    """The sum in 万元, where that is a believable part of the total."""
    value, total = row.get(title), row.get("总投资(万元)")
    if not isinstance(value, float) or not isinstance(total, float) or not 0.01 * total <= value * 10_000 <= total:
        return ""
    return display(round(value * 10_000, 6))


RULE = Rule(
    code="R316",
    title="累计完成投资疑似以亿元填写",
    severity="提醒",
    tables=("重大项目",),
    blames=("累计完成投资(万元)",),
    doubts=("[本列]",),
    condition=(
        '若 属于([项目阶段], "在建", "停工") 且 天数(参数(任务进展截止日), [开工日期]) >= 365 '
        "且 [累计完成投资(万元)] > 0 则 [投资完成率] >= [限值]"
    ),
    propose=propose,
    limit=0.001,
    message="累计完成投资填写了{累计完成投资(万元)}万元，不到总投资{总投资(万元)}万元的千分之一。",
    suggestion="请核对单位是否为万元；1亿元填10000。",
)
