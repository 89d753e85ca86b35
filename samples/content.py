"""The sample's content as CSV: catalogue rows, and the answers that the sample departments type."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from schemas.catalogue import SHEETS
from schemas.parameters import HELPERS_REPORT
from validators.normalise import normalise, to_series

FOLDER = Path(__file__).parent / "content"

PARAMETERS = {
    "地区名称": "融水苗族自治县",
    "牵头单位": "县发展和改革局",
    "规划名称": "融水苗族自治县国民经济和社会发展第十四个五年规划和2035年远景目标纲要",
    "评估轮次": "“十四五”规划实施情况中期评估",
    "数据标识": "示例数据",
    HELPERS_REPORT: "是",
    "联系人": "综合股",
    "联系电话": "0772-5120000",
    "电子邮箱": "fgj@example.com",
}


def catalogue_frames() -> dict[str, pd.DataFrame]:
    """Sheet name → rows by title, of the dtypes the sheet's model declares."""
    frames = {}
    for sheet in SHEETS:
        path = FOLDER / f"{sheet.name}.csv"
        if path.exists():
            raw = pd.read_csv(path, dtype=str, keep_default_na=False)
            frames[sheet.name] = pd.DataFrame(
                {c.title: to_series(c, normalise(c, raw[c.title].tolist()).values) for c in sheet.columns}
            )
    return frames


def answers() -> pd.DataFrame:
    """What the sample departments type: columns 表, 编号, 列, 值, all text."""
    return pd.read_csv(FOLDER / "answers.csv", dtype=str, keep_default_na=False)
