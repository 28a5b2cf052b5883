"""What nominations ask of the reader today: places to fill, or proposals to decide about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.models import OVER, Event
from invitations.guests.quotas import plans
from invitations.guests.rates import letters_advised
from invitations.models import EventQuota, Nomination, NominationState
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import sees

MOST = 6


def nominations_to_do(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For the organiser: events with proposals to decide. For a manager: events with places of theirs to fill."""
    decide = _to_decide(actor, now) if plans(actor) else []
    fill = _to_fill(actor, now) if actor.may(Role.RM) else []
    return {"decide": decide, "fill": fill} if decide or fill else None


def _coming(actor: Staff, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(sees(actor, Event), Event.starts_at > now, Event.status.not_in(OVER))


def _to_decide(actor: Staff, now: datetime) -> list[tuple[Event, int]]:
    query = (
        sa.select(Event, sa.func.count(Nomination.id))
        .join(Nomination, Nomination.event_id == Event.id)
        .where(_coming(actor, now), Nomination.state == NominationState.PROPOSED, sees(actor, Nomination))
        .group_by(Event.id)
        .order_by(Event.starts_at)
        .limit(MOST)
    )
    return [(event, int(number)) for event, number in db.session.execute(query)]


def _to_fill(actor: Staff, now: datetime) -> list[tuple[Event, EventQuota, int]]:
    """Events for which the manager has places that nobody of theirs is proposed for yet, with how many are proposed."""
    proposed = (
        sa.select(sa.func.count(Nomination.id))
        .where(
            Nomination.event_id == EventQuota.event_id,
            Nomination.rm_id == EventQuota.rm_id,
            Nomination.state.in_((NominationState.PROPOSED, NominationState.ACCEPTED)),
        )
        .correlate(EventQuota)
        .scalar_subquery()
    )
    query = (
        sa.select(Event, EventQuota, proposed)
        .join(EventQuota, EventQuota.event_id == Event.id)
        .where(
            _coming(actor, now),
            EventQuota.rm_id == actor.id,
            EventQuota.returns_on > now.date(),
            EventQuota.seats > proposed,
        )
        .options(sa.orm.lazyload(EventQuota.rm))
        .order_by(EventQuota.returns_on, Event.id)
        .limit(MOST)
    )
    return [(event, quota, int(number)) for event, quota, number in db.session.execute(query)]


NOMINATIONS = Panel("invitations/guests/panel_nominations.html", nominations_to_do)


def advice(_actor: Staff, event: Event, _now: datetime) -> dict[str, Any]:
    """For the event's own page, which stands in a room to the left."""
    return {"advised": letters_advised(event)}


ADVICE = Panel("", advice)
