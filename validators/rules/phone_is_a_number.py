"""A contact's phone looks like a phone number.

做什么：封面“联系电话”应是座机号（区号-号码）或11位手机号，可带分机。

为什么：核对数据要打电话，号码不全会耽误退回修改。

错误示例：

| 联系电话 |
|---|
| 5120 |
| 办公室 |

正确示例：

| 联系电话 |
|---|
| 0772-5120001 |
| 13907720001 |
| 0772-5120001转8012 |
"""

import pandas as pd

from validators.rule import Rule

_PHONE = r"(?:\(?0\d{2,3}\)?[-— ]?)?\d{7,8}(?:[-转]\d{1,6})?|1\d{10}"


def holds(rows: pd.DataFrame) -> pd.Series:
    """True where the phone is missing (another check's business) or looks like a number."""
    phone = rows["联系电话"]
    return phone.isna() | phone.fillna("").str.fullmatch(_PHONE)


RULE = Rule(
    code="R501",
    title="联系电话应完整",
    severity="提醒",
    tables=("封面",),
    blames=("联系电话",),
    holds=holds,
    message="联系电话“{联系电话}”不像完整的电话号码。",
    suggestion="请填写区号-座机号或11位手机号，如0772-5120001。",
)
