"""The demo's letters: printed in a run, or only said to have been, and handed over by the RMs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from clients.history import tell
from clients.models import EntryKind
from core.db import db
from core.jobs import JobState
from demo.moments import ZONE, at
from events.models import Event
from invitations.models import Dispatch, Invitation
from invitations.print_runs import check, finish, order_run
from invitations.tokens import unseal
from printing.print_run import draw, thaw
from staff.models import Staff


def print_run(event: Event, asked: Sequence[Invitation], organiser: Staff, *, now: datetime) -> list[Invitation]:
    """A real run with its PDF, of the letters that can be printed; those are returned."""
    preflight = check(asked, now)
    run = order_run(organiser, event, preflight, key=f"demo-{event.id}", moment=now)
    codes = [unseal(invitation) for invitation in preflight.ready]
    letters = [
        thaw(letter.content, qr_payload=code.address, short_code=code.short_code)
        for letter, code in zip(run.letters, codes, strict=True)
    ]
    finish(run.id, draw(letters, title=event.title, progress=lambda _done: None), {}, now)
    if run.job is not None:  # no worker need look at it any more
        run.job.state, run.job.done, run.job.created_at = JobState.DONE, len(letters), now
    db.session.flush()
    return preflight.ready


def say_printed(event: Event, asked: Sequence[Invitation], organiser: Staff, *, now: datetime) -> None:
    """For events that are long over: the histories tell of the letter, its PDF is not kept for ever."""
    for invitation in asked:
        invitation.dispatch = Dispatch.PRINTED
        tell(
            invitation.client_id,
            EntryKind.LETTER_PRINTED,
            at=now,
            subject=event.title,
            staff_id=organiser.id,
            source="event",
            source_id=event.id,
        )


def hand_over(event: Event, printed: Sequence[Invitation], draw: Random) -> None:
    """Each RM brings the letters within three days of the invitation, in working hours."""
    for invitation in printed:
        client = invitation.client
        day = (invitation.invited_at + timedelta(days=draw.randint(1, 3))).astimezone(ZONE).date()
        moment = at(day, draw.randint(10, 17), draw.randrange(60))
        invitation.dispatch, invitation.delivered_at = Dispatch.DELIVERED, moment
        tell(
            client.id,
            EntryKind.LETTER_DELIVERED,
            at=moment,
            subject=event.title,
            staff_id=client.rm_id,
            source="event",
            source_id=event.id,
        )
