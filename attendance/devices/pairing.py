"""A device is let into the door of one event by a code that works once, and taken out again at any time."""

from __future__ import annotations

import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_security import hash_password
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from core.tokens import ALPHABET, draw, keyed_hash, read_symbols
from events.models import DOOR_CLOSES, OVER, DoorDevice, DoorSetting, Event, EventStatus, PairingCode
from staff.models import Role, Staff
from staff.sessions import end_all
from staff.team import roles_named

CODE_LENGTH = 8  # 38.9 bits, for a code of which few are alive and whose tries are counted
CLOCK_TOLERANCE = timedelta(minutes=2)
"""A clock that is wrong by more is shown: the order of its scans rests on our measure of it."""


def door_shuts(event: Event) -> datetime:
    """Until when a device may be at this door."""
    return event.ends_at + DOOR_CLOSES


def gates_of(event: Event) -> list[str]:
    """The names of the gates; none: there is one door."""
    setting = db.session.get(DoorSetting, event.id)
    return list(setting.gates) if setting else []


def make_code(event: Event, *, name: str, gate: str, by: Staff, now: datetime) -> tuple[PairingCode, str]:
    """A new code for one device, and its symbols, which are shown this once. Raises DomainError("pairing_over") when
    the evening is over or called off."""
    if event.status in (*OVER, EventStatus.POSTPONED) or now >= door_shuts(event):
        raise DomainError("pairing_over")
    symbols = draw(CODE_LENGTH)
    row = PairingCode(
        event_id=event.id,
        code_hash=_code_hash(symbols),
        name=name,
        gate=gate,
        made_by_id=by.id,
        made_at=now,
        expires_at=door_shuts(event),
    )
    db.session.add(row)
    db.session.flush()
    return row, symbols


def open_codes(event: Event, now: datetime) -> Sequence[PairingCode]:
    """The codes that would still let a device in."""
    query = sa.select(PairingCode).where(PairingCode.event_id == event.id, _alive(now))
    return db.session.scalars(query.order_by(PairingCode.id)).all()


def withdraw(code: PairingCode, *, now: datetime) -> None:
    """The code lets nobody in any more. Twice does no harm."""
    if code.used_at is None:
        code.expires_at = min(code.expires_at, now)


def pair(text: str, *, language: str, now: datetime) -> DoorDevice:
    """The device that this code lets in. Raises DomainError("pairing_refused"), the same for a code that never was,
    one that was used, and one that is over."""
    symbols = read_symbols(text, "pair")
    well_formed = len(symbols) == CODE_LENGTH and set(symbols) <= set(ALPHABET)
    query = sa.select(PairingCode).where(PairingCode.code_hash == _code_hash(symbols), _alive(now)).with_for_update()
    code = db.session.scalar(query) if well_formed else None
    event = db.session.get(Event, code.event_id) if code else None
    if code is None or event is None or event.status in (*OVER, EventStatus.POSTPONED):
        raise DomainError("pairing_refused")
    device = _device(code, event, language, now)
    code.used_at, code.device_id = now, device.staff_id
    return device


def _device(code: PairingCode, event: Event, language: str, now: datetime) -> DoorDevice:
    staff = Staff(
        username=f"device-{uuid.uuid4().hex[:24]}",
        name=code.name,
        language=language,
        branch_id=event.branch_id,
        is_device=True,
        password=hash_password(secrets.token_urlsafe(32)),  # known to nobody, and the sign-in page refuses devices
        fs_uniquifier=uuid.uuid4().hex,
        roles=roles_named({Role.DOOR}),
    )
    db.session.add(staff)
    db.session.flush()
    device = DoorDevice(
        staff_id=staff.id,
        event_id=event.id,
        gate=code.gate,
        paired_at=now,
        paired_by_id=code.made_by_id,
        expires_at=code.expires_at,
        last_seen_at=now,
    )
    db.session.add(device)
    db.session.flush()
    return device


def take_out(device: DoorDevice, *, now: datetime) -> None:
    """Lost, or handed back: its session ends, and at its next contact it hands over what waits and wipes what it holds.
    Twice does no harm."""
    if device.revoked_at is None:
        device.revoked_at = now
    end_all(device.staff_id)


def key_of(staff_id: int) -> str:
    """What a device hands its queue over with when its session has ended: it opens nothing else."""
    return f"{staff_id}.{keyed_hash(f'hand over {staff_id}')}"


def device_of_key(text: str) -> DoorDevice | None:
    """The device that this key belongs to, also one that is taken out or past its evening."""
    number, _dot, _proof = text.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    if not hmac.compare_digest(text.encode(), key_of(int(number)).encode()):
        return None
    return db.session.get(DoorDevice, int(number))


@dataclass(frozen=True)
class Heartbeat:
    """What a device says of itself each time that it is in touch."""

    offset_ms: int
    waiting: int
    pack_at: datetime | None
    wiped: bool


def note(device: DoorDevice, said: Heartbeat, *, now: datetime) -> None:
    """Keep it. Not through the session: a device that is in touch each half minute must not fill the audit log."""
    values = {"last_seen_at": now, "offset_ms": said.offset_ms, "waiting": said.waiting}
    if said.pack_at is not None:
        values["pack_at"] = said.pack_at
    if said.wiped and device.revoked_at is not None and device.wiped_at is None:
        values["wiped_at"] = now
    db.session.execute(sa.update(DoorDevice).where(DoorDevice.staff_id == device.staff_id).values(**values))


def devices_of(event: Event) -> Sequence[DoorDevice]:
    """All devices that were let into this door, those that are in first."""
    query = (
        sa.select(DoorDevice)
        .where(DoorDevice.event_id == event.id)
        .options(joinedload(DoorDevice.staff).lazyload(Staff.roles))
        .order_by(DoorDevice.revoked_at.is_not(None), DoorDevice.paired_at)
    )
    return db.session.scalars(query).all()


def _alive(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(PairingCode.used_at.is_(None), PairingCode.expires_at > now)


def _code_hash(symbols: str) -> str:
    return keyed_hash(f"pairing {symbols}")
