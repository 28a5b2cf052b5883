"""Which follow-ups grow out of an evening (domain practice, follow-up rules), for many guests at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from attendance.follow_ups.asking import reasons_against
from attendance.follow_ups.due import due_at, is_same_day
from attendance.follow_ups.opening import open_follow_up
from attendance.models import FollowUp, FollowUpKind, WalkIn
from clients.models import Client
from core.db import db
from events.models import Event

Wish = tuple[Client, FollowUpKind]
AFTERWARDS = (FollowUpKind.SAME_DAY, FollowUpKind.THANK_YOU, FollowUpKind.NO_SHOW, FollowUpKind.CANCELLED_SAME_DAY)
"""What closing opens by itself; the rest somebody has asked for."""


def key_of(kind: FollowUpKind, event: Event, client: Client) -> str:
    return f"after:{event.id}:{kind.value}:{client.id}"


def open_for_guests(event: Event, wishes: Sequence[Wish], *, now: datetime) -> list[FollowUp]:
    """A task for each client and kind, but for those who may not be spoken to. Known ones stay as they are.

    For the holder of the event's lock: nobody else opens these. As many queries for hundreds as for one.
    """
    clients = list({client.id: client for client, _kind in wishes}.values())
    against = reasons_against(clients, event, day=now.astimezone(event.tz).date())
    wanted = {
        key_of(kind, event, client): (client, kind)
        for client, kind in wishes
        if not against[client.id] and (kind is not FollowUpKind.SAME_DAY or is_same_day(event, now))
    }
    known = set(db.session.scalars(sa.select(FollowUp.key).where(FollowUp.event_id == event.id)))
    opened = [
        FollowUp(
            kind=kind,
            event_id=event.id,
            client_id=client.id,
            key=key,
            owner_id=client.rm_id,
            opened_at=now,
            due_at=due_at(kind, event, now),
        )
        for key, (client, kind) in wanted.items()
        if key not in known
    ]
    db.session.add_all(opened)
    db.session.flush()
    return opened


def open_for_walk_ins(event: Event, *, now: datetime) -> list[FollowUp]:
    """A call to each who came without an invitation and may be told of further events."""
    query = sa.select(WalkIn).where(
        WalkIn.event_id == event.id,
        WalkIn.consented_at.is_not(None),
        WalkIn.forgotten_at.is_(None),
        WalkIn.client_id.is_(None),  # a client is thanked like any other
    )
    return [open_for_walk_in(event, one, now=now) for one in db.session.scalars(query.order_by(WalkIn.id))]


def open_for_walk_in(event: Event, walk_in: WalkIn, *, now: datetime) -> FollowUp:
    """The call to one of them, for the manager who was named or else the organiser. Twice is once."""
    return open_follow_up(
        FollowUpKind.LEAD,
        event=event,
        owner_id=walk_in.owner_id or event.organiser_id,
        due_at=due_at(FollowUpKind.LEAD, event, now),
        key=f"lead:{walk_in.id}",
        now=now,
        walk_in_id=walk_in.id,
    )
