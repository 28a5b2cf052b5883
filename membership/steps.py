"""What happened with a membership, as its page tells it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from membership import words
from membership.models import Membership, MembershipStep
from staff.models import Staff


def steps_of(membership: Membership, language: str) -> list[dict[str, Any]]:
    """The steps, newest first, with who took them and why; those without a person were taken by the house."""
    query = (
        sa.select(MembershipStep)
        .where(MembershipStep.membership_id == membership.id)
        .options(
            joinedload(MembershipStep.level),
            joinedload(MembershipStep.staff).options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch)),
        )
        .order_by(MembershipStep.id.desc())
    )
    return [
        {
            "at": step.at,
            "icon": words.STEP_ICONS[step.move],
            "title": f"{words.STEPS[step.move]} · {words.level_words(step.level, language)}",
            "detail": words.reason_words(step.reason),
            "url": None,
            "by": step.staff.called(language) if step.staff else None,
        }
        for step in db.session.scalars(query)
    ]
