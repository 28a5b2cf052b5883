"""How the door of an event is set up: its rules, its gates, its gifts, and how many lanes it wants."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sqlalchemy as sa
from werkzeug.exceptions import NotFound

from attendance.ledger.handing import given
from attendance.models import Scan
from core.db import db
from core.errors import DomainError
from events.models import OVER, DoorSetting, Event, Gift
from invitations.models import Invitation

MOST_GATES = 8
GATE_LENGTH = 20
PEAK_SHARE = 65  # of a hundred guests, so many come in the busiest half hour (domain practice, lanes)
PEAK_MINUTES = 30
A_MINUTE = 3  # guests whom one lane welcomes without haste


def setting_of(event: Event) -> DoorSetting:
    """The door's setting; without a row one that holds the defaults and is not in the session."""
    found = db.session.get(DoorSetting, event.id)
    if found is not None:
        return found
    return DoorSetting(event_id=event.id, gates=[], reentry=False, badges=False, offline_names=False, walk_ins=True)


def set_up(
    event: Event, *, gates: list[str], reentry: bool, badges: bool, offline_names: bool, walk_ins: bool
) -> DoorSetting:
    """Write the door's rules. Raises DomainError("event_closed")."""
    _open(event)
    setting = setting_of(event)
    setting.gates, setting.reentry, setting.badges = gates, reentry, badges
    setting.offline_names, setting.walk_ins = offline_names, walk_ins
    db.session.add(setting)
    return setting


def gifts_of(event: Event) -> list[Gift]:
    return list(db.session.scalars(sa.select(Gift).where(Gift.event_id == event.id).order_by(Gift.id)))


def load_gift(event: Event, gift_id: int) -> Gift:
    """Raises NotFound for a missing gift and for another event's."""
    found = db.session.scalar(sa.select(Gift).where(Gift.id == gift_id, Gift.event_id == event.id))
    if found is None:
        raise NotFound
    return found


def keep_gift(event: Event, gift: Gift, *, name: str, name_en: str, unit_fen: int, stock: int) -> Gift:
    """Add or change a gift. Raises DomainError: event_closed, gift_twice (the name), gift_fewer (than were handed)."""
    _open(event)
    same = sa.select(Gift.id).where(Gift.event_id == event.id, Gift.name == name)
    if gift.id is not None:
        same = same.where(Gift.id != gift.id)
    with db.session.no_autoflush:
        if db.session.scalar(same) is not None:
            raise DomainError("gift_twice")
        if gift.id is not None and stock < (handed := given(event)[gift.id]):
            raise DomainError("gift_fewer", handed=handed)
    gift.event_id, gift.name, gift.name_en, gift.unit_fen, gift.stock = event.id, name, name_en, unit_fen, stock
    db.session.add(gift)
    return gift


def remove_gift(event: Event, gift: Gift) -> None:
    """Raises DomainError: event_closed, or gift_handed once the ledger speaks of it."""
    _open(event)
    if db.session.scalar(sa.select(Scan.id).where(Scan.gift_id == gift.id).limit(1)) is not None:
        raise DomainError("gift_handed")
    db.session.delete(gift)


def note_for_the_door(invitation: Invitation, *, note: str, greeted: bool) -> None:
    """What whoever opens the door should know of a guest, and whether the manager greets. Raises event_closed."""
    _open(invitation.event)
    invitation.door_note, invitation.greeted = note, greeted


def _open(event: Event) -> None:
    if event.status in OVER:
        raise DomainError("event_closed")


@dataclass(frozen=True)
class Lanes:
    """How many lanes welcome so many heads without a queue, and how long the last would wait with one lane less."""

    heads: int
    lanes: int
    wait_with_one_less: int


def lanes_for(heads: int) -> Lanes:
    """Domain practice §6.2: 65 of 100 come within half an hour, one lane welcomes three a minute."""
    peak = heads * PEAK_SHARE / 100
    lanes = max(1, math.ceil(peak / (PEAK_MINUTES * A_MINUTE)))
    fewer = lanes - 1
    wait = math.ceil((peak - PEAK_MINUTES * A_MINUTE * fewer) / (A_MINUTE * fewer)) if fewer else 0
    return Lanes(heads, lanes, wait)
