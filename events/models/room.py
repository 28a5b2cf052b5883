"""Where people sit, and how they travel: tables, the trip's records, its programme, coaches and rooms."""

from __future__ import annotations

import enum
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from events.models.event import Event


class TableShape(enum.Enum):
    ROUND = "round"
    LONG = "long"
    ROW = "row"  # a row of chairs


class EventTable(Base):
    """A table of an event; who sits there is invitations/seating/' business."""

    __tablename__ = "event_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    number: Mapped[int]  # 4, 13 and 14 are usually left out
    name: Mapped[str] = mapped_column(sa.String(30), default="")  # 主桌, 梅
    shape: Mapped[TableShape] = mapped_column(default=TableShape.ROUND)
    seats: Mapped[int]
    main: Mapped[bool] = mapped_column(default=False)
    x: Mapped[int] = mapped_column(default=0)  # on the plan, in hundredths of its width, and
    y: Mapped[int] = mapped_column(default=0)  # of its height

    event: Mapped[Event] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("event_id", "number"),
        sa.CheckConstraint("seats BETWEEN 1 AND 60", name="seats"),
    )


class TripRecord(Base):
    """Who runs a trip and under which papers (domain practice, trips: extra data and rules)."""

    __tablename__ = "trip_record"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    lodging: Mapped[bool] = mapped_column(default=False)  # then a licensed agency must run it
    agency: Mapped[str] = mapped_column(sa.String(80), default="")
    agency_licence: Mapped[str] = mapped_column(sa.String(40), default="")
    contract_no: Mapped[str] = mapped_column(sa.String(60), default="")
    smallest_group: Mapped[int | None]
    cancellation_terms: Mapped[str] = mapped_column(sa.String(400), default="")
    guide: Mapped[str] = mapped_column(sa.String(40), default="")
    guide_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    liability_insurer: Mapped[str] = mapped_column(sa.String(80), default="")
    liability_policy: Mapped[str] = mapped_column(sa.String(60), default="")
    accident_insurer: Mapped[str] = mapped_column(sa.String(80), default="")
    accident_policy: Mapped[str] = mapped_column(sa.String(60), default="")
    rain_plan: Mapped[str] = mapped_column(sa.String(200), default="")
    emergency_phone: Mapped[str] = mapped_column(sa.String(40), default="")


class ItineraryItem(Base):
    __tablename__ = "itinerary_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    day: Mapped[date]
    at: Mapped[time] = mapped_column(sa.Time())
    place: Mapped[str] = mapped_column(sa.String(80))
    activity: Mapped[str] = mapped_column(sa.String(120), default="")
    walking: Mapped[int | None]  # metres
    steps: Mapped[bool] = mapped_column(default=False)
    toilet: Mapped[bool] = mapped_column(default=False)
    meal: Mapped[str] = mapped_column(sa.String(60), default="")
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    rain_plan: Mapped[str] = mapped_column(sa.String(200), default="")
    roll_call: Mapped[bool] = mapped_column(default=False)  # heads are counted before going on


class Coach(Base):
    """A coach or car with numbered seats."""

    __tablename__ = "coach"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    number: Mapped[int]  # 1号车
    company: Mapped[str] = mapped_column(sa.String(80), default="")
    company_licence: Mapped[str] = mapped_column(sa.String(40), default="")
    plate: Mapped[str] = mapped_column(sa.String(20), default="")
    seats: Mapped[int]
    driver: Mapped[str] = mapped_column(sa.String(40), default="")
    driver_phone: Mapped[str] = mapped_column(sa.String(40), default="")

    __table_args__ = (
        sa.UniqueConstraint("event_id", "number"),
        sa.CheckConstraint("seats BETWEEN 1 AND 90", name="seats"),
    )


class PickUp(Base):
    """Where and when a coach takes guests in."""

    __tablename__ = "pick_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    coach_id: Mapped[int | None] = mapped_column(sa.ForeignKey("coach.id"), index=True)
    place: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]


class RoomKind(enum.Enum):
    SINGLE = "single"
    TWIN = "twin"
    DOUBLE = "double"


class TripRoom(Base):
    """A room of the lodging, for all its nights."""

    __tablename__ = "trip_room"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(30))
    kind: Mapped[RoomKind]
