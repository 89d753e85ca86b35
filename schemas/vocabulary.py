"""The closed word lists of the plan: every dropdown and every verdict, in one place."""

from __future__ import annotations

YES_NO = ("是", "否")

# Verdicts (系统判断, 填报判断, 最终判断), best first.
AHEAD_DONE = "提前实现"
FASTER = "快于预期"
ON_TRACK = "基本符合预期"
LAGGING = "滞后"
NOT_ASSESSABLE = "无法评估"
VERDICTS = (AHEAD_DONE, FASTER, ON_TRACK, LAGGING, NOT_ASSESSABLE)

# Kinds of indicator (指标类型); domain: level, growth, cumulative, reduction, floor, ceiling, relative,
# qualitative.
LEVEL = "水平型"
GROWTH = "增速型"
CUMULATIVE = "累计型"
REDUCTION = "降低型"
FLOOR = "底线型"
CEILING = "上限型"
RELATIVE = "相对型"
QUALITATIVE = "定性型"
KINDS = (LEVEL, GROWTH, CUMULATIVE, REDUCTION, FLOOR, CEILING, RELATIVE, QUALITATIVE)

BINDING = "约束性"
EXPECTED = "预期性"
ATTRIBUTES = (BINDING, EXPECTED)

HIGHER_BETTER = "越高越好"
LOWER_BETTER = "越低越好"
DIRECTIONS = (HIGHER_BETTER, LOWER_BETTER)

YEARLY = "年度"
MONTHLY = "月度"
FREQUENCIES = (YEARLY, MONTHLY)

STOCK = "时点数"
FLOW = "时期数"
NATURES = (STOCK, FLOW)

# How the numbers of a cumulative or reduction indicator are stated (数值口径).
PER_YEAR = "当年值"
RUNNING_TOTAL = "累计值"
BASES_OF_COUNT = (PER_YEAR, RUNNING_TOTAL)

OUTLOOKS = ("预计提前完成", "预计按期完成", "预计难以完成", "暂无法判断")
DROP = "取消指标"
ADJUSTMENTS = ("不调整", "调整目标值", DROP)

TASK_STATES = ("已完成", "按进度推进", "进展滞后", "未启动")
TASKS_BEHIND = TASK_STATES[2:]
PROJECT_STAGES = ("未开工", "前期工作", "在建", "竣工", "停工")
PROJECT_NATURES = ("新建", "续建", "改扩建", "技改")
PLAN_STATES = ("已完成评估", "正在评估", "未开展")

SCOPES = ("县《纲要》", "纳入柳州市《纲要》", "纳入自治区《纲要》")

DEPARTMENT = "县直部门"
TOWNSHIP = "乡镇"
ALL_TOWNSHIPS = "各乡镇"

# Severities of findings, gravest first.
ERROR = "错误"
WARNING = "提醒"
NOTICE = "提示"
SEVERITIES = (ERROR, WARNING, NOTICE)
# What the catalogue's 校验规则 may set besides a severity: rules are switched off, or shown without counting.
OFF = "关闭"
TRIAL = "试行"
