"""An evening is moved, put off or called off: whoever knows of it is called at once and written to.

Letters that are still in the house are printed anew, or destroyed; runs that were ordered are given up. With another
day everybody is asked again and the answers so far stay in the ledger; with another hour of the same day they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.contact.may_contact import Reason
from clients.history.ledger import tell
from clients.models import Client, ContactChannel, EntryKind, Purpose
from core.db import db
from events.approval.changing import Moved, Times
from events.approval.changing import cancel as cancel_event
from events.approval.changing import postpone as postpone_event
from events.models import Event
from invitations.answers import calls
from invitations.answers.asking_again import ask_again, said_no_to_the_day
from invitations.answers.offers import withdraw_all
from invitations.guests.permission import forbidden
from invitations.models import CallReason, CallTask, Dispatch, Invitation, InvitationLetter, ReplyState
from invitations.runs.dispatch import write_step
from invitations.runs.print_runs import runs_of
from printing.models import PrintRun
from staff.models import Staff

OUT = (Dispatch.HANDED, Dispatch.DELIVERED)
"""Letters that have left the house: whoever has one in the hand may have read it."""
SAID_NO = (ReplyState.DECLINED, ReplyState.CANCELLED)
PRINTED = (Dispatch.PRINTED, Dispatch.SIGNED)
REASON_OF = {
    Moved.HOUR: CallReason.CHANGED,
    Moved.DAY: CallReason.POSTPONED,
    Moved.OPEN: CallReason.POSTPONED,
}


@dataclass(frozen=True)
class Told:
    """What a change of plan has led to."""

    moved: Moved | None  # none: the evening was called off
    to_call: int
    unreachable: int  # may be told neither by telephone nor by letter: somebody has to think of a way
    to_destroy: int  # sheets in the house


def standing_guests(event: Event) -> list[Invitation]:
    """All invitations of the event that stand, locked in the order of their ids, with their clients."""
    query = (
        sa.select(Invitation)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
        .order_by(Invitation.id)
        .options(
            joinedload(Invitation.event),
            joinedload(Invitation.client).options(
                joinedload(Client.rm).lazyload(Staff.roles), sa.orm.selectinload(Client.holds)
            ),
        )
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def who_must_hear(event: Event, guests: Sequence[Invitation], *, again: bool) -> list[Invitation]:
    """Those who know of the evening and have not said no to it.

    With `again`, a no that was because of the day alone does not count: another day may suit. Who was called before
    about the same evening hears how it goes on.
    """
    of_the_day = said_no_to_the_day(guests) if again else set()
    called = set(
        db.session.scalars(
            sa.select(CallTask.invitation_id).where(
                CallTask.event_id == event.id, CallTask.reason.in_((CallReason.POSTPONED, CallReason.CHANGED))
            )
        )
    )
    return [
        one
        for one in guests
        if (one.dispatch in OUT or one.reply is not ReplyState.NONE or one.id in called)
        and (one.reply not in SAID_NO or one.id in of_the_day)
    ]


def put_off(
    event: Event,
    times: Times | None,
    *,
    staff: Staff,
    reason: str,
    now: datetime,
    told: dict[str, str] | None = None,
) -> Told:
    """Move the evening, or put it off without a new day, or name the new day of one that was put off.

    Raises DomainError: what events/approval/changing.py refuses.
    """
    moved = postpone_event(event.id, times, staff=staff, reason=reason, now=now, told=told)
    db.session.flush()
    if moved is not Moved.HOUR:
        withdraw_all(event.id, now=now)
    guests = standing_guests(event)
    hear = who_must_hear(event, guests, again=moved is not Moved.HOUR)
    _give_up_runs(event, staff, reason, now)
    destroyed = _print_anew(event, guests, staff, reason, now)
    if moved is not Moved.HOUR:
        keep = {one.id for one in guests if one.reply in SAID_NO} - {one.id for one in hear}
        for guest in guests:
            if guest.id not in keep:
                ask_again(event, guest, staff=staff, note=reason, now=now)
    key = f"{event.starts_at:%Y%m%d%H%M}" if times is not None else f"open{len(_calls_so_far(event))}"
    unreachable = _call(hear, REASON_OF[moved], key, now)
    _tell(event, hear, EntryKind.PUT_OFF, staff, reason, now)
    return Told(moved, len(hear) - unreachable, unreachable, destroyed)


def call_off(event: Event, *, staff: Staff, reason: str, now: datetime, told: dict[str, str] | None = None) -> Told:
    """Give the evening up for good. Answers stay as they were given; invitations that nobody has seen are taken back.

    Raises DomainError: what events/approval/changing.py refuses.
    """
    event = cancel_event(event.id, staff=staff, reason=reason, now=now, told=told)
    db.session.flush()
    withdraw_all(event.id, now=now)
    guests = standing_guests(event)
    hear = who_must_hear(event, guests, again=False)
    heard = {one.id for one in hear}
    _give_up_runs(event, staff, reason, now)
    unseen = [one for one in guests if one.dispatch not in OUT and one.reply is ReplyState.NONE and one.id not in heard]
    for guest in guests:
        calls.settle(guest.id, now=now)
    for guest in sorted(unseen, key=lambda one: one.client_id):
        _take_back(event, guest, staff, now)
    unreachable = _call(hear, CallReason.CANCELLED, "", now)
    _tell(event, hear, EntryKind.CALLED_OFF, staff, reason, now)
    sheets = sum(one.dispatch in PRINTED for one in guests)
    return Told(None, len(hear) - unreachable, unreachable, sheets)


def _take_back(event: Event, guest: Invitation, staff: Staff, now: datetime) -> None:
    """Nobody has seen it: it counts as no invitation in the client's history."""
    guest.revoked_at = now
    tell(
        guest.client_id,
        EntryKind.WITHDRAWN,
        at=now,
        subject=event.title,
        staff_id=staff.id,
        source="event",
        source_id=event.id,
        key=f"withdrawn:{guest.id}",
    )


