"""Conditions and formulas as parsed, each text once: form, check and master ask for the same ones."""

from __future__ import annotations

from collections.abc import Mapping

from schemas import language
from schemas.parameters import EXPRESSION_PARAMETERS

# Text → what it means, and the types of the columns that it names: all that its meaning hangs on.
_known: dict[str, tuple[language.Expression, dict[str, language.Type]]] = {}


def parsed(text: str, kinds: Mapping[str, language.Type]) -> language.Expression:
    """A condition or formula over columns of those types; raises ExpressionError.

    Args:
        kinds: title → type of every column that there is.
    """
    known = _known.get(text)
    if known is not None and all(kinds.get(title) == kind for title, kind in known[1].items()):
        return known[0]
    expression = language.parse(text, kinds, EXPRESSION_PARAMETERS)
    _known[text] = (expression, {title: kinds[title] for title in expression.columns})
    return expression
