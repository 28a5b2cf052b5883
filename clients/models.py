"""Tables of the people whom we know, and what happened with them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, now
from staff.models import Branch, Staff


class Gender(enum.Enum):
    FEMALE = "female"
    MALE = "male"


class Tier(enum.Enum):
    """Bands by assets under management; the balance itself is never kept."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"


class ClientType(enum.Enum):
    """Identity or stage of life; people of one type are invited together."""

    ENT = "ENT"  # business owner
    EXE = "EXE"  # executive
    PRO = "PRO"  # professional: doctor, lawyer, teacher, engineer
    RET = "RET"  # retired
    HOM = "HOM"  # full-time wife or husband
    FAM = "FAM"  # family with children of 3 to 15
    EDU = "EDU"  # family before the university entrance
    YNG = "YNG"  # young professional
    NEW = "NEW"  # new wealth, first twelve months
    ORG = "ORG"  # contact at an institution
    OVS = "OVS"  # Hong Kong, Macau, foreign, overseas Chinese


class TitleKind(enum.Enum):
    """How a title is used in the salutation."""

    PROFESSION = "profession"  # 陈教授, Prof Chen: follows the surname
    CHIEF = "chief"  # 李总: follows the surname in salon letters
    OFFICE = "office"  # 董事长: only in formal cards, after the full name


class Interest(enum.Enum):
    TEA = "tea"
    WINE = "wine"
    COFFEE = "coffee"
    FOOD = "food"
    CALLIGRAPHY = "calligraphy"
    PAINTING = "painting"
    COLLECTING = "collecting"
    JEWELLERY = "jewellery"
    MUSIC = "music"
    THEATRE = "theatre"
    READING = "reading"
    HISTORY = "history"
    PHOTOGRAPHY = "photography"
    FLOWERS = "flowers"
    GARDENING = "gardening"
    PETS = "pets"
    HEALTH = "health"
    TAICHI = "taichi"
    YOGA = "yoga"
    RUNNING = "running"
    CYCLING = "cycling"
    HIKING = "hiking"
    GOLF = "golf"
    FISHING = "fishing"
    SHORT_TRIPS = "short_trips"
    CHILDREN = "children"
    EDUCATION = "education"
    MARKETS = "markets"
    SUCCESSION = "succession"
    RETIREMENT = "retirement"
    CHARITY = "charity"
    TECHNOLOGY = "technology"


class Holding(enum.Enum):
    """Categories of products; a client of three or more is an old client."""

    CURRENT = "current"
    DEPOSIT = "deposit"
    WEALTH = "wealth"
    FUND = "fund"
    INSURANCE = "insurance"
    METALS = "metals"
    CREDIT_CARD = "credit_card"
    LOAN = "loan"
    MOBILE = "mobile"
    FOREIGN = "foreign"
    SECURITIES = "securities"
    TRUST = "trust"
    PENSION = "pension"
    SAFE_BOX = "safe_box"
    SETTLEMENT = "settlement"


OLD_CLIENT_HOLDINGS = 3
"""From how many categories somebody counts as an old client (the seed article: three to five or more)."""
CORE_CLIENT_HOLDINGS = 5


class HoldKind(enum.Enum):
    """Why a client is not invited for a time, or ever."""

    OPTED_OUT = "opted_out"
    COMPLAINT = "complaint"
    BEREAVEMENT = "bereavement"
    HOSPITAL = "hospital"
    DECEASED = "deceased"
    COMPETITOR = "competitor"


class EntryKind(enum.Enum):
    """What an entry of a client's history tells."""

    INVITED = "invited"
    LETTER_PRINTED = "letter_printed"
    LETTER_DELIVERED = "letter_delivered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"
    OUTCOME_ATTENDED = "outcome_attended"
    OUTCOME_NO_SHOW = "outcome_no_show"
    OUTCOME_DECLINED = "outcome_declined"
    OUTCOME_NO_ANSWER = "outcome_no_answer"
    CALL = "call"
    WECHAT = "wechat"
    VISIT = "visit"
    NOTE = "note"


CONTACT_KINDS = (EntryKind.CALL, EntryKind.WECHAT, EntryKind.VISIT, EntryKind.NOTE)
TWO_WAY_KINDS = (
    EntryKind.CALL,
    EntryKind.WECHAT,
    EntryKind.VISIT,
    EntryKind.ACCEPTED,
    EntryKind.DECLINED,
    EntryKind.WAITLISTED,
    EntryKind.CANCELLED,
    EntryKind.OUTCOME_ATTENDED,
)
"""In these the client took part; a letter that was sent and a note that was made are no contact."""


class Household(Base):
    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))


