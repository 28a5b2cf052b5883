"""Print runs: which letters go into one, ordering it once, and the job that draws it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from clients.history import tell
from clients.models import Client, EntryKind
from core.db import db, now
from core.errors import DomainError
from core.jobs import Job, Progress, job_kind, request_job
from events.models import Event
from invitations.letters import Problem, compose_letter, problems, withdrawn
from invitations.models import Dispatch, Invitation, InvitationLetter
from invitations.tokens import CODE_LENGTH, TOKEN_LENGTH, Codes, unseal
from printing.documents.letter import Letter
from printing.models import PrintedLetter, PrintRun
from printing.print_run import Drawn, draw, forget, freeze, sweep_files, thaw
from staff.audit import act_for
from staff.models import Staff
from staff.scope import sees

COMMIT_EVERY = 10
"""Pages between two commits of the progress; also how many letters are looked up at a time."""


@dataclass
class Preflight:
    """What a print run would hold, and whom it would leave out and why."""

    ready: list[Invitation] = field(default_factory=list)
    left_out: list[tuple[Invitation, list[Problem]]] = field(default_factory=list)


def invitations_to_print(actor: Staff, event: Event, *, unprinted: bool) -> list[Invitation]:
    """The event's standing invitations of clients whom `actor` sees, in piles: by manager, then by the name's reading.

    Seeing the invitation isn't enough: door staff see tonight's, but letters are for whoever cares for the client.
    """
    query = (
        sa.select(Invitation)
        .where(
            Invitation.event_id == event.id,
            Invitation.revoked_at.is_(None),
            Invitation.client_id.in_(sa.select(Client.id).where(sees(actor, Client))),
        )
        .options(
            joinedload(Invitation.event),
            joinedload(Invitation.client).options(joinedload(Client.rm), selectinload(Client.holds)),
        )
    )
    if unprinted:
        query = query.where(Invitation.dispatch == Dispatch.LISTED)
    return sorted(db.session.scalars(query), key=_pile)


def _pile(invitation: Invitation) -> tuple[str, int, str, int]:
    client = invitation.client
    return client.rm.username, client.rm_id, client.sort_key, client.id


def check(invitations: Sequence[Invitation], moment: datetime) -> Preflight:
    """Go through the letters as the printer would; nothing is written."""
    result = Preflight()
    for invitation in invitations:
        found = problems(invitation, moment)
        if found:
            result.left_out.append((invitation, found))
        else:
            result.ready.append(invitation)
    return result


def order_run(actor: Staff, event: Event, preflight: Preflight, *, key: str, moment: datetime) -> PrintRun:
    """A run of the letters that are ready, each text frozen, with a job asked for; the caller commits and wakes it.

    The same `key` twice is one run, however close together. Raises DomainError("nothing_to_print").
    """
    key = f"print_run:{actor.id}:{key}"
    found = _run_of(key)
    if found is not None:
        return found
    if not preflight.ready:
        raise DomainError("nothing_to_print")
    try:
        with db.session.begin_nested():
            return _add_run(actor, event, preflight, key, moment)
    except IntegrityError:  # the other click was faster by less than a moment
        found = _run_of(key)
        if found is None:
            raise
        return found


def _run_of(key: str) -> PrintRun | None:
    return db.session.scalar(
        sa.select(PrintRun).join(Job, PrintRun.job_id == Job.id).where(Job.key == key).options(joinedload(PrintRun.job))
    )


def _add_run(actor: Staff, event: Event, preflight: Preflight, key: str, moment: datetime) -> PrintRun:
    run = PrintRun(
        title=event.title,
        branch_id=event.branch_id,
        ordered_by_id=actor.id,
        created_at=moment,
        left_out=[_left_out(invitation, found) for invitation, found in preflight.left_out],
    )
    db.session.add(run)
    db.session.flush()
    run.job = request_job("print_run", subject_id=run.id, owner_id=actor.id, total=len(preflight.ready), key=key)
    nobody = Codes("W" * TOKEN_LENGTH, "W" * CODE_LENGTH)  # freeze() leaves the codes out
    letters = [
        PrintedLetter(
            run_id=run.id,
            position=position,
            recipient=invitation.client.full_name,
            content=freeze(compose_letter(invitation, nobody, now=moment)),
        )
        for position, invitation in enumerate(preflight.ready, start=1)
    ]
    db.session.add_all(letters)
    db.session.flush()
    db.session.add_all(
        InvitationLetter(invitation_id=invitation.id, letter_id=letter.id)
        for invitation, letter in zip(preflight.ready, letters, strict=True)
    )
    db.session.flush()
    return run


def _left_out(invitation: Invitation, found: Sequence[Problem]) -> dict[str, Any]:
    return {
        "invitation_id": invitation.id,
        "recipient": invitation.client.full_name,
        "problems": [problem.stored() for problem in found],
    }


@job_kind("print_run")
def print_letters(run_id: int, progress: Progress) -> None:
    """Draw the run's letters into one PDF and tell it to invitations and histories; done again, it does nothing.

    A killed worker's successor draws from the first page: a page takes some milliseconds, and half a PDF is none.
    """
    run = db.session.get_one(PrintRun, run_id)
    if run.finished_at is not None:
        return
    act_for(run.ordered_by_id)
    sweep_files()
    title, letter_ids = run.title, [letter.id for letter in run.letters]
    db.session.commit()
    total = len(letter_ids)
    absent: dict[int, dict[str, Any]] = {}

    def report(done: int) -> None:
        if done % COMMIT_EVERY == 0:
            progress(done, total)

    pages = _pages(letter_ids, absent)
    first = next(pages, None)
    if first is None:
        raise DomainError("nothing_to_print")
    drawn = draw(_with_first(first, pages), title=title, progress=report)
    try:
        finish(run_id, drawn, absent, now())
        progress(total, total)
    except BaseException:
        forget(drawn)
        raise


def _with_first(first: Letter, others: Iterator[Letter]) -> Iterator[Letter]:
    yield first
    yield from others


def _pages(letter_ids: Sequence[int], absent: dict[int, dict[str, Any]]) -> Iterator[Letter]:
    """The letters in order, codes unsealed; who may no longer be written to is left out and noted in `absent`."""
    waiting = iter(letter_ids)
    while chunk := list(islice(waiting, COMMIT_EVERY)):
        loaded: list[tuple[dict[str, Any], Codes]] = []
        moment = now()
        for letter, invitation in _rows(chunk):
            found = withdrawn(invitation, moment)
            if found:
                absent[letter.id] = _left_out(invitation, found)
            else:
                loaded.append((letter.content, unseal(invitation)))
        # Drawing must not hold SQLite's one lock, so the transaction ends before it.
        db.session.commit()
        for content, codes in loaded:
            yield thaw(content, qr_payload=codes.address, short_code=codes.short_code)


def _rows(letter_ids: Sequence[int]) -> list[tuple[PrintedLetter, Invitation]]:
    query = (
        sa.select(PrintedLetter, Invitation)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(Invitation, Invitation.id == InvitationLetter.invitation_id)
        .where(PrintedLetter.id.in_(letter_ids))
        .options(joinedload(Invitation.event), joinedload(Invitation.client).selectinload(Client.holds))
        .order_by(PrintedLetter.position)
    )
    return [(letter, invitation) for letter, invitation in db.session.execute(query)]


def finish(run_id: int, drawn: Drawn, absent: dict[int, dict[str, Any]], moment: datetime) -> None:
    """The file, the invitations' dispatch and the histories, for the caller to commit together.

    Raises DomainError("already_printed") when the run is finished: it is told once.
    """
    run = db.session.scalars(
        sa.select(PrintRun).where(PrintRun.id == run_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if run.finished_at is not None:
        raise DomainError("already_printed")
    run.file, run.sha256, run.pages, run.finished_at = drawn.file, drawn.sha256, drawn.pages, moment
    if absent:
        run.left_out = [*run.left_out, *absent.values()]
        db.session.execute(sa.delete(InvitationLetter).where(InvitationLetter.letter_id.in_(list(absent))))
        db.session.execute(sa.delete(PrintedLetter).where(PrintedLetter.id.in_(list(absent))))
    printed = db.session.scalars(
        sa.select(Invitation)
        .join(InvitationLetter, InvitationLetter.invitation_id == Invitation.id)
        .join(PrintedLetter, PrintedLetter.id == InvitationLetter.letter_id)
        .where(PrintedLetter.run_id == run_id)
    ).all()
    for invitation in printed:
        if invitation.dispatch is Dispatch.LISTED:
            invitation.dispatch = Dispatch.PRINTED
        tell(
            invitation.client_id,
            EntryKind.LETTER_PRINTED,
            at=moment,
            subject=run.title,
            staff_id=run.ordered_by_id,
            source="event",
            source_id=invitation.event_id,
            key=f"letter_printed:{run_id}:{invitation.id}",
        )
