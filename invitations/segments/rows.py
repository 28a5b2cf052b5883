"""Kinds of fields whose choices are rows of tables: branches, people, levels of the club."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from core.db import LARGEST_ID
from invitations.segments.kinds import Choice, Clause, Field, Several
from invitations.segments.operators import Asked, Op

# Only to the type checker a Field: as a real one it would put the fields of the dataclasses beside it in other places.
if TYPE_CHECKING:

    class _OfField(Field):
        pass

else:
    _OfField = object


class _Rows(_OfField):
    """Of which the choices are rows: a catalogue knows their names, and without one any id is taken."""

    def known(self, texts: Sequence[str]) -> list[str]:
        return [text for text in texts if (text in self.words if self.words else is_id(text))]

    def read(self, op: Op, texts: Sequence[str], further: str = "") -> tuple[Any, int | None]:
        if op in self.said and texts and not self.words and all(map(is_id, texts)):
            return tuple(dict.fromkeys(texts)), None
        return super().read(op, texts, further)


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:11]) <= LARGEST_ID


@dataclass(frozen=True, eq=False)
class Reference(_Rows, Choice):
    """The id of a row: branch, relationship manager."""

    def clause(self, asked: Asked) -> Clause:
        among = self.column.in_([int(code) for code in asked.value])
        return sa.not_(among) if asked.op is Op.NONE else among


@dataclass(frozen=True, eq=False)
class SeveralRows(_Rows, Several):
    """Of a list of rows."""
