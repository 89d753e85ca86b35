"""The spelling of a target: the words, units and shapes plans use, and one normal form for all of them.

Plans reach the bureau through scanners, PDF converters and many hands. `normalise` removes what carries no
meaning (character width, spaces, the shape of brackets and dashes) and nothing else. It is deliberately not
Unicode NFKC, which would turn the footnote ① into the digit 1 and 60.6² into 60.62.
"""

import datetime
import re
import unicodedata
from decimal import Decimal
from numbers import Real
from typing import Final, Literal

Comparator = Literal["", "≥", ">", "≤", "<", "≈", "区间", "相对", "定性", "无"]

BEFORE: Final[dict[str, Comparator]] = {
    **dict.fromkeys(("≥", "不低于", "不少于", "不小于", "至少", "大于等于", "大于或等于", "达到或超过"), "≥"),
    **dict.fromkeys((">", "大于", "高于", "多于", "超过", "突破"), ">"),
    **dict.fromkeys(("≤", "不超过", "不高于", "不大于", "不多于", "至多", "小于等于", "小于或等于"), "≤"),
    **dict.fromkeys(("<", "小于", "低于", "少于"), "<"),
    **dict.fromkeys(("≈", "约", "约为", "大约", "大致"), "≈"),
}
AFTER: Final[dict[str, Comparator]] = {
    **dict.fromkeys(("以上", "及以上"), "≥"),
    **dict.fromkeys(("以下", "及以下", "以内", "之内", "内"), "≤"),
    **dict.fromkeys(("左右", "上下"), "≈"),
    **dict.fromkeys(("之间", "区间"), "区间"),
}
_SCALE: Final = "[十百千]?[万亿]|[十百千]"
_MEASURE: Final = (
    "元|美元|亩|公顷|平方米|平方公里|平方千米|立方米|公里|千米|米|吨|吨标准煤|公斤|千克|克|毫克|微克|升|千瓦|千瓦时|度|"
    "人|人次|人年|人口|名|位|户|家|个|件|项|次|宗|起|例|台|套|辆|架|艘|张|床|所|座|处|条|段|册|篇|部|头|只|羽|株|棵|"
    "箱|瓶|盒|对|村|乡镇|岁|年|月|天|日|小时|分钟|分|级|倍|百分点|个百分点|"
    "m|m²|m³|m2|m3|㎡|㎥|km|km²|km2|㎞|kg|㎏|g|mg|μg|µg|t|L|kW|kWh|MW|GW|tce|℃"
)

