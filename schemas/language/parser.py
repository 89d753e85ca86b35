"""From text to typed nodes. Whatever is wrong comes out as an ExpressionError, never as an error of lark."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lark import Lark
from lark.exceptions import LarkError, UnexpectedInput, UnexpectedToken, VisitError

from .builder import Builder
from .errors import ExpressionError, pointer
from .nodes import Column, Expression, Node, Parameter, Type

# Deeper nesting is beyond any reader, and beyond Excel's 64 levels of functions.
_DEEPEST = 150
_LONGEST = 4000


def parse(text: str, columns: Mapping[str, Type], parameters: Mapping[str, Type] | None = None) -> Expression:
    """Read `text`, given the types of the columns and parameters it may use.

    Raises ExpressionError with a message in plain Chinese and the place of the mistake.
    """
    if len(text) > _LONGEST:
        raise ExpressionError(f"条件太长：{len(text)} 个字，最多 {_LONGEST} 个字", text, _LONGEST)
    try:
        tree = _lark().parse(text)
        node = Builder(text, columns, parameters or {}).transform(tree)
        if _depth(node) > _DEEPEST:
            raise ExpressionError("条件套得太深，请拆开写", text)
    except RecursionError:
        raise ExpressionError("条件套得太深，请拆开写", text) from None
    except VisitError as wrapped:
        if isinstance(wrapped.orig_exc, RecursionError):
            raise ExpressionError("条件套得太深，请拆开写", text) from None
        raise wrapped.orig_exc from None
    except UnexpectedInput as unexpected:
        raise _not_understood(text, unexpected) from None
    except LarkError as other:
        raise ExpressionError(f"条件看不懂：{text}", text) from other
    nodes = list(node.walk())
    return Expression(
        text=text,
        type="number" if node.type == "missing" else node.type,
        node=node,
        columns=frozenset(part.title for part in nodes if isinstance(part, Column)),
        parameters=frozenset(part.name for part in nodes if isinstance(part, Parameter)),
    )


@cache
def _lark() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", propagate_positions=True)


def _not_understood(text: str, unexpected: UnexpectedInput) -> ExpressionError:
    token = unexpected.token if isinstance(unexpected, UnexpectedToken) else None
    if token is not None and token.type == "$END":
        message = "条件没有写完" if text.strip() else "条件是空的"
        return ExpressionError(message + (f"：{pointer(text, len(text))}" if text.strip() else ""), text, len(text))
    position = unexpected.pos_in_stream or 0
    letter = text[position]
    if letter in '[［【“"':
        reason = "引号没有成对" if letter in '“"' else "方括号没有成对"
    elif _second_comparison(unexpected):
        reason = "一次只能比较两个值，请用“且”连接两次比较"
    else:
        reason = "看不懂"
    return ExpressionError(f"条件第 {position + 1} 个字处{reason}：{pointer(text, position)}", text, position)


def _second_comparison(unexpected: UnexpectedInput) -> bool:
    # Where a + could stand, a value has just ended; only another comparison forbids comparing it.
    if not isinstance(unexpected, UnexpectedToken):
        return False
    return unexpected.token.type == "COMPARE" and "PLUS" in unexpected.expected


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, node.parts), default=0)
