"""What this room shows on the gathered pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import contains_eager

from clients.models import Client
from core.db import db
from events.models import Event, EventStatus
from invitations.guest_list import STANDS, figures_by_event, last_replies
from invitations.guest_list_views import INVITERS
from invitations.models import Invitation, ReplyState
from invitations.words import CHANNELS, DISPATCHES, REPLIES
from staff.frames import Panel
from staff.models import Staff
from staff.scope import sees

MOST = 12
WORDS = {"reply": REPLIES, "dispatch": DISPATCHES, "channel": CHANNELS}


def answers_today(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """The answers since yesterday morning; guests who wait for a seat first, since somebody must decide for them."""
    if not actor.may(*INVITERS):
        return None
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(sees(actor, Client), STANDS, Invitation.replied_at >= _yesterday_morning(now), Event.starts_at > now)
        .options(contains_eager(Invitation.client), contains_eager(Invitation.event))
    )
    waits = sa.case((Invitation.reply == ReplyState.WAITLISTED, 0), else_=1)
    guests = db.session.scalars(
        query.order_by(waits, Invitation.replied_at.desc(), Invitation.id.desc()).limit(MOST)
    ).all()
    return {"guests": guests, "replies": last_replies([guest.id for guest in guests]), "words": WORDS, "most": MOST}


def _yesterday_morning(now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(current_app.extensions["settings"].time_zone))
    return (local - timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)


def client_invitations(actor: Staff, subject: Client, now: datetime) -> dict[str, Any] | None:
    """The client's invitations to what is still to come, each with its letter and answer."""
    if not actor.may(*INVITERS):
        return None
    guests = db.session.scalars(
        sa.select(Invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(
            Invitation.client_id == subject.id,
            sees(actor, Client),
            STANDS,
            Event.starts_at > now,
            Event.status != EventStatus.CLOSED,
        )
        .options(contains_eager(Invitation.event))
        .order_by(Event.starts_at, Invitation.id)
    ).all()
    return {"guests": guests, "replies": last_replies([guest.id for guest in guests]), "words": WORDS}


def event_figures(actor: Staff, events: Sequence[Event], now: datetime) -> dict[str, Any]:
    """The counts that the pages of events show; see events/figures.py."""
    return {"figures": figures_by_event(actor, events, now)}


ANSWERS_TODAY = Panel("invitations/panel_answers.html", answers_today)
CLIENT_INVITATIONS = Panel("invitations/panel_client.html", client_invitations)
EVENT_FIGURES = Panel("", event_figures)
