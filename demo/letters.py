"""The demo's letters: printed in runs by the house's own rules, or only said to have been, and brought by the RMs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db
from core.jobs import JobState
from demo.moments import ZONE, at
from events.models import Event
from invitations.letters.setup import setup_for
from invitations.models import Dispatch, Invitation
from invitations.runs.dispatch import write_step
from invitations.runs.preflight import check
from invitations.runs.print_job import draw_and_read_back
from invitations.runs.print_runs import order_run
from invitations.runs.releasing import approve, letters_of, mark_printed
from printing.models import Design, Format, PrintRun
from staff.models import Staff

SIGNED_AFTER, HANDED_AFTER = timedelta(hours=4), timedelta(hours=6)


def order(
    event: Event,
    asked: Sequence[Invitation],
    organiser: Staff,
    *,
    now: datetime,
    key: str,
    form: Format = Format.A4,
    design: Design | None = None,
) -> PrintRun:
    """A run of the letters that can be printed, drawn and read back; its findings are signed for by the organiser."""
    preflight = check(asked, now, setup_for(event, form=form, design=design))
    run = order_run(organiser, event, preflight, key=f"demo-{key}", moment=now, signed=preflight.seen)
    draw_and_read_back(run.id, lambda _done, _total: None, settle=db.session.flush, clock=lambda: now)
    if run.job is not None:  # no worker need look at it any more
        run.job.state, run.job.done, run.job.created_at = JobState.DONE, run.job.total, now
    db.session.flush()
    return run


def release(run: PrintRun, staff: dict[str, Staff], *, now: datetime) -> list[Invitation]:
    """Approved by the manager and printed by the organiser; the invitations in the order of the pages."""
    approve(run, staff=staff["manager"], now=now)
    mark_printed(run, staff=staff["organiser"], now=now + timedelta(minutes=30))
    return letters_of(run.id)


def sign_and_hand(event: Event, printed: Sequence[Invitation], staff: dict[str, Staff], *, now: datetime) -> None:
    """The manager signs in the afternoon, and the RMs have their letters before they go home."""
    for invitation in printed:
        write_step(event, invitation, Dispatch.SIGNED, staff_id=staff["manager"].id, at=now + SIGNED_AFTER)
    for invitation in printed:
        write_step(event, invitation, Dispatch.HANDED, staff_id=staff["organiser"].id, at=now + HANDED_AFTER)


def say_printed(event: Event, asked: Sequence[Invitation], organiser: Staff, *, now: datetime) -> None:
    """For events that are long over: the histories tell of the letter, its PDF is not kept for ever."""
    for invitation in asked:
        write_step(event, invitation, Dispatch.PRINTED, staff_id=organiser.id, at=now)
        tell(
            invitation.client_id,
            EntryKind.LETTER_PRINTED,
            at=now,
            subject=event.title,
            staff_id=organiser.id,
            source="event",
            source_id=event.id,
        )


def bring(event: Event, printed: Sequence[Invitation], draw: Random) -> None:
    """Each RM brings the letters within three days of the invitation, in working hours."""
    for invitation in printed:
        day = (invitation.invited_at + timedelta(days=draw.randint(1, 3))).astimezone(ZONE).date()
        moment = at(day, draw.randint(10, 17), draw.randrange(60))
        write_step(event, invitation, Dispatch.DELIVERED, staff_id=invitation.client.rm_id, at=moment)
