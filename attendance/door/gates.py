"""At which entrance this browser stands: chosen on the page, or given to the device when it was paired."""

from __future__ import annotations

import sqlalchemy as sa
from flask import session

from core.db import db
from events.models import DoorDevice, DoorSetting, Event
from staff.models import Staff

_KEY = "gates"


def gate_here(actor: Staff, event: Event, setting: DoorSetting) -> str:
    """The entrance, or nothing where there is one door only or none is chosen yet."""
    if not setting.gates:
        return ""
    chosen = session.get(_KEY, {}).get(str(event.id))
    if chosen is None and actor.is_device:
        chosen = db.session.scalar(sa.select(DoorDevice.gate).where(DoorDevice.staff_id == actor.id))
    return chosen if chosen in setting.gates else ""


def choose_gate(event: Event, setting: DoorSetting, gate: str) -> None:
    """Remember it until this browser signs out; a name that is no entrance of the event means none."""
    session[_KEY] = session.get(_KEY, {}) | {str(event.id): gate if gate in setting.gates else ""}
