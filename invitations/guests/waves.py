"""Waves: in which order letters leave, so that a second letter goes out only for a seat that the first left free.

Nothing that a guest reads tells of them. Wave A leaves when its letters are ready, as do letters of no wave; B and C
wait until somebody releases them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from clients.models import Client, EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from core.zone import beginning_of
from events.models import Event
from invitations.answers.calls import open_call
from invitations.guests.rates import RateBook, rates_of
from invitations.models import (
    CallReason,
    CallTask,
    Dispatch,
    DispatchStep,
    Invitation,
    ReplyState,
    Wave,
    WaveRelease,
)
from staff.models import Staff

LATER = (Wave.B, Wave.C)
DAYS_BETWEEN = 5
"""So long a wave has to answer before the next one leaves (domain practice, waves)."""
LAST_DAYS = 10
"""A card that comes later than this before the evening tells its reader that somebody else was asked first."""
CALL_WITHIN = timedelta(days=1)
ABSENCES, ABSENCE_DAYS = 3, 365
"""Who stayed away so often within a year, having said yes, is not of the first wave."""


def held_back() -> sa.ColumnElement[bool]:
    """The invitation's letter may not leave: its wave is not released, or its guest is to be called first."""
    released = (
        sa.select(WaveRelease.event_id)
        .where(WaveRelease.event_id == Invitation.event_id, WaveRelease.wave == Invitation.wave)
        .correlate(Invitation)
        .exists()
    )
    to_call = (
        sa.select(CallTask.id)
        .where(
            CallTask.invitation_id == Invitation.id,
            CallTask.reason == CallReason.LATE_WAVE,
            CallTask.done_at.is_(None),
        )
        .correlate(Invitation)
        .exists()
    )
    # Without the first condition a letter of no wave would be neither held back nor free: NULL in a list is NULL.
    return sa.or_(sa.and_(Invitation.wave.is_not(None), Invitation.wave.in_(LATER), sa.not_(released)), to_call)


def held_ids(invitation_ids: Collection[int]) -> set[int]:
    """Those of the invitations whose letter may not leave; the caller has checked the scope of the ids."""
    query = sa.select(Invitation.id).where(Invitation.id.in_(invitation_ids), held_back())
    return set(db.session.scalars(query)) if invitation_ids else set()


def often_absent(client_ids: Collection[int], day: date) -> set[int]:
    """Who accepted and stayed away three times within the year before `day`."""
    if not client_ids:
        return set()
    person = sa.func.coalesce(Client.merged_into_id, Client.id)
    query = (
        sa.select(person)
        .join(HistoryEntry, HistoryEntry.client_id == Client.id)
        .where(
            person.in_(client_ids),
            HistoryEntry.kind == EntryKind.OUTCOME_NO_SHOW,
            HistoryEntry.at >= beginning_of(day - timedelta(days=ABSENCE_DAYS)),
        )
        .group_by(person)
        .having(sa.func.count() >= ABSENCES)
    )
    return set(db.session.scalars(query))


def released_waves(event: Event) -> dict[Wave, WaveRelease]:
    rows = db.session.scalars(sa.select(WaveRelease).where(WaveRelease.event_id == event.id))
    return {row.wave: row for row in rows}


def is_late(event: Event, now: datetime) -> bool:
    """Whether a letter would come so late that a call has to come first."""
    return now.astimezone(event.tz).date() > last_day(event)


def last_day(event: Event) -> date:
    """The last day on which a wave leaves without a call."""
    return event.local_start.date() - timedelta(days=LAST_DAYS)


def put_in_wave(event: Event, invitations: Sequence[Invitation], wave: Wave | None, *, now: datetime) -> set[int]:
    """Let the invitations be of the wave; returns the ids of those that are of wave B because they often stay away.

    Their letters must not be ordered yet. Of a wave that is released too late for a letter alone, each is to be called.
    """
    absent = set()
    if wave is Wave.A:
        absent = often_absent([one.client_id for one in invitations], now.astimezone(event.tz).date())
    for invitation in invitations:
        invitation.wave = Wave.B if invitation.client_id in absent else wave
    released = released_waves(event) if invitations else {}
    if is_late(event, now):
        for invitation in invitations:
            if invitation.wave in LATER and invitation.wave in released:
                open_call(invitation, CallReason.LATE_WAVE, due_at=now + CALL_WITHIN, now=now)
    return {one.id for one in invitations if one.client_id in absent}


# --- releasing


@dataclass(frozen=True)
class Room:
    """Seats for a further wave: what is free, less who waits for a seat, less who will probably still accept."""

    free: int
    waiting: int
    awaited: float

    @property
    def seats(self) -> int:
        return max(0, math.floor(self.free - self.waiting - self.awaited + 1e-9))


