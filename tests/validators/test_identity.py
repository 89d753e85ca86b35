"""Whose form is it? What the form signs counts, never its file name, and nobody can forge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.parameters import HELPERS_REPORT
from schemas.tables import HELPING
from tests.conftest import MakeForm
from tests.returns import check_files, codes, edit, sample_answers
from validators.form_versions import FORM_VERSION, FORM_VERSIONS, is_known, lacks
from validators.signature import META_SHEET, SIGNATURE, identity, sign
from workbook_templates.form import write_form

NAME = "改过名字 的表.xlsx"
TOWN = "四荣乡"  # a light form


@pytest.fixture
def light(make_form: MakeForm) -> Path:
    """A township's blank form."""
    return make_form(TOWN)


def with_meta(form: Path, **changes: str) -> Path:
    """The form with fields of its identity overwritten."""

    def change(book: Workbook) -> None:
        for name, cell in book[META_SHEET].iter_rows(max_col=2):
            if name.value in changes:
                cell.value = changes[name.value]

    return edit(form, change)


def signed(form: Path, catalogue: Catalogue, key: bytes = KEY, **changes: str) -> Path:
    """The form with an identity of our choice that is signed with `key`."""
    meta = identity(str(catalogue.parameters["规划名称"]), str(catalogue.parameters["评估轮次"]), TOWN, key)
    meta |= changes
    return with_meta(form, **{**meta, SIGNATURE: sign(meta, key)})


IDENTITIES: dict[str, tuple[Callable[[Path, Catalogue], Path], str]] = {
    "部门被改": (lambda form, catalogue: with_meta(form, 部门="县教育局"), "F201"),
    "轮次被改": (lambda form, catalogue: with_meta(form, 轮次="另一轮"), "F201"),
    "签名被删": (lambda form, catalogue: with_meta(form, 签名=""), "F201"),
    "身份表被删": (lambda form, catalogue: edit(form, lambda book: book.remove(book[META_SHEET])), "F201"),
    "别处的密钥": (lambda form, catalogue: signed(form, catalogue, bytes(32)), "F201"),
    "上一轮的表": (lambda form, catalogue: signed(form, catalogue, 轮次="2020年总结评估"), "F202"),
    "旧表样": (lambda form, catalogue: signed(form, catalogue, 表样版本="0"), "F203"),
    "不在名单的部门": (lambda form, catalogue: signed(form, catalogue, 部门="县档案局"), "F204"),
}


@pytest.mark.parametrize("case", IDENTITIES)
def test_a_form_that_is_not_what_it_says(catalogue: Catalogue, light: Path, case: str) -> None:
    change, code = IDENTITIES[case]
    checked = check_files(catalogue, {NAME: change(light, catalogue)})
    assert [(f.code, f.file, f.severity) for f in checked.findings] == [(code, NAME, "错误")]
    assert not checked.sources and not any(len(frame.data) for frame in checked.frames.values())


def test_a_signed_identity_counts_and_not_the_file_name(catalogue: Catalogue, light: Path) -> None:
    checked = check_files(catalogue, {"填报表-县教育局.xlsx": signed(light, catalogue)})
    assert [source.department for source in checked.sources] == [TOWN]


def test_a_known_older_version_is_read(catalogue: Catalogue, light: Path) -> None:
    for version in FORM_VERSIONS[:-1]:
        checked = check_files(catalogue, {NAME: signed(light, catalogue, 表样版本=version.number)})
        assert [source.department for source in checked.sources] == [TOWN]
        assert codes(checked) == []  # a township is not asked for what came later


def test_a_form_of_the_first_version_lacks_a_sheet_and_nothing_is_wrong(catalogue: Catalogue, tmp_path: Path) -> None:
    """As the first version was: without 表6, which this department would have."""
    asks = replace(catalogue, parameters={**catalogue.parameters, HELPERS_REPORT: "是"}, given={})
    path = tmp_path / NAME
    write_form(path, asks, "县民政局", KEY, sample_answers(asks, "县民政局"))
    edit(path, lambda book: book.remove(book[HELPING.sheet]))
    meta = identity(str(asks.parameters["规划名称"]), str(asks.parameters["评估轮次"]), "县民政局", KEY)
    meta["表样版本"] = "1"
    checked = check_files(asks, {NAME: with_meta(path, **{**meta, SIGNATURE: sign(meta, KEY)})})
    (finding,) = checked.findings
    assert (finding.code, finding.severity, finding.file) == ("F208", "提示", NAME)
    assert "第1版" in finding.message and "表6 配合指标" in finding.message
    assert [source.department for source in checked.sources] == ["县民政局"]


def test_every_version_says_what_it_brought() -> None:
    numbers = [version.number for version in FORM_VERSIONS]
    assert len(set(numbers)) == len(numbers) and numbers[-1] == FORM_VERSION
    assert is_known(FORM_VERSION) and not is_known("") and not is_known("99")
    every = [version.table for version in FORM_VERSIONS]
    assert lacks(FORM_VERSION, every) == "" and lacks(numbers[0], []) == ""
    assert all(version.brought in lacks(numbers[0], every) for version in FORM_VERSIONS[1:])


@pytest.mark.parametrize(
    "odd",
    [
        "0" * 64,
        "=1+1",
        "签名",
    ],
)
def test_an_odd_signature_is_a_wrong_one(catalogue: Catalogue, light: Path, odd: str) -> None:
    assert codes(check_files(catalogue, {NAME: with_meta(light, 签名=odd)})) == ["F201"]
