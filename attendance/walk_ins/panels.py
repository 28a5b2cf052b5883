"""What this room shows on "today": people who came without an invitation and wait to be called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from attendance.models import FollowUp, WalkIn
from attendance.walk_ins.leads import is_open
from core.db import db
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import visible


def leads(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """How many there are, and how many of the calls are late; nothing while there is nobody."""
    if not actor.may(Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return None
    mine = visible(actor, WalkIn).where(is_open()).with_only_columns(WalkIn.id).subquery()
    late = sa.case((sa.and_(FollowUp.done_at.is_(None), FollowUp.due_at < now), 1), else_=0)
    counted, overdue = db.session.execute(
        sa.select(sa.func.count(mine.c.id), sa.func.coalesce(sa.func.sum(late), 0)).outerjoin(
            FollowUp, FollowUp.walk_in_id == mine.c.id
        )
    ).one()
    return {"leads": counted, "late": overdue} if counted else None


LEADS = Panel("attendance/walk_in_today.html", leads)
