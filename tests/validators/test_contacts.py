"""Whom to ask in a department: its cover first, else the catalogue."""

from __future__ import annotations

import pandas as pd

from tests.tables import rows
from validators.contacts import Contact, contacts

COVERS = pd.DataFrame(
    rows("""
部门     | 填报人 | 联系电话
县教育局 | 张三   | 0772-1
县林业局 |        |
县水利局 | 李四   |
""")
)
DEPARTMENTS = pd.DataFrame(
    rows("""
部门名称 | 联系人 | 联系电话
县教育局 | 王五   | 0772-9
县林业局 | 赵六   | 0772-8
县司法局 |        | 0772-7
""")
)


def test_the_cover_names_whom_to_ask_and_the_catalogue_where_it_is_silent() -> None:
    assert contacts(COVERS, DEPARTMENTS) == {
        "县教育局": Contact("张三", "0772-1"),
        "县林业局": Contact("赵六", "0772-8"),
        "县水利局": Contact("李四", ""),
        "县司法局": Contact("", "0772-7"),
    }
    assert "县林业局" not in contacts(COVERS)


def test_a_contact_in_a_sentence_and_in_a_narrow_cell() -> None:
    assert Contact("张三", "0772-1").sentence == "填报人张三，联系电话0772-1"
    assert Contact("张三", "0772-1").lines == "张三\n0772-1"
    assert (Contact("", "0772-1").sentence, Contact("张三").lines) == ("联系电话0772-1", "张三")
    assert not Contact()
