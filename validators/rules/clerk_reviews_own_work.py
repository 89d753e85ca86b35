"""The reviewer is not the clerk.

做什么：封面“审核人”与“填报人”不应是同一人。

为什么：数据须经分管领导审核，自填自审等于没有审核。

错误示例：

| 填报人 | 审核人 |
|---|---|
| 张三 | 张三 |

正确示例：

| 填报人 | 审核人 |
|---|---|
| 张三 | 李四 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R502",
    title="审核人不应是填报人",
    severity="提醒",
    tables=("封面",),
    blames=("审核人",),
    condition="[填报人] <> [审核人]",
    message="审核人与填报人都是“{审核人}”。",
    suggestion="请由分管领导审核并填写其姓名。",
)
