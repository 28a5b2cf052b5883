"""Which letters wait for a print run, which are in one that will still be printed, and whose letters a run has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from events.models import Event, EventStatus
from invitations.guests.waves import held_back
from invitations.models import Dispatch, Invitation, InvitationLetter
from printing.models import PrintedLetter, PrintRun
from staff.models import Staff
from staff.scope import sees


def in_open_run() -> sa.Select[Any]:
    """The ids of invitations whose letter is in a run that will still be printed: those are not asked for again."""
    return (
        sa.select(InvitationLetter.invitation_id)
        .join(PrintedLetter, PrintedLetter.id == InvitationLetter.letter_id)
        .join(PrintRun, PrintRun.id == PrintedLetter.run_id)
        .where(
            InvitationLetter.superseded_at.is_(None),
            PrintRun.notice == "",
            PrintRun.cancelled_at.is_(None),
            PrintRun.printed_at.is_(None),
            sa.cast(PrintRun.mismatches, sa.Text) == "[]",
        )
    )


def not_ordered() -> sa.ColumnElement[bool]:
    """The invitation's letter is not printed, and in no run that will be."""
    return sa.and_(Invitation.dispatch == Dispatch.LISTED, Invitation.id.not_in(in_open_run()))


def waits_for_run() -> sa.ColumnElement[bool]:
    """The same of a letter that may leave: its wave is released, and its guest need not be called first."""
    return sa.and_(not_ordered(), sa.not_(held_back()))


def events_to_print(actor: Staff, now: datetime) -> list[tuple[Event, int]]:
    """The coming events with letters that wait for a run, of clients whom `actor` sees, and how many."""
    query = (
        sa.select(Event, sa.func.count(Invitation.id))
        .join(Invitation, Invitation.event_id == Event.id)
        .where(
            sees(actor, Event),
            Event.status == EventStatus.INVITING,
            Event.starts_at > now,
            waits_for_run(),
            Invitation.revoked_at.is_(None),
            Invitation.client_id.in_(sa.select(Client.id).where(cared_for(actor))),
        )
        .group_by(Event.id)
        .order_by(Event.starts_at)
    )
    return [(event, count) for event, count in db.session.execute(query)]


def events_of(runs: Sequence[PrintRun]) -> dict[int, Event]:
    """The event of each run, by the run's id, so that a title is shown in the reader's language."""
    if not runs:
        return {}
    pairs = (
        sa.select(PrintedLetter.run_id, Invitation.event_id)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .where(PrintedLetter.run_id.in_([run.id for run in runs]))
        .distinct()
        .subquery()
    )
    found = db.session.execute(sa.select(pairs.c.run_id, Event).join(Event, Event.id == pairs.c.event_id))
    return dict(found.all())
