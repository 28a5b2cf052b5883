"""The guest list: who is invited to an evening, what they answered, and where their letters are."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from werkzeug.exceptions import NotFound

from clients.finding.search import search_condition
from clients.models import Client
from clients.scopes import cared_for
from core.db import LARGEST_ID, db
from events.figures import Figures
from events.models import Event
from invitations.guests.open_runs import waits_for_run
from invitations.models import Dispatch, Invitation, JointGuest, Reply, ReplyState
from staff.models import Staff

SILENT_AFTER = timedelta(days=5)
"""So long after the letter was handed over a call is attentive and not yet pressing."""


class Wish(enum.Enum):
    """Which guests of a list somebody wants to see."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    OPEN = "open"
    UNDECIDED = "undecided"
    SILENT = "silent"
    REVOKED = "revoked"


UNANSWERED = Invitation.reply.in_((ReplyState.NONE, ReplyState.LAPSED))
"""Nothing was heard, whether or not the deadline is over."""
COMING = Invitation.reply.in_((ReplyState.ACCEPTED, ReplyState.DELEGATED))


def silent(now: datetime) -> sa.ColumnElement[bool]:
    """No answer although the deadline is over, or the letter was handed over five days ago. Wants the event joined."""
    return sa.and_(
        UNANSWERED,
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
            number(COMING),
            number(DECLINED),
            number(Invitation.reply == ReplyState.WAITLISTED),
            number(silent(now)),
            number(waits_for_run()),
        )
        .join(Client, Invitation.client_id == Client.id)
        .join(Event, Invitation.event_id == Event.id)
        .where(Invitation.event_id.in_([event.id for event in events]), STANDS, cared_for(actor))
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
        .where(Invitation.event_id == event.id, cared_for(actor), _wished(wish, now))
        .options(
            contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles),
            selectinload(Invitation.joint).joinedload(JointGuest.client),
        )
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
            Wish.ACCEPTED: COMING,
            Wish.DECLINED: DECLINED,
            Wish.WAITLISTED: Invitation.reply == ReplyState.WAITLISTED,
            Wish.OPEN: sa.or_(UNANSWERED, Invitation.reply == ReplyState.TENTATIVE),
            Wish.UNDECIDED: Invitation.reply == ReplyState.TENTATIVE,
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
        .where(Invitation.id == invitation_id, Invitation.event_id == event.id, cared_for(actor))
        .options(contains_eager(Invitation.client))
    )
    if invitation is None:
        raise NotFound
    return invitation


def last_replies(invitation_ids: Collection[int]) -> dict[int, Reply]:
    """The answer that holds for each invitation, with who entered it; the caller has checked the scope of the ids."""
    if not invitation_ids:
        return {}
    last = sa.select(sa.func.max(Reply.id)).where(Reply.invitation_id.in_(invitation_ids)).group_by(Reply.invitation_id)
    query = sa.select(Reply).where(Reply.id.in_(last)).options(joinedload(Reply.staff).lazyload(Staff.roles))
    return {reply.invitation_id: reply for reply in db.session.scalars(query)}
