"""Once a day: terms that are over go into their days of grace, grace that is over ends, evenings attended are counted.

Nobody is stepped down by the house, and nobody's grace ends within three months of a bereavement, a complaint or a stay
in hospital. Nothing is sent to anybody: the relationship manager finds the client on the review list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from core.db import db, now
from core.errors import DomainError
from core.jobs import Progress, daily_job
from core.zone import home_day
from membership.attending import count_attended, members_who_attended
from membership.family import lock
from membership.models import Membership, MembershipStatus
from membership.moves import give_grace, lapse, protected_until
from membership.settings import GRACE_DAYS
from staff.audit import act_for
from staff.settings import setting


@daily_job("club_terms")
def keep_terms(_day: int, progress: Progress) -> None:
    """What the day asks for, a membership at a time; done again on the same day, it finds nothing to do."""
    moment = now()
    today = home_day(moment)
    act_for(None)
    ids = [*over(today), *grace_over(today)]
    for done, membership_id in enumerate(ids, start=1):
        settle(membership_id, today=today, now=moment)
        progress(done, len(ids))
    for membership, entry in members_who_attended(now=moment):
        count_attended(membership, entry, now=moment)
    progress(len(ids), len(ids))


def over(today: date) -> Sequence[int]:
    """The main memberships whose term is over and of which nobody has decided."""
    return _ids(Membership.status == MembershipStatus.ACTIVE, Membership.term_end < today)


def grace_over(today: date) -> Sequence[int]:
    """Those whose days of grace are over."""
    return _ids(Membership.status == MembershipStatus.GRACE, Membership.grace_until < today)


def settle(membership_id: int, *, today: date, now: datetime) -> None:
    """Do what is due with one membership, in as many steps as it takes; one that somebody has settled is left alone."""
    membership = db.session.get_one(Membership, membership_id)
    lock(membership)
    db.session.refresh(membership)
    if membership.status is MembershipStatus.ACTIVE and membership.term_end and membership.term_end < today:
        until = membership.term_end + timedelta(days=setting(membership.branch_id, GRACE_DAYS))
        _try(lambda: give_grace(membership, staff=None, today=today, now=now, reason=TERM_OVER, until=until))
    if membership.status is MembershipStatus.GRACE and membership.grace_until and membership.grace_until < today:
        spared = protected_until(membership, today)
        if spared is None:
            _try(lambda: lapse(membership, staff=None, now=now, reason=GRACE_OVER))
        else:
            # A hold without an end is looked at again in a month.
            later = min(spared, today + timedelta(days=30))
            _try(lambda: give_grace(membership, staff=None, today=today, now=now, reason=SPARED, until=later))


TERM_OVER, GRACE_OVER, SPARED = "term_over", "grace_over", "spared"
"""Why the house did it: codes, which words.py says in the reader's language."""


def _try(step: Callable[[], object]) -> None:
    """A membership that somebody moved on at the same moment needs nothing."""
    try:
        step()
    except DomainError as refusal:
        if refusal.code != "move_not_open":
            raise


def _ids(*conditions: sa.ColumnElement[bool]) -> Sequence[int]:
    query = sa.select(Membership.id).where(Membership.main_id.is_(None), *conditions).order_by(Membership.id)
    return db.session.scalars(query).all()
