"""A branch's club, its levels and what they offer."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from core.db import db
from core.errors import DomainError
from membership.defaults import CLUB, LEVELS, TIED_TO_MONEY
from membership.models import Benefit, BenefitKind, BenefitUse, Club, ClubLevel, Membership

MOST_PER_TERM = 366


def club_of(branch_id: int) -> Club | None:
    """The branch's club, if it has one yet."""
    return db.session.get(Club, branch_id)


def open_club(branch_id: int) -> Club:
    """The branch's club; at first use it is made, with three levels and their usual benefits."""
    club = club_of(branch_id)
    if club is None:
        club = Club(branch_id=branch_id, name=CLUB[0], name_en=CLUB[1])
        db.session.add(club)
        for rank, (name, name_en, benefits) in enumerate(LEVELS, start=1):
            db.session.add(
                ClubLevel(
                    branch_id=branch_id,
                    code=f"C{rank}",
                    rank=rank,
                    name=name,
                    name_en=name_en,
                    benefits=[
                        Benefit(kind=one.kind, per_term=one.per_term, name=one.name, name_en=one.name_en)
                        for one in benefits
                    ],
                )
            )
        db.session.flush()
    return club


def levels_of(branch_id: int, *, retired: bool = False) -> Sequence[ClubLevel]:
    """The branch's levels from the lowest on, with their benefits; with `retired` also those that are given no more."""
    query = (
        sa.select(ClubLevel)
        .where(ClubLevel.branch_id == branch_id)
        .options(selectinload(ClubLevel.benefits))
        .order_by(ClubLevel.rank, ClubLevel.id)
    )
    return db.session.scalars(query if retired else query.where(ClubLevel.retired.is_(False))).all()


def add_level(branch_id: int, *, name: str, name_en: str) -> ClubLevel:
    """A further level above the others. Raises DomainError("level_name_taken")."""
    levels = levels_of(branch_id, retired=True)
    _name_is_free(levels, name, None)
    rank = max((level.rank for level in levels), default=0) + 1
    codes = {level.code for level in levels}
    code = next(code for n in range(1, 1000) if (code := f"C{n}") not in codes)
    level = ClubLevel(branch_id=branch_id, code=code, rank=rank, name=name, name_en=name_en)
    db.session.add(level)
    return level


def rename_level(level: ClubLevel, *, name: str, name_en: str) -> None:
    """Call the level something else. Raises DomainError("level_name_taken")."""
    _name_is_free(levels_of(level.branch_id, retired=True), name, level)
    level.name, level.name_en = name, name_en


def retire_level(level: ClubLevel) -> None:
    """Give the level to nobody any more. Raises DomainError: level_in_use, or last_level."""
    if db.session.scalar(sa.select(Membership.id).where(Membership.level_id == level.id).limit(1)) is not None:
        raise DomainError("level_in_use")
    if len(levels_of(level.branch_id)) == 1:
        raise DomainError("last_level")
    level.retired = True


def offer(level: ClubLevel, kind: BenefitKind, *, per_term: int | None, name: str = "", name_en: str = "") -> Benefit:
    """Let the level have a benefit.

    Raises DomainError: benefit_not_allowed when its name ties it to deposits, jobs or school places, benefit_unnamed
    for one of no usual kind without a name, benefit_twice when the level has it, benefit_count for an odd number.
    """
    if per_term is not None and not 1 <= per_term <= MOST_PER_TERM:
        raise DomainError("benefit_count")
    told = f"{name} {name_en}".lower()
    if any(word in told for word in TIED_TO_MONEY):
        raise DomainError("benefit_not_allowed")
    if kind is BenefitKind.OTHER and not name:
        raise DomainError("benefit_unnamed")
    if any(
        (one.kind, one.name) == (kind, name) or (one.kind is kind is not BenefitKind.OTHER) for one in level.benefits
    ):
        raise DomainError("benefit_twice")
    benefit = Benefit(kind=kind, per_term=per_term, name=name, name_en=name_en)
    level.benefits.append(benefit)
    return benefit


def recount(benefit: Benefit, per_term: int | None) -> None:
    """Offer it more or less often, for everybody of the level and at once. Raises DomainError("benefit_count")."""
    if per_term is not None and not 1 <= per_term <= MOST_PER_TERM:
        raise DomainError("benefit_count")
    benefit.per_term = per_term


def withdraw(benefit: Benefit) -> None:
    """Offer it no more. Raises DomainError("benefit_used"): what was used stays to be read."""
    if db.session.scalar(sa.select(BenefitUse.id).where(BenefitUse.benefit_id == benefit.id).limit(1)) is not None:
        raise DomainError("benefit_used")
    benefit.level.benefits.remove(benefit)


def _name_is_free(levels: Sequence[ClubLevel], name: str, own: ClubLevel | None) -> None:
    if any(level.name == name and level is not own and not level.retired for level in levels):
        raise DomainError("level_name_taken")