class Client(Base):
    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)  # the bank's client number
    surname: Mapped[str] = mapped_column(sa.String(20), default="")  # empty for names without one: 阿依古丽·买买提
    given_name: Mapped[str] = mapped_column(sa.String(40))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    gender: Mapped[Gender | None]
    title: Mapped[str] = mapped_column(sa.String(20), default="")
    title_kind: Mapped[TitleKind | None]
    salutation_override: Mapped[str] = mapped_column(sa.String(40), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="zh")  # of letters and of the reply page
    birth_date: Mapped[date | None]
    phone: Mapped[str] = mapped_column(sa.String(20), default="")  # E.164
    phone_tail: Mapped[str] = mapped_column(sa.String(4), default="")
    email: Mapped[str] = mapped_column(sa.String(120), default="")
    district: Mapped[str] = mapped_column(sa.String(40), default="")
    # Where post goes, as on the envelope: from the province to the room in Chinese, line by line in other countries.
    postal_address: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    postcode: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="CN", server_default="CN")  # ISO 3166-1
    tier: Mapped[Tier] = mapped_column(default=Tier.T0)
    client_type: Mapped[ClientType | None]
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    rm_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"), index=True)
    talk_topics: Mapped[str] = mapped_column(sa.String(300), default="")
    do_not_mention: Mapped[str] = mapped_column(sa.String(300), default="")
    holdings_count: Mapped[int] = mapped_column(default=0)  # kept with the rows of client_holding by clients/book.py
    sort_key: Mapped[str] = mapped_column(sa.String(120), index=True)  # pinyin, for lists in their usual order
    search_text: Mapped[str] = mapped_column(sa.Text)  # names, readings, initials, number; see clients/naming.py
    created_at: Mapped[datetime] = mapped_column(default=now)

    rm: Mapped[Staff] = relationship(foreign_keys=[rm_id])
    branch: Mapped[Branch] = relationship()
    household: Mapped[Household | None] = relationship()
    interests: Mapped[list[ClientInterest]] = relationship(cascade="all, delete-orphan", back_populates="client")
    holdings: Mapped[list[ClientHolding]] = relationship(cascade="all, delete-orphan", back_populates="client")
    holds: Mapped[list[ClientHold]] = relationship(cascade="all, delete-orphan", back_populates="client")

    __table_args__ = (
        sa.Index("ix_client_branch_id_tier_client_type", "branch_id", "tier", "client_type"),
        sa.CheckConstraint("length(phone_tail) IN (0, 4)", name="phone_tail"),
    )

    @property
    def full_name(self) -> str:
        """The name as it is written in Chinese, or the English one when there is no other."""
        if self.surname and self.given_name and f"{self.surname}{self.given_name}".isascii():
            return f"{self.given_name} {self.surname}"  # John Whitfield, as such names are written
        return f"{self.surname}{self.given_name}" or self.name_en

    @property
    def old_client(self) -> bool:
        return self.holdings_count >= OLD_CLIENT_HOLDINGS

    @property
    def core_client(self) -> bool:
        return self.holdings_count >= CORE_CLIENT_HOLDINGS


class ClientDelegate(Base):
    """Somebody who may care for a client beside the owner, as during a holiday."""

    __tablename__ = "client_delegate"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True, index=True)


class ClientInterest(Base):
    __tablename__ = "client_interest"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    interest: Mapped[Interest] = mapped_column(primary_key=True, index=True)

    client: Mapped[Client] = relationship(back_populates="interests")


class ClientHolding(Base):
    __tablename__ = "client_holding"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    holding: Mapped[Holding] = mapped_column(primary_key=True, index=True)

    client: Mapped[Client] = relationship(back_populates="holdings")


class ClientHold(Base):
    """A reason not to invite; `until` is its last day, none means until somebody lifts it."""

    __tablename__ = "client_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    kind: Mapped[HoldKind]
    since: Mapped[date]
    until: Mapped[date | None]

    client: Mapped[Client] = relationship(back_populates="holds")


class HistoryEntry(Base):
    """One thing that happened with a client. Append-only: a correction is a further entry."""

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[EntryKind]
    subject: Mapped[str] = mapped_column(sa.String(120), default="")  # the event's title
    text: Mapped[str] = mapped_column(sa.Text, default="")  # what was said, a reason, a place
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # none: the client
    # The row that it tells of ("event", 12); the rooms to the right of this one own such rows, so no foreign key.
    source: Mapped[str] = mapped_column(sa.String(24), default="")
    source_id: Mapped[int | None]
    key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)  # what may be told only once

    client: Mapped[Client] = relationship()
    staff: Mapped[Staff | None] = relationship()

    __table_args__ = (sa.Index("ix_history_entry_client_id_at", "client_id", "at"),)


class ClientImport(Base):
    """A list that somebody uploaded: its file, which column means what, and what became of it."""

    __tablename__ = "client_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    filename: Mapped[str] = mapped_column(sa.String(120))
    # In the private files: first the list itself, once it is done the rows that were left out, in the end nothing.
    file: Mapped[str | None] = mapped_column(sa.String(60))
    rm_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # gets the new clients whose row names nobody
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)  # column's place → field
    done_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
