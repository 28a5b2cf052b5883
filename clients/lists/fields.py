"""What a column of a list can mean to one reader: the fields of all lists, and those that the branch added itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clients.book.extra_fields import called, fields_of, read_value
from clients.book.owners import may_read_confidences
from clients.lists.cells import reader_of, tidy
from clients.lists.columns import Column
from clients.lists.words import COLUMNS
from clients.models import ExtraField
from core.errors import DomainError
from staff.models import Staff

EXTRA = "extra:"
_MOST_CACHED = 20_000


@dataclass(frozen=True)
class Meaning:
    """A field by its code in mappings; `label` in the reader's language."""

    code: str
    label: Any
    column: Column | None
    extra: ExtraField | None = None


def meanings(actor: Staff) -> dict[str, Meaning]:
    """All fields that a list of `actor` may fill, by code. Confidences are for those who talk with the client."""
    found = {
        column.value: Meaning(column.value, label, column)
        for column, label in COLUMNS.items()
        if column is not Column.DO_NOT_MENTION or may_read_confidences(actor)
    }
    for field in fields_of(actor.branch_id):
        code = f"{EXTRA}{field.id}"
        found[code] = Meaning(code, called(field, actor.language), None, field)
    return found


class Reader:
    """Reads the texts of one column; what it has read once it knows. Neither `read` nor `learn` ever raises."""

    def __init__(self, meaning: Meaning, *, today: date, from_1904: bool = False) -> None:
        self.meaning = meaning
        if meaning.extra is not None:
            self._value = self._of_extra(meaning.extra)
        else:
            assert meaning.column is not None
            self._value = reader_of(meaning.column, today=today, from_1904=from_1904)
        self.known: dict[str, tuple[Any, DomainError | None]] = {"": (None, None)}

    @staticmethod
    def _of_extra(field: ExtraField) -> Callable[[str], Any]:
        return lambda text: read_value(field, text)

    def read(self, text: str) -> tuple[Any, DomainError | None]:
        """What the text means (None: nothing), and why it can't be used."""
        return self.known.get(text) or self.learn(text)

    def learn(self, text: str) -> tuple[Any, DomainError | None]:
        """As `read`, of a text that is not known yet."""
        if len(self.known) > _MOST_CACHED:
            self.known.clear()  # the same dictionary: whoever reads a block holds it
        found = self.known[text] = self._read(text)
        return found

    def _read(self, text: str) -> tuple[Any, DomainError | None]:
        words = tidy(text)
        if not words:
            return None, None
        try:
            return self._value(words), None
        except DomainError as refusal:
            return None, refusal


def readers(
    codes: Mapping[int, str], known: Mapping[str, Meaning], *, today: date, from_1904: bool
) -> list[tuple[int, str, Reader]]:
    """Place, code and reader of each column whose meaning is known."""
    return [
        (place, code, Reader(known[code], today=today, from_1904=from_1904))
        for place, code in sorted(codes.items())
        if code in known
    ]
