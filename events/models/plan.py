"""What an event is planned with: themes of the branch, venues, speakers, the checklist, the budget, the approval."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, now
from events.models.event import Event, EventFormat, EventStatus
from staff.models import Staff


class EventTheme(Base):
    """A theme of the branch's own: one of events/themes/ changed, or an evening that went well kept as a template."""

    __tablename__ = "event_theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(90), default="")
    format: Mapped[EventFormat]
    # What events/themes/ reads and writes: type profile, capacities, length, checklist, budget, flags, texts.
    contents: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]


class EventSeries(Base):
    """Evenings that belong together: "Tea through the seasons"."""

    __tablename__ = "event_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(90), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Venue(Base):
    """A place in the branch's book; an event copies its words, so that a later change touches no printed letter."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(90), default="")
    address: Mapped[str] = mapped_column(sa.String(120), default="")
    address_en: Mapped[str] = mapped_column(sa.String(150), default="")
    parking: Mapped[str] = mapped_column(sa.String(80), default="")
    parking_en: Mapped[str] = mapped_column(sa.String(120), default="")
    seats: Mapped[int | None]
    own: Mapped[bool] = mapped_column(default=False)  # in the bank's own rooms
    price: Mapped[int | None]  # fen for half a day
    contact_name: Mapped[str] = mapped_column(sa.String(40), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    # What a visit of the site found: {"lift": true, "step_free": false}; events/places/ has the questions.
    found: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    retired_at: Mapped[datetime | None]


class Speaker(Base):
    """Somebody who has spoken or may speak."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    organisation: Mapped[str] = mapped_column(sa.String(80), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    topics: Mapped[str] = mapped_column(sa.String(200), default="")
    of_product_maker: Mapped[bool] = mapped_column(default=False)  # then compliance is asked
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    retired_at: Mapped[datetime | None]


class SpeakerStep(enum.Enum):
    ASKED = "asked"
    AGREED = "agreed"
    CONTRACTED = "contracted"
    SLIDES_SEEN = "slides_seen"
    DECLINED = "declined"


class EventSpeaker(Base):
    """Who speaks at an event."""

    __tablename__ = "event_speaker"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(sa.ForeignKey("speaker.id"), primary_key=True, index=True)
    topic: Mapped[str] = mapped_column(sa.String(80), default="")
    step: Mapped[SpeakerStep] = mapped_column(default=SpeakerStep.ASKED)
    fee: Mapped[int | None]  # fen
    rating: Mapped[int | None]  # 1 to 5, by the organiser after the evening

    speaker: Mapped[Speaker] = relationship()


class ChecklistItem(Base):
    """One thing to do for an event, so many days before or after it."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40), default="")  # of the catalogue, whose words are translated; or
    text: Mapped[str] = mapped_column(sa.String(160), default="")  # in somebody's own words
    days_before: Mapped[int]  # before the event's day; negative: after it
    due_on: Mapped[date] = mapped_column(index=True)  # moves with the event unless somebody has fixed it
    fixed: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    gate: Mapped[bool] = mapped_column(default=False)  # what comes after it waits
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    event: Mapped[Event] = relationship()
    owner: Mapped[Staff] = relationship(foreign_keys=[owner_id])
    done_by: Mapped[Staff | None] = relationship(foreign_keys=[done_by_id])


class BudgetKind(enum.Enum):
    VENUE = "venue"
    CATERING = "catering"
    SPEAKER = "speaker"
    MATERIALS = "materials"
    PRINTING = "printing"
    GIFTS = "gifts"
    TRANSPORT = "transport"
    PHOTO = "photo"
    INSURANCE = "insurance"
    CONTINGENCY = "contingency"
    OTHER = "other"


class BudgetLine(Base):
    """Money planned and spent, in fen."""

    __tablename__ = "budget_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    kind: Mapped[BudgetKind]
    text: Mapped[str] = mapped_column(sa.String(80), default="")
    planned: Mapped[int] = mapped_column(default=0)
    actual: Mapped[int | None]

    __table_args__ = (
        sa.CheckConstraint("planned BETWEEN 0 AND 100000000000", name="planned"),
        sa.CheckConstraint("actual IS NULL OR actual BETWEEN 0 AND 100000000000", name="actual"),
    )


class ApprovalPart(enum.Enum):
    MANAGER = "manager"  # the money, and the list
    COMPLIANCE = "compliance"


class ApprovalStep(Base):
    """One asking, and what was decided. A further asking is a further row."""

    __tablename__ = "approval_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    part: Mapped[ApprovalPart]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    said: Mapped[str] = mapped_column(sa.String(300), default="")  # what the organiser adds
    seen: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # what was approved: sums, flags, times
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    granted: Mapped[bool | None]
    comment: Mapped[str] = mapped_column(sa.String(300), default="")

    event: Mapped[Event] = relationship()
    asked_by: Mapped[Staff] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Staff | None] = relationship(foreign_keys=[decided_by_id])


class EventMove(Base):
    """One step of an event from one status to the next. Append-only."""

    __tablename__ = "event_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    before: Mapped[str] = mapped_column(sa.String(24))  # a value of EventStatus
    after: Mapped[EventStatus]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")

    staff: Mapped[Staff | None] = relationship()
