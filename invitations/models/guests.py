"""How somebody comes onto the guest list: segments, choices, nominations, waves, and the list as it was signed."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models import Client
from core.db import Base, now
from events.models import Event
from invitations.models.invitation import Wave
from staff.models import Staff


class Segment(Base):
    """A saved rule that selects clients; what it selects is asked anew each time."""

    __tablename__ = "segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    rule: Mapped[dict[str, Any]]
    # With the branch's RMs; its organisers and managers see it in any case, as they see all clients of the branch.
    shared: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime] = mapped_column(default=now)

    owner: Mapped[Staff] = relationship()


class GuestChoice(Base):
    """Whom a rule selected when guests were chosen by it: frozen, so that one can say later why somebody was asked."""

    __tablename__ = "guest_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    segment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("segment.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))  # the segment's, as it was called
    rule: Mapped[dict[str, Any]]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime]
    # What stood at each when chosen: [{"client": 12, "score": 82, "because": […], "chosen": true}, …]
    candidates: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)

    staff: Mapped[Staff] = relationship()


class GuestException(Base):
    """A manager let somebody be invited although a rule speaks against it, and said why."""

    __tablename__ = "guest_exception"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(sa.String(200))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime]


class EventQuota(Base):
    """How many places on the guest list a relationship manager may fill; what is not used flows back on a day.

    A place is held by somebody proposed or invited, and free again when they are not accepted or decline.
    """

    __tablename__ = "event_quota"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    rm_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True, index=True)
    seats: Mapped[int]
    returns_on: Mapped[date]
    returned: Mapped[int] = mapped_column(default=0, server_default="0")  # that flowed back to the organiser

    rm: Mapped[Staff] = relationship()

    __table_args__ = (sa.CheckConstraint("seats BETWEEN 0 AND 2000", name="seats"),)


class NominationState(enum.Enum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Nomination(Base):
    """A relationship manager proposes a client for an event and says why; the organiser decides."""

    __tablename__ = "nomination"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    rm_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(120))
    wave: Mapped[Wave | None]  # the manager's wish, then the organiser's word
    score: Mapped[int | None]  # of the same-type guard when it was proposed
    state: Mapped[NominationState] = mapped_column(default=NominationState.PROPOSED)
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(sa.String(120), default="")  # why not

    event: Mapped[Event] = relationship()
    client: Mapped[Client] = relationship()
    rm: Mapped[Staff] = relationship(foreign_keys=[rm_id])

    __table_args__ = (sa.UniqueConstraint("event_id", "client_id"),)


class WaveRelease(Base):
    """From when a wave's letters may leave. Nothing that a guest reads tells of waves."""

    __tablename__ = "wave_release"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    wave: Mapped[Wave] = mapped_column(primary_key=True)
    released_at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))


class GuestListVersion(Base):
    """The list as it stood at a moment, and the two people who have read its names. Append-only but for their marks."""

    __tablename__ = "guest_list_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(sa.String(120), default="")
    # [{"invitation": 7, "client": 12, "name": …, "salutation": …, "wave": "a", "rm": 3}, …]
    content: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    first_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    first_checked_at: Mapped[datetime | None]
    second_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    second_checked_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])
    first_check: Mapped[Staff | None] = relationship(foreign_keys=[first_check_id])
    second_check: Mapped[Staff | None] = relationship(foreign_keys=[second_check_id])

    __table_args__ = (
        sa.UniqueConstraint("event_id", "number"),
        sa.CheckConstraint("second_check_id IS NULL OR second_check_id <> first_check_id", name="two_people"),
    )


class ThemeRefusal(Base):
    """A client wishes no more invitations to evenings of a theme."""

    __tablename__ = "theme_refusal"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    theme: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime]
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"), index=True)  # where it was said


class NextFirst(Base):
    """Who waited for a seat in vain is asked first next time, until a day."""

    __tablename__ = "next_first"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True, index=True)
    until: Mapped[date]
