"""Who sits where, and what a trip has to know of whom."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from events.models import Coach, EventTable, TripRoom
from invitations.models.invitation import Invitation
from staff.models import Staff


class SeatPlace(Base):
    """A person of a party at a table."""

    __tablename__ = "seat_place"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True)
    member: Mapped[int] = mapped_column(primary_key=True)  # the place in the party; 0 is the invited client
    table_id: Mapped[int] = mapped_column(sa.ForeignKey("event_table.id"))
    chair: Mapped[int]  # from 1, clockwise from the one that faces the door
    locked: Mapped[bool] = mapped_column(default=False)  # a proposal leaves it where it is

    invitation: Mapped[Invitation] = relationship()
    table: Mapped[EventTable] = relationship()

    __table_args__ = (sa.UniqueConstraint("table_id", "chair"),)


class Mobility(enum.Enum):
    NORMAL = "normal"
    SLOW = "slow"
    CANE = "cane"
    WHEELCHAIR = "wheelchair"


class RoomWish(enum.Enum):
    NONE = "none"
    SINGLE = "single"
    TWIN = "twin"
    DOUBLE = "double"


class Traveller(Base):
    """What a trip has to know of a person of a party.

    What identifies them or tells of their health is sealed (core/sealing.py) and emptied thirty days after the trip.
    """

    __tablename__ = "traveller"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True)
    member: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(sa.Text, default="")  # document, birth date, emergency contact, health
    purged_at: Mapped[datetime | None]
    health_agreed_at: Mapped[datetime | None]  # the separate consent without which no health field is kept
    mobility: Mapped[Mobility] = mapped_column(default=Mobility.NORMAL)
    travel_sick: Mapped[bool] = mapped_column(default=False)
    room_wish: Mapped[RoomWish] = mapped_column(default=RoomWish.NONE)
    smokes: Mapped[bool] = mapped_column(default=False)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trip_room.id"), index=True)
    coach_id: Mapped[int | None] = mapped_column(sa.ForeignKey("coach.id"))
    coach_seat: Mapped[int | None]
    pick_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pick_up.id"), index=True)
    waiver_at: Mapped[date | None]  # the signed information sheet is in our hands since
    guardian_at: Mapped[date | None]  # at 75 and above: a relative's signature
    insured_no: Mapped[str] = mapped_column(sa.String(60), default="")

    invitation: Mapped[Invitation] = relationship()
    coach: Mapped[Coach | None] = relationship()
    room: Mapped[TripRoom | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("coach_id", "coach_seat"),)


class RollCall(Base):
    """Whether somebody was there when heads were counted before a leg. Append-only: the last row of a person counts."""

    __tablename__ = "roll_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("itinerary_item.id"))
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    member: Mapped[int]
    present: Mapped[bool]
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))

    staff: Mapped[Staff] = relationship()

    __table_args__ = (sa.Index("ix_roll_call_event_id_item_id", "event_id", "item_id"),)
