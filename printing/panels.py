"""What this room shows on the gathered pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from printing.text_words import KINDS, LANGUAGES
from printing.texts.templates import waiting
from staff.frames import Panel
from staff.models import Role, Staff


def texts_to_approve(actor: Staff, _subject: Any, _now: datetime) -> dict[str, Any] | None:
    """For the branch's manager: the texts that somebody waits to write letters with."""
    if not actor.may(Role.MANAGER):
        return None
    versions = waiting(actor)
    return {"versions": versions, "kinds": KINDS, "languages": LANGUAGES} if versions else None


TEXTS_TO_APPROVE = Panel("printing/panel_texts.html", texts_to_approve)
