"""Seven days after an event nothing is left of who came without an invitation and did not wish to hear of us.

That somebody came is still counted. Whoever ticked the words is kept until they are in the client book or say no.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from attendance.models import WalkIn
from attendance.walk_ins.standing import stands
from core.db import db, now
from core.jobs import Progress, daily_job
from events.models import Event
from invitations.trips.emptying import forget_written
from staff.audit import act_for

KEPT_FOR = timedelta(days=7)
"""After the event's end (domain practice, retention: walk-ins without consent T+7)."""


@daily_job("forget_walk_ins")
def forget_all(_day: int, progress: Progress) -> None:
    """Forget what is due, one at a time; done again, it finds nothing to do."""
    moment = now()
    act_for(None)
    ids = due(moment)
    for done, walk_in_id in enumerate(ids, start=1):
        row = db.session.get(WalkIn, walk_in_id)
        if row is not None:
            forget(row, now=moment)
        progress(done, len(ids))
    if ids:
        forget_written()


def due(moment: datetime) -> Sequence[int]:
    """Who did not tick, or was taken back, and whose evening ended seven days ago."""
    query = (
        sa.select(WalkIn.id)
        .join(WalkIn.event)
        .where(
            WalkIn.forgotten_at.is_(None),
            sa.or_(WalkIn.consented_at.is_(None), sa.not_(stands())),
            Event.ends_at <= moment - KEPT_FOR,
        )
        .order_by(WalkIn.id)
    )
    return db.session.scalars(query).all()


def forget(row: WalkIn, *, now: datetime) -> None:
    """What is left says that so many came, when, and to which words somebody agreed. The audit log keeps no values."""
    row.called = row.phone = row.brought_by = ""
    row.forgotten_at = now
