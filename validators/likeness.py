"""Texts that say the same: equal once white space and punctuation are taken away."""

from __future__ import annotations

import pandas as pd

from schemas.tables import SUPPLEMENT
from validators.frames import DEPARTMENT

# Shorter texts are alike by chance.
LEAST = 12


def squeezed(texts: pd.Series) -> pd.Series:
    """Letters and digits only; "" for missing."""
    return texts.fillna("").astype("str").str.replace(r"[\W_]+", "", regex=True)


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
