"""The code of a whole evening's feedback: it stands on the tables and says nothing of who scans it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from core.db import db
from core.tokens import ALPHABET, TOKEN_LENGTH, draw, read_symbols
from events.models import DoorSetting, Event

ROOM = "f"


def room_token(event: Event) -> str | None:
    """The evening's token, if it has one; looking makes none."""
    return db.session.scalar(sa.select(DoorSetting.feedback_token).where(DoorSetting.event_id == event.id))


def give_token(event: Event) -> str:
    """The evening's token, made when it is first needed. The caller holds the event's lock and commits."""
    setting = db.session.get(DoorSetting, event.id, populate_existing=True)
    if setting is None:
        setting = DoorSetting(event_id=event.id)
        db.session.add(setting)
    if setting.feedback_token is None:
        setting.feedback_token = draw(TOKEN_LENGTH)
    return setting.feedback_token


def find_evening(text: str) -> Event | None:
    """The event whose room this token opens; the token itself is what allows it, so no scope applies."""
    token = read_symbols(text, ROOM)
    if len(token) != TOKEN_LENGTH or not set(token) <= set(ALPHABET):
        return None
    query = sa.select(Event).join(DoorSetting, DoorSetting.event_id == Event.id).options(joinedload(Event.branch))
    return db.session.scalar(query.where(DoorSetting.feedback_token == token))


def room_address(token: str) -> str:
    """What the QR on the tables holds, all in capitals so that it needs the fewest modules."""
    return f"{current_app.config['PUBLIC_BASE_URL']}/{ROOM}/{token}".upper()