def _calls_so_far(event: Event) -> Sequence[str]:
    """The keys of the calls about earlier changes, each once: a second putting-off is told anew."""
    query = sa.select(CallTask.key).where(CallTask.event_id == event.id, CallTask.reason == CallReason.POSTPONED)
    return db.session.scalars(query.distinct()).all()


def _give_up_runs(event: Event, staff: Staff, reason: str, now: datetime) -> None:
    """What is ordered and not yet printed says what is no longer so."""
    query = sa.select(PrintRun).where(
        PrintRun.id.in_(runs_of(event.id)), PrintRun.cancelled_at.is_(None), PrintRun.printed_at.is_(None)
    )
    runs = db.session.scalars(query.order_by(PrintRun.id).with_for_update(of=PrintRun)).all()
    for run in runs:
        run.cancelled_at, run.cancelled_by_id, run.cancel_reason = now, staff.id, reason[:200]


def _print_anew(event: Event, guests: Sequence[Invitation], staff: Staff, reason: str, now: datetime) -> int:
    """Sheets that are still in the house are destroyed, and their letters wait for a run again; returns how many."""
    here = [one for one in guests if one.dispatch in PRINTED]
    if here:
        db.session.execute(
            sa.update(InvitationLetter)
            .where(
                InvitationLetter.invitation_id.in_([one.id for one in here]), InvitationLetter.superseded_at.is_(None)
            )
            .values(superseded_at=now)
        )
    for guest in here:
        write_step(event, guest, Dispatch.LISTED, staff_id=staff.id, at=now, note=reason[:200])
    return len(here)


def _call(hear: Sequence[Invitation], reason: CallReason, key: str, now: datetime) -> int:
    """A call at once for everybody who may be called or written to; returns how many may be told in no way."""
    unreachable = 0
    for guest, ways in ways_to_tell(hear, now).items():
        if not any(ways.values()):
            unreachable += 1
            continue
        calls.open_call(guest, reason, due_at=now, now=now, key=key)
    return unreachable


def ways_to_tell(guests: Sequence[Invitation], now: datetime) -> dict[Invitation, dict[ContactChannel, bool]]:
    """By telephone and by letter: whether each may be told so. That an evening is off is a service, no solicitation."""
    channels = (ContactChannel.PHONE, ContactChannel.HAND)
    stopped: dict[ContactChannel, dict[int, tuple[Reason, ...]]] = {
        channel: forbidden(guests, now, channel=channel, purpose=Purpose.SERVICE) for channel in channels
    }
    return {guest: {channel: not stopped[channel][guest.id] for channel in channels} for guest in guests}


def _tell(event: Event, hear: Sequence[Invitation], kind: EntryKind, staff: Staff, reason: str, now: datetime) -> None:
    """The histories say that the plan was changed, in the order of the clients' ids."""
    for guest in sorted(hear, key=lambda one: one.client_id):
        tell(
            guest.client_id,
            kind,
            at=now,
            subject=event.title,
            text=reason,
            staff_id=staff.id,
            source="event",
            source_id=event.id,
        )


@dataclass(frozen=True)
class Effect:
    """What changing the plan now would lead to, said before it is done."""

    to_call: int
    coming: int
    in_the_house: int
    listed: int


def effect(event: Event, *, again: bool) -> Effect:
    """Counted without locks, for the page that asks whether it is meant; `again` as in who_must_hear."""
    query = sa.select(Invitation).where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
    guests = db.session.scalars(query).all()
    return Effect(
        to_call=len(who_must_hear(event, guests, again=again)),
        coming=sum(one.reply in (ReplyState.ACCEPTED, ReplyState.DELEGATED) for one in guests),
        in_the_house=sum(one.dispatch in PRINTED for one in guests),
        listed=len(guests),
    )
