"""Formulas are as short as a person would hope to find them in a cell."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from schemas.language import Type, parse, to_excel, violated_excel

CELLS = {
    "投资": "$A5",
    "总投资": "$B5",
    "上年": "$C5",
    "阶段": "$D5",
    "开工": "$E5",
    "竣工": "$F5",
    "上级": "$G5",
    "编号": "$H5",
}
KINDS: dict[str, Type] = {
    **dict.fromkeys(["投资", "总投资", "上年"], "number"),
    **dict.fromkeys(["阶段", "上级", "编号"], "text"),
    **dict.fromkeys(["开工", "竣工"], "date"),
}
STAGE = 'TRIM(SUBSTITUTE($D5,"　"," "))'


def formula(text: str, violated: bool = False) -> str:
    write = violated_excel if violated else to_excel
    return write(
        parse(text, KINDS, {"阈值": "number", "截止": "date"}),
        cell=CELLS.__getitem__,
        parameters={"阈值": 0.1, "截止": dt.date(2023, 6, 30)},
        column_range=lambda title: f"{CELLS[title][:2]}$5:{CELLS[title][:2]}$90",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[投资] ÷ [总投资]", 'IFERROR(IF(COUNT($A5,$B5)=2,$A5/$B5,""),"")'),
        ("([投资] − [上年]) ÷ [上年] × 100%", 'IFERROR(IF(COUNT($A5,$C5)=2,($A5-$C5)/$C5*1,""),"")'),
        ("[投资] − ([总投资] − [上年])", 'IFERROR(IF(COUNT($A5,$B5,$C5)=3,$A5-($B5-$C5),""),"")'),
        ("[投资]", 'IF(ISNUMBER($A5),$A5,"")'),
        ("[开工]", 'IF(ISNUMBER($E5),INT($E5),"")'),
        ("[阶段]", f'IFERROR({STAGE},"")'),
        ("-2^2", 'IFERROR(-(2^2),"")'),
        ("2^3^2", 'IFERROR(2^(3^2),"")'),
        ("[投资] >= 0", "IF(ISNUMBER($A5),ROUND($A5,6)>=0)"),
        ("[投资] > 参数(阈值)", "IF(ISNUMBER($A5),ROUND($A5-0.1,6)>0)"),
        ("[投资] <= [总投资]", "IF(COUNT($A5,$B5)=2,ROUND($A5-$B5,6)<=0)"),
        ("[开工] <= [竣工]", "IF(COUNT($E5,$F5)=2,INT($E5)<=INT($F5))"),
        ("[开工] > 参数(截止)", "IF(ISNUMBER($E5),INT($E5)>DATE(2023,6,30))"),
        ('[阶段] = “他说"好"”', f'IFERROR(EXACT({STAGE},"他说""好"""),FALSE)'),
        ("包含([阶段], “工”)", f'ISNUMBER(FIND("工",{STAGE}))'),
        ("属于([阶段], “甲”, “乙”)", f'ISNUMBER(FIND("　"&{STAGE}&"　","　甲　乙　"))'),
        ("为空([投资])", "NOT(ISNUMBER($A5))"),
        ("非为空([投资]) 且 [投资] > 0", "AND(ISNUMBER($A5),IF(ISNUMBER($A5),ROUND($A5,6)>0))"),
        ("计数([投资], [总投资], [开工])", "COUNT($A5,$B5,$E5)"),
        ("最大([投资] − [上年], 0)", "MAX(IFERROR(IF(COUNT($A5,$C5)=2,$A5-$C5,0),0),0)"),
        ("首个([投资], [总投资])", 'IF(ISNUMBER($A5),$A5,IF(ISNUMBER($B5),$B5,""))'),
        ("首个(计数([投资], [阶段]))", f'COUNT($A5)+(IFERROR({STAGE},"")<>"")'),
        ("如果([投资] > 0, 1, 2)", 'IF(ISNUMBER($A5),IF(ROUND($A5,6)>0,1,2),"")'),
        ("天数([竣工], [开工])", 'IF(COUNT($F5,$E5)=2,INT($F5)-INT($E5),"")'),
        ("年份([开工])", 'IFERROR(IF(ISNUMBER($E5),YEAR($E5),""),"")'),
    ],
)
def test_golden(text: str, expected: str) -> None:
    assert formula(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[投资] <= [总投资]", "IF(COUNT($A5,$B5)=2,ROUND($A5-$B5,6)>0)"),
        ("[开工] <= [竣工]", "IF(COUNT($E5,$F5)=2,INT($E5)>INT($F5))"),
        ("非为空([投资])", "NOT(ISNUMBER($A5))"),
        (
            "若 [阶段] = “已开工” 则 [投资] > 0",
            f'AND(IFERROR(EXACT({STAGE},"已开工"),FALSE),IF(ISNUMBER($A5),ROUND($A5,6)<=0))',
        ),
    ],
)
def test_golden_violations(text: str, expected: str) -> None:
    assert formula(text, violated=True) == expected


def test_lookup_reads_whole_columns() -> None:
    key = 'TRIM(SUBSTITUTE($G5,"　"," "))'
    found = f'AVERAGE(INDEX($A$5:$A$90,MATCH({key},$H$5:$H$90,0)))/({key}<>"")'
    assert formula("查找([上级], [编号], [投资])") == f'IFERROR({found},"")'


def test_a_long_list_is_split_into_texts_excel_can_hold() -> None:
    written = formula("属于([阶段], " + ", ".join(f"“选项{number:04}”" for number in range(60)) + ")")
    assert max(len(part) for part in written.split('"')) <= 255


def test_a_deep_expression_grows_slowly() -> None:
    lengths = []
    for depth in (10, 20, 40):
        text = "[投资]"
        for _ in range(depth):
            text = f"({text} ÷ [总投资] + 1)"
        lengths.append(len(formula(text)))
    assert lengths[2] < 4.5 * lengths[0]


def test_writing_a_form_does_not_import_pandas() -> None:
    code = "import sys; from schemas.language import parse, to_excel; to_excel(parse('1+1', {}), str); "
    code += "sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
