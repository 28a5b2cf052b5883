"""What makes an event a matter for compliance: the flags that were raised, and those that its plan raises by itself."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import db
from events.models import Event, EventFormat, EventSpeaker, Flag, Speaker, Venue

LARGE_HEADS = 100
_BY_FORMAT = {
    EventFormat.TRIP: Flag.TRAVEL,
    EventFormat.SPORT: Flag.TRAVEL,
    EventFormat.FAMILY: Flag.MINORS,
}


def raised(event: Event) -> frozenset[Flag]:
    """The flags of domain practice that stand for this event (flags that force approval).

    Nobody has to remember that a trip is a trip: what the format, the venue's book or the speaker's say is added.
    """
    flags = {Flag(value) for value in event.flags or []}
    if event.format in _BY_FORMAT:
        flags.add(_BY_FORMAT[event.format])
    if event.risks or _speaks_for_a_maker(event):
        flags.add(Flag.PRODUCT)
    if event.capacity + event.heads_outside > LARGE_HEADS and _outside(event):
        flags.add(Flag.LARGE_VENUE)
    return frozenset(flags)


def _speaks_for_a_maker(event: Event) -> bool:
    query = (
        sa.select(EventSpeaker.speaker_id)
        .join(Speaker, Speaker.id == EventSpeaker.speaker_id)
        .where(EventSpeaker.event_id == event.id, Speaker.of_product_maker.is_(True))
    )
    return db.session.scalar(query.limit(1)) is not None


def _outside(event: Event) -> bool:
    """Whether the venue is not the bank's own; of one that is not in the book nobody knows."""
    if event.venue_id is None:
        return False
    return db.session.scalar(sa.select(Venue.own).where(Venue.id == event.venue_id)) is False
