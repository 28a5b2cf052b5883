"""What is written down when an evening is over: decisions about guests, the report, follow-ups, feedback, figures."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from attendance.models.arriving import WalkIn
from clients.models import Client
from core.db import Base
from events.models import Event
from invitations.models import Invitation
from staff.models import Staff


class Unresolved(enum.Enum):
    """What the organiser says of a guest who had said yes and was not scanned."""

    NO_SHOW = "no_show"
    EXCUSED = "excused"  # told us in time
    CAME = "came"  # was here, and nobody scanned the letter


class ClosingDecision(Base):
    """One such word about one person of an invitation; what was never decided counts as a no-show."""

    __tablename__ = "closing_decision"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(sa.String(12), primary_key=True)  # as in `scan.persons`
    said: Mapped[Unresolved]
    note: Mapped[str] = mapped_column(sa.String(120), default="")
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime]

    invitation: Mapped[Invitation] = relationship()


class EveningReport(Base):
    """What people write of an evening for the closing report; its figures are computed, and frozen at signing."""

    __tablename__ = "evening_report"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    bodies: Mapped[int | None]  # counted in the room, guests only
    bodies_note: Mapped[str] = mapped_column(sa.String(200), default="")  # why that is another number than the door's
    programme: Mapped[str] = mapped_column(sa.String(1000), default="")  # as it was run
    incidents: Mapped[str] = mapped_column(sa.String(1000), default="")
    keep: Mapped[str] = mapped_column(sa.String(600), default="")
    stop: Mapped[str] = mapped_column(sa.String(600), default="")
    try_next: Mapped[str] = mapped_column(sa.String(600), default="")
    again: Mapped[bool | None]  # whether to repeat it
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    written_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    signed_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # as they were when it was signed

    event: Mapped[Event] = relationship()


class FigureSnapshot(Base):
    """The figures of an evening 30, 60 and 90 days after it, frozen: later changes don't touch them."""

    __tablename__ = "figure_snapshot"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


class FollowUpKind(enum.Enum):
    """Why somebody is to be written to or called after an evening (domain practice, follow-up rules)."""

    SAME_DAY = "same_day"  # a line on the evening itself
    THANK_YOU = "thank_you"  # a letter, or a call
    NO_SHOW = "no_show"  # without reproach
    CANCELLED_SAME_DAY = "cancelled_same_day"  # whether all is well
    QUESTION = "question"  # asked something, or wishes to be called
    INTEREST = "interest"  # ticked what they would like to come to
    LEAD = "lead"  # a walk-in who may be told of further events
    DISCONTENT = "discontent"  # six or less, or a word of complaint: the manager's


class FollowUp(Base):
    """A task that grew out of an evening."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    walk_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("walk_in.id"), index=True)
    kind: Mapped[FollowUpKind]
    key: Mapped[str] = mapped_column(sa.String(60), unique=True)  # the same cause makes one task
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    dropped: Mapped[bool] = mapped_column(default=False)  # not needed, with the reason in `note`
    # The one real thing about this guest that a letter afterwards says; written by the manager.
    letter_line: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")

    event: Mapped[Event] = relationship()
    client: Mapped[Client | None] = relationship()
    walk_in: Mapped[WalkIn | None] = relationship()
    owner: Mapped[Staff] = relationship(foreign_keys=[owner_id])

    __table_args__ = (
        sa.CheckConstraint("(client_id IS NULL) <> (walk_in_id IS NULL)", name="of_somebody"),
        sa.Index("ix_follow_up_owner_id_done_at_due_at", "owner_id", "done_at", "due_at"),
    )


class Ease(enum.Enum):
    """How convenient time, place and parking were."""

    EASY = "easy"
    FAIR = "fair"
    HARD = "hard"


class Feedback(Base):
    """The eight questions of one guest (domain practice, feedback form). Anonymous: no invitation and no name."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    at: Mapped[datetime]
    overall: Mapped[int | None]  # 1 to 5, 5 is best
    useful: Mapped[int | None]
    speaker: Mapped[int | None]
    ease: Mapped[Ease | None]
    ease_note: Mapped[str] = mapped_column(sa.String(120), default="")
    welcome: Mapped[int | None]
    recommend: Mapped[int | None]  # 0 to 10
    topics: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    topic_note: Mapped[str] = mapped_column(sa.String(60), default="")
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    call_me: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(sa.String(40), default="")  # of who wishes to be called and came without a letter
    by_staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # who keyed in a paper card
    once: Mapped[str] = mapped_column(sa.String(40), unique=True)  # a form that is sent twice is one

    event: Mapped[Event] = relationship()
    invitation: Mapped[Invitation | None] = relationship()

    __table_args__ = tuple(
        sa.CheckConstraint(f"{name} BETWEEN {low} AND {high}", name=name)
        for name, low, high in (
            ("overall", 1, 5),
            ("useful", 1, 5),
            ("speaker", 1, 5),
            ("welcome", 1, 5),
            ("recommend", 0, 10),
        )
    )
