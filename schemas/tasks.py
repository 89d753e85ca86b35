"""表3 重大任务: how far each major task has come."""

from __future__ import annotations

from schemas import vocabulary
from schemas.columns import FormTable, answer, given


class Tasks(FormTable):
    """表3 重大任务: state, measures, results, problems and next steps of each task; cut-off 2023-06-30."""

    code: str = given("编号", width=7)
    scope: str = given("评估范围", width=11)
    chapter: str = given("章节", width=12)
    task: str = given("任务内容", width=28)
    lead: str = given("牵头部门", width=10)
    co_departments: str = given("配合部门", width=12)
    state: str = answer("进展状态", choices=vocabulary.TASK_STATES, width=11, example="按进度推进")
    measures: str = answer(
        "政策措施",
        max_length=800,
        width=32,
        help="为落实该任务出台的政策、采取的举措。",
        example="印发《全县产业振兴三年行动方案》，建立县领导联系重点企业制度。",
    )
    results: str = answer(
        "取得成效",
        max_length=800,
        width=32,
        help="截至2023年6月30日取得的成效，尽量用数据说话。",
        example="新增规上工业企业6家，产值同比增长9.2%。",
    )
    problems: str = answer(
        "存在问题",
        required=False,
        max_length=500,
        width=26,
        help="推进中的困难；进展滞后、未启动的必填。",
        example="园区标准厂房不足。",
    )
    next_steps: str = answer(
        "下一步对策",
        required=False,
        max_length=500,
        width=26,
        help="下一步打算；进展滞后、未启动的必填。",
        example="加快二期厂房建设，年内交付3万平方米。",
    )
