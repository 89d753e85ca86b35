"""规划目录.xlsx: each mistake the bureau can make is one Chinese sentence that names sheet and cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from samples.content import PARAMETERS, catalogue_frames
from schemas.catalogue import SHEET, SHEETS, Catalogue
from schemas.columns import columns_of
from schemas.parameters import PARAMETERS as PARAMETER_LIST
from tests.returns import edit
from tests.tables import rows
from validators import catalogue as catalogue_reader
from validators.catalogue import load_catalogue
from validators.problems import CannotWork
from validators.workspace import FILE_NAME
from workbook_templates.catalogue_template import write_catalogue

Frames = dict[str, pd.DataFrame]


def frames() -> Frames:
    """The sample, cut to what the checks need: every indicator and plan, a project of each 专栏, three tasks."""
    return {name: frame.copy() for name, frame in _frames().items()}


@cache
def _frames() -> Frames:
    whole = catalogue_frames()
    whole["重大项目"] = whole["重大项目"].drop_duplicates("专栏").reset_index(drop=True)
    whole["重大任务"] = whole["重大任务"].head(3)
    whole["章节指标"] = whole["章节指标"].head(3)
    return whole


def put(content: Frames, sheet: str, row: str, title: str, value: Any) -> None:
    """Change one cell of a sheet; the row is named by the sheet's key column."""
    if sheet == "校验规则":
        content[sheet] = pd.DataFrame({"规则编号": [row], "严重程度": ["错误"], "说明": [None]})
    frame = content[sheet] = content[sheet].astype("object")
    (index,) = frame.index[frame[SHEET[sheet].key] == row]
    frame.at[index, title] = value


def with_cell(sheet: str, row: str, title: str, value: Any) -> Frames:
    """The sample with one cell changed."""
    content = frames()
    put(content, sheet, row, title, value)
    return content


def written(folder: Path, content: Mapping[str, pd.DataFrame], parameters: Mapping[str, Any] | None = None) -> Path:
    path = folder / FILE_NAME
    write_catalogue(path, content, PARAMETERS | dict(parameters or {}))
    return path


def mistakes(path: Path) -> list[str]:
    """The sentences that loading the catalogue gives, after the line that counts them."""
    with pytest.raises(CannotWork) as caught:
        load_catalogue(path)
    first, *sentences = caught.value.messages
    assert first == f"《{path.name}》有{len(sentences)}处问题，请改正后重试："
    assert str(caught.value).splitlines() == [first, *sentences]
    return sentences


def is_chinese_sentence(text: str) -> bool:
    return text.endswith("。") and bool(re.search(r"[一-鿿]", text)) and not re.search(r"nan|None|NaT|Error", text)


# ---------------------------------------------------------------- what is right


def test_the_sample_loads(catalogue: Catalogue) -> None:
    sizes = {name: len(frame) for name, frame in catalogue.frames.items()}
    assert (sizes["主要指标"], sizes["专项规划"], len(catalogue.townships)) == (27, 13, 20)
    assert (catalogue.frames["主要指标"]["属性"] == "约束性").sum() == 17
    assert catalogue.frames["主要指标"]["类别"].nunique() == 8
    assert catalogue.frames["重大项目"]["专栏"].nunique() == 5
    assert catalogue.parameters["地区名称"] == "融水苗族自治县"
    assert catalogue.parameters["年度数据截止日"] == date(2022, 12, 31)
    assert catalogue.parameters["快于预期阈值"] == 1.1
    assert catalogue.must_report("县教育局") and not catalogue.must_report("四荣乡")


def test_what_is_written_is_read(catalogue: Catalogue) -> None:
    for name, frame in catalogue_frames().items():
        pd.testing.assert_frame_equal(catalogue.frames[name], frame, check_dtype=False)
        assert len(catalogue.places[name]) == len(frame)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, frames()).read_bytes()
    assert written(tmp_path, frames()).read_bytes() == first


def insert_rows(book: openpyxl.Workbook) -> None:
    book["主要指标"].insert_rows(1, 2)
    book["部门"].insert_rows(8)


def move_column(book: openpyxl.Workbook) -> None:
    sheet = book["部门"]
    for line in sheet.iter_rows(min_row=3, max_col=7):
        line[6].value, line[0].value = line[0].value, None


