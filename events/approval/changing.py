"""Giving up a day or the whole evening: the event's own part. Whom to call and write to is invitations/' business."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from core.errors import DomainError
from events.approval.asking import grant_by_own_word, last_steps
from events.approval.moves import locked, move, moves_of
from events.models import Event, EventStatus
from events.planning import check_times
from staff.models import Role, Staff

REASONS = ("zh", "en")
REASON = "change_reason"
"""The placeholder by which a letter tells why, if the guests are told at all; kept with the event's particulars."""


@dataclass(frozen=True)
class Times:
    """The new beginning, end and deadline."""

    starts_at: datetime
    ends_at: datetime
    reply_by: datetime


class Moved(enum.Enum):
    """How far a plan was changed."""

    HOUR = "hour"  # another hour of the same day: what was answered holds
    DAY = "day"  # everybody is asked again
    OPEN = "open"  # no day is named yet


def postpone(
    event_id: int, times: Times | None, *, staff: Staff, reason: str, now: datetime, told: dict[str, str] | None = None
) -> Moved:
    """Give up the day, for another one or for none yet; or name the day of an event that was put off before.

    `told` is what letters may say of the reason, by language. An event that was approved goes on as it was; a manager
    who moves it has approved the new day, else it is to be approved anew before further invitations leave. Raises
    DomainError: event_closed, event_begun, change_without_reason, event_postponed when it is put off already,
    day_not_changed, start_in_past, ends_before_start, reply_after_start, or reply_in_past.
    """
    event = locked(event_id)
    waiting = event.status is EventStatus.POSTPONED
    _still_to_come(event, now, reason)
    if times is None and waiting:
        raise DomainError("event_postponed")
    if times is not None:
        _check(event, times, waiting, now)
    _keep_told(event, told)
    if not waiting:
        before = event.status
        event.announced_for = event.starts_at
        move(event, EventStatus.POSTPONED, now=now, staff=staff, reason=reason)
    else:
        before = _before_postponing(event)
    if times is None:
        return Moved.OPEN
    old_day = event.local_start.date()
    event.starts_at, event.ends_at, event.reply_by = times.starts_at, times.ends_at, times.reply_by
    moved = Moved.HOUR if not waiting and event.local_start.date() == old_day else Moved.DAY
    _approve_anew(event, moved, staff, reason, now)
    move(event, _after(before), now=now, staff=staff, reason=reason)
    return moved


def _still_to_come(event: Event, now: datetime, reason: str) -> None:
    if event.over:
        raise DomainError("event_closed")
    if event.starts_at <= now and event.status is not EventStatus.POSTPONED:
        raise DomainError("event_begun")
    if not reason.strip():
        raise DomainError("change_without_reason")


def _check(event: Event, times: Times, waiting: bool, now: datetime) -> None:
    if not waiting and times.starts_at == event.starts_at:
        raise DomainError("day_not_changed")
    if times.starts_at <= now:
        raise DomainError("start_in_past")
    check_times(starts_at=times.starts_at, ends_at=times.ends_at, reply_by=times.reply_by)
    if times.reply_by <= now:
        raise DomainError("reply_in_past")


def _keep_told(event: Event, told: dict[str, str] | None) -> None:
    kept = {language: dict((event.particulars or {}).get(language, {})) for language in REASONS}
    for language, words in kept.items():
        words.pop(REASON, None)
        if told and told.get(language):
            words[REASON] = told[language]
    event.particulars = kept


def _before_postponing(event: Event) -> EventStatus:
    """The status from which the event was put off."""
    put_off = [one for one in moves_of(event) if one.after is EventStatus.POSTPONED]
    return EventStatus(put_off[-1].before) if put_off else EventStatus.DRAFT


def _after(before: EventStatus) -> EventStatus:
    """Where an event goes on once its new day is named."""
    return before if before in (EventStatus.APPROVED, EventStatus.INVITING) else EventStatus.DRAFT


def _approve_anew(event: Event, moved: Moved, staff: Staff, reason: str, now: datetime) -> None:
    """A day that nobody has seen lapses by itself where the first was asked for; here is what does not."""
    if event.approved_at is None or moved is Moved.HOUR:
        return
    if staff.may(Role.MANAGER) and staff.branch_id == event.branch_id:
        grant_by_own_word(event, staff=staff, now=now, reason=reason[:300])
    elif not last_steps(event):
        event.approved_at = None


def cancel(event_id: int, *, staff: Staff, reason: str, now: datetime, told: dict[str, str] | None = None) -> Event:
    """Give the evening up for good. Raises DomainError: event_closed, event_begun, or change_without_reason."""
    event = locked(event_id)
    _still_to_come(event, now, reason)
    _keep_told(event, told)
    move(event, EventStatus.CANCELLED, now=now, staff=staff, reason=reason)
    return event
