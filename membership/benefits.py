"""What a member's level offers in a term, and how much of it is used: counted in rows, never rolled over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from membership.family import lock
from membership.models import MEMBERS, Benefit, BenefitKind, BenefitUse, Membership
from membership.terms import term_on
from staff.models import Role, Staff


@dataclass(frozen=True)
class Offer:
    """A benefit in the present term: how often it was used by the whole family."""

    benefit: Benefit
    used: int

    @property
    def left(self) -> int | None:
        """How often it may still be used; none where nobody counts."""
        return None if self.benefit.per_term is None else max(0, self.benefit.per_term - self.used)


def offers_of(membership: Membership, day: date) -> list[Offer]:
    """Every benefit of the member's level with what is used of it in the term of `day`."""
    used: dict[tuple[BenefitKind, str], int] = {}
    for use in uses_of(membership, day):
        key = (use.benefit.kind, _own_name(use.benefit))
        used[key] = used.get(key, 0) + use.count
    return [Offer(one, used.get((one.kind, _own_name(one)), 0)) for one in membership.level.benefits]


def uses_of(membership: Membership, day: date) -> Sequence[BenefitUse]:
    """The family's uses in the term of `day`, newest first, also of a level that the member had before in it."""
    term = term_on(membership, day)
    if term is None:
        return []
    query = (
        sa.select(BenefitUse)
        .where(
            BenefitUse.membership_id.in_(_sharing(membership)),
            BenefitUse.on.between(term[0], max(term[1], day)),
        )
        .options(joinedload(BenefitUse.benefit), joinedload(BenefitUse.staff).lazyload(Staff.roles))
        .order_by(BenefitUse.on.desc(), BenefitUse.id.desc())
    )
    return db.session.scalars(query).all()


def taken_back(uses: Iterable[BenefitUse]) -> set[int]:
    """The ids of those that another of these rows took back."""
    return {int(use.key.removeprefix("back:")) for use in uses if use.key and use.key.startswith("back:")}


def use_benefit(
    membership: Membership,
    benefit: Benefit,
    *,
    on: date,
    today: date,
    staff: Staff,
    now: datetime,
    note: str = "",
    count: int = 1,
) -> BenefitUse:
    """Note that a benefit was used.

    Raises DomainError: not_a_member, benefit_foreign for one of another level, use_in_future, use_not_in_term, and
    benefit_used_up beyond the count, unless a manager notes why. Counts under a lock, so that two who note at the same
    moment never go beyond it.
    """
    lock(_main(membership))
    term = term_on(membership, today)
    if membership.status not in MEMBERS or term is None:
        raise DomainError("not_a_member")
    if benefit.level_id != membership.level_id:
        raise DomainError("benefit_foreign")
    if on > today:
        raise DomainError("use_in_future")
    if on < term[0]:
        raise DomainError("use_not_in_term")
    offer = next(one for one in offers_of(membership, today) if one.benefit.id == benefit.id)
    if offer.left is not None and count > offer.left and not (staff.may(Role.MANAGER, Role.ADMIN) and note.strip()):
        raise DomainError("benefit_used_up")
    return _row(membership, benefit, on=on, staff=staff, now=now, note=note.strip(), count=count)


def take_back(use: BenefitUse, *, staff: Staff, now: datetime, note: str) -> BenefitUse:
    """It was no use after all: a row against it, on the same day.

    Raises DomainError: club_reason_missing, or use_taken_back.
    """
    if not note.strip():
        raise DomainError("club_reason_missing")
    membership = db.session.get_one(Membership, use.membership_id)
    lock(_main(membership))
    key = f"back:{use.id}"
    if use.count < 0 or _known(key):
        raise DomainError("use_taken_back")
    return _row(membership, use.benefit, on=use.on, staff=staff, now=now, note=note.strip(), count=-use.count, key=key)


def count_use(membership: Membership, kind: BenefitKind, on: date, key: str, *, now: datetime) -> BenefitUse | None:
    """Count by itself what happened, once for each `key`, also beyond the count: whoever came has come.

    None where it is counted already, or the level has no such benefit, or `on` is outside the term.
    """
    term = term_on(membership, on)
    benefit = next((one for one in membership.level.benefits if one.kind is kind), None)
    if benefit is None or term is None or on < term[0] or membership.status not in MEMBERS or _known(key):
        return None
    return _row(membership, benefit, on=on, staff=None, now=now, note="", count=1, key=key)


def _row(
    membership: Membership,
    benefit: Benefit,
    *,
    on: date,
    staff: Staff | None,
    now: datetime,
    note: str,
    count: int,
    key: str | None = None,
) -> BenefitUse:
    use = BenefitUse(
        membership_id=membership.id,
        benefit=benefit,
        on=on,
        count=count,
        note=note[:120],
        staff_id=staff.id if staff else None,
        at=now,
        key=key,
    )
    db.session.add(use)
    db.session.flush()
    return use


def _known(key: str) -> bool:
    return db.session.scalar(sa.select(BenefitUse.id).where(BenefitUse.key == key)) is not None


def _own_name(benefit: Benefit) -> str:
    """What tells benefits of no usual kind apart."""
    return benefit.name if benefit.kind is BenefitKind.OTHER else ""


def _main(membership: Membership) -> Membership:
    return membership.main if membership.main is not None else membership


def _sharing(membership: Membership) -> sa.Select[int]:
    """The ids of all memberships that share this one's count."""
    main = membership.main_id or membership.id
    return sa.select(Membership.id).where(sa.or_(Membership.id == main, Membership.main_id == main))
