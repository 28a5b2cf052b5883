"""What this room shows on the gathered pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from clients.contact.may_contact import may_contact
from clients.history.reminders import birthdays, silent
from clients.history.steps import steps_due
from clients.models import Client, Purpose
from core.zone import home_day
from staff.frames import Panel
from staff.models import Role, Staff

MOST_LINES = 8
Reminders = Sequence[tuple[Client, int]]


def my_clients(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For relationship managers: what is due, whose birthday comes, and who has not heard from them for long.

    Whoever may not be greeted (in mourning, in hospital, refused) is left out: a cheerful call would hurt. What was
    agreed with a client stays due.
    """
    if not actor.may(Role.RM):
        return None
    today = home_day(now)
    steps, near, waiting = steps_due(actor, today), birthdays(actor, today), silent(actor, now)
    coming: Reminders = [(client, (birthday.day - today).days) for client, birthday in near]
    clients = [client for client, _days in (*coming, *waiting)]
    verdicts = may_contact(clients, purpose=Purpose.GREETING, channel=None, day=today)

    def allowed(reminders: Reminders) -> Reminders:
        return [(client, days) for client, days in reminders if verdicts[client.id].allowed][:MOST_LINES]

    coming, waiting = [*allowed(coming)], [*allowed(waiting)]
    if not (steps or coming or waiting):
        return None
    kept = {client.id: birthday for client, birthday in near}
    return {"steps": steps, "birthdays": coming, "kept": kept, "silent": waiting, "today": today}


MY_CLIENTS = Panel("clients/my_clients.html", my_clients)
