"""The door of an event as it is set up: gates, rules, gifts, and the devices that are let into it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from events.models.event import Event
from staff.models import Staff


class DoorSetting(Base):
    """How the door of an event works; without a row it works as the defaults say."""

    __tablename__ = "door_setting"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    gates: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # names; none: one door
    reentry: Mapped[bool] = mapped_column(default=False)  # leaving is scanned too, and whoever left may come in again
    badges: Mapped[bool] = mapped_column(default=False)  # a badge is printed at the door
    offline_names: Mapped[bool] = mapped_column(default=False)  # devices may search by name without a network
    walk_ins: Mapped[bool] = mapped_column(default=True)
    # Opens the page of feedback without saying who writes; it stands on the tables. An upper-case token.
    feedback_token: Mapped[str | None] = mapped_column(sa.String(26), unique=True)

    event: Mapped[Event] = relationship()


class DoorDevice(Base):
    """A phone, tablet or laptop that is let into the door of one event: a colleague for one evening, without a name
    or password. It has a row of `staff` (is_device) and signs in by a code."""

    __tablename__ = "door_device"

    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    gate: Mapped[str] = mapped_column(sa.String(20), default="")
    paired_at: Mapped[datetime]
    paired_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))  # who made the code
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]  # lost or handed back; it is told to wipe what it holds
    wiped_at: Mapped[datetime | None]  # it said that it has
    last_seen_at: Mapped[datetime | None]
    offset_ms: Mapped[int | None] = mapped_column(sa.BigInteger)  # its clock minus ours, as last measured
    waiting: Mapped[int] = mapped_column(default=0)  # scans that it said it had not sent yet
    pack_at: Mapped[datetime | None]  # when it last took the list along

    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])
    event: Mapped[Event] = relationship()


class PairingCode(Base):
    """Lets one device into the door of an event, once. Only the hash is kept."""

    __tablename__ = "pairing_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))  # what the device is called: 前门手机
    gate: Mapped[str] = mapped_column(sa.String(20), default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("door_device.staff_id"))


class Gift(Base):
    """What is given to guests of an event, how much of it there is, and what came back (domain practice, gifts)."""

    __tablename__ = "gift"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    unit_fen: Mapped[int] = mapped_column(default=0)  # what one costs, in fen
    stock: Mapped[int]  # brought to the event
    returned: Mapped[int | None]  # counted when the evening is closed

    event: Mapped[Event] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("event_id", "name"),
        sa.CheckConstraint("stock BETWEEN 0 AND 5000", name="stock"),
        sa.CheckConstraint("returned >= 0", name="returned"),
    )
