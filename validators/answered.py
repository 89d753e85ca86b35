"""A correction form that came back: what the department answered to each problem, and what follows from it.

采纳建议 puts the proposed value in place of what was written, if that still stands there.
情况属实，说明如下 with an explanation turns a 提醒 into a confirmed one. 已改正 needs nothing: the check sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.findings import Finding
from schemas.tables import FORM_TABLES, TABLES
from schemas.vocabulary import ERROR, NOTICE, WARNING
from validators.frames import Source
from validators.normalise import display, normalise, to_number
from validators.reader import HEADER_SEARCH_ROWS, RawReturn, RawTable, squeeze, text_of

ACCEPT, CORRECTED, AS_IT_IS = "采纳建议", "已改正", "情况属实，说明如下"
CHOICES = ("", ACCEPT, CORRECTED, AS_IT_IS)
ANSWER, EXPLANATION, PROPOSED = "答复", "说明", "建议值"
# What a person sees of the list, in order.
_PLACE_TITLES = ("填报事项", "工作表", "单元格", "填写内容")
LIST_TITLES = ("问题", "处理建议", *_PLACE_TITLES, PROPOSED, ANSWER, EXPLANATION, "严重程度", "规则")
# Hidden columns that say which finding a line is; `WRITTEN` is what stood in the cell.
CODE, TABLE, ROW, COLUMN, WRITTEN = "规则编号", "表名", "行码", "列名", "原填写内容"
KEY_TITLES = (CODE, TABLE, ROW, COLUMN, WRITTEN)
# In _meta of a correction form: fingerprint of the file that it corrects.
CORRECTS = "修改自"

CONFIRMED = "（已确认）"
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Answered:
    """One line of a returned 问题清单. `key`: rule code, table name, row code, column title."""

    key: Key
    written: str
    proposed: str
    answer: str
    explanation: str


def columns_of_list(grid: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """Header row and where each title that matters stands on 问题清单; (0, {}) where the sheet is no such list."""
    wanted = {squeeze(title): title for title in (ANSWER, EXPLANATION, PROPOSED, *KEY_TITLES)}
    for number, line in enumerate(grid[:HEADER_SEARCH_ROWS]):
        texts = [squeeze(value) if isinstance(value, str) and len(value) < 40 else "" for value in line]
        found = {wanted[text]: at for at, text in reversed(list(enumerate(texts))) if text in wanted}
        if len(found) == len(wanted):
            return number, found
    return 0, {}


def answers_of(raw: RawReturn) -> dict[Key, Answered]:
    """The answered lines of a returned correction form by key; empty for any other file."""
    header, columns = columns_of_list(raw.problem_list)
    result: dict[Key, Answered] = {}
    for line in raw.problem_list[header + 1 :] if columns else ():
        cells = {title: text_of(line[at]) if at < len(line) else "" for title, at in columns.items()}
        key = (cells[CODE], cells[TABLE], cells[ROW], cells[COLUMN])
        if any(key) and (cells[ANSWER] or cells[EXPLANATION]):
            before = result.get(key)
            said = [text for text in (before.explanation if before else "", cells[EXPLANATION]) if text]
            answer = cells[ANSWER] or (before.answer if before else "")
            result[key] = Answered(key, cells[WRITTEN], cells[PROPOSED], answer, "；".join(dict.fromkeys(said)))
    return result


def table_of(raw: RawReturn, sheet: str) -> str:
    """Name of the table that a sheet of the file holds; "" for none."""
    by_sheet = {table.sheet: table.name for table in FORM_TABLES}
    by_sheet |= {found.sheet: name for name, found in raw.tables.items()}
    return by_sheet.get(sheet, "")


def key_of(raw: RawReturn, finding: Finding) -> Key:
    """How a finding is known from one return to the next."""
    return finding.code, table_of(raw, finding.sheet), finding.row, finding.column


def accept(sources: Sequence[Source]) -> list[Finding]:
    """Put accepted proposals into the raw tables; one 提示 (C109) each, with what stood there before."""
    findings: list[Finding] = []
    for source in sources:
        for answered in answers_of(source.raw).values():
            _, name, code, title = answered.key
            raw = source.raw.tables.get(name)
            if answered.answer == ACCEPT and answered.proposed and raw is not None and title in raw.titles:
                findings += _put(source, name, raw, code, title, answered)
    return findings


def _put(source: Source, name: str, raw: RawTable, code: str, title: str, answered: Answered) -> Iterator[Finding]:
    column, at = TABLES[name].by_title.get(title), raw.titles.index(title)
    if column is None or column.role != "answer":
        return
    for number, row_code, values in raw.rows:
        if (row_code != code and not TABLES[name].vertical) or values[at] in ("", None):
            continue
        if answered.written not in _ways_to_write(name, title, values[at]):
            return  # the department wrote something else since: that counts
        number_value = to_number(answered.proposed) if column.kind == "number" else None
        values[at] = answered.proposed if number_value is None else number_value
        letter = raw.letters[title]
        yield Finding(
            "C109",
            NOTICE,
            source.department,
            source.raw.file,
            raw.sheet,
            letter if TABLES[name].vertical else f"{letter}{number}",
            code,
            title,
            answered.written,
            f"“{title}”已按采纳的建议由“{answered.written}”改为“{answered.proposed}”。",
            "如不应修改，请在单元格中填写正确内容后重新报送。",
        )
        return


def _ways_to_write(name: str, title: str, value: Any) -> set[str]:
    """A cell as it was written and as it was understood: a finding shows one or the other."""
    return {text_of(value), display(normalise(TABLES[name].by_title[title], [value]).values[0])}


def confirmed(sources: Sequence[Source]) -> set[tuple[str, str, str, str, str]]:
    """(file, rule, table, row code, title) of everything that a department said to be so, and explained."""
    return {
        (source.raw.file, *answered.key)
        for source in sources
        for answered in answers_of(source.raw).values()
        if answered.answer == AS_IT_IS and answered.explanation.rstrip("。")
    }


def settle(findings: Sequence[Finding], sources: Sequence[Source]) -> list[Finding]:
    """The findings after what departments said to them: explained 提醒 become confirmed 提示."""
    answers = {source.raw.file: (source.raw, found) for source in sources if (found := answers_of(source.raw))}
    if not answers:
        return list(findings)
    result: list[Finding] = []
    for finding in findings:
        raw, said = answers.get(finding.file, (None, {}))
        answered = said.get(key_of(raw, finding)) if raw else None
        result += [finding] if answered is None or finding.severity == NOTICE else _settled(finding, answered)
    return result


def _settled(finding: Finding, answered: Answered) -> list[Finding]:
    said = answered.explanation.rstrip("。")
    if answered.answer == AS_IT_IS and said:
        if finding.severity == ERROR:
            message = f"{finding.message}填报单位已作说明：{said}。"
            return [replace(finding, message=message, suggestion=f"{finding.suggestion}错误须改正，仅作说明不能通过。")]
        return [replace(finding, severity=NOTICE, message=f"{CONFIRMED}{finding.message}说明：{said}。")]
    if answered.answer == AS_IT_IS:
        return [finding, _unanswered(finding, f"选择了“{AS_IT_IS}”，但没有写说明。", "请在“说明”中写明情况。")]
    if answered.answer == ACCEPT and not answered.proposed:
        suggestion = "请直接在单元格中改正；情况属实的请选择并写明说明。"
        return [finding, _unanswered(finding, f"选择了“{ACCEPT}”，但该问题没有建议值。", suggestion)]
    return [finding]


def _unanswered(finding: Finding, message: str, suggestion: str) -> Finding:
    where = f"“{finding.column}”" if finding.column else "该问题"
    message = f"{where}的答复{message}"
    return replace(finding, code="C110", severity=WARNING, message=message, suggestion=suggestion, proposed="")
