"""Chinese sentences of the kind that departments write, made from word lists and a seeded random source."""

from __future__ import annotations

from random import Random

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗梁韦覃莫蒙贾潘"
GIVEN_NAMES = ("明", "秀英", "建华", "丽娟", "志强", "海燕", "国庆", "小红", "永福", "雪梅", "金凤", "立新")
PLACES = (
    "城东",
    "城西",
    "河口",
    "高岭",
    "龙塘",
    "白石",
    "大坪",
    "新安",
    "长赖",
    "四荣",
    "和睦",
    "永乐",
    "良寨",
    "洞头",
)
THINGS = (
    "标准厂房", "通村公路", "供水管网", "卫生院综合楼", "寄宿制学校", "油茶基地", "冷链仓库", "养老服务站",
    "污水处理站", "防洪堤", "数字治理平台", "农贸市场", "停车场", "旅游步道", "高标准农田", "变电站",
)  # fmt: skip
VERBS = ("新建", "改造", "完成", "推进", "启动", "验收", "扩建", "提升")
UNITS = ("处", "公里", "个", "座", "亩", "平方米", "家", "项")
EFFECTS = (
    "受益群众比上年增加", "完成年度计划的", "比2020年提高", "带动就业增长", "群众满意度达到", "投资同比增长",
    "覆盖率达到", "办理时限压缩",
)  # fmt: skip
ACTIONS = (
    "印发实施方案，建立县领导联系推进机制", "成立工作专班，实行清单化管理、月调度", "落实专项资金，加强资金使用监管",
    "健全部门会商制度，及时解决用地和用林问题", "开展业务培训，压实乡镇和村级责任", "引入社会资本参与建设和运营",
    "完善考核办法，定期通报进展情况",
)  # fmt: skip
TROUBLES = (
    "上级补助资金到位偏慢，县级配套压力较大", "用地指标尚未落实，前期手续办理时间较长",
    "专业技术人员不足，基层力量薄弱",
    "受原材料价格上涨影响，施工进度放缓", "部分乡镇重视不够，统筹推进力度不足", "市场需求恢复不及预期",
)  # fmt: skip


def person(rng: Random) -> str:
    """A made-up name."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES)


def fact(rng: Random) -> str:
    """One sentence with numbers, about twenty-five characters."""
    return (
        f"{rng.choice(VERBS)}{rng.choice(PLACES)}{rng.choice(THINGS)}{rng.randint(2, 980)}{rng.choice(UNITS)}，"
        f"{rng.choice(EFFECTS)}{rng.uniform(1, 99):.1f}%。"
    )


def trouble(rng: Random) -> str:
    """One sentence on what stands in the way, and of what: no two rows say the same."""
    return (
        f"{_work(rng)}{rng.randint(2, 980)}{rng.choice(UNITS)}中有{rng.randint(2, 90)}%滞后，{rng.choice(TROUBLES)}。"
    )


def action(rng: Random) -> str:
    """One sentence on what is done about something."""
    return f"围绕{_work(rng)}{rng.randint(2, 980)}{rng.choice(UNITS)}，{rng.choice(ACTIONS)}。"


def _work(rng: Random) -> str:
    return f"{rng.choice(PLACES)}片区{rng.choice(VERBS)}{rng.choice(THINGS)}"


def text(rng: Random, length: int) -> str:
    """A fact, then facts, measures and troubles up to about `length` characters."""
    parts = [fact(rng)]
    while sum(map(len, parts)) < length:
        kind = rng.random()
        parts.append(fact(rng) if kind < 0.6 else action(rng) if kind < 0.85 else trouble(rng))
    return "".join(parts)