@pytest.mark.parametrize("change", [insert_rows, move_column])
def test_a_rearranged_catalogue_loads_all_the_same(tmp_path: Path, change: Callable[[Any], None]) -> None:
    plain = load_catalogue(written(tmp_path, frames()))
    moved = load_catalogue(edit(tmp_path / FILE_NAME, change))
    for name, frame in plain.frames.items():
        pd.testing.assert_frame_equal(moved.frames[name], frame)


def test_counts_are_not_checked_where_the_parameter_is_blank(tmp_path: Path) -> None:
    blank = dict.fromkeys(("主要指标数", "约束性指标数", "专项规划数", "专栏数"))
    content = frames() | {"主要指标": frames()["主要指标"].iloc[:26], "专项规划": frames()["专项规划"].iloc[:1]}
    assert len(load_catalogue(written(tmp_path, content, blank)).frames["主要指标"]) == 26


# ---------------------------------------------------------------- wrong cells

# What a column does not allow. The two lists stand apart because meaning is looked at only once every cell is
# of its kind.
WRONG_KIND = """
表      | 行      | 列           | 填写         | 单元格 | 说法
主要指标  | ZB01   | 指标类型       | 水平         | F4    | “指标类型”填写的“水平”不符合要求，可选项为：水平型
主要指标  | ZB02   | 属性          | 约束         | E5    | 可选项为：约束性、预期性
主要指标  | ZB03   | 小数位         | 两位         | L6    | “小数位”应填数字，“两位”无法识别
主要指标  | ZB04   | 小数位         | 9           | L7    | “小数位”填写的“9
主要指标  | ZB05   | 指标名称       |             | C8    | “指标名称”未填写
主要指标  | ZB06   | 2025年目标值   |             | K9    | “2025年目标值”未填写
主要指标  | ZB06   | 评估范围       |             | O9    | “评估范围”未填写
章节指标  | ZJ02   | 章节          |             | B5    | “章节”未填写
重大任务  | RW02   | 编号          |             | A5    | “编号”未填写
重大项目  | XM01   | 总投资(万元)    | -5          | G4    | 超出允许的范围
重大项目  | XM01   | 建设性质       | 扩建         | E4    | 可选项为：新建、续建、改扩建、技改
时间节点  | SJ01   | 截止日期       | 5月底        | B4    | “截止日期”应填日期（如 2023-06-30），“5月底”无法识别
时间节点  | SJ02   | 截止日期       | 2023-02-30  | B5    | “2023-02-30”无法识别
部门     | 县统计局 | 部门类型       | 县级         | B5    | 可选项为：县直部门、乡镇
部门     | 县统计局 | 必须报送       | 必须         | F5    | 可选项为：是、否
校验规则  | R101   | 严重程度       | 警告         | B4    | 可选项为：错误、提醒、提示、试行、关闭
"""
WRONG_MEANING = """
表      | 行      | 列           | 填写         | 单元格 | 说法
主要指标  | ZB06   | 牵头部门       | 县住建厅      | M9    | “县住建厅”不在“部门”表中
主要指标  | ZB06   | 配合部门       | 县统计局、县气象局 | N9 | “县气象局”不在“部门”表中
重大任务  | RW02   | 牵头部门       | 市场监管局     | E5    | “市场监管局”不在“部门”表中
重大项目  | XM01   | 责任部门       | 科工贸局      | I4    | “科工贸局”不在“部门”表中
专项规划  | ZX03   | 牵头部门       | 文旅局       | C6    | “文旅局”不在“部门”表中
部门     | 白云乡   | 部门名称       | 红水乡       | A53   | “部门名称”“红水乡”重复出现
重大任务  | RW01   | 编号          | ZB01        | A4    | 已在“主要指标”表中使用
主要指标  | ZB06   | 2025年目标值   | 四十五上下吧   | K9    | 目标值“四十五上下吧”读不出来
主要指标  | ZB06   | 2020年基期值   | 约38        | J9    | 基期值“约38”读不出来
主要指标  | ZB11   | 2025年目标值   | 18.60〔9〕   | K14   | 基期值加括号内的累计数应为21.4
章节指标  | ZJ01   | 2025年目标值   | 8〔4〕       | L4    | 基期值加括号内的累计数应为7
主要指标  | ZB12   | 参照指标       | ZB99        | Q15   | 填写所参照指标的编号
主要指标  | ZB07   | 评估范围       | 县纲要       | O10   | “县纲要”不在可选项内
校验规则  | R999   | 规则编号       | R999        | A4    | 没有编号为“R999”的规则
主要指标  | ZB08   | 编号          | ZB07        | A11   | “编号”“ZB07”重复出现
"""


