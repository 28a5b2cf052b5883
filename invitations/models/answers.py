"""Answers, and what follows from them: parties, changes asked for, seats kept and offered, calls, reminders."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models import Client
from core.db import Base
from events.models import Event
from invitations.models.invitation import Invitation, ReplyState
from staff.models import Staff


class Channel(enum.Enum):
    """How an answer reached us."""

    QR = "qr"  # by the client, from the letter
    PHONE = "phone"  # told to staff
    WECHAT = "wechat"
    IN_PERSON = "in_person"
    LETTER = "letter"  # a card or letter came back
    HOUSE = "house"  # by no guest: time passed, or the plan was changed


class DeclineReason(enum.Enum):
    """Why a client can't come, if they wish to say."""

    DATE = "date"
    AWAY = "away"
    HEALTH = "health"
    THEME = "theme"  # not of interest
    OTHER = "other"


class Reply(Base):
    """One answer. Append-only: a change of mind is a further row."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    at: Mapped[datetime]
    answer: Mapped[ReplyState]
    channel: Mapped[Channel]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # none: the client
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    seats: Mapped[int] = mapped_column(default=0, server_default="0")  # that the answer takes
    heads: Mapped[int] = mapped_column(default=0, server_default="0")
    party: Mapped[list[Any]] = mapped_column(sa.JSON, default=list, server_default="[]")  # as `party_member`
    reason: Mapped[DeclineReason | None]
    by_family: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # a child answers for the mother
    # A form that is sent twice carries the same one: the second is the first again.
    once: Mapped[str | None] = mapped_column(sa.String(40))

    invitation: Mapped[Invitation] = relationship()
    staff: Mapped[Staff | None] = relationship()

    __table_args__ = (sa.Index("uq_reply_invitation_id_once", "invitation_id", "once", unique=True),)


class AgeGroup(enum.Enum):
    """How old a companion is: from three a child has a seat and a plate (domain practice, companions)."""

    ADULT = "adult"
    TEEN = "teen"  # 12 to 17
    CHILD = "child"  # 3 to 11
    INFANT = "infant"  # 0 to 2


class Diet(enum.Enum):
    """What somebody does not eat. Some of it tells of faith or health: caterers get counts, never names or causes."""

    HALAL = "halal"
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    NO_PORK = "no_pork"
    NO_BEEF = "no_beef"
    NO_LAMB = "no_lamb"
    NO_SEAFOOD = "no_seafood"
    NO_NUTS = "no_nuts"
    NO_GLUTEN = "no_gluten"
    NO_LACTOSE = "no_lactose"
    LOW_SUGAR = "low_sugar"
    LOW_SALT = "low_salt"
    LOW_PURINE = "low_purine"
    PREGNANT = "pregnant"
    OTHER = "other"


class MemberKind(enum.Enum):
    """Who a person of a party is."""

    GUEST = "guest"  # the invited client
    JOINT = "joint"  # another client of the household, invited by the same letter
    COMPANION = "companion"
    DELEGATE = "delegate"  # comes for the client


class PartyMember(Base):
    """Who comes by an invitation, as the last answer has it. The invited client has the place 0."""

    __tablename__ = "party_member"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MemberKind]
    name: Mapped[str] = mapped_column(sa.String(40), default="")  # empty: "one of the family"
    relation: Mapped[str] = mapped_column(sa.String(20), default="")
    age_group: Mapped[AgeGroup] = mapped_column(default=AgeGroup.ADULT)
    diets: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # values of Diet
    diet_note: Mapped[str] = mapped_column(sa.String(60), default="")
    seated: Mapped[bool] = mapped_column(default=True)  # takes a seat of the event
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)  # who they are in the book

    invitation: Mapped[Invitation] = relationship()


class JointGuest(Base):
    """A further client of the household whom a letter invites by the same code; everybody answers for themselves."""

    __tablename__ = "joint_guest"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), primary_key=True, index=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    coming: Mapped[bool | None]  # none: not said

    client: Mapped[Client] = relationship()
    invitation: Mapped[Invitation] = relationship(back_populates="joint")


class ChangeRequest(Base):
    """A party that wishes to be larger after the deadline: the organiser decides."""

    __tablename__ = "change_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    at: Mapped[datetime]
    channel: Mapped[Channel]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # none: the client
    asked: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # the party as the form gave it
    seats: Mapped[int]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    granted: Mapped[bool | None]
    note: Mapped[str] = mapped_column(sa.String(120), default="")

    invitation: Mapped[Invitation] = relationship()


class SeatHold(Base):
    """Seats kept from guests: for the head office, the press, a client who is still to be asked."""

    __tablename__ = "seat_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    seats: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(80))
    until: Mapped[date | None]
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    released_at: Mapped[datetime | None]

    __table_args__ = (sa.CheckConstraint("seats BETWEEN 1 AND 2000", name="seats"),)


class OfferState(enum.Enum):
    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class SeatOffer(Base):
    """Seats that came free, kept for somebody who waits while the manager calls: while it is open they are taken."""

    __tablename__ = "seat_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"))
    seats: Mapped[int]
    made_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    state: Mapped[OfferState] = mapped_column(default=OfferState.OPEN)
    ended_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_seat_offer_open",
            "invitation_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )


class CallReason(enum.Enum):
    """Why somebody is to be called about an evening."""

    SILENT = "silent"  # the deadline is over and nothing was heard
    UNDECIDED = "undecided"  # said they would say by this day
    SEAT_FREE = "seat_free"  # an offer from the waitlist
    REMINDER = "reminder"
    DELEGATE = "delegate"  # agree to who comes instead
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    LATE_WAVE = "late_wave"  # a late card is told by telephone first
    CHANGED = "changed"  # the day or the place is another


class CallOutcome(enum.Enum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"  # tried; still to do
    NOT_NEEDED = "not_needed"  # it has settled itself


class CallTask(Base):
    """A call that somebody is to make, and what became of it."""

    __tablename__ = "call_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"))
    reason: Mapped[CallReason]
    key: Mapped[str] = mapped_column(sa.String(40), default="")  # tells a second call of the same reason apart
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    due_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    outcome: Mapped[CallOutcome | None]
    tries: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    event: Mapped[Event] = relationship()
    invitation: Mapped[Invitation] = relationship()
    owner: Mapped[Staff] = relationship(foreign_keys=[owner_id])

    __table_args__ = (
        sa.UniqueConstraint("invitation_id", "reason", "key"),
        sa.Index("ix_call_task_owner_id_done_at_due_at", "owner_id", "done_at", "due_at"),
    )


class ReminderWay(enum.Enum):
    MAIL = "mail"
    CALL = "call"


class Reminder(Base):
    """That somebody was reminded of an evening, by which step and way. Once for each day the evening is set for."""

    __tablename__ = "reminder"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True)  # 7, 3, 1
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)  # what the event's beginning was then
    way: Mapped[ReminderWay]
    at: Mapped[datetime]

    invitation: Mapped[Invitation] = relationship()
