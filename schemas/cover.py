"""封面: who filled the form in, who reviewed it, when, which version."""

from __future__ import annotations

from datetime import date

import pandera.pandas as pa

from schemas.columns import FormTable, answer, given


class Cover(FormTable):
    """封面: one row a returned form, laid out downwards."""

    department: str = given("填报单位", width=30)
    clerk: str = answer("填报人", max_length=30, example="张三")
    phone: str = answer("联系电话", max_length=30, help="区号-座机号或手机号。", example="0772-5120000")
    reviewer: str = answer("审核人", max_length=30, help="审核本表的分管领导。", example="李四")
    filled_on: pa.Timestamp = answer(
        "填报日期", at_least=date(2021, 1, 1), at_most=date(2050, 12, 31), example="2023-07-20"
    )
    version: str = answer("版次", max_length=20, help="第一次报送填“第1版”，修改后重报依次增加。", example="第1版")