OPENING: Final = "〔[(【〖{﹝﹙❲⟦"
CLOSING: Final = "〕])】〗}﹞﹚❳⟧"
_SHAPES: Final = str.maketrans(
    {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
    | {ord(shape): "-" for shape in "‐‑‒–−⁃﹣"}  # may be the sign of a number
    | {ord(shape): "—" for shape in "—―─━⸺⸻ーｰ﹘"}  # a dash, never a sign: `— 5` is not minus five
    | {ord(shape): "~" for shape in "〜∼˜"}
    | {ord(shape): "≥" for shape in "≧⩾"}
    | {ord(shape): "≤" for shape in "≦⩽"}
    | {ord(shape): "*" for shape in "﹡∗✱⁎"}
    | {ord("﹥"): ">", ord("﹤"): "<", ord("﹪"): "%", ord("﹒"): ".", ord("﹐"): ","}
)
_BRACKETS: Final = str.maketrans(OPENING + CLOSING, "[" * len(OPENING) + "]" * len(CLOSING))
_VARIATION: Final = re.compile("[\ufe00-\ufe0f]")
_GAP: Final = re.compile(r"[0-9]\s+[0-9]")
_MARK: Final = r"(?:[*※†‡★☆①-⒇❶-❿➀-➓]|(?<![A-Za-z米])[¹²³⁰⁴-⁹])"  # ² and ³ behind a metre are units
_LONGEST: Final = 80
_EXAMPLES: Final = "65、≥97、95以上、不超过3‰、6—7、约15、18.60〔6.2〕、〔13.5〕、与GDP增长基本同步、完成上级下达任务"

# Always matched against the whole text, so the order of the alternatives does not matter.
NUMBER: Final = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_COUNTED: Final = rf"(?:{_SCALE})?(?:{_MEASURE})"
UNIT: Final = rf"%|‰|{_COUNTED}(?:/{_COUNTED})?|{_SCALE}"
_LEAD: Final = r"(?:力争|确保|努力|总体|基本|保持|维持|稳定|控制)*(?:达到?|在|实现|为|介于)?"
QUANTITY: Final = re.compile(
    rf"(?P<lead>{_LEAD})(?P<before>{'|'.join(BEFORE)})?(?P<low>{NUMBER})(?P<low_unit>{UNIT})?"
    rf"(?:(?:——?|-|~|至|到)(?P<high>{NUMBER})(?P<high_unit>{UNIT})?)?(?P<after>{'|'.join(AFTER)})?"
)
INSIDE: Final = re.compile(rf"(?:五年)?(?:累计)?(?P<number>{NUMBER})(?P<unit>{UNIT})?")
BRACKETED: Final = re.compile(r"(?P<head>[^\[\]]*)\[(?P<inside>[^\[\]]*)\](?P<tail>[^\[\]0-9]*)")
NOTHING: Final = re.compile(r"[-—]{0,2}|一|/|无|暂无")

_OTHER: Final = r"(?P<other>[A-Za-z&一-鿿]{2,20}?)"
IN_STEP: Final = re.compile(rf"(?:基本|保持)*[与和同跟]{_OTHER}(?:保持|基本)*同步(?:增长)?(?P<note>[1-9])?")
AGAINST: Final = re.compile(rf"(?P<side>高于|快于|低于|慢于){_OTHER}")
_WORDS: Final = r"[A-Za-z一-鿿、，,《》“”]+"
DEMAND: Final = re.compile(rf"(?P<words>{_WORDS}?)(?P<note>[1-9])?")
_DEMAND_VERBS: Final = "完成|达|实现|保持|稳定|控制|符合|满足|按|落实|执行|下达|核定|不低于|不高于|不超过"
_DEMAND_NOUNS: Final = "任务|要求|目标|指标|区间|范围|水平|标准|下达|核定"
_TREND: Final = re.compile(
    r"(?:总体|基本|保持|持续|稳步|逐步|不断|进一步|明显|显著|有所)+(?:稳定|提高|提升|改善|增长|增加|下降|降低|优化)"
    r"|稳中有升|稳中有降|只增不减|只减不增"
)
_LABEL: Final = re.compile(r"[一-鿿]+[市县区乡镇村]")  # a row label: the digit of 城市2 is a footnote


class TargetError(ValueError):
    """A target or base nobody can read with certainty; the message is one plain Chinese sentence."""


def unreadable(text: str, reason: str, what: str = "目标值") -> TargetError:
    """The finding for an unreadable cell; quotes the text, names the reason and the possible spellings."""
    quoted = text if len(text) <= 30 else text[:30] + "…"
    spellings = _EXAMPLES if what == "目标值" else "65、60.6*、76.7%，没有基期值写“—”"
    return TargetError(f"{what}“{quoted}”读不出来（{reason}），可以写成：{spellings}。")


def cell_text(value: object, what: str = "目标值") -> str:
    """The text of a raw cell: "" for a missing value, plain decimals (never 1e-05) for a number."""
    if value is None or isinstance(value, str):
        return value or ""
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas' own missing values, without importing pandas
        return ""
    if isinstance(value, datetime.date):
        raise unreadable(str(value), "单元格被存成了日期，请先把格式改为文本再照原文输入", what)
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise unreadable(str(value), "单元格里既不是文字也不是数字", what)
    number = Decimal(str(value))
    if number.is_nan():
        return ""
    if not number.is_finite():
        raise unreadable(str(value), "不是有限的数", what)
    return format(number.normalize() if number else Decimal(0), "f")


def normalise(text: str, what: str = "目标值") -> str:
    """One normal form: half width, `[ ]` for brackets, `-` `—` `~` for dashes, no spaces.

    A space between two digits is refused: `6 7` may be 67, 6.7 or 6—7.
    """
    visible = "".join(char for char in _VARIATION.sub("", text) if unicodedata.category(char) != "Cf")
    plain = visible.translate(_SHAPES).translate(_BRACKETS)
    if _GAP.search(plain):
        raise unreadable(text, "两个数字之间有空格或换行", what)
    plain = "".join(plain.split())
    if len(plain) > _LONGEST:
        raise unreadable(text, "文字太长", what)
    plain = plain.replace(">=", "≥").replace("<=", "≤")
    plain = re.sub(r"(?<=[0-9])[。｡·・](?=[0-9])", ".", plain)
    plain = re.sub(r"(?<=[0-9%‰])一(?=[0-9])", "—", plain)
    return re.sub(r"(?<=[一-鿿])。$", "", plain)


def split_footnote(text: str, what: str = "目标值") -> tuple[str, str]:
    """Normalised text without its footnote marks, and the marks; `60.6*` gives (`60.6`, `*`)."""
    text = re.sub(rf"\[({_MARK}+)\]", r"\1", text)
    leading = re.match(rf"{_MARK}*", text)
    head = leading.group() if leading else ""
    rest = text[len(head) :]
    if re.search(rf"{_MARK}[0-9.,]", rest):
        raise unreadable(text, "注释符号夹在数字中间", what)
    marks = head + "".join(re.findall(_MARK, rest))
    return re.sub(_MARK, "", rest), marks


def is_judged(words: str) -> bool:
    """Whether these words are a target for a person to judge, such as 完成上级下达任务."""
    demand = re.search(_DEMAND_VERBS, words) and re.search(_DEMAND_NOUNS, words)
    return bool(demand or _TREND.fullmatch(words) or _LABEL.fullmatch(words))
