"""Helpers with which the lists of fields are written."""

from __future__ import annotations

from typing import Any

from invitations.segments.kinds import Number
from invitations.segments.operators import Op


def codes(words: Any) -> dict[str, Any]:
    return {member.value: word for member, word in words.items()}


def number(code: str, label: Any, column: Any, at_least: Any, at_most: Any, **more: Any) -> Number:
    return Number(code, label, {Op.AT_LEAST: at_least, Op.AT_MOST: at_most}, column, **more)
