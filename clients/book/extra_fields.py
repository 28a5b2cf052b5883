"""Fields that a branch adds to its client book: which there are, what may stand in them, how a value is shown.

The values stand in `Client.extra`, under the field's id as text: texts, numbers, dates as YYYY-MM-DD, True and False.
A field is never deleted, only retired: what was written stays, and comes back with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from clients.models import Client, ExtraField, FieldKind
from clients.words import YES_NO, YES_NO_WORDS
from core.db import db
from core.errors import DomainError
from core.forms import clean, digits

MOST_FIELDS = 30
MOST_CHOICES = 30
MOST_CHARACTERS = 200
LONGEST_LABEL, LONGEST_LABEL_EN = 40, 60


def fields_of(branch_id: int, *, retired: bool = False) -> Sequence[ExtraField]:
    """The branch's fields in their order; with `retired`, those out of use stand after the others."""
    query = sa.select(ExtraField).where(ExtraField.branch_id == branch_id)
    if not retired:
        query = query.where(ExtraField.retired.is_(False))
    return db.session.scalars(query.order_by(ExtraField.retired, ExtraField.place, ExtraField.id)).all()


def called(field: ExtraField, language: str) -> str:
    return field.label_en or field.label if language == "en" else field.label


def read_value(field: ExtraField, text: str) -> Any:
    """What `text` means in this field, as it is stored; None for nothing.

    Raises DomainError: extra_number, extra_date, extra_choice, extra_yes_no, text_too_long.
    """
    text = clean(text)
    return _READERS[field.kind](field, text) if text else None


def _text(_field: ExtraField, text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise DomainError("text_too_long", most=MOST_CHARACTERS, length=len(text))
    return text


def _number(_field: ExtraField, text: str) -> int | float:
    try:
        number = Decimal(digits(text).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise DomainError("extra_number") from None
    if not number.is_finite() or abs(number) >= 10**15:
        raise DomainError("extra_number")
    return int(number) if number == number.to_integral_value() else float(number)


def _date(_field: ExtraField, text: str) -> str:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", digits(text).split(" ")[0]) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", digits(text)
    )
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else _no_date()
    except ValueError:
        raise DomainError("extra_date") from None


def _no_date() -> str:
    raise DomainError("extra_date")


def _choice(field: ExtraField, text: str) -> str:
    if text not in field.choices:
        raise DomainError("extra_choice", known="、".join(field.choices))
    return text


def _yes_no(_field: ExtraField, text: str) -> bool:
    word = digits(text).lower()
    for answer, words in YES_NO_WORDS.items():
        if word in words:
            return answer
    raise DomainError("extra_yes_no")


_READERS = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
}


def value_of(client: Client, field: ExtraField) -> Any:
    """What stands in this field for the client; None for nothing."""
    return (client.extra or {}).get(str(field.id))


def shown(field: ExtraField, value: Any) -> str:
    """The value in the reader's language; empty for nothing. `read_value` understands it again."""
    if value is None:
        return ""
    return str(YES_NO[bool(value)]) if field.kind is FieldKind.YES_NO else str(value)


def with_values(extra: Mapping[str, Any] | None, values: Mapping[int, Any]) -> dict[str, Any]:
    """`extra` with these fields set, by id; None takes a value away. What stands in other fields stays."""
    changed = {str(field_id): value for field_id, value in values.items()}
    return {key: value for key, value in {**(extra or {}), **changed}.items() if value is not None}


def write_field(
    branch_id: int,
    field: ExtraField | None,
    *,
    label: str,
    label_en: str,
    kind: FieldKind | None = None,
    choices: Sequence[str] = (),
) -> ExtraField:
    """Add a field, or rename one and change its choices; the kind of one that is there stays.

    Raises DomainError: field_nameless, field_known, field_choices, fields_many.
    """
    label, label_en = clean(label), clean(label_en)
    if not label:
        raise DomainError("field_nameless")
    present = fields_of(branch_id, retired=True)
    if any(other.label == label and other is not field for other in present):
        raise DomainError("field_known")
    if field is None:
        if len(present) >= MOST_FIELDS:
            raise DomainError("fields_many", most=MOST_FIELDS)
        place = max((other.place for other in present), default=0) + 1
        field = ExtraField(branch_id=branch_id, kind=kind or FieldKind.TEXT, place=place)
        db.session.add(field)
    field.label, field.label_en = label, label_en
    field.choices = _choices(choices) if field.kind is FieldKind.CHOICE else []
    db.session.flush()
    return field


def _choices(lines: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(word for line in lines if (word := clean(line))))
    if not 2 <= len(found) <= MOST_CHOICES or any(len(word) > MOST_CHARACTERS for word in found):
        raise DomainError("field_choices", most=MOST_CHOICES)
    return found


def move_up_field(field: ExtraField) -> None:
    """Let it change places with the one before it; the first stays where it is."""
    present = list(fields_of(field.branch_id))
    place = present.index(field)
    if place:
        present[place - 1], present[place] = present[place], present[place - 1]
    for number, one in enumerate(present, 1):
        one.place = number
