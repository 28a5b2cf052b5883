"""Events to try a letter's text with, for the editor in printing/, which knows none. Never anything of a client."""

from __future__ import annotations

from flask_babel import format_date

from core.db import LARGEST_ID, db, now
from core.languages import pick_language
from events.models import Event, EventFormat
from invitations.letters.setup import CARD
from invitations.letters.values import letter_values
from invitations.letters.wording import sample_invitation
from printing.texts.event_values import Source
from printing.texts.model_texts import NOTICES
from printing.texts.placeholders import FIELDS
from staff.models import Staff
from staff.scope import visible

MOST = 12
_FORMATS = frozenset(one.value for one in EventFormat)
_OF_GUEST = frozenset({"salutation", "full_name", "personal_detail", "table", "short_code", "rm_name", "rm_phone"})
"""What the samples say better than a guest who does not exist."""


def offer(actor: Staff, kind: str) -> list[tuple[str, str]]:
    """The next events of this kind that the actor may see; a formal card may ask to any, and any may be moved."""
    query = visible(actor, Event).where(Event.ends_at > now(), Event.branch_id == actor.branch_id)
    if kind in _FORMATS:
        query = query.where(Event.format == EventFormat(kind))
    elif kind not in NOTICES | {CARD}:
        return []  # a letter of the club invites to nothing
    events = db.session.scalars(query.order_by(Event.starts_at, Event.id).limit(MOST))
    return [
        (str(event.id), f"{event.said('title', pick_language())}, {format_date(event.local_start.date(), 'short')}")
        for event in events
    ]


def values(actor: Staff, key: str, language: str) -> dict[str, str]:
    """What letters to the event say; nothing for one that the actor may not see."""
    event_id = int(key) if key.isdecimal() and len(key) < len(str(LARGEST_ID)) else 0
    event = db.session.scalar(visible(actor, Event).where(Event.id == event_id))
    if event is None:
        return {}
    found = letter_values(sample_invitation(event, language), now())
    # What the event does not say is empty here as it will be in its letters.
    return {code: found.get(code, "") for code, _chinese in FIELDS if code not in _OF_GUEST}


EVENTS = Source(offer, values)
