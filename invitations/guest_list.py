"""The guest list: who is invited to an evening, what they answered, and where their letters are."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from clients.book import search_condition
from clients.history import tell
from clients.models import Client, EntryKind
from core.db import LARGEST_ID, db
from core.errors import DomainError
from events.figures import Figures
from events.models import Event, EventStatus
from invitations.inviting import lock_event
from invitations.models import Dispatch, Invitation, Reply, ReplyState
from invitations.rsvp import lock
from staff.models import Staff
from staff.scope import sees

SILENT_AFTER = timedelta(days=5)
"""So long after the letter was handed over a call is attentive and not yet pressing."""


class Wish(enum.Enum):
    """Which guests of a list somebody wants to see."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    OPEN = "open"
    SILENT = "silent"
    REVOKED = "revoked"


def silent(now: datetime) -> sa.ColumnElement[bool]:
    """No answer although the deadline is over, or the letter was handed over five days ago. Wants the event joined."""
    return sa.and_(
        Invitation.reply == ReplyState.NONE,
        sa.or_(Event.reply_by < now, Invitation.delivered_at <= now - SILENT_AFTER),
    )


DECLINED = Invitation.reply.in_((ReplyState.DECLINED, ReplyState.CANCELLED))
STANDS = Invitation.revoked_at.is_(None)


def figures_by_event(actor: Staff, events: Sequence[Event], now: datetime) -> dict[int, Figures]:
    """The counts of each event over the guests whom `actor` may see; an event without guests is missing."""

    def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    rows = db.session.execute(
        sa.select(
            Invitation.event_id,
            sa.func.count(),
            number(Invitation.dispatch != Dispatch.LISTED),
            number(Invitation.dispatch == Dispatch.DELIVERED),
            number(Invitation.reply == ReplyState.ACCEPTED),
            number(DECLINED),
            number(Invitation.reply == ReplyState.WAITLISTED),
            number(silent(now)),
        )
        .join(Client, Invitation.client_id == Client.id)
        .join(Event, Invitation.event_id == Event.id)
        .where(Invitation.event_id.in_([event.id for event in events]), STANDS, sees(actor, Client))
        .group_by(Invitation.event_id)
    )
    return {event_id: Figures(*(int(count) for count in counted)) for event_id, *counted in rows}


def guests(
    actor: Staff,
    event: Event,
    *,
    now: datetime,
    wish: Wish | None = None,
    dispatch: Dispatch | None = None,
    rm_id: int | None = None,
    text: str = "",
) -> sa.Select[Invitation]:
    """The invitations of the event whose client `actor` may see, in the order of the names' readings.

    Those taken back are left out unless they are wished for. A door's right to tonight's guests does not count here:
    the list has telephone numbers.
    """
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .join(Event, Invitation.event_id == Event.id)
        .where(Invitation.event_id == event.id, sees(actor, Client), _wished(wish, now))
        .options(contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles))
        .order_by(Client.sort_key, Client.id)
    )
    if dispatch is not None:
        query = query.where(Invitation.dispatch == dispatch)
    if rm_id is not None:
        query = query.where(Client.rm_id == rm_id)
    return query.where(search_condition(text)) if text.strip() else query


def _wished(wish: Wish | None, now: datetime) -> sa.ColumnElement[bool]:
    if wish is Wish.REVOKED:
        return Invitation.revoked_at.is_not(None)
    return sa.and_(
        STANDS,
        {
            None: sa.true(),
            Wish.ACCEPTED: Invitation.reply == ReplyState.ACCEPTED,
            Wish.DECLINED: DECLINED,
            Wish.WAITLISTED: Invitation.reply == ReplyState.WAITLISTED,
            Wish.OPEN: Invitation.reply == ReplyState.NONE,
            Wish.SILENT: silent(now),
        }[wish],
    )


