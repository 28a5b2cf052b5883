"""Who goes to welcome a guest: whoever says so first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from attendance.models import Presence, Welcome
from core.db import db
from core.errors import DomainError
from invitations.models import Invitation
from staff.models import Staff


def go(invitation: Invitation, staff: Staff, *, now: datetime) -> Welcome:
    """Note that `staff` goes to welcome the guest. Of two at one instant the first row stays; both get it back.

    Raises DomainError("not_checked_in") for a guest who is not here.
    """
    came_at = db.session.scalar(sa.select(Presence.at).where(Presence.invitation_id == invitation.id))
    if came_at is None:
        raise DomainError("not_checked_in")
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    at = max(now, came_at)  # a door's clock may be ahead of ours: the word is never older than what it answers
    db.session.execute(
        dialect.insert(Welcome)
        .values(invitation_id=invitation.id, staff_id=staff.id, at=at)
        .on_conflict_do_update(
            index_elements=["invitation_id"],
            set_={"staff_id": staff.id, "at": at},
            where=Welcome.at < came_at,  # of a check-in that was taken back
        )
    )
    return db.session.scalars(
        sa.select(Welcome).where(Welcome.invitation_id == invitation.id).execution_options(populate_existing=True)
    ).one()


def let_go(invitation: Invitation, staff: Staff) -> bool:
    """Take one's own word back, so that others are asked again. Says whether there was one."""
    found = db.session.get(Welcome, invitation.id)
    if found is None or found.staff_id != staff.id:
        return False
    db.session.delete(found)
    return True