@pytest.mark.parametrize("table", [WRONG_KIND, WRONG_MEANING], ids=["wrong kind", "wrong meaning"])
def test_each_wrong_cell_is_one_sentence(tmp_path: Path, table: str) -> None:
    cases, content = rows(table), frames()
    for case in cases:
        put(content, case["表"], case["行"], case["列"], case["填写"] or None)
    sentences = mistakes(written(tmp_path, content))
    places = [f"“{case['表']}”表{case['单元格']}" for case in cases]
    assert sorted(sentence.partition("：")[0] for sentence in sentences) == sorted(places)
    for case, place in zip(cases, places, strict=True):
        (sentence,) = [sentence for sentence in sentences if sentence.startswith(f"{place}：")]
        assert case["说法"] in sentence
        assert is_chinese_sentence(sentence)


def test_a_relative_indicator_names_the_other_one(tmp_path: Path) -> None:
    (sentence,) = mistakes(written(tmp_path, with_cell("主要指标", "ZB12", "参照指标", None)))
    assert sentence == "“主要指标”表Q15：相对型指标要在“参照指标”列填写所参照指标的编号。"


def test_an_unreadable_number_is_not_missing_too(tmp_path: Path) -> None:
    content = with_cell("重大项目", "XM01", "总投资(万元)", "六万八千")
    assert mistakes(written(tmp_path, content)) == ["“重大项目”表G4：“总投资(万元)”应填数字，“六万八千”无法识别。"]


PARAMETER_CASES = """
参数          | 取值     | 说法
地区名称       |         | 参数“地区名称”未填写
年度数据截止日   | 2022年底 | 参数“年度数据截止日”应填日期（如 2023-06-30），“2022年底”无法识别
主要指标数      | 二十七   | 参数“主要指标数”应填数字，“二十七”无法识别
快于预期阈值    | 0.8     | “快于预期阈值”不能小于“基本符合阈值”
规划结束年      | 2020    | “规划结束年”应晚于“规划起始年”
"""


@pytest.mark.parametrize("case", rows(PARAMETER_CASES), ids=lambda case: case["参数"])
def test_one_wrong_parameter_is_one_sentence(tmp_path: Path, case: dict[str, str]) -> None:
    (sentence,) = mistakes(written(tmp_path, frames(), {case["参数"]: case["取值"] or None}))
    cell = f"B{4 + [parameter.name for parameter in PARAMETER_LIST].index(case['参数'])}"
    assert sentence.startswith(f"“参数”表{cell}：{case['说法']}")
    assert is_chinese_sentence(sentence)


def test_a_parameter_nobody_knows(tmp_path: Path) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        (cell,) = [cell for (cell,) in book["参数"].iter_rows(max_col=1) if cell.value == "数据标识"]
        cell.value = "数据标志"

    (sentence,) = mistakes(edit(written(tmp_path, frames()), rename))
    assert sentence == "“参数”表A8：没有名为“数据标志”的参数，请删除该行。"


# ---------------------------------------------------------------- counts

