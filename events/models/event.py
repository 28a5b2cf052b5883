"""The event itself: what, when, where, for how many, and how far it has come."""

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
    RECEPTION = "reception"
    TRIP = "trip"
    FAMILY = "family"
    SPORT = "sport"
    ONLINE = "online"
    VISIT = "visit"
    CHARITY = "charity"


class EventStatus(enum.Enum):
    """How far an event has come (domain practice, state machines). events/approval/moves.py holds the moves.

    Whether answers are still taken and whether the evening is under way follows from the clock: `Stage` there.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"  # with the manager, and with compliance where a flag asks for it
    REJECTED = "rejected"
    APPROVED = "approved"
    INVITING = "inviting"  # somebody is on the guest list
    POSTPONED = "postponed"  # the day is given up and a new one not yet named
    CANCELLED = "cancelled"
    CLOSED = "closed"  # the evening is written into the clients' histories
    REPORTED = "reported"
    ARCHIVED = "archived"


OVER = (EventStatus.CANCELLED, EventStatus.CLOSED, EventStatus.REPORTED, EventStatus.ARCHIVED)
"""Nothing is planned, invited or answered any more."""


class Flag(enum.Enum):
    """What makes an event a matter for compliance too (domain practice, flags that force approval)."""

    PRODUCT = "product"  # product content, or a speaker from the maker of a product
    PRIVATE_FUND = "private_fund"
    MINORS = "minors"
    TRAVEL = "travel"  # a trip, or sport
    ALCOHOL = "alcohol"
    GIFT = "gift"  # above the branch's limit
    LOTTERY = "lottery"
    RECORDING = "recording"
    OFFICIALS = "officials"
    LARGE_VENUE = "large_venue"  # outside the bank, with more than 100 heads
    CROSS_BORDER = "cross_border"
    HEALTH_DATA = "health_data"
    THIRD_PARTY = "third_party"  # an agency, caterer or venue receives data
    MEDIA = "media"


class CompanionPolicy(enum.Enum):
    """Whom a guest may bring (domain practice, companions)."""

    NONE = "none"
    ONE = "one"  # the spouse, or one of the family
    SEVERAL = "several"
    FAMILY = "family"  # with children, whose ages are asked for


class WaitlistPolicy(enum.Enum):
    """Who is next when seats come free and the party at the head of the list is larger than they are."""

    STRICT = "strict"  # nobody passes the head
    FILL = "fill"  # the first party that fits
    HOLD = "hold"  # the free seats are kept until the head fits


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
    # Counted with each answer under the event's lock; a guarded UPDATE in invitations/answers/seats.py never oversells.
    seats_taken: Mapped[int] = mapped_column(default=0, server_default="0", info={"computed": True})
    # What only some letters say, by language and placeholder: {"zh": {"destination": "梅家坞"}, "en": {}}.
    particulars: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    risks: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")  # values of Risk
    # Whom the evening is for; events/type_profile.py reads and writes it. Empty: anybody.
    type_profile: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    theme: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")  # a code of events/themes/
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event_series.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venue.id"), index=True)  # what is printed stands above
    goal: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")  # for which type, and why now
    flags: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")  # values of Flag
    capacity_min: Mapped[int | None]  # below it the evening is not worth holding
    capacity_ideal: Mapped[int | None]
    companions: Mapped[CompanionPolicy] = mapped_column(default=CompanionPolicy.NONE, server_default="none")
    companions_most: Mapped[int] = mapped_column(default=0, server_default="0")
    companion_names: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # each one's is asked for
    tentative_ok: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    delegate_ok: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    waitlist: Mapped[WaitlistPolicy] = mapped_column(default=WaitlistPolicy.STRICT, server_default="strict")
    overbooked_by: Mapped[int] = mapped_column(default=0, server_default="0")  # seats promised beyond the capacity
    # Seats that a `seat_hold` keeps from guests, summed up under the event's lock.
    seats_held: Mapped[int] = mapped_column(default=0, server_default="0", info={"computed": True})
    heads_outside: Mapped[int] = mapped_column(default=0, server_default="0")  # hosts and speakers, beside the capacity
    join_url: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")  # of an online event
    join_minutes: Mapped[int] = mapped_column(default=15, server_default="15")  # so long before it, guests see the link
    approved_at: Mapped[datetime | None] = mapped_column(info={"computed": True})
    announced_for: Mapped[datetime | None] = mapped_column(info={"computed": True})  # the day given up by postponing
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
    def over(self) -> bool:
        """Whether nothing is planned, invited or answered any more."""
        return self.status in OVER

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
        """Seats that a guest may still take; none when the capacity was lowered below what is taken."""
        return max(0, self.capacity + self.overbooked_by - self.seats_held - self.seats_taken)

    @property
    def seats_over(self) -> int:
        """So many more are promised than there are seats; lowering the capacity cancels nobody."""
        return max(0, self.seats_taken + self.seats_held - self.capacity - self.overbooked_by)

    def said(self, field: str, language: str) -> str:
        """`title`, `venue`, `address`, `parking` or `speaker` in the reader's language, the Chinese one if need be."""
        return (language == "en" and getattr(self, f"{field}_en")) or getattr(self, field)


DOOR_OPENS = timedelta(hours=12)
"""From when before the start door staff see the guests of an event: the list is for tonight only."""
DOOR_CLOSES = timedelta(hours=2)
"""For how long after the end (domain practice: door accounts expire two hours later)."""
FEEDBACK_LASTS = timedelta(days=7)
"""For how long after the end guests are asked what they thought of it."""
