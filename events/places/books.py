"""Rules of the branch's books of venues and speakers, and of who speaks at an event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from events.models import Event, EventSpeaker, EventStatus, Speaker, SpeakerStep, Venue
from staff.models import Staff
from staff.scope import visible

PRINTED = ("venue", "venue_en", "address", "address_en", "parking", "parking_en")
"""What an event says of its place, and letters print."""
RATINGS = range(1, 6)
_OFF = (EventStatus.CANCELLED, EventStatus.ARCHIVED)


def printed_words(venue: Venue) -> dict[str, str]:
    """The venue's words by the event's columns."""
    return {"venue": venue.name, "venue_en": venue.name_en} | {name: getattr(venue, name) for name in PRINTED[2:]}


def venues_of(actor: Staff, *, retired: bool = False) -> Sequence[Venue]:
    """The branch's venues by name."""
    is_retired = Venue.retired_at.is_not(None)
    query = visible(actor, Venue).where(is_retired if retired else ~is_retired)
    return db.session.scalars(query.order_by(Venue.own.desc(), Venue.name, Venue.id)).all()


def speakers_of(actor: Staff, *, retired: bool = False) -> Sequence[Speaker]:
    """The branch's speakers by name."""
    is_retired = Speaker.retired_at.is_not(None)
    query = visible(actor, Speaker).where(is_retired if retired else ~is_retired)
    return db.session.scalars(query.order_by(Speaker.name, Speaker.id)).all()


def ratings_of(speakers: Iterable[Speaker]) -> dict[int, tuple[int, float | None]]:
    """How often each has spoken, and the mean of the organisers' ratings; one query for all."""
    ids = [speaker.id for speaker in speakers]
    rows = db.session.execute(
        sa.select(EventSpeaker.speaker_id, sa.func.count(), sa.func.avg(EventSpeaker.rating))
        .join(Event, Event.id == EventSpeaker.event_id)
        .where(EventSpeaker.speaker_id.in_(ids), Event.closed_at.is_not(None))
        .group_by(EventSpeaker.speaker_id)
    )
    found = {row[0]: (row[1], float(row[2]) if row[2] is not None else None) for row in rows}
    return {number: found.get(number, (0, None)) for number in ids}


def save(row: Venue | Speaker, values: dict[str, Any]) -> None:
    """Write what was typed; a new row is added. Printed letters and planned events keep their words."""
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)


def retire(row: Venue | Speaker, *, back: bool, now: datetime) -> None:
    """Take it out of the choices, or back into them."""
    row.retired_at = None if back else row.retired_at or now


# --- who speaks at an event


def speaking_at(event: Event) -> Sequence[EventSpeaker]:
    """Whoever is asked to speak, in the order in which they stand in the book."""
    query = sa.select(EventSpeaker).where(EventSpeaker.event_id == event.id).options(joinedload(EventSpeaker.speaker))
    return db.session.scalars(query.order_by(EventSpeaker.speaker_id)).all()


def ask_speaker(event: Event, speaker: Speaker, *, topic: str = "") -> EventSpeaker:
    """Ask somebody of the book to speak. Raises DomainError: event_called_off, speaker_asked, foreign_speaker."""
    if event.status in _OFF:
        raise DomainError("event_called_off")
    if speaker.branch_id != event.branch_id or speaker.retired_at is not None:
        raise DomainError("foreign_speaker")
    if db.session.get(EventSpeaker, (event.id, speaker.id)) is not None:
        raise DomainError("speaker_asked")
    speaks = EventSpeaker(event_id=event.id, speaker_id=speaker.id, topic=topic)
    db.session.add(speaks)
    if not event.speaker:  # what the letters say, unless the organiser has said it otherwise
        event.speaker, event.speaker_en = speaker.name, speaker.name_en
    return speaks


def change_speaking(
    speaks: EventSpeaker,
    event: Event,
    *,
    topic: str,
    step: SpeakerStep,
    fee: int | None,
    rating: int | None,
    now: datetime,
) -> None:
    """How far it has come, and after the evening how it was. Raises DomainError: event_called_off, rated_early."""
    if event.status in _OFF:
        raise DomainError("event_called_off")
    if rating is not None and now < event.starts_at:
        raise DomainError("rated_early")
    speaks.topic, speaks.step, speaks.fee, speaks.rating = topic, step, fee, rating


def no_longer(speaks: EventSpeaker, event: Event) -> None:
    """Somebody asked by mistake. Raises DomainError("event_called_off")."""
    if event.status in _OFF:
        raise DomainError("event_called_off")
    db.session.delete(speaks)
