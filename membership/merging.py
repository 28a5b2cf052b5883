"""What becomes of the club when two rows of one person are put together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clients.duplicates.following import goes_over
from clients.models import Client
from core.db import db
from membership.models import ChatMember, Membership
from staff.frames import Panel
from staff.models import Staff

goes_over(Membership)  # the one who stays is the member; when both are, somebody has to end one of the two
goes_over(ChatMember, once_in="chat_id")


def two_members(_actor: Staff, subject: tuple[Client, Client], _now: datetime) -> dict[str, Any] | None:
    """The two memberships, when both rows have one."""
    query = sa.select(Membership).where(Membership.client_id.in_([client.id for client in subject]))
    found = db.session.scalars(query.order_by(Membership.id)).all()
    return {"memberships": found} if len(found) > 1 else None


TWO_MEMBERS = Panel("membership/panel_merge.html", two_members)