def room_for_more(event: Event, rates: RateBook) -> Room:
    """How many seats the guests who were asked so far will leave free; one query."""
    asked_for = sa.func.coalesce(sa.func.nullif(Invitation.heads, 0), 1)
    rows = db.session.execute(
        sa.select(Invitation.reply, Client.client_type, sa.func.count(), sa.func.sum(asked_for))
        .join(Client, Client.id == Invitation.client_id)
        .where(
            Invitation.event_id == event.id,
            Invitation.revoked_at.is_(None),
            Invitation.reply.in_((ReplyState.NONE, ReplyState.TENTATIVE, ReplyState.WAITLISTED)),
            sa.not_(held_back()),
        )
        .group_by(Invitation.reply, Client.client_type)
    )
    waiting, awaited = 0, 0.0
    for reply, kind, number, heads in rows:
        if reply is ReplyState.WAITLISTED:
            waiting += int(heads)
        elif reply is ReplyState.TENTATIVE:
            awaited += 0.5 * int(heads)
        else:
            of_type = rates.of(kind)
            awaited += number * of_type.accept * of_type.party
    return Room(event.seats_free, waiting, round(awaited, 2))


def before(event: Event, wave: Wave) -> datetime | None:
    """When the wave before this one left: that with letters which was released last, else the first letter's way out.

    None when no letter has left yet.
    """
    earlier = [row.released_at for one, row in released_waves(event).items() if one.value < wave.value]
    if earlier:
        return max(earlier)
    return db.session.scalar(
        sa.select(sa.func.min(DispatchStep.at))
        .join(Invitation, Invitation.id == DispatchStep.invitation_id)
        .where(
            Invitation.event_id == event.id,
            Invitation.revoked_at.is_(None),
            sa.or_(Invitation.wave.is_(None), Invitation.wave.not_in(LATER)),
            DispatchStep.step.in_((Dispatch.HANDED, Dispatch.DELIVERED)),
        )
    )


def why_not(event: Event, wave: Wave, *, now: datetime, room: Room, phone_first: bool = False) -> DomainError | None:
    """Why the wave can't be released now, or nothing."""
    if event.over or event.starts_at <= now:
        return DomainError("event_closed" if event.over else "event_over")
    refusal = _too_early(event, wave, now)
    if refusal is None and room.seats < 1:
        refusal = DomainError("wave_no_seats", free=room.free, awaited=math.ceil(room.awaited), waiting=room.waiting)
    if refusal is None and is_late(event, now) and not phone_first:
        refusal = DomainError("wave_late", days=LAST_DAYS)
    return refusal


def _too_early(event: Event, wave: Wave, now: datetime) -> DomainError | None:
    """Those before have not been asked, or not been given the time to answer."""
    if wave is Wave.C and Wave.B not in released_waves(event) and _has_letters(event, Wave.B):
        return DomainError("wave_out_of_order")
    left_at = before(event, wave)
    if left_at is None:
        return DomainError("wave_nothing_left")
    days = (now.astimezone(event.tz).date() - left_at.astimezone(event.tz).date()).days
    return DomainError("wave_too_soon", days=DAYS_BETWEEN) if days < DAYS_BETWEEN else None


def _has_letters(event: Event, wave: Wave) -> bool:
    query = sa.select(Invitation.id).where(
        Invitation.event_id == event.id, Invitation.wave == wave, Invitation.revoked_at.is_(None)
    )
    return db.session.scalar(query.limit(1)) is not None


def release(event: Event, wave: Wave, *, staff: Staff, now: datetime, phone_first: bool = False) -> int:
    """Let the letters of wave B or C leave; twice is once. Returns how many guests are to be called first.

    Within the last ten days only with `phone_first`: then each manager calls, and the letter confirms what was said.
    The event must be locked. Raises DomainError: event_closed, event_over, wave_unknown for wave A, which needs no
    release, wave_empty, wave_out_of_order, wave_nothing_left, wave_too_soon, wave_no_seats, or wave_late.
    """
    if wave not in LATER:
        raise DomainError("wave_unknown")
    if wave in released_waves(event):
        return 0
    if not _has_letters(event, wave):
        raise DomainError("wave_empty")
    refusal = why_not(event, wave, now=now, room=room_for_more(event, rates_of(event)), phone_first=phone_first)
    if refusal is not None:
        raise refusal
    db.session.add(WaveRelease(event_id=event.id, wave=wave, released_at=now, staff_id=staff.id))
    if not is_late(event, now):
        return 0
    query = sa.select(Invitation).where(
        Invitation.event_id == event.id,
        Invitation.wave == wave,
        Invitation.revoked_at.is_(None),
        Invitation.dispatch == Dispatch.LISTED,
    )
    late = db.session.scalars(query.order_by(Invitation.id)).all()
    for invitation in late:
        open_call(invitation, CallReason.LATE_WAVE, due_at=now + CALL_WITHIN, now=now)
    return len(late)
