"""The functions of the language: what each takes, what each gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .nodes import ValueType

# What an argument may be. "alike": number, text or date, all such arguments the same; "ordered": number or
# date, all the same; "literal": a text written out; "digits": a whole number written out.
Kind = Literal["number", "text", "date", "bool", "any", "alike", "ordered", "literal", "digits", "column"]


@dataclass(frozen=True)
class Signature:
    """`kinds`, one for each argument; with `repeats` the last one may come again. `result` None: the type of
    the alike or ordered arguments."""

    usage: str
    kinds: tuple[Kind, ...]
    result: ValueType | None
    meaning: str
    repeats: bool = False


SIGNATURES: dict[str, Signature] = {
    "为空": Signature("为空(值)", ("any",), "bool", "没有填写（或填的不是数字、日期）"),
    "长度": Signature("长度(文字)", ("text",), "number", "有几个字，没填是 0"),
    "绝对值": Signature("绝对值(数字)", ("number",), "number", "去掉负号"),
    "四舍五入": Signature("四舍五入(数字, 位数)", ("number", "digits"), "number", "保留几位小数"),
    "最大": Signature("最大(值, 值, …)", ("ordered",), None, "填了的值里最大的", repeats=True),
    "最小": Signature("最小(值, 值, …)", ("ordered",), None, "填了的值里最小的", repeats=True),
    "求和": Signature("求和(数字, 数字, …)", ("number",), "number", "填了的数字之和", repeats=True),
    "平均": Signature("平均(数字, 数字, …)", ("number",), "number", "填了的数字的平均", repeats=True),
    "计数": Signature("计数(值, 值, …)", ("any",), "number", "填了几个", repeats=True),
    "首个": Signature("首个(值, 值, …)", ("alike",), None, "第一个填了的值", repeats=True),
    "如果": Signature("如果(条件, 值, 值)", ("bool", "alike", "alike"), None, "条件成立取前者，不成立取后者"),
    "包含": Signature('包含(文字, "字词")', ("text", "literal"), "bool", "文字里有这个字词"),
    "属于": Signature('属于(文字, "甲", "乙", …)', ("text", "literal"), "bool", "文字是其中一个", repeats=True),
    "年份": Signature("年份(日期)", ("date",), "number", "日期的年份"),
    "天数": Signature("天数(日期, 日期)", ("date", "date"), "number", "前一个日期减后一个日期的天数"),
    "查找": Signature(
        "查找(编号, [编号列], [数字列])",
        ("text", "column", "column"),
        "number",
        "编号列里等于这个编号的第一行的数字",
    ),
    "日期": Signature('日期("2023-06-30")', ("literal",), "date", "一个写明的日期"),
}
