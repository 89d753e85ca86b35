"""Texts that somebody copied and changed a little are found; texts that only share a way of speaking are not."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validators.likeness import NEARLY
from validators.likeness import alike_across_departments as across
from validators.likeness import alike_in_department as within
from validators.near_copies import LEAST
from validators.near_copies import near_copies as nearest
from validators.squeezed import Wording, squeezed

ORIGINAL = "受上游原材料价格上涨和市场需求不足影响，规上工业企业订单减少，部分企业停产半停产，产值增速低于预期。"
NEAR = {
    "换一个词": ORIGINAL.replace("市场需求不足", "市场需求疲软"),
    "换一个数": "全县新建改建公办幼儿园3所、义务教育学校12所，新增学位2400个，大班额问题基本消除，入学矛盾有所缓解。",
    "换单位名称": "县教育局成立工作专班，制定年度计划和任务清单，实行月调度、季通报，推动各项任务落到实处。",
    "加一句": ORIGINAL + "下半年压力大",
    "标点不同": ORIGINAL.replace("，", "、"),
}
FROM = {
    "换一个数": NEAR["换一个数"].replace("2400", "2600"),
    "换单位名称": NEAR["换单位名称"].replace("县教育局", "县卫健局"),
}
# Both of a pair are written for their own matter, in the words that such texts are written in.
DIFFERENT = {
    "套话相同、事情不同": (
        "印发实施方案，成立工作专班，建立月调度机制，新建村级卫生室12个，签约家庭医生团队86个。",
        "印发实施方案，成立工作专班，建立月调度机制，改造老旧小区7个，加装电梯23部，惠及居民。",
    ),
    "句式相同、数字都不同": (
        "2021年完成投资3200万元，2022年完成投资4100万元，2023年上半年完成投资1850万元，占总投资的45%。",
        "2021年完成投资760万元，2022年完成投资925万元，2023年上半年完成投资318万元，占总投资的62%。",
    ),
    "短": ("新建公办幼儿园3所，改造学校12所。", "新建公办幼儿园5所，改造学校12所。"),
    "长短不同": (
        ORIGINAL,
        ORIGINAL[: len(ORIGINAL) // 2] + "国际市场波动加大，外贸企业出口受阻，汇率风险上升，融资成本增加。",
    ),
}


def table(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """部门, 编号, 内容."""
    return pd.DataFrame(list(rows), columns=["部门", "编号", "内容"])


def alike_across_departments(rows: pd.DataFrame, percent: float) -> pd.Series:
    return across(rows, Wording.of(rows["内容"]), percent)


def alike_in_department(rows: pd.DataFrame, percent: float) -> pd.Series:
    return within(rows, Wording.of(rows["内容"]), percent)


def near_copies(texts: list[str], groups: list[int], within: bool) -> list[int]:
    wording = Wording.of(pd.Series(texts, dtype="str"))
    return nearest(wording.words, wording.signs, np.array(groups, dtype=np.int64), within, 90).tolist()


@pytest.mark.parametrize("name", NEAR)
def test_a_text_that_was_changed_a_little_is_told(name: str) -> None:
    one, other = FROM.get(name, ORIGINAL), NEAR[name]
    word = "相同" if name == "标点不同" else "基本相同"
    rows = table(("县教育局", "A1", one), ("县卫健局", "B1", other), ("县林业局", "C1", "无"))
    assert alike_across_departments(rows, NEARLY).tolist() == [
        f"县卫健局填写的内容{word}",
        f"县教育局填写的内容{word}",
        "",
    ]
    assert not alike_in_department(rows, NEARLY).any()
    mine = rows.assign(部门="县教育局")
    assert alike_in_department(mine, NEARLY).tolist() == [f"B1的内容{word}", f"A1的内容{word}", ""]
    assert not alike_across_departments(mine, NEARLY).any()


@pytest.mark.parametrize("name", DIFFERENT)
def test_texts_of_their_own_are_left_alone(name: str) -> None:
    one, other = DIFFERENT[name]
    rows = table(("县教育局", "A1", one), ("县教育局", "A2", other), ("县卫健局", "B1", other[::-1]))
    assert not alike_in_department(rows, NEARLY).any()
    assert not alike_across_departments(rows.assign(部门=["甲", "乙", "丙"]), NEARLY).any()


def test_the_catalogue_s_limit_decides() -> None:
    rows = table(("县教育局", "A1", ORIGINAL), ("县卫健局", "B1", NEAR["换一个词"]))
    assert alike_across_departments(rows, 90).all()
    for stricter in (99, 100):
        assert not alike_across_departments(rows, stricter).any()


def test_an_equal_text_goes_before_a_near_one() -> None:
    rows = table(("甲", "A1", NEAR["换一个词"]), ("乙", "B1", ORIGINAL), ("丙", "C1", ORIGINAL))
    told = alike_across_departments(rows, NEARLY).tolist()
    assert told[1:] == ["丙填写的内容相同", "乙填写的内容相同"]
    assert told[0].endswith("填写的内容基本相同")


def test_an_index_that_does_not_start_at_nought() -> None:
    rows = table(("甲", "A1", ORIGINAL), ("甲", "A2", NEAR["换一个词"])).set_axis([7, 3])
    assert alike_in_department(rows, NEARLY).to_dict() == {7: "A2的内容基本相同", 3: "A1的内容基本相同"}


LETTERS = st.text(
    alphabet="县乡镇村推进完成建设投资项目工程万元亩个年月一二三四五六七八九0123456789", min_size=0, max_size=90
)


@given(st.lists(st.tuples(LETTERS, st.integers(0, 2)), max_size=12), st.booleans())
def test_alike_both_ways_and_equal_texts_always(rows: list[tuple[str, int]], within: bool) -> None:
    texts, groups = [text for text, _ in rows], [group for _, group in rows]
    found = near_copies(texts, groups, within)
    for at, other in enumerate(found):
        twins = [
            twin
            for twin in range(len(rows))
            if twin != at and texts[twin] == texts[at] and (groups[twin] == groups[at]) == within
        ]
        if other < 0:
            assert not twins or len(texts[at]) < LEAST
        else:
            assert (groups[at] == groups[other]) == within
            assert found[other] >= 0


@given(st.integers(0, 10_000))
def test_a_long_text_with_a_word_changed_is_always_found(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choice("推进完成建设投资项目工程道路桥梁水库学校医院") for _ in range(60))
    at = chance.randrange(58)
    assert near_copies([text, text[:at] + "某某" + text[at + 2 :]], [0, 1], False) == [1, 0]


def test_only_what_is_asked_about_is_told_and_by_whichever_text() -> None:
    wording = Wording.of(pd.Series([ORIGINAL, "无", NEAR["换一个词"], NEAR["加一句"]], dtype="str"))
    groups = np.arange(4, dtype=np.int64)
    found = nearest(wording.words, wording.signs, groups, False, 90, asked=1)
    assert found[0] in (2, 3) and found[1] == -1


@given(st.lists(st.none() | st.text(max_size=20), max_size=6))
def test_squeezed_keeps_letters_and_digits_of_every_text(texts: list[str | None]) -> None:
    kept = ["".join(letter for letter in text or "" if letter.isalnum()) for text in texts]
    assert squeezed(pd.Series(texts, dtype="object")).tolist() == kept


def test_half_a_letter_outside_the_basic_plane_is_none() -> None:
    assert squeezed(pd.Series(["新建\ud83d公路𠮷3公里。", None])).tolist() == ["新建公路𠮷3公里", ""]
