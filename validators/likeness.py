"""Texts that say the same: equal once white space and punctuation are taken away, or nearly so."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from schemas.tables import SUPPLEMENT
from validators.frames import DEPARTMENT
from validators.near_copies import near_copies

# Shorter texts are alike by chance.
LEAST = 12
# From this likeness on two longer texts say nearly the same; the catalogue may set another.
NEARLY = 90.0
# Below, texts on the same subject are alike; at 100 only equal ones count.
_LEAST_PERCENT, _EQUAL = 70.0, 100.0


_PUNCTUATION = re.compile(r"[\W_]+")


def squeezed(texts: pd.Series) -> pd.Series:
    """Letters and digits only; "" for missing."""
    words = [_PUNCTUATION.sub("", text) if isinstance(text, str) else "" for text in texts.tolist()]
    return pd.Series(words, index=texts.index, dtype="str")


def alike_in_department(rows: pd.DataFrame, title: str, percent: float, least: int = LEAST) -> pd.Series:
    """For each row which other row of its department says the same, such as RW29的内容基本相同; "" where none does.

    Args:
        percent: from how many percent of likeness on two texts count as nearly the same; 100 for equal ones only.
    """
    exact = copied_in_department(rows, title, least)
    near = _nearly(rows, title, percent, within=True)
    return _told(exact, near.map(rows["编号"]), "的内容")


def alike_across_departments(rows: pd.DataFrame, title: str, percent: float, least: int = LEAST) -> pd.Series:
    """The same of the rows of other departments, such as 县教育局填写的内容相同."""
    exact = copied_from_department(rows, title, least)
    near = _nearly(rows, title, percent, within=False)
    return _told(exact, near.map(rows[DEPARTMENT]), "填写的内容")


def _nearly(rows: pd.DataFrame, title: str, percent: float, within: bool) -> pd.Series:
    """For each row the index of one with nearly the same text, missing where there is none."""
    if percent >= _EQUAL:
        return pd.Series(np.nan, index=rows.index)
    groups = pd.factorize(rows[DEPARTMENT])[0]
    found = near_copies(squeezed(rows[title]).tolist(), groups.tolist(), within, max(percent, _LEAST_PERCENT))
    return pd.Series(rows.index.to_numpy()[found], index=rows.index).where(found >= 0)


def _told(exact: pd.Series, near: pd.Series, what: str) -> pd.Series:
    same = (exact + f"{what}相同").where(exact != "", "")
    return same.where((exact != "") | near.isna(), near.fillna("").astype("object") + f"{what}基本相同")


def copied_in_department(rows: pd.DataFrame, title: str, least: int = LEAST) -> pd.Series:
    """For each row the code of another row of the department with the same text, "" where there is none."""
    same = _repeated(squeezed(rows[title]), least, rows[DEPARTMENT])
    rows_by_text = rows.loc[same.index].groupby([DEPARTMENT, same])["编号"]
    first, last = rows_by_text.transform("first"), rows_by_text.transform("last")
    return last.where(rows_by_text.cumcount() == 0, first).astype("object").reindex(rows.index, fill_value="")


def copied_from_department(rows: pd.DataFrame, title: str, least: int = LEAST) -> pd.Series:
    """For each row the name of another department that wrote the same, "" where there is none."""
    same = _repeated(squeezed(rows[title]), least)
    department = rows.loc[same.index, DEPARTMENT]
    first = department.groupby(same).transform("first")
    other = department[department != first].groupby(same).first()
    told = first.where(department != first, same.map(other))
    return told.fillna("").astype("object").reindex(rows.index, fill_value="")


def _repeated(text: pd.Series, least: int, within: pd.Series | None = None) -> pd.Series:
    """The texts that are long enough and occur again, in all rows or within the same department."""
    places = pd.DataFrame({"text": text, "within": "" if within is None else within})
    return text[(text.str.len() >= least) & places.duplicated(keep=False)]


def own_tasks(rows: pd.DataFrame) -> pd.Series:
    """True where the department leads the task: townships that help with many may say the same of each."""
    return rows[DEPARTMENT] == rows["牵头部门"]


_KIND_OF_WORK = r"(?:建设)?(?:项目|工程)+$"


def added_again(rows: pd.DataFrame, title: str) -> pd.Series:
    """For each row that a department added the row that says the same ("县水利局的XM11"), "" for all others."""
    text = squeezed(rows[title]).str.replace(_KIND_OF_WORK, "", regex=True)
    added = rows["编号"].fillna("").str.startswith(SUPPLEMENT)
    places = (rows[DEPARTMENT].astype("object") + "的" + rows["编号"].astype("object"))[
        (text != "") & text.duplicated(keep=False)
    ]
    by_text = places.groupby(text[places.index])
    first, last = by_text.transform("first"), by_text.transform("last")
    told = last.where(by_text.cumcount() == 0, first)
    return told[added[told.index]].astype("object").reindex(rows.index, fill_value="")
