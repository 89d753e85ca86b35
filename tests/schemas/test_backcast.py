"""目标倒推: what a year still needs, held against the years so far."""

# ruff: noqa: E501 (tables are read across, and a Chinese character counts twice)

from __future__ import annotations

import pandas as pd
import pytest

from schemas import backcast as b
from schemas.columns import columns_of
from schemas.compute import compute
from tests.tables import number, rows

VALUES = {"规划年数": 5.0}
NUMBERS = ("基期数", "采用值", "目标数", "方向系数", "实现进度", "时序进度", "年均需完成", "2025年预期值")

# The two figures in the middle are what the master's own columns say of the row.
CASES = rows("""
指标类型 | 系统判断     | 基期数 | 采用值 | 目标数 | 方向系数 | 实现进度 | 时序进度 | 年均需完成 | 2025年预期值 | 剩余年数 | 至今年均 | 需要倍数 | 预期与目标之差 | 倒推判断
水平型   | 滞后         | 1.8    | 2.57   | 4.5    | 1        | 28.5%    | 40%      | 0.6433     | 4            | 3        | 0.385    | 1.671    | −0.5           | 须明显加快
水平型   | 基本符合预期 | 9.2    | 9.52   | 10     | 1        | 40%      | 40%      | 0.16       | 10           | 3        | 0.16     | 1        | 0              | 按现速可达
水平型   | 基本符合预期 | 30     | 26.3   | 20     | −1       | 37%      | 40%      | −2.1       | 20           | 3        | −1.85    | 1.135    | 0              | 须略加快
水平型   | 滞后         | 87     | 86.5   | 87.5   | 1        | −100%    | 40%      | 0.3333     | 87.5         | 3        | −0.25    |          | 0              | 方向相反，须扭转
水平型   | 提前实现     | 95.6   | 96.6   | 96.5   | 1        | 111%     | 40%      |            | 97           | 3        | 0.5      |          | 0.5            | 已达到目标
水平型   | 滞后         | 96     | 94.8   | 95     | 1        |          | 40%      | 0.0667     | 95           | 3        | −0.6     |          | 0              | 未守住，须扭转
水平型   | 无法评估     | 1.8    |        | 4.5    | 1        |          |          |            |              |          |          |          |                | 无法倒推
累计型   | 快于预期     |        | 5090   | 9000   | 1        | 56.6%    | 50%      | 1564       | 9600         | 2.5      | 2036     | 0.768    | 600            | 按现速可达
降低型   | 滞后         |        | 2.8    | 13.5   | 1        | 20.7%    | 40%      | 3.567      | 13.5         | 3        | 1.4      | 2.548    | 0              | 难度很大
增速型   | 滞后         |        | 5.64   | 7.5    | 1        | 75.2%    | 40%      | 8.76       | 6.6          | 3        | 5.64     | 1.553    | −0.9           | 须明显加快
增速型   | 滞后         |        | 3.2    | 3      | −1       | 107%     | 40%      | 2.87       | 3            | 3        | 3.2      |          | 0              | 未守住，须扭转
底线型   | 基本符合预期 | 48.6   | 48.66  | 48.6   | 1        | 0.06     | 40%      |            | 48.65        | 3        |          |          | 0.05           | 守住即可
上限型   | 滞后         |        | 3.2    | 3      | −1       | 0.2      | 40%      |            | 3            | 3        |          |          | 0              | 未守住，须扭转
相对型   | 快于预期     |        | 7.54   |        | 1        | 1.9      | 40%      |            | 7.6          | 3        |          |          |                | 守住即可
底线型   | 无法评估     | 48.6   | 48.66  |        | 1        |          | 40%      |            | 48.65        | 3        |          |          |                | 由人工判断
上限型   | 无法评估     |        |        | 3      | −1       |          |          |            |              |          |          |          |                | 无法倒推
定性型   | 无法评估     |        |        |        | 1        |          |          |            |              |          |          |          |                | 由人工判断
""")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['指标类型']}-{case['倒推判断']}")
def test_required_so_far_ratio_and_judgement(case: dict[str, str]) -> None:
    told = {**case, **{title: number(case[title]) for title in NUMBERS}}
    frame = pd.DataFrame([told]).astype(dict.fromkeys(NUMBERS, "float64"))
    row = compute(columns_of(b.Backcast), frame, VALUES).iloc[0]
    for title, precision in (("剩余年数", 1e-9), ("至今年均", 1e-9), ("需要倍数", 1e-3), ("预期与目标之差", 1e-9)):
        wanted = number(case[title])
        if wanted is None:
            assert pd.isna(row[title]), title
        else:
            assert row[title] == pytest.approx(wanted, abs=precision), title
    assert row["倒推判断"] == case["倒推判断"]


def test_the_hardest_stand_first_and_what_cannot_be_said_last() -> None:
    none = float("nan")
    told = [(b.ATTAINED, none), (b.REACHABLE, 0.9), (b.WITHOUT_DATA, none)]
    told += [(b.HARD, 2.5), (b.TURN_ROUND, none), (b.FASTER, 1.1)]
    ordered = [judgement for judgement, _ in sorted(told, key=lambda pair: b.hardness(*pair))]
    assert ordered == [b.TURN_ROUND, b.HARD, b.FASTER, b.REACHABLE, b.ATTAINED, b.WITHOUT_DATA]
