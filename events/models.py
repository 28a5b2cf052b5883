"""Tables of what takes place."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, now
from staff.models import Branch, Staff


class EventFormat(enum.Enum):
    SALON = "salon"
    LECTURE = "lecture"
    BANQUET = "banquet"
    TRIP = "trip"
    ONLINE = "online"


class EventStatus(enum.Enum):
    """Draft until somebody is invited, closed once the evening is written into the clients' histories."""

    DRAFT = "draft"
    INVITING = "inviting"
    CLOSED = "closed"


class Risk(enum.Enum):
    """What an evening speaks of that wants a line of warning in every letter (domain practice, marketing texts)."""

    INVESTMENT = "investment"
    WEALTH = "wealth"
    FUND = "fund"
    INSURANCE = "insurance"
    MARKET = "market"


class Event(Base):
    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    format: Mapped[EventFormat]
    status: Mapped[EventStatus] = mapped_column(default=EventStatus.DRAFT, info={"computed": True})
    title: Mapped[str] = mapped_column(sa.String(60))
    title_en: Mapped[str] = mapped_column(sa.String(90))
    speaker: Mapped[str] = mapped_column(sa.String(40), default="")
    speaker_en: Mapped[str] = mapped_column(sa.String(60), default="")
    venue: Mapped[str] = mapped_column(sa.String(60))
    venue_en: Mapped[str] = mapped_column(sa.String(90))
    address: Mapped[str] = mapped_column(sa.String(120))
    address_en: Mapped[str] = mapped_column(sa.String(150))
    parking: Mapped[str] = mapped_column(sa.String(80), default="")
    parking_en: Mapped[str] = mapped_column(sa.String(120), default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    zone: Mapped[str] = mapped_column(sa.String(40), default="Asia/Shanghai")  # every printed time is in it
    capacity: Mapped[int]
    # Counted with each answer under the event's lock; a guarded UPDATE in invitations/answers/rsvp.py never oversells.
    seats_taken: Mapped[int] = mapped_column(default=0, server_default="0", info={"computed": True})
    # What only some letters say, by language and placeholder: {"zh": {"destination": "梅家坞"}, "en": {}}.
    particulars: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    risks: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")  # values of Risk
    # Whom the evening is for; events/type_profile.py reads and writes it. Empty: anybody.
    type_profile: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    branch: Mapped[Branch] = relationship()
    organiser: Mapped[Staff] = relationship()

    __table_args__ = (
        sa.CheckConstraint("capacity BETWEEN 1 AND 2000", name="capacity"),
        sa.CheckConstraint("seats_taken >= 0", name="seats_taken"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.CheckConstraint("reply_by <= starts_at", name="reply_before_start"),
    )

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.tz)

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(self.tz)

    @property
    def local_reply_by(self) -> datetime:
        return self.reply_by.astimezone(self.tz)

    @property
    def seats_free(self) -> int:
        """Free seats; none when the capacity was lowered below what is taken."""
        return max(0, self.capacity - self.seats_taken)

    def said(self, field: str, language: str) -> str:
        """`title`, `venue`, `address`, `parking` or `speaker` in the reader's language, the Chinese one if need be."""
        return (language == "en" and getattr(self, f"{field}_en")) or getattr(self, field)


DOOR_OPENS = timedelta(hours=12)
"""From when before the start door staff see the guests of an event: the list is for tonight only."""
DOOR_CLOSES = timedelta(hours=2)
"""For how long after the end (domain practice: door accounts expire two hours later)."""
