"""Parts of an Excel formula, each knowing what may go wrong inside it, so that guards are written once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import ExpressionError

LONGEST = 8191  # characters Excel allows in a formula, its = sign left out
_LONGEST_TEXT = 255  # characters Excel allows in one quoted text

# How tightly a part holds together; a looser part inside a tighter one needs brackets.
SIGNED, SUM, PRODUCT, POWER, ATOM = range(5)

BLANK = '""'


@dataclass(frozen=True)
class Number:
    """A number or date. `text` is right once all `refs` hold numbers.

    `risky`: it may be an error all the same (÷ 0). `blank`: it may be "" instead of a number.
    """

    text: str
    level: int = ATOM
    refs: tuple[str, ...] = ()
    risky: bool = False
    blank: bool = False

    def __post_init__(self) -> None:
        _fits(self.text)

    @property
    def certain(self) -> bool:
        """Never missing."""
        return not (self.refs or self.risky or self.blank)

    @property
    def bare(self) -> bool:
        """A cell and nothing else."""
        return len(self.refs) == 1 and self.text in (self.refs[0], f"INT({self.refs[0]})")

    def inside(self, level: int) -> str:
        """The text as a part of something that holds as tightly as `level`."""
        return self.text if self.level >= level else f"({self.text})"

    def value(self, missing: str = BLANK) -> str:
        """The number, or `missing`; never an error."""
        if self.blank:
            return self.text if missing == BLANK else f"IFERROR({self.text}+0,{missing})"
        body = f"IF({guard(self.refs)},{self.text},{missing})" if self.refs else self.text
        return f"IFERROR({body},{missing})" if self.risky else body

    def strict(self) -> str:
        """The number, or an error when it is missing."""
        if self.blank:
            return f"{self.text}+0"
        return f"IF({guard(self.refs)},{self.text},NA())" if self.refs else self.text

    def known(self) -> str:
        """The test that it is not missing."""
        if self.refs and not self.risky:
            return guard(self.refs)
        # Not IF without an else: its FALSE counts as a number in LibreOffice.
        body = f"IF({guard(self.refs)},{self.text},{BLANK})" if self.refs else self.text
        return "TRUE" if self.certain else f"ISNUMBER({body})"

    def wrapped(self, function: str, *more: str) -> Number:
        """The number as the first argument of a function that needs a number."""
        text = f"{function}({','.join((self.text, *more))})"
        return Number(text, refs=self.refs, risky=self.risky or self.blank)


@dataclass(frozen=True)
class Text:
    """A text, "" when missing. `risky`: it may be an error. `literal`: written out, so never missing."""

    text: str
    risky: bool = False
    literal: bool = False

    def __post_init__(self) -> None:
        _fits(self.text)

    def value(self) -> str:
        """The text, or ""; never an error."""
        return f"IFERROR({self.text},{BLANK})" if self.risky else self.text


@dataclass(frozen=True)
class Verdict:
    """A condition as two tests that are never an error: definitely `true`, definitely `false`.

    `question` is (guard, test, risky) where the condition is one test under one guard, `certain` says that
    one of the two always holds; both let 如果 be written shorter.
    """

    true: str
    false: str
    question: tuple[str | None, str, bool] | None = None
    certain: bool = False

    def __post_init__(self) -> None:
        _fits(self.true)
        _fits(self.false)

    def choose(self, first: str, second: str) -> str:
        """`first` where true, `second` where false, else ""."""
        if self.certain:
            return f"IF({self.true},{first},{second})"
        if self.question is None:
            return f"IF({self.true},{first},IF({self.false},{second},{BLANK}))"
        condition, test, risky = self.question
        body = f"IF({test},{first},{second})"
        body = f"IF({condition},{body},{BLANK})" if condition else body
        return f"IFERROR({body},{BLANK})" if risky else body


def asked(
    condition: str | None,
    test: str,
    opposite: str,
    risky: bool,
    alone: str | None = None,
) -> Verdict:
    """A verdict from a test and its opposite, both meant only under `condition`.

    `alone`, the test or the opposite, fails by itself where the condition fails and needs no guard.
    """

    def safe(text: str) -> str:
        text = f"IF({condition},{text})" if condition and text != alone else text
        return f"IFERROR({text},FALSE)" if risky else text

    certain = condition is None and not risky
    return Verdict(safe(test), safe(opposite), (condition, test, risky), certain)


def guard(refs: Iterable[str]) -> str:
    """The test that all these cells hold numbers."""
    cells = list(dict.fromkeys(refs))
    return f"ISNUMBER({cells[0]})" if len(cells) == 1 else f"COUNT({','.join(cells)})={len(cells)}"


def quoted(text: str) -> str:
    """A text literal; a long one in several parts, joined by &."""
    parts = [text[start : start + _LONGEST_TEXT] for start in range(0, len(text), _LONGEST_TEXT)] or [""]
    literals = ['"' + part.replace('"', '""') + '"' for part in parts]
    return literals[0] if len(literals) == 1 else f"({'&'.join(literals)})"


def written(number: float) -> str:
    """A number as Excel reads it."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return repr(number).upper()


def _fits(text: str) -> None:
    # Parts may be left out later, so only what can never fit is refused here; it also stops runaway growth.
    if len(text) > 4 * LONGEST:
        raise too_long(len(text))


def too_long(length: int) -> ExpressionError:
    """The refusal of a formula Excel could not hold."""
    return ExpressionError(f"条件太复杂：写成 Excel 公式有 {length} 个字符，Excel 最多容纳 {LONGEST} 个；请拆成几列")
