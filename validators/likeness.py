"""Texts that say the same: equal once white space and punctuation are taken away, or nearly so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from schemas.tables import SUPPLEMENT
from validators.frames import DEPARTMENT
from validators.near_copies import near_copies
from validators.squeezed import Wording, squeezed

# Shorter texts are alike by chance.
LEAST = 12
# From this likeness on two longer texts say nearly the same; the catalogue may set another.
NEARLY = 90.0
# Below, texts on the same subject are alike; at 100 only equal ones count.
_LEAST_PERCENT, _EQUAL = 70.0, 100.0


def alike_in_department(rows: pd.DataFrame, wording: Wording, percent: float, least: int = LEAST) -> pd.Series:
    """For each row which other row of its department says the same, such as RW29的内容基本相同; "" where none does.

    Args:
        wording: of the column, one entry a row.
        percent: from how many percent of likeness on two texts count as nearly the same; 100 for equal ones only.
    """
    near = _nearly(rows, wording, percent, within=True)
    return _told(rows, copied_in_department(rows, wording, least), near.map(rows["编号"]).dropna(), "的内容")


def alike_across_departments(
    rows: pd.DataFrame, wording: Wording, percent: float, least: int = LEAST, asked: int | None = None
) -> pd.Series:
    """The same of the rows of other departments, such as 县教育局填写的内容相同.

    Args:
        asked: how many rows, from the first on, are asked about; what is said of the others is not complete.
    """
    near = _nearly(rows, wording, percent, within=False, asked=asked)
    return _told(rows, copied_from_department(rows, wording, least), near.map(rows[DEPARTMENT]), "填写的内容")


def _nearly(rows: pd.DataFrame, wording: Wording, percent: float, within: bool, asked: int | None = None) -> pd.Series:
    """For the rows with one of nearly the same text that one's index."""
    if percent >= _EQUAL:
        return pd.Series(dtype=rows.index.dtype)
    groups = pd.factorize(rows[DEPARTMENT])[0].astype(np.int64)
    found = near_copies(wording.words, wording.signs, groups, within, max(percent, _LEAST_PERCENT), asked)
    return pd.Series(rows.index[found[found >= 0]], index=rows.index[found >= 0])


def _told(rows: pd.DataFrame, equal: pd.Series, near: pd.Series, what: str) -> pd.Series:
    told = nobody(rows)
    told[near.index] = near.astype("object") + f"{what}基本相同"
    told[equal.index] = equal.astype("object") + f"{what}相同"
    return told


def nobody(rows: pd.DataFrame) -> pd.Series:
    """ "" for each row: no other says the same."""
    return pd.Series("", index=rows.index, dtype="object")


def copied_in_department(rows: pd.DataFrame, wording: Wording, least: int = LEAST) -> pd.Series:
    """The code of another row of the department with the same text, for the rows that have one."""
    same = _repeated(rows, wording, least, within=True)
    rows_by_text = rows.loc[same.index].groupby([DEPARTMENT, same])["编号"]
    first, last = rows_by_text.transform("first"), rows_by_text.transform("last")
    return last.where(rows_by_text.cumcount() == 0, first)


def copied_from_department(rows: pd.DataFrame, wording: Wording, least: int = LEAST) -> pd.Series:
    """The name of another department that wrote the same, for the rows of which there is one."""
    same = _repeated(rows, wording, least, within=False)
    department = rows.loc[same.index, DEPARTMENT]
    first = department.groupby(same).transform("first")
    other = department[department != first].groupby(same).first()
    return first.where(department != first, same.map(other)).dropna()


def _repeated(rows: pd.DataFrame, wording: Wording, least: int, within: bool) -> pd.Series:
    """A number for each text that is long enough and occurs again, in all rows or in those of the same department."""
    long = np.flatnonzero(wording.lengths >= least)
    text = pd.Series(wording.codes[long], index=rows.index[long])
    places = pd.DataFrame({"text": text, "within": rows[DEPARTMENT].iloc[long] if within else ""})
    return text[places.duplicated(keep=False)]


def own_tasks(rows: pd.DataFrame) -> pd.Series:
    """True where the department leads the task: townships that help with many may say the same of each."""
    return rows[DEPARTMENT] == rows["牵头部门"]


_KIND_OF_WORK = r"(?:建设)?(?:项目|工程)+$"


def added_again(rows: pd.DataFrame, title: str) -> pd.Series:
    """For each row that a department added the row that says the same ("县水利局的XM11"), "" for all others."""
    result = nobody(rows)
    added = rows["编号"].fillna("").str.startswith(SUPPLEMENT)
    if not added.any():
        return result
    text = squeezed(rows[title]).str.replace(_KIND_OF_WORK, "", regex=True)
    places = (rows[DEPARTMENT].astype("object") + "的" + rows["编号"].astype("object"))[
        (text != "") & text.duplicated(keep=False)
    ]
    by_text = places.groupby(text[places.index])
    first, last = by_text.transform("first"), by_text.transform("last")
    told = last.where(by_text.cumcount() == 0, first)[added[places.index]]
    result[told.index] = told
    return result
