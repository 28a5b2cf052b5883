"""Refused ways: who wants nothing by telephone any more is called no more, from that moment on."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.contact.fatigue import Roots, roots_of
from clients.history.ledger import tell
from clients.models import ChannelRefusal, Client, ContactChannel, EntryKind
from core.db import db
from core.errors import DomainError
from staff.models import Role, Staff


def refuse(
    client: Client, channel: ContactChannel, *, said: str = "", staff: Staff | None, now: datetime
) -> ChannelRefusal:
    """The client wants nothing by this way any more, whatever it is for; `staff` is none when the client wrote it.

    Raises DomainError("channel_refused_already").
    """
    if any(row.channel is channel for row in refusals_of(client)):
        raise DomainError("channel_refused_already")
    row = ChannelRefusal(client_id=client.id, channel=channel, at=now, staff_id=staff.id if staff else None, said=said)
    db.session.add(row)
    db.session.flush()
    _tell(row, client, said, staff, now)
    return row


def lift_refusal(row: ChannelRefusal, *, because: str, staff: Staff, now: datetime) -> None:
    """The client wants it again and has said so. Twice is the same as once.

    Raises DomainError: refusal_only_manager, or refusal_wants_word without what the client said.
    """
    if not staff.may(Role.MANAGER, Role.ADMIN):
        raise DomainError("refusal_only_manager")
    if not because:
        raise DomainError("refusal_wants_word")
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by_id, row.lifted_because = now, staff.id, because
        _tell(row, row.client, because, staff, now)


def _tell(row: ChannelRefusal, client: Client, text: str, staff: Staff | None, now: datetime) -> None:
    tell(
        client.id,
        EntryKind.CONSENT_CHANGED,
        at=now,
        text=text,
        staff_id=staff.id if staff else None,
        source="channel_refusal",
        source_id=row.id,
    )


def refusals_of(client: Client, known: Roots | None = None) -> list[ChannelRefusal]:
    """The refusals that stand, in the order in which they were said."""
    staff = joinedload(ChannelRefusal.staff)
    query = (
        sa.select(ChannelRefusal)
        .where(ChannelRefusal.client_id.in_(roots_of([client.id], known)), ChannelRefusal.lifted_at.is_(None))
        .options(staff.lazyload(Staff.roles), staff.lazyload(Staff.branch))
        .order_by(ChannelRefusal.id)
    )
    return list(db.session.scalars(query))
