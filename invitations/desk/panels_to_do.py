"""What the letters ask of the reader today: lines to write, letters to order, runs to print or to look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.contact.may_contact import contactable
from clients.models import Client, Purpose
from clients.scopes import cared_for
from core.db import db
from core.zone import home_day
from events.models import OVER, Event, EventStatus
from invitations.guests.open_runs import events_of, events_to_print, waits_for_run
from invitations.letters.details import expected, lacking
from invitations.models import Dispatch, Invitation, InvitationLetter
from invitations.runs.releasing import RunState, state_of
from printing.models import PrintedLetter, PrintRun
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import visible

MOST = 12
_STANDING_STILL = (RunState.FAILED, RunState.BLOCKED, RunState.CANCELLED, RunState.APPROVED)
"""Where a run waits for whoever ordered it."""


def letters_to_print(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For the organiser: own runs that wait for a hand, and the events whose letters wait for a run."""
    if not actor.may(Role.ORGANISER):
        return None
    runs = [(run, state) for run in _own_open_runs(actor, now) if (state := state_of(run)) in _STANDING_STILL]
    events = events_to_print(actor, now)
    titles = events_of([run for run, _state in runs])
    return {"runs": runs, "titles": titles, "events": events} if runs or events else None


def _own_open_runs(actor: Staff, now: datetime) -> list[PrintRun]:
    """Those not printed; one sent back or blocked only while a letter of it waits, with its event still to come."""
    waits = (
        sa.select(PrintedLetter.run_id)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .join(Event, Event.id == Invitation.event_id)
        .where(
            Event.starts_at > now,
            Event.status.not_in(OVER),
            Invitation.revoked_at.is_(None),
            InvitationLetter.superseded_at.is_(None),
        )
    )
    stopped = sa.or_(PrintRun.cancelled_at.is_not(None), sa.cast(PrintRun.mismatches, sa.Text) != "[]")
    query = (
        visible(actor, PrintRun)
        .where(
            PrintRun.ordered_by_id == actor.id,
            PrintRun.printed_at.is_(None),
            sa.or_(PrintRun.cancelled_by_id.is_(None), PrintRun.cancelled_by_id != actor.id),
            sa.case(
                (stopped, PrintRun.id.in_(waits.where(waits_for_run()))),
                else_=PrintRun.id.in_(waits),
            ),
        )
        .options(joinedload(PrintRun.job))
        .order_by(PrintRun.id.desc())
    )
    return list(db.session.scalars(query.limit(MOST)))


def lines_to_write(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For a relationship manager: how many own guests of each coming event have no personal line yet.

    Nobody writes a line for a letter that will not be sent.
    """
    if not actor.may(Role.RM):
        return None
    query = (
        sa.select(Event, sa.func.count(Invitation.id))
        .join(Invitation, Invitation.event_id == Event.id)
        .join(Client, Client.id == Invitation.client_id)
        .where(
            cared_for(actor),
            Client.rm_id == actor.id,
            expected(),
            lacking(),
            contactable(Purpose.INVITATION, None, home_day(now), caps=False),
            Invitation.dispatch == Dispatch.LISTED,
            Event.status == EventStatus.INVITING,
            Event.starts_at > now,
        )
        .group_by(Event.id)
        .order_by(Event.starts_at, Event.id)
    )
    events = [(event, count) for event, count in db.session.execute(query)]
    return {"events": events} if events else None


LETTERS_TO_PRINT = Panel("invitations/panel_print.html", letters_to_print)
LINES_TO_WRITE = Panel("invitations/panel_lines.html", lines_to_write)
