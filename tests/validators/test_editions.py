"""What departments write under 版次, and which copy is the newer by it."""

from __future__ import annotations

import pytest

from validators.editions import edition_of, why_newer


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("第1版", 1),
        ("第 2 版", 2),
        ("第二版（修改稿）", 2),
        ("第十版", 10),
        ("第二十一版", 21),
        ("第３版", 3),
        ("V3", 3),
        ("v.4", 4),
        ("2", 2),
        ("二", 2),
        ("2.0", 2),
        ("修改稿3", 3),
        ("2023年第2版", 2),
        ("2023年中期评估第二次", 2),
        ("第2版（2023年7月）", 2),
        ("2023年", 0),
        ("初稿", 0),
        ("", 0),
        ("终稿", 1000),
        ("第3版（终稿）", 3),
    ],
)
def test_the_edition_of_a_cover(text: str, edition: int) -> None:
    assert edition_of(text) == edition


def test_the_first_difference_is_the_reason() -> None:
    assert why_newer((2, "", 0.0), (1, "2023-07-01", 9.0)) == "版次更高的"
    assert why_newer((1, "2023-07-02", 0.0), (1, "2023-07-01", 9.0)) == "填报日期更晚的"
    assert why_newer((1, "", 9.0), (1, "", 0.0)) == "保存时间更晚的"
    assert why_newer((1, "", 9.0), (1, "", 9.0)) == "较新的"
