"""What this room shows on the gathered pages: the client's, and today's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from clients.models import Client
from core.db import db
from core.languages import pick_language
from core.zone import home_day
from membership import words
from membership.benefits import offers_of
from membership.entry import qualifies
from membership.levels import club_of
from membership.models import MEMBERS
from membership.moves import is_due, membership_of
from membership.roster import reviews
from staff.frames import Panel
from staff.models import Role, Staff

_MOST_LINES = 6


def of_client(actor: Staff, client: Client, now: datetime) -> dict[str, Any] | None:
    """The client's membership with what is left of it, or that the client could be named for the club.

    The page that hangs it has made sure that the reader sees the client.
    """
    if not actor.may(Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return None
    today, membership = home_day(now), membership_of(client.id)
    if membership is None:
        return {"membership": None, "client": client, "qualifies": qualifies(client)}
    counted = [offer for offer in offers_of(membership, today) if offer.left is not None]
    return {
        "membership": membership,
        "client": client,
        "club": club_of(membership.branch_id),
        "offers": counted if membership.status in MEMBERS else [],
        "due": is_due(membership, today),
        "words": words,
    }


def level_of_client(actor: Staff, client: Client, _now: datetime) -> dict[str, Any] | None:
    """The level, for the head of the client's page; nothing for whoever is no member."""
    if not actor.may(Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return None
    membership = membership_of(client.id)
    if membership is None or membership.status not in MEMBERS:
        return None
    level = words.level_words(membership.level, pick_language())
    return {"membership": membership, "words": words, "brief": level}  # also for the one-page brief


def due_today(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """Whose term ends soon, or is over."""
    if not actor.may(Role.RM, Role.ORGANISER, Role.MANAGER):
        return None
    today = home_day(now)
    query = reviews(actor, today)
    if not actor.may(Role.ORGANISER, Role.MANAGER):
        query = query.where(Client.rm_id == actor.id)
    lines = db.session.scalars(query.limit(_MOST_LINES + 1)).all()
    if not lines:
        return None
    return {"lines": lines[:_MOST_LINES], "more": len(lines) > _MOST_LINES, "today": today, "words": words}


CLIENT_LEVEL = Panel("membership/panel_level.html", level_of_client)
CLIENT_CLUB = Panel("membership/panel_client.html", of_client)
REVIEWS_DUE = Panel("membership/panel_reviews.html", due_today)
