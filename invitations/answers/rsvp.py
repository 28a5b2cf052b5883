"""Answers: accepting, declining, deciding later, sending somebody else, changing one's mind. Seats are never oversold.

Every answer is a further row of the ledger; the invitation's state is the last one. The client's own word comes before
what staff enter, unless the client told them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.answers import calls, changes
from invitations.answers.changes import Changed, change_party
from invitations.answers.ledger import (
    HAS_PARTY,
    Told,
    keep_party,
    refuse_closed,
    repeated,
    respect_own_word,
    write,
    write_yes,
)
from invitations.answers.party import (
    COMING,
    GUEST,
    Party,
    Person,
    party_of,
    seats_of,
)
from invitations.answers.representatives import agree_to_delegate, delegate
from invitations.answers.seats import free_seats, lock, lock_to_answer, move_seats
from invitations.answers.times import answerable_until, latest_day_to_decide, morning_of
from invitations.answers.waitlist import end_offer, next_up, open_offer, queue
from invitations.models import (
    CallReason,
    Channel,
    DeclineReason,
    Invitation,
    MemberKind,
    OfferState,
    Reply,
    ReplyState,
    ThemeRefusal,
)
from staff.models import Staff

__all__ = [
    "Changed", "accept", "agree_to_delegate", "answerable_until", "change_party", "decline", "delegate",
    "give_reason", "lock", "say_later",
]  # fmt: skip

STAYS_AWAY = (ReplyState.DECLINED, ReplyState.CANCELLED)


def accept(
    invitation_id: int,
    *,
    channel: Channel,
    now: datetime,
    staff: Staff | None = None,
    note: str = "",
    party: Sequence[Person] | None = None,
    wishes: dict[str, Any] | None = None,
    once: str | None = None,
    by_family: bool = False,
    told_by_client: bool = False,
) -> ReplyState:
    """The client will come, alone unless a party is given, or with the party that stands. Twice is the same as once.

    Without free seats for all of them the wish is noted (WAITLISTED); nobody is split. Who waits gets seats from staff
    only, or takes those that are offered: who is next is a person's decision, made with a telephone in hand. Another
    party than the one that stands is a change of party.

    Raises DomainError: invitation_revoked, answers_cancelled, answers_postponed, event_over, deadline_passed (for the
    client; staff may still enter it), client_said_otherwise, those of a change of party, and what `check_party` says.
    """
    event, invitation, hanging = lock_to_answer(invitation_id)
    told = Told(channel, now, staff, note, once, by_family, told_by_client, None, wishes, hanging=hanging)
    refuse_closed(event, invitation, now)
    before = invitation.reply
    if told.by_client and before not in HAS_PARTY and now > answerable_until(event, invitation):
        raise DomainError("deadline_passed")
    if repeated(invitation, once):
        return before
    stands = party_of(invitation) if before in HAS_PARTY else []
    if party is None:
        party = (_themselves(stands) if before is not ReplyState.WAITLISTED else stands) or [GUEST]
    wanted = changes.fit_party(event, invitation, party)
    if before is ReplyState.WAITLISTED:
        return _answer_waiting(event, invitation, wanted, stands, told)
    if before is ReplyState.ACCEPTED:
        if wanted != stands or wishes not in (None, invitation.wishes):
            changes.change(event, invitation, wanted, stands, told)
        return invitation.reply
    respect_own_word(invitation, ReplyState.ACCEPTED, told)
    seated = move_seats(event, invitation.seats, seats_of(wanted), past_waiting=False)
    if not seated and before in COMING:
        raise DomainError("no_seat_for_party")
    return write_yes(event, invitation, wanted, told, seated=seated)


def _themselves(stands: Party) -> list[Person]:
    """The party with the guest in it, in the place of who was to come instead."""
    others = [person for person in stands if person.kind not in (MemberKind.GUEST, MemberKind.DELEGATE)]
    came = any(person.kind in (MemberKind.GUEST, MemberKind.DELEGATE) for person in stands)
    own = next((person for person in stands if person.kind is MemberKind.GUEST), GUEST)
    return [own, *others] if came or not stands else others


def _answer_waiting(event: Event, invitation: Invitation, wanted: Party, stands: Party, told: Told) -> ReplyState:
    """Somebody who waits says yes again: staff seat who is next, an open offer is taken, else the wish is kept."""
    offer = open_offer(invitation)
    if offer is not None:
        if not move_seats(event, offer.seats, seats_of(wanted)):
            raise DomainError("no_seat_for_party")
        end_offer(event, offer, OfferState.TAKEN, now=told.now)
        return write_yes(event, invitation, wanted, told, seated=True)
    if told.staff is not None:
        following = next_up(event, queue(event))
        is_next = following is not None and following.invitation.id == invitation.id
        if is_next and move_seats(event, 0, seats_of(wanted)):
            return write_yes(event, invitation, wanted, told, seated=True)
    if wanted != stands:
        changes.change_wish(event, invitation, wanted, stands, told)
    return ReplyState.WAITLISTED


def decline(
    invitation_id: int,
    *,
    channel: Channel,
    now: datetime,
    staff: Staff | None = None,
    note: str = "",
    reason: DeclineReason | None = None,
    no_more_of_theme: bool = False,
    once: str | None = None,
    by_family: bool = False,
    told_by_client: bool = False,
) -> ReplyState:
    """The client can't come; possible until the event begins. After accepting it is a cancellation and frees the seats.

    Said once more, a reason that is new is added. With `no_more_of_theme` the client is not invited to such evenings
    again.

    Raises DomainError: invitation_revoked, answers_cancelled, answers_postponed, event_over, client_said_otherwise.
    """
    event, invitation, hanging = lock_to_answer(invitation_id)
    told = Told(channel, now, staff, note, once, by_family, told_by_client, reason, hanging=hanging)
    refuse_closed(event, invitation, now)
    before = invitation.reply
    if repeated(invitation, once):
        return before
    if no_more_of_theme:
        _refuse_theme(event, invitation, now)
    if before in STAYS_AWAY:
        if reason is not None or note:
            _add_reason(event, invitation, told)
        return before
    respect_own_word(invitation, ReplyState.DECLINED, told)
    if before is ReplyState.WAITLISTED and (offer := open_offer(invitation)) is not None:
        end_offer(event, offer, OfferState.DECLINED, now=now)
    free_seats(event, invitation.seats)
    if hanging.asked:
        changes.drop_requests(invitation, now)
    answer = write(event, invitation, ReplyState.CANCELLED if before in COMING else ReplyState.DECLINED, told)
    keep_party(event, invitation, before, (), told)
    return answer


def say_later(
    invitation_id: int,
    *,
    until: date,
    channel: Channel,
    now: datetime,
    staff: Staff | None = None,
    note: str = "",
    once: str | None = None,
    by_family: bool = False,
    told_by_client: bool = False,
) -> ReplyState:
    """The client will decide by a day, three days before the event at the latest; on it the manager calls.

    It takes no seat. Raises DomainError: invitation_revoked, answers_cancelled, answers_postponed, event_over,
    no_later (the event does not allow it), later_day, deadline_passed, client_said_otherwise, or already_coming: who
    has said yes or asked for a seat says no first.
    """
    event, invitation, hanging = lock_to_answer(invitation_id)
    told = Told(channel, now, staff, note, once, by_family, told_by_client, hanging=hanging)
    refuse_closed(event, invitation, now)
    before = invitation.reply
    if repeated(invitation, once):
        return before
    if not event.tentative_ok:
        raise DomainError("no_later")
    if before in HAS_PARTY:
        raise DomainError("already_coming")
    if told.by_client and now > answerable_until(event, invitation):
        raise DomainError("deadline_passed")
    if not now.astimezone(event.tz).date() <= until <= latest_day_to_decide(event):
        raise DomainError("later_day")
    if before is ReplyState.TENTATIVE and invitation.tentative_until == until:
        return before
    respect_own_word(invitation, ReplyState.TENTATIVE, told)
    write(event, invitation, ReplyState.TENTATIVE, told)
    invitation.tentative_until = until
    due = max(morning_of(event, until), now)
    calls.open_call(invitation, CallReason.UNDECIDED, due_at=due, now=now, key=until.isoformat())
    return ReplyState.TENTATIVE


def give_reason(
    invitation_id: int,
    text: str,
    *,
    now: datetime,
    reason: DeclineReason | None = None,
    no_more_of_theme: bool = False,
) -> None:
    """What a client adds after declining: a further row with the same answer. Twice is once.

    Raises DomainError: invitation_revoked, answers_cancelled, answers_postponed, event_over, reason_without_decline.
    """
    event, invitation = lock(invitation_id)
    refuse_closed(event, invitation, now)
    if invitation.reply not in STAYS_AWAY:
        raise DomainError("reason_without_decline")
    if no_more_of_theme:
        _refuse_theme(event, invitation, now)
    _add_reason(event, invitation, Told(Channel.QR, now, note=text, reason=reason))


def _add_reason(event: Event, invitation: Invitation, told: Told) -> None:
    """A further row that says why, unless the last one says the same; in the words of the note, if there are any."""
    last = db.session.scalars(
        sa.select(Reply).where(Reply.invitation_id == invitation.id).order_by(Reply.id.desc()).limit(1)
    ).one()
    if (last.note, last.reason) == (told.note, told.reason):
        return
    staff_id = told.staff.id if told.staff else None
    db.session.add(
        Reply(
            invitation_id=invitation.id,
            at=told.now,
            answer=invitation.reply,
            channel=told.channel,
            staff_id=staff_id,
            note=told.note,
            reason=told.reason,
            by_family=told.by_family,
            once=told.once[:40] if told.once else None,
        )
    )
    if told.note and told.note != last.note:
        tell(
            invitation.client_id,
            EntryKind.NOTE,
            at=told.now,
            subject=event.title,
            text=told.note,
            staff_id=staff_id,
            source="event",
            source_id=event.id,
        )


def _refuse_theme(event: Event, invitation: Invitation, now: datetime) -> None:
    """No more evenings of this theme for the client; an event without a theme has nothing to refuse."""
    key = {"client_id": invitation.client_id, "theme": event.theme}
    if event.theme and db.session.get(ThemeRefusal, key) is None:
        db.session.add(ThemeRefusal(**key, at=now, event_id=event.id))
