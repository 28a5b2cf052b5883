"""Who sits where, and what a trip has to know of whom."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from events.models import Coach, EventTable, TripRoom
from invitations.models.invitation import Invitation
from staff.models import Staff


class SeatPlace(Base):
    """A chair that somebody has: a person of a party, a member of staff who hosts a table, or the evening's speaker.

    A row stays when its guest no longer comes, and counts for nothing: who changes their mind once more has the chair
    still, unless it was given away (invitations/seating/plan.py).
    """

    __tablename__ = "seat_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    table_id: Mapped[int] = mapped_column(sa.ForeignKey("event_table.id", ondelete="CASCADE"))
    chair: Mapped[int]  # from 1, clockwise from the one that faces the door; in a row from the left
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id"))
    member: Mapped[int] = mapped_column(default=0)  # the place in the party; 0 is the invited client
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    speaker: Mapped[bool] = mapped_column(default=False)
    locked: Mapped[bool] = mapped_column(default=False)  # a proposal leaves it where it is

    table: Mapped[EventTable] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("table_id", "chair"),
        sa.UniqueConstraint("invitation_id", "member"),
        sa.UniqueConstraint("event_id", "staff_id"),
        sa.CheckConstraint(
            "(CASE WHEN invitation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN speaker THEN 1 ELSE 0 END) = 1",
            name="one_person",
        ),
    )


class SeatWish(Base):
    """Where somebody had better sit. It says the place and not the reason, which may be one of health."""

    __tablename__ = "seat_wish"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True)
    member: Mapped[int] = mapped_column(primary_key=True)
    front: Mapped[bool] = mapped_column(default=False)  # near the front
    aisle: Mapped[bool] = mapped_column(default=False)  # at the aisle, with room beside the chair


class SeatingStep(Base):
    """One change of a seating plan, with what it changed as it was before. Append-only: undoing marks it."""

    __tablename__ = "seating_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    # [{"who": "12-0", "table": 3, "chair": 5, "locked": false}, …]; no table: had no chair
    before: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    undone_at: Mapped[datetime | None]


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

    What identifies them or tells of their health is sealed (core/tokens.py) and emptied thirty days after the trip.
    """

    __tablename__ = "traveller"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True)
    member: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(sa.Text, default="")  # document, birth date, emergency contact, health
    purged_at: Mapped[datetime | None]
    health_agreed_at: Mapped[datetime | None]  # the separate consent without which no health field is kept
    agency_agreed_at: Mapped[datetime | None]  # the separate consent to hand documents to the agency or insurer
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