def load_guest(actor: Staff, event: Event, invitation_id: int) -> Invitation:
    """The invitation if it is of this event and `actor` may see its client. Raises NotFound otherwise."""
    if invitation_id > LARGEST_ID:
        raise NotFound
    invitation = db.session.scalar(
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.id == invitation_id, Invitation.event_id == event.id, sees(actor, Client))
        .options(contains_eager(Invitation.client))
    )
    if invitation is None:
        raise NotFound
    return invitation


def managers(actor: Staff, event: Event) -> list[tuple[Staff, int]]:
    """The managers of the guests whom `actor` may see, each with the number of printed letters to be handed over."""
    to_hand_over = sa.func.sum(sa.case((sa.and_(STANDS, Invitation.dispatch == Dispatch.PRINTED), 1), else_=0))
    rows = db.session.execute(
        sa.select(Client.rm_id, to_hand_over)
        .join(Invitation, Invitation.client_id == Client.id)
        .where(Invitation.event_id == event.id, sees(actor, Client))
        .group_by(Client.rm_id)
    ).all()
    printed = {rm_id: int(number) for rm_id, number in rows}
    people = db.session.scalars(
        sa.select(Staff)
        .where(Staff.id.in_(printed))
        .order_by(Staff.name)
        .options(joinedload(Staff.branch), sa.orm.lazyload(Staff.roles))
    )
    return [(person, printed[person.id]) for person in people]


def last_replies(invitation_ids: Collection[int]) -> dict[int, Reply]:
    """The answer that holds for each invitation, with who entered it; the caller has checked the scope of the ids."""
    last = sa.select(sa.func.max(Reply.id)).where(Reply.invitation_id.in_(invitation_ids)).group_by(Reply.invitation_id)
    query = sa.select(Reply).where(Reply.id.in_(last)).options(joinedload(Reply.staff).lazyload(Staff.roles))
    return {reply.invitation_id: reply for reply in db.session.scalars(query)}


def deliver(invitation: Invitation, *, staff: Staff, now: datetime) -> None:
    """The letter is in the client's hands. Twice is the same as once.

    Raises DomainError: event_closed, invitation_revoked, or letter_not_printed.
    """
    event, invitation = lock(invitation.id)
    if event.status is EventStatus.CLOSED:
        raise DomainError("event_closed")
    if invitation.revoked_at is not None:
        raise DomainError("invitation_revoked")
    if invitation.dispatch is Dispatch.LISTED:
        raise DomainError("letter_not_printed")
    if invitation.dispatch is Dispatch.PRINTED:
        _hand_over(event, invitation, staff, now)


def deliver_printed(actor: Staff, event: Event, rm_id: int, *, now: datetime) -> int:
    """All printed letters of one manager's clients are handed over; returns how many these were.

    Raises NotFound for a manager none of whose guests `actor` sees, and DomainError("event_closed").
    """
    if rm_id not in {person.id for person, _printed in managers(actor, event)}:
        raise NotFound
    event = lock_event(event.id)
    if event.status is EventStatus.CLOSED:
        raise DomainError("event_closed")
    printed = (
        sa.select(Invitation)
        .join(Client, Invitation.client_id == Client.id)
        .where(
            Invitation.event_id == event.id,
            Client.rm_id == rm_id,
            sees(actor, Client),
            STANDS,
            Invitation.dispatch == Dispatch.PRINTED,
        )
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
    )
    invitations = db.session.scalars(printed).all()
    for invitation in invitations:
        _hand_over(event, invitation, actor, now)
    return len(invitations)


def _hand_over(event: Event, invitation: Invitation, staff: Staff, now: datetime) -> None:
    invitation.dispatch, invitation.delivered_at = Dispatch.DELIVERED, now
    tell(
        invitation.client_id,
        EntryKind.LETTER_DELIVERED,
        at=now,
        subject=event.title,
        staff_id=staff.id,
        source="event",
        source_id=event.id,
        key=f"delivered:{invitation.id}",
    )
