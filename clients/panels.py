"""What this room shows on the gathered pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import to_user_timezone

from clients.history.reminders import birthdays, silent
from staff.frames import Panel
from staff.models import Role, Staff


def my_clients(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For relationship managers: whose birthday comes, and who has not heard from them for long."""
    if not actor.may(Role.RM):
        return None
    coming, waiting = birthdays(actor, to_user_timezone(now).date()), silent(actor, now)
    return {"birthdays": coming, "silent": waiting} if coming or waiting else None


MY_CLIENTS = Panel("clients/my_clients.html", my_clients)
