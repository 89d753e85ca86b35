"""A plan under evaluation has targets.

做什么：已开展评估的规划，主要目标数应大于0。

为什么：每个专项规划都有主要目标，填0多为没有清点。

错误示例：

| 评估状态 | 主要目标数 |
|---|---|
| 已完成评估 | 0 |
| 正在评估 | 0 |

正确示例：

| 评估状态 | 主要目标数 |
|---|---|
| 已完成评估 | 16 |
| 未开展 | 0 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R407",
    title="主要目标数应大于0",
    severity="提醒",
    tables=("专项规划",),
    blames=("主要目标数",),
    condition='若 属于([评估状态], "已完成评估", "正在评估") 则 [主要目标数] > 0',
    message="规划{评估状态}，主要目标数却是0。",
    suggestion="请清点规划确定的主要目标（指标）个数。",
)
