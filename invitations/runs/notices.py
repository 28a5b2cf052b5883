"""Print runs of letters that tell of a changed plan, or follow an evening: checked and approved like any other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.guests.inviting import lock_event
from invitations.letters.notices import Notice, notice_of, notice_setup
from invitations.models import Invitation, InvitationLetter
from invitations.runs.outdated import facts_of
from invitations.runs.preflight import Preflight, notice_problems
from invitations.runs.print_runs import add_run, run_of, runs_of
from printing.models import PrintedLetter, PrintRun
from staff.models import Staff


def order_notices(
    actor: Staff, event: Event, invitation_ids: Collection[int], *, key: str, moment: datetime
) -> PrintRun:
    """A run of letters to these guests, as far as `actor` sees them; what stands in the way of one leaves it out.

    The same `key` twice is one run. Raises DomainError: nothing_to_tell when the first plan stands, or
    nothing_to_print.
    """
    event = lock_event(event.id)
    notice = notice_of(event)
    if notice is None and run_of(_key(actor, key)) is None:
        raise DomainError("nothing_to_tell")
    return order_letters_of(notice or Notice.POSTPONED, actor, event, invitation_ids, key=key, moment=moment)


def order_letters_of(
    notice: Notice,
    actor: Staff,
    event: Event,
    invitation_ids: Collection[int],
    *,
    key: str,
    moment: datetime,
    details: Mapping[int, str] | None = None,
) -> PrintRun:
    """The same for letters of one kind, whatever the event's plan; `details` are what they say of each guest.

    The same `key` twice is one run. Raises DomainError("nothing_to_print").
    """
    event = lock_event(event.id)
    key = _key(actor, key)
    found = run_of(key)
    if found is not None:
        return found
    checked = _checked(actor, event, invitation_ids, notice, moment, details)
    if not checked.ready:
        raise DomainError("nothing_to_print")
    try:
        with db.session.begin_nested():
            return add_run(actor, event, checked, key, moment, notice=notice.value)
    except IntegrityError:  # the other click was faster by less than a moment
        found = run_of(key)
        if found is None:
            raise
        return found


def _key(actor: Staff, key: str) -> str:
    return f"notice_run:{actor.id}:{key}"


def _checked(
    actor: Staff,
    event: Event,
    invitation_ids: Collection[int],
    notice: Notice,
    moment: datetime,
    details: Mapping[int, str] | None,
) -> Preflight:
    setup = notice_setup(event, notice, details)
    query = (
        sa.select(Invitation)
        .where(
            Invitation.event_id == event.id,
            Invitation.id.in_(invitation_ids),
            Invitation.client_id.in_(sa.select(Client.id).where(cared_for(actor))),
        )
        .options(
            joinedload(Invitation.event),
            joinedload(Invitation.client).options(
                joinedload(Client.rm), selectinload(Client.holds), selectinload(Client.addresses)
            ),
        )
        .order_by(Invitation.id)
    )
    guests = db.session.scalars(query).all()
    problems = notice_problems(guests, moment, setup, notice.value)
    return Preflight(
        setup,
        ready=[one for one in guests if not problems[one.id]],
        left_out=[(one, problems[one.id]) for one in guests if problems[one.id]],
    )


def notice_runs(event: Event, notice: Notice) -> list[PrintRun]:
    """The runs of such letters since the plan stands as it does now, those given up left out; the newest first."""
    query = (
        sa.select(PrintRun)
        .where(PrintRun.id.in_(runs_of(event.id)), PrintRun.notice == notice.value, PrintRun.cancelled_at.is_(None))
        .order_by(PrintRun.id.desc())
        .options(joinedload(PrintRun.job), joinedload(PrintRun.ordered_by))
    )
    runs = db.session.scalars(query).all()
    beginning = facts_of(event)["starts_at"]
    return [run for run in runs if run.facts.get("starts_at") == beginning]


def written_to(runs: Collection[PrintRun]) -> set[int]:
    """The ids of the invitations that have a letter in one of these runs."""
    query = (
        sa.select(InvitationLetter.invitation_id)
        .join(PrintedLetter, PrintedLetter.id == InvitationLetter.letter_id)
        .where(PrintedLetter.run_id.in_([run.id for run in runs]))
    )
    return set(db.session.scalars(query)) if runs else set()
