"""Letters that say what is no longer so: the event was moved or renamed after they were written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.models import Event
from invitations.models import Dispatch, Invitation, InvitationLetter
from printing.models import PrintedLetter, PrintRun

MOMENTS = ("starts_at", "ends_at", "reply_by")
_WORDS = ("title", "speaker", "venue", "address", "parking")


def facts_of(event: Event) -> dict[str, str]:
    """What letters say of the event, to be compared later."""
    words = {name: getattr(event, name) or "" for field in _WORDS for name in (field, f"{field}_en")}
    return words | {name: getattr(event, name).astimezone(UTC).isoformat() for name in MOMENTS} | {"zone": event.zone}


def changed(facts: Mapping[str, Any], event: Event, language: str) -> list[str]:
    """Which facts a letter of this language tells otherwise than they are now: codes of the event's fields.

    A run from before facts were kept has none, and nothing is said of it.
    """
    if not facts:
        return []
    now = facts_of(event)
    told = [*MOMENTS, "zone", *(f"{field}_en" if language == "en" else field for field in _WORDS)]
    return [name for name in told if facts.get(name, now[name]) != now[name]]


def outdated(event: Event, invitations: Collection[Invitation]) -> dict[int, list[str]]:
    """Of these guests of the event, those whose newest printed letter is out of date, with the facts that changed.

    Letters in the client's hands count too: somebody has to call.
    """
    ids = [one.id for one in invitations if one.revoked_at is None and one.dispatch is not Dispatch.LISTED]
    if not ids:
        return {}
    languages = {one.id: one.language for one in invitations}
    rows = db.session.execute(
        sa.select(InvitationLetter.invitation_id, PrintRun.facts)
        .join(PrintedLetter, PrintedLetter.id == InvitationLetter.letter_id)
        .join(PrintRun, PrintRun.id == PrintedLetter.run_id)
        .where(
            InvitationLetter.invitation_id.in_(ids),
            InvitationLetter.superseded_at.is_(None),
            PrintRun.printed_at.is_not(None),
        )
        .order_by(PrintRun.id)
    )
    found = {one: changed(facts, event, languages[one]) for one, facts in rows}  # of two, the newer one stays
    return {one: fields for one, fields in found.items() if fields}
