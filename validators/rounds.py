"""This round's rows beside those of an earlier round's master: which row was which, and what it said.

Codes may be given anew between two rounds, so a row is known by its code only where its name
is still the same; else by its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pandas as pd

from schemas.tables import CATALOGUE_TABLES, REPORT, Table
from validators.frames import DEPARTMENT
from validators.likeness import LEAST
from validators.master_reader import EarlierMaster
from validators.normalise import display
from validators.rounding import is_same
from validators.rule import Seen
from validators.squeezed import squeezed


def earlier_rows(earlier: EarlierMaster | None) -> dict[str, pd.DataFrame]:
    """Table name → the rows of the earlier master, 编号 and 部门 among the columns; {} without one."""
    if earlier is None:
        return {}
    frames = {name: frame.assign(编号=frame.index).reset_index(drop=True) for name, frame in earlier.rows.items()}
    report = [(department, code, text) for (department, code), text in earlier.report.items()]
    frames[REPORT.name] = pd.DataFrame(report, columns=[DEPARTMENT, "编号", "内容"], dtype="str")
    return frames


def aligned(table: Table, rows: pd.DataFrame, earlier: pd.DataFrame | None) -> pd.DataFrame | None:
    """The earlier rows in the order of `rows` and with their index, missing values where there was none.

    None where there is no earlier round, or the table was not part of it.
    """
    if earlier is None or not len(earlier) or not len(rows) or table not in (*CATALOGUE_TABLES, REPORT):
        return None
    if table is REPORT:
        places = {key: at for at, key in enumerate(zip(earlier[DEPARTMENT], earlier["编号"], strict=True))}
        found = [places.get(key, -1) for key in zip(rows[DEPARTMENT], rows["编号"], strict=True)]
    else:
        found = _places(table, rows, earlier)
    return earlier.reset_index(drop=True).reindex(found).set_axis(rows.index, axis=0)


def _places(table: Table, rows: pd.DataFrame, earlier: pd.DataFrame) -> list[int]:
    """Position of each row's counterpart; -1 for none, for a row of a helping township, or in another unit."""
    names, units = squeezed(earlier[table.label]).tolist(), _units(earlier)
    count = Counter(names)
    by_code = {code: at for at, code in enumerate(earlier["编号"])}
    by_name = {name: at for at, name in enumerate(names) if name and count[name] == 1}
    helps = rows[table.lead].notna() & (rows[DEPARTMENT] != rows[table.lead])
    found = []
    for code, name, unit, helping in zip(rows["编号"], squeezed(rows[table.label]), _units(rows), helps, strict=True):
        at = by_code.get(code, -1)
        if at < 0 or names[at] != name:
            at = by_name.get(name, -1)
        found.append(at if at >= 0 and not helping and units[at] == unit else -1)
    return found


def _units(rows: pd.DataFrame) -> list[str]:
    return rows["单位"].fillna("").tolist() if "单位" in rows else [""] * len(rows)


def differs(now: pd.Series, before: pd.Series) -> pd.Series:
    """True where two numbers or dates are both there and not the same, rounding aside."""
    both = now.notna() & before.notna()
    if pd.api.types.is_float_dtype(now):
        pairs = zip(now[both], before[both], strict=True)
        different = pd.Series([not is_same(one, other) for one, other in pairs], index=now.index[both], dtype="bool")
    else:
        different = now[both] != before[both]
    return different.reindex(now.index, fill_value=False)


def newly_said(rows: pd.DataFrame, earlier: pd.DataFrame, *titles: str) -> pd.Series:
    """True where one of the texts is filled in and not what it was in the earlier round."""
    said = pd.Series(False, index=rows.index)
    for title in titles:
        if title in rows:
            text = squeezed(rows[title])
            said |= (text != "") & (text != squeezed(earlier[title]))
    return said


def at_odds(seen: Seen, broken: Callable[[pd.DataFrame, pd.DataFrame], pd.Series]) -> pd.Series:
    """What the blamed column said in the earlier round, for the rows that are broken; "" for all others.

    Args:
        broken: (rows, the earlier rows) → boolean Series.
    """
    if seen.earlier is None:
        return pd.Series("", index=seen.rows.index, dtype="object")
    wrong = broken(seen.rows, seen.earlier).astype(bool)
    return seen.earlier[seen.title].map(display).astype("object").where(wrong, "")


def same_text(now: pd.Series, before: pd.Series) -> pd.Series:
    """True where a text of some length is the very one of the earlier round."""
    text = squeezed(now)
    return (text.str.len() >= LEAST) & (text == squeezed(before))


def steps_back(now: pd.Series, before: pd.Series, order: Mapping[str, int]) -> pd.Series:
    """True where a state is an earlier one in the order of things than it was."""
    return now.map(order) < before.map(order)
