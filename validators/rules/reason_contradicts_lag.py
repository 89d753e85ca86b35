"""The explanation of a lag does not speak of success.

做什么：系统判断为“滞后”的指标，“未达进度原因”“相关说明”中不应出现“超额完成”“提前完成”等说法。

为什么：说明与数据矛盾，多为数值填错，或照抄了别处的文字。

错误示例：

| 系统判断 | 未达进度原因 | 相关说明 |
|---|---|---|
| 滞后 | 该指标已超额完成 | 已提前完成年度任务 |

正确示例：

| 系统判断 | 未达进度原因 | 相关说明 |
|---|---|---|
| 滞后 | 受减税退税政策影响 | 2022年为快报数 |
| 快于预期 | | 已提前完成年度任务 |
"""

from validators.phrases import AHEAD
from validators.rule import Rule

RULE = Rule(
    code="R116",
    title="说明与滞后的数据矛盾",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("未达进度原因", "相关说明"),
    condition=f'若 [系统判断] = "滞后" 则 非 ({AHEAD})',
    message="按填报数据该指标“滞后”，“{列名}”却写有超额或提前完成一类的话。",
    suggestion="请核对数值和说明，改正其中有误的一项。",
)
