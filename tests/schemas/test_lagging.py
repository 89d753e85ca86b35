"""What lags and how far, in words, on rows that look like the sheet."""

# ruff: noqa: E501 (tables are read across, and a Chinese character counts twice)

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from schemas import vocabulary as v
from schemas.lagging import lagging
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, TASKS
from tests.tables import number, rows

VALUES = {"任务进展截止日": date(2023, 6, 30), "基本符合阈值": 0.9}


def words(table: Any, frame: pd.DataFrame) -> list[str]:
    return lagging(table, frame, VALUES).tolist()


PROJECT_CASES = rows("""
计划起止年限 | 项目阶段 | 投资完成率 | 预计竣工日期 | 预期展望     | 滞后情况
2021—2024    | 在建     | 60%        | 2024-12-31   | 预计按期完成 |
2021—2024    | 在建     | 50%        | 2024-12-31   | 预计按期完成 | 投资完成50.0%，计划工期已过62.5%
2021—2024    | 停工     | 60%        | 2024-12-31   | 预计按期完成 | 停工
2021—2022    | 竣工     | 99%        | 2022-12-31   | 预计按期完成 |
2021—2022    | 在建     | 99%        | 2022-12-31   | 预计按期完成 | 计划2022年建成，至今在建
2021—2025    | 前期工作 |            |              | 预计按期完成 | 计划2021年开工，至今前期工作
2023—2025    | 未开工   |            |              | 预计按期完成 |
2021—2024    | 在建     | 60%        | 2025-03-31   | 预计按期完成 | 预计2025年竣工，晚于计划的2024年
2021—2024    | 在建     | 60%        | 2024-12-31   | 预计难以完成 | 预计难以完成
2021—2024    | 停工     | 10%        | 2025-12-31   | 预计难以完成 | 停工；预计2025年竣工，晚于计划的2024年；预计难以完成
长期         | 在建     | 1%         | 2030-12-31   | 预计按期完成 |
2021—2022    |          |            |              |              |
""")


@pytest.mark.parametrize("case", PROJECT_CASES, ids=lambda case: f"{case['计划起止年限']}{case['项目阶段']}")
def test_projects_lag_by_stage_years_investment_and_outlook(case: dict[str, str]) -> None:
    frame = pd.DataFrame([{**case, "投资完成率": number(case["投资完成率"])}]).replace("", None)
    frame["投资完成率"] = frame["投资完成率"].astype("float64")
    frame["预计竣工日期"] = pd.to_datetime(frame["预计竣工日期"])
    assert words(PROJECTS, frame) == [case["滞后情况"]]


def test_tasks_lag_by_their_state() -> None:
    frame = pd.DataFrame({"进展状态": [*v.TASK_STATES, None]})
    assert words(TASKS, frame) == ["", "", "进展滞后", "未启动", ""]


def test_special_plans_lag_when_nobody_began_or_too_few_targets_are_on_schedule() -> None:
    frame = pd.DataFrame(
        {
            "评估状态": ["未开展", "正在评估", "正在评估", "已完成评估", None],
            "主要目标数": [float("nan"), 10, 10, float("nan"), float("nan")],
            "已达进度目标数": [float("nan"), 5, 6, float("nan"), float("nan")],
        }
    )
    assert words(PLANS, frame) == ["尚未开展中期评估", "10个主要目标中5个未达到进度", "", "", ""]


INDICATOR_CASES = rows("""
指标类型 | 采用值 | 实现进度 | 时序进度 | 2025年目标值 | 改判 | 滞后情况
水平型   | 1.46   | 24.9%    | 40%      | 4.0          |      | 实现进度24.9%，时序进度40.0%，落后15.1个百分点
累计型   | 3.70   | 28.5%    | 40%      | 〔13〕       |      | 实现进度28.5%，时序进度40.0%，落后11.5个百分点
增速型   | 5.64   | 75.2%    | 40%      | 7.5左右      |      | 年均5.64%，目标7.5左右
底线型   | 76.4   | −3.6     | 50%      | ≥80          |      | 现为76.40%，目标≥80
水平型   | 94.8   |          | 40%      | 95以上       |      | 现为94.80%，目标95以上
相对型   | 5.1    | −0.54    | 40%      | 同步         |      | 比参照指标低0.5个百分点
水平型   | 4.2    | 105%     | 40%      | 4.0          | 滞后 | 实现进度105.0%，时序进度40.0%（牵头单位改判）
定性型   |        |          |          | 完成任务     | 滞后 | 没有可采用的数值（牵头单位改判）
""")


@pytest.mark.parametrize("case", INDICATOR_CASES, ids=lambda case: case["滞后情况"])
def test_indicators_say_how_far_behind_they_are(case: dict[str, str]) -> None:
    frame = pd.DataFrame([{**case, "单位": "%", "小数位": 2.0, "最终判断": v.LAGGING, "改判": case["改判"] or None}])
    for title in ("采用值", "实现进度", "时序进度"):
        frame[title] = pd.Series([number(case[title])], dtype="float64")
    for table in (MAIN, CHAPTER):
        assert words(table, frame) == [case["滞后情况"]]
        assert words(table, frame.assign(最终判断=v.ON_TRACK)) == [""]
