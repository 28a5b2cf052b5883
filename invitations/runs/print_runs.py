"""Print runs: which letters go into one, and ordering it once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from core.errors import DomainError
from core.jobs import Job, request_job
from events.models import Event
from invitations.guests.inviting import lock_event
from invitations.guests.joint import with_partners
from invitations.guests.open_runs import waits_for_run
from invitations.guests.waves import held_back
from invitations.letters.setup import Setup, compose_letter, setup_for
from invitations.models import Invitation, InvitationLetter
from invitations.runs.outdated import facts_of
from invitations.runs.preflight import NOBODY, Preflight
from invitations.runs.problems import Problem
from printing.documents.document import PILE, freeze
from printing.models import PrintedLetter, PrintRun, PrintSignOff
from staff.models import Staff

STAGES = 2
"""A run's pages are drawn, and then each is read back: its job counts both."""


def invitations_to_print(actor: Staff, event: Event, *, unprinted: bool) -> list[Invitation]:
    """The event's standing invitations of clients whom `actor` sees, in piles: by manager, then by the name's reading.

    Those of a wave that is not released are left out, printed before or not.
    Seeing the invitation isn't enough: door staff see tonight's, but letters are for whoever cares for the client.
    """
    query = (
        sa.select(Invitation)
        .where(
            Invitation.event_id == event.id,
            Invitation.revoked_at.is_(None),
            Invitation.client_id.in_(sa.select(Client.id).where(cared_for(actor))),
            sa.not_(held_back()),
        )
        .options(
            *with_partners(),
            joinedload(Invitation.event),
            joinedload(Invitation.client).options(
                joinedload(Client.rm), selectinload(Client.holds), selectinload(Client.addresses)
            ),
        )
    )
    if unprinted:
        query = query.where(waits_for_run())
    return sorted(db.session.scalars(query), key=_pile)


def _pile(invitation: Invitation) -> tuple[str, int, str, int]:
    client = invitation.client
    return client.rm.username, client.rm_id, client.sort_key, client.id


def last_setup(event: Event) -> Setup:
    """How this event's letters were last printed, so that late additions look like the others; else the usual way.

    A text version that may be used no more gives way to the usual one.
    """
    run = db.session.scalar(
        sa.select(PrintRun)
        .where(PrintRun.id.in_(runs_of(event.id)), PrintRun.cancelled_at.is_(None), PrintRun.notice == "")
        .order_by(PrintRun.id.desc())
        .limit(1)
    )
    if run is None:
        return setup_for(event)
    try:
        return setup_for(event, form=run.format, design=run.design, versions=run.versions)
    except DomainError:
        return setup_for(event, form=run.format, design=run.design)


def runs_of(event_id: int) -> sa.Select[Any]:
    """The ids of the runs with letters of this event."""
    return (
        sa.select(PrintedLetter.run_id)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .where(Invitation.event_id == event_id)
    )


def order_run(
    actor: Staff,
    event: Event,
    preflight: Preflight,
    *,
    key: str,
    moment: datetime,
    chosen: set[int] | None = None,
    signed: str = "",
    unprinted: bool = False,
) -> PrintRun:
    """A run of the letters that are ready, each text frozen, with a job asked for; the caller commits and wakes it.

    The same `key` twice is one run, however close together. `chosen` are the invitations that are wanted, if not all;
    `signed` is the mark of the findings that the actor has looked at. With `unprinted`, a letter that somebody else has
    ordered since the list was made is passed over. Raises DomainError: nothing_to_print, or findings_unsigned when
    there are other findings than those.
    """
    lock_event(event.id)  # who orders at the same moment waits here, and then finds these letters in a run
    key = f"print_run:{actor.id}:{key}"
    found = run_of(key)
    if found is not None:
        return found
    shown = preflight.seen
    if chosen is not None:
        preflight = preflight.only(chosen)
    if unprinted:
        preflight = preflight.only(set(db.session.scalars(_waiting_of(event))))
    if not preflight.ready:
        raise DomainError("nothing_to_print")
    if preflight.findings and signed != shown:
        raise DomainError("findings_unsigned")
    try:
        with db.session.begin_nested():
            return add_run(actor, event, preflight, key, moment)
    except IntegrityError:  # the other click was faster by less than a moment
        found = run_of(key)
        if found is None:
            raise
        return found


def _waiting_of(event: Event) -> sa.Select[Any]:
    return sa.select(Invitation.id).where(Invitation.event_id == event.id, waits_for_run())


def run_of(key: str) -> PrintRun | None:
    """The run that was ordered under this key."""
    return db.session.scalar(
        sa.select(PrintRun).join(Job, PrintRun.job_id == Job.id).where(Job.key == key).options(joinedload(PrintRun.job))
    )


def add_run(
    actor: Staff, event: Event, preflight: Preflight, key: str, moment: datetime, *, notice: str = ""
) -> PrintRun:
    """The run's rows with its job; checks nothing. `notice` is the kind of text, when these are no invitations."""
    setup, ready = preflight.setup, sorted(preflight.ready, key=_pile)
    run = PrintRun(
        title=event.title,
        branch_id=event.branch_id,
        ordered_by_id=actor.id,
        created_at=moment,
        left_out=[left_out(invitation, found) for invitation, found in preflight.left_out],
        format=setup.format,
        design=setup.design,
        versions=dict(setup.versions),
        facts=facts_of(event),
        notice=notice,
    )
    db.session.add(run)
    db.session.flush()
    run.job = request_job("print_run", subject_id=run.id, owner_id=actor.id, total=STAGES * len(ready), key=key)
    if preflight.findings:
        found = [left_out(invitation, [problem]) for invitation, problem in preflight.findings]
        db.session.add(PrintSignOff(run_id=run.id, staff_id=actor.id, at=moment, findings=found))
    letters = [
        PrintedLetter(
            run_id=run.id,
            position=position,
            recipient=invitation.client.full_name,
            content={
                **freeze(compose_letter(invitation, NOBODY, now=moment, setup=setup)),  # without the codes
                PILE: invitation.client.rm.called(actor.language),
            },
        )
        for position, invitation in enumerate(ready, start=1)
    ]
    db.session.add_all(letters)
    db.session.flush()
    db.session.add_all(
        InvitationLetter(invitation_id=invitation.id, letter_id=letter.id)
        for invitation, letter in zip(ready, letters, strict=True)
    )
    db.session.flush()
    return run


def left_out(invitation: Invitation, found: Sequence[Problem]) -> dict[str, Any]:
    """A guest with what was found, as a run keeps it."""
    return {
        "invitation_id": invitation.id,
        "recipient": invitation.client.full_name,
        "problems": [problem.stored() for problem in found],
    }
