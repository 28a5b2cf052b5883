"""Further telephone numbers and e-mail addresses of a client, and which of them is the usual one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from clients.book.saving import normalised_phone, write_client
from clients.models import Client, ContactChannel, ContactPoint, PointKind
from core.db import db
from core.errors import DomainError

MOST_POINTS = 12
CHANNELS = (ContactChannel.PHONE, ContactChannel.EMAIL)
_COLUMN = {ContactChannel.PHONE: "phone", ContactChannel.EMAIL: "email"}


def points_of(client: Client) -> Sequence[ContactPoint]:
    """The further ones, telephones first, in the order in which they came."""
    query = sa.select(ContactPoint).where(ContactPoint.client_id == client.id)
    rows = db.session.scalars(query.order_by(ContactPoint.id)).all()
    return sorted(rows, key=lambda row: CHANNELS.index(row.channel))


def normalised_email(text: str) -> str:
    """The address as it is written to. Empty stays empty. Raises DomainError("email_invalid")."""
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise DomainError("email_invalid") from None


def normalised(channel: ContactChannel, text: str) -> str:
    """Raises DomainError: phone_invalid, email_invalid, point_missing for nothing."""
    value = normalised_phone(text) if channel is ContactChannel.PHONE else normalised_email(text)
    if not value:
        raise DomainError("point_missing")
    return value


def add_point(client: Client, channel: ContactChannel, text: str, *, kind: PointKind, note: str = "") -> ContactPoint:
    """A further number or e-mail address; where the client has none yet, "make it the usual one" follows by itself.

    Raises DomainError: phone_invalid, email_invalid, point_missing, point_known, points_many.
    """
    value = normalised(channel, text)
    present = points_of(client)
    known = {getattr(client, _COLUMN[channel]), *(row.value for row in present if row.channel is channel)}
    if value in known:
        raise DomainError("point_known")
    if len(present) >= MOST_POINTS:
        raise DomainError("points_many", most=MOST_POINTS)
    row = ContactPoint(client_id=client.id, channel=channel, value=value, kind=kind, note=note)
    db.session.add(row)
    db.session.flush()
    return row


def make_usual(client: Client, row: ContactPoint) -> None:
    """Let it change places with the usual one, which stays as a further one if there is one."""
    column = _COLUMN[row.channel]
    usual = getattr(client, column)
    values: dict[str, Any] = {column: row.value}
    write_client(client, **values)
    if usual:
        row.value = usual
    else:
        db.session.delete(row)
