"""Asking again: an evening has got another day, and what was answered for the first one no longer holds.

The answers so far stay in the ledger; a further row says that nothing is answered for the new day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from core.db import db, execute_dml
from events.models import Event
from invitations.answers import calls
from invitations.answers.ledger import HAS_PARTY
from invitations.answers.party import write_party
from invitations.answers.seats import free_seats
from invitations.models import ChangeRequest, Channel, DeclineReason, Invitation, JointGuest, Reply, ReplyState
from staff.models import Staff

NOT_THE_DAY = (DeclineReason.DATE, DeclineReason.AWAY)
"""Who could not come for such a reason may be able to on another day; every other no is a no to the evening."""


def said_no_to_the_day(invitations: Sequence[Invitation]) -> set[int]:
    """Of these invitations those that were declined, or given back, because of the day alone; one query."""
    ids = [one.id for one in invitations if one.reply in (ReplyState.DECLINED, ReplyState.CANCELLED)]
    if not ids:
        return set()
    last = (
        sa.select(sa.func.max(Reply.id))
        .where(Reply.invitation_id.in_(ids), Reply.reason.is_not(None))
        .group_by(Reply.invitation_id)
    )
    query = sa.select(Reply.invitation_id).where(Reply.id.in_(last), Reply.reason.in_(NOT_THE_DAY))
    return set(db.session.scalars(query))


def ask_again(event: Event, invitation: Invitation, *, staff: Staff, note: str, now: datetime) -> bool:
    """Nothing is answered for the new day; seats are free, and whoever waited waits no more. False: nothing was.

    The caller holds the locks of event and invitation, and has withdrawn the offers of seats.
    """
    _end_what_is_open(invitation, now)
    before = invitation.reply
    if before is ReplyState.NONE:
        return False
    free_seats(event, invitation.seats)
    write_party(invitation, (), had=before in HAS_PARTY)
    db.session.add(
        Reply(
            invitation_id=invitation.id,
            at=now,
            answer=ReplyState.NONE,
            channel=Channel.HOUSE,
            staff_id=staff.id,
            note=note[:200],
        )
    )
    invitation.reply, invitation.replied_at, invitation.own_word = ReplyState.NONE, None, False
    invitation.seats = invitation.heads = 0
    invitation.tentative_until, invitation.waited_since, invitation.wait_rank = None, None, 0
    invitation.delegate_name = invitation.delegate_relation = invitation.delegate_tail = ""
    invitation.delegate_agreed_at = invitation.delegate_agreed_by_id = None
    db.session.flush()
    return True


def _end_what_is_open(invitation: Invitation, now: datetime) -> None:
    """Wishes to bring more, calls, and who of a household comes were about the day that is given up."""
    execute_dml(
        sa.update(ChangeRequest)
        .where(ChangeRequest.invitation_id == invitation.id, ChangeRequest.decided_at.is_(None))
        .values(decided_at=now, granted=False)
    )
    execute_dml(sa.update(JointGuest).where(JointGuest.invitation_id == invitation.id).values(coming=None))
    calls.settle(invitation.id, now=now)