COUNTS = {
    "26个主要指标": (
        lambda f: f | {"主要指标": f["主要指标"].query('编号 != "ZB02"')},
        "“主要指标”表：共有26个主要指标，与“参数”表的主要指标数（27）不符，请核对。",
    ),
    "28个主要指标": (
        lambda f: f | {"主要指标": pd.concat([f["主要指标"], f["主要指标"].iloc[:1].assign(编号="ZB28")])},
        "“主要指标”表：共有28个主要指标，与“参数”表的主要指标数（27）不符，请核对。",
    ),
    "16个约束性": (
        lambda f: with_cell("主要指标", "ZB27", "属性", "预期性"),
        "“主要指标”表：共有16个约束性指标，与“参数”表的约束性指标数（17）不符，请核对。",
    ),
    "12个专项规划": (
        lambda f: f | {"专项规划": f["专项规划"].iloc[1:]},
        "“专项规划”表：共有12个专项规划，与“参数”表的专项规划数（13）不符，请核对。",
    ),
    "4个专栏": (
        lambda f: f | {"重大项目": f["重大项目"].iloc[1:]},
        "“重大项目”表：共有4个专栏，与“参数”表的专栏数（5）不符，请核对。",
    ),
}


@pytest.mark.parametrize("case", COUNTS)
def test_counts_must_reconcile(tmp_path: Path, case: str) -> None:
    change, sentence = COUNTS[case]
    assert mistakes(written(tmp_path, change(frames()))) == [sentence]


# ---------------------------------------------------------------- sheets, columns, the file itself


def test_a_missing_sheet(tmp_path: Path) -> None:
    path = edit(written(tmp_path, frames()), lambda book: book.remove(book["时间节点"]))
    assert mistakes(path) == ["缺少“时间节点”表，请恢复该工作表（可从新建工作区的空白目录中复制）。"]


def test_a_missing_column(tmp_path: Path) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["重大项目"]["G3"] = "总投资（亿元）"

    assert mistakes(edit(written(tmp_path, frames()), rename)) == [
        "“重大项目”表：找不到列“总投资(万元)”，请恢复表头文字。"
    ]


def test_the_cell_is_named_where_it_is_after_rows_were_inserted(tmp_path: Path) -> None:
    path = edit(written(tmp_path, with_cell("主要指标", "ZB06", "牵头部门", "县住建厅")), insert_rows)
    (sentence,) = mistakes(path)
    assert sentence.startswith("“主要指标”表M11：")


def test_a_blank_template_says_what_to_fill_in_first(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    write_catalogue(path)
    sentences = mistakes(path)
    assert all(is_chinese_sentence(sentence) for sentence in sentences)
    required = [
        "参数“地区名称”未填写",
        "参数“牵头单位”未填写",
        "参数“规划名称”未填写",
        "“部门”表：没有任何内容",
        "“主要指标”表：没有任何内容",
    ]
    assert len(sentences) == len(required)
    for words in required:
        assert any(words in sentence for sentence in sentences)


def test_the_blank_template_has_every_sheet_and_column(tmp_path: Path) -> None:
    write_catalogue(tmp_path / FILE_NAME)
    book = openpyxl.load_workbook(tmp_path / FILE_NAME)
    assert book.sheetnames == ["使用说明", *(sheet.name for sheet in SHEETS)]
    for sheet in SHEETS:
        titles = [cell.value for cell in book[sheet.name][3]]
        assert titles == [column.title for column in sheet.columns]
        assert set(titles) == {column.title for column in columns_of(sheet.model)}


def refusal(path: Path) -> str:
    with pytest.raises(CannotWork) as caught:
        load_catalogue(path)
    (sentence,) = caught.value.messages
    return sentence


def test_no_such_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / FILE_NAME).startswith(f"找不到规划目录：{tmp_path / FILE_NAME}。")


def text_file(path: Path) -> None:
    path.write_text("规划目录", encoding="utf-8")


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def broken_part(path: Path) -> None:
    """A zip as it should be, with a worksheet cut off in the middle."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data[: len(data) // 2] if name.endswith("sheet4.xml") else data)


@pytest.mark.parametrize("damage", [text_file, empty_file, truncated, a_folder, broken_part])
def test_a_damaged_file(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = written(tmp_path, frames())
    damage(path)
    sentence = refusal(path)
    assert sentence.startswith(f"《{FILE_NAME}》")
    assert is_chinese_sentence(sentence)


def test_more_rows_than_a_sheet_of_the_master_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, frames())
    monkeypatch.setattr(catalogue_reader, "MOST_LISTED", 20)
    told = "“主要指标”表：有27行，超过20行，总进度表放不下。请分成几个规划目录，各用一个工作区。"
    assert told in mistakes(path)
