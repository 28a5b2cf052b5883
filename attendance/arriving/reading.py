"""Pages that read themselves anew: the whole page for a reader, its moving part for the page's own script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import jsonify, render_template, request, session
from werkzeug.wrappers import Response

from attendance.arriving.alerts import ASK_SECONDS, HIDDEN_ASK_SECONDS, companions_here, party_here
from attendance.arriving.evening import Guest
from attendance.arriving.words import PARTIES, STANDINGS
from clients.book.naming import address_or_none
from clients.book.saving import readable_phone
from clients.models import Client
from core.languages import clock, pick_language
from events.models import DOOR_CLOSES, DOOR_OPENS, Event, EventStatus
from invitations.desk.lines import reminding_line
from invitations.paper.seated import tables_told
from staff.models import Staff


def for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def keep_idle() -> None:
    """That a page asks by itself is no sign that somebody sits before it: the session grows idle as if it had not."""
    session.modified = False


def is_open(event: Event, now: datetime) -> bool:
    """Whether guests may still come: only then the page asks again."""
    in_time = event.starts_at - DOOR_OPENS <= now <= event.ends_at + DOOR_CLOSES
    return in_time and event.status is EventStatus.INVITING


def part(name: str, event: Event, *, now: datetime, **values: Any) -> str | Response:
    """templates/attendance/arriving/<name>.html around its <name>_part.html, or that part alone."""
    values |= {
        "event": event,
        "open": is_open(event, now),
        "of": now,
        "standings": STANDINGS,
        "parties": PARTIES,
        "party_here": party_here,
        "companions_here": companions_here,
        "named": named,
        "at": partial(clock, zone=event.tz),
    }
    if for_script():
        keep_idle()
        html = render_template(f"attendance/arriving/{name}_part.html", **values)
        return jsonify(open=values["open"], html=html)
    asks = {"every": ASK_SECONDS, "hidden": HIDDEN_ASK_SECONDS}
    return render_template(f"attendance/arriving/{name}.html", asks=asks, **values)


def named(client: Client) -> str:
    """How the client is addressed, in the reader's language."""
    return address_or_none(client, pick_language()) or client.full_name


def mine_shown(event: Event, found: Sequence[Guest], actor: Staff, *, now: datetime) -> dict[str, Any]:
    """What stands beside the names of a manager's own guests: tables, telephones, the line to copy."""
    waiting = [guest for guest in found if guest.presence is None]
    lines = {guest.invitation.id: reminding_line(guest.invitation, now) for guest in waiting if now < event.starts_at}
    return {
        "me": actor,
        "tables": tables_told(event, [guest.invitation.id for guest in found]),
        "lines": lines,
        "readable": readable_phone,
        "begun": now >= event.starts_at,
    }
