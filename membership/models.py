"""Tables of the VIP club: its levels and benefits, memberships and what happened with them, group chats."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models import Client, ContactChannel
from core.db import Base, now
from core.jobs import Job
from staff.models import Branch, Staff


class MembershipStatus(enum.Enum):
    PROSPECT = "prospect"
    INVITED = "invited"
    ACTIVE = "active"
    GRACE = "grace"
    LAPSED = "lapsed"
    LEFT = "left"
    REVOKED = "revoked"


MEMBERS = (MembershipStatus.ACTIVE, MembershipStatus.GRACE)
"""Who enjoys the club's benefits."""


class MembershipMove(enum.Enum):
    """What happened with a membership."""

    PROPOSED = "proposed"
    INVITED = "invited"
    JOINED = "joined"
    RENEWED = "renewed"
    UPGRADED = "upgraded"
    GRACE = "grace"
    STEPPED_DOWN = "stepped_down"
    LAPSED = "lapsed"
    LEFT = "left"
    REVOKED = "revoked"
    REJOINED = "rejoined"
    CARD_PRINTED = "card_printed"


class BenefitKind(enum.Enum):
    """What a benefit gives; only these, none of them in return for deposits, jobs or school places."""

    SALON = "salon"
    COMPANION = "companion"
    TRIP = "trip"
    BANQUET = "banquet"
    FAMILY_DAY = "family_day"
    BIRTHDAY_CARD = "birthday_card"
    BOOK = "book"
    PARKING = "parking"
    PRIORITY = "priority"  # on the waitlist
    NAMED_SEAT = "named_seat"
    OTHER = "other"


class CardStock(enum.Enum):
    """On what membership cards are printed."""

    SHEET = "sheet"  # ten of 90 × 54 mm on A4
    ID1 = "id1"  # 85.6 × 54 mm, a page a side, as card printers take them
    VIP = "vip"  # 90 × 55 mm, a page a side


class ClubLetter(enum.Enum):
    """The letters of the club; none tells of stepping down."""

    WELCOME = "club_welcome"
    RENEWAL = "club_renewal"


class Club(Base):
    """A branch's club: what it is called, on cards and in letters."""

    __tablename__ = "club"

    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    name_en: Mapped[str] = mapped_column(sa.String(60))
    service_line: Mapped[str] = mapped_column(sa.String(24), default="")

    branch: Mapped[Branch] = relationship()


class ClubLevel(Base):
    """A level, with a neutral name: stepping down must not humiliate anybody."""

    __tablename__ = "club_level"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(4))  # C1 …
    rank: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(20))
    name_en: Mapped[str] = mapped_column(sa.String(40))
    retired: Mapped[bool] = mapped_column(default=False)

    benefits: Mapped[list[Benefit]] = relationship(
        cascade="all, delete-orphan", back_populates="level", order_by="Benefit.id"
    )

    __table_args__ = (sa.UniqueConstraint("branch_id", "code"),)


class Benefit(Base):
    __tablename__ = "benefit"

    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("club_level.id", ondelete="CASCADE"), index=True)
    kind: Mapped[BenefitKind]
    name: Mapped[str] = mapped_column(sa.String(40), default="")  # beside the kind's own word
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    per_term: Mapped[int | None]  # how often in a term; none: without counting

    level: Mapped[ClubLevel] = relationship(back_populates="benefits")


class Membership(Base):
    """One client's membership; the rows of `membership_step` tell how it came to be as it is."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), unique=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("club_level.id"), index=True)
    status: Mapped[MembershipStatus]
    number: Mapped[str | None] = mapped_column(sa.String(14), unique=True)  # 021-27-00038-4, from joining on
    joined_on: Mapped[date | None]
    term_start: Mapped[date | None]
    term_end: Mapped[date | None] = mapped_column(index=True)  # the last day
    grace_until: Mapped[date | None]
    # A family card shares the count of the main member's benefits.
    main_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    # The code on the card, as an invitation's: only its hash, and a sealed copy for printing the card again.
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    sealed: Mapped[str | None] = mapped_column(sa.String(160))
    created_at: Mapped[datetime] = mapped_column(default=now)

    client: Mapped[Client] = relationship()
    level: Mapped[ClubLevel] = relationship()
    main: Mapped[Membership | None] = relationship(remote_side=[id])

    __table_args__ = (sa.Index("ix_membership_level_id_status_client_id", "level_id", "status", "client_id"),)


class MembershipStep(Base):
    """One change of a membership, with who and why. Append-only."""

    __tablename__ = "membership_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    move: Mapped[MembershipMove]
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # none: the house, at a term's end
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("club_level.id"))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")

    level: Mapped[ClubLevel] = relationship()
    staff: Mapped[Staff | None] = relationship()


class MemberSequence(Base):
    """The last number given out in a branch and year, so that none is given twice."""

    __tablename__ = "member_sequence"

    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class BenefitUse(Base):
    """A benefit was used once. Append-only: taking it back is a row with a negative count."""

    __tablename__ = "benefit_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    benefit_id: Mapped[int] = mapped_column(sa.ForeignKey("benefit.id"), index=True)
    on: Mapped[date] = mapped_column("used_on")
    count: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(sa.String(120), default="")
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)  # what may count only once: an evening's seat

    benefit: Mapped[Benefit] = relationship()
    staff: Mapped[Staff | None] = relationship()


class GroupChat(Base):
    """A WeChat group of the club: who is in it, and since when; its messages are never kept."""

    __tablename__ = "group_chat"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    rules_sent_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    owner: Mapped[Staff] = relationship()


class ChatMember(Base):
    """Somebody's time in a group chat."""

    __tablename__ = "chat_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(sa.ForeignKey("group_chat.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    called: Mapped[str] = mapped_column(sa.String(40), default="")  # the name in the group
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    left_because: Mapped[str] = mapped_column(sa.String(120), default="")

    chat: Mapped[GroupChat] = relationship()
    client: Mapped[Client] = relationship()


class ClubOrder(Base):
    """Cards and letters of some members that are printed together; small orders are drawn at once, others by a job."""

    __tablename__ = "club_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    ordered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    stock: Mapped[CardStock | None]  # none: no cards
    letter: Mapped[ClubLetter | None]  # none: no letters
    channel: Mapped[ContactChannel]  # by hand or by post
    member_ids: Mapped[list[int]] = mapped_column(sa.JSON)
    # Who was asked for and is not in it: {"membership": 12, "code": "held", …}, see membership/orders.py.
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    cards_file: Mapped[str | None] = mapped_column(sa.String(60))  # private files, once they are drawn and read back
    letters_file: Mapped[str | None] = mapped_column(sa.String(60))
    cards: Mapped[int] = mapped_column(default=0)
    letters: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id"))

    ordered_by: Mapped[Staff] = relationship()
    job: Mapped[Job | None] = relationship()
