"""Tables of a client and what belongs to the client alone: household, who stands in, interests, holdings."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models.codes import (
    BirthdaySource,
    CelebrateBy,
    ClientType,
    Gender,
    Holding,
    LeapRule,
    NameOrder,
    PhotoConsent,
    PointKind,
    RiskLevel,
    Tier,
    TitleKind,
    members_of,
)
from clients.models.interests import Interest, InterestSource
from clients.settings import CORE_CLIENT_HOLDINGS, OLD_CLIENT_HOLDINGS
from core.db import Base, now
from staff.models import Branch, Staff
from staff.settings import setting

if TYPE_CHECKING:
    from clients.models.around import ClientAddress
    from clients.models.contact import ClientHold


COMPUTED = {"computed": True}
"""Of columns that follow from other rows: an open form is not out of date when they change."""


SEGMENT_COLUMNS = (
    "client_type",
    "tier",
    "holdings_count",
    "interest_bits",
    "holding_bits",
    "last_invited_on",
    "attended_on_1",
    "last_contact_on",
    "further_type_bits",
    "no_profiling",
    "sort_key",
    "id",
)
IN_THE_BOOK: dict[str, Any] = {
    "sqlite_where": sa.text("merged_into_id IS NULL"),
    "postgresql_where": sa.text("merged_into_id IS NULL"),
}


def written_apart(name: str) -> bool:
    """Whether a blank stands between the parts of a name: so it is in letters, and not in Chinese, kana or hangul."""
    return name.isascii() or not any(east_asian_width(sign) in "WF" for sign in name)


class Household(Base):
    """Those who live together; `one_letter` while one letter goes to all of them."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    joint_salutation: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    one_letter: Mapped[bool] = mapped_column(default=True, server_default=sa.true())


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
    name_en_order: Mapped[NameOrder] = mapped_column(default=NameOrder.GIVEN_FIRST, server_default="given_first")
    # The whole date where the year is known; `birthday` (MM-DD) stands with it, and alone where the year is not.
    birth_date: Mapped[date | None]
    birthday: Mapped[str] = mapped_column(sa.String(5), default="", server_default="")
    lunar_month: Mapped[int | None]
    lunar_day: Mapped[int | None]
    lunar_leap: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    lunar_eve: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # 除夕: the year's last day
    celebrate_by: Mapped[CelebrateBy] = mapped_column(default=CelebrateBy.SOLAR, server_default="solar")
    leap_rule: Mapped[LeapRule] = mapped_column(default=LeapRule.LEAP_IF_EXISTS, server_default="leap_if_exists")
    birthday_source: Mapped[BirthdaySource | None]
    spoken: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # languages and dialects spoken
    phone: Mapped[str] = mapped_column(sa.String(20), default="")  # E.164
    phone_tail: Mapped[str] = mapped_column(sa.String(4), default="")
    email: Mapped[str] = mapped_column(sa.String(120), default="")
    wechat_note: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    district: Mapped[str] = mapped_column(sa.String(40), default="")
    # Where post goes, as on the envelope: from the province to the room in Chinese, line by line in other countries.
    postal_address: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    postcode: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="CN", server_default="CN")  # ISO 3166-1
    address_kind: Mapped[PointKind] = mapped_column(default=PointKind.HOME, server_default="home")
    address_from: Mapped[date | None]
    address_until: Mapped[date | None]
    address_returned_on: Mapped[date | None]  # post came back from there
    tier: Mapped[Tier] = mapped_column(default=Tier.T0)
    tier_since: Mapped[date | None]
    watch_since: Mapped[date | None]  # the first month below the tier's floor: a watched client, still of the tier
    client_type: Mapped[ClientType | None]
    further_type_bits: Mapped[int] = mapped_column(default=0, server_default="0")  # secondary types; codes.bits
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    rm_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"), index=True)
    talk_topics: Mapped[str] = mapped_column(sa.String(300), default="")
    do_not_mention: Mapped[str] = mapped_column(sa.String(300), default="")
    risk_level: Mapped[RiskLevel | None]
    qualified_investor: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    official: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # public office: no gifts
    no_profiling: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false()
    )  # choose me by no trait of mine
    large_type: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false()
    )  # letters in large type, asked for
    photo_consent: Mapped[PhotoConsent | None]  # none: not asked yet
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # ExtraField.id (as text) → value
    # What segments ask for, kept in the row itself so that one index answers: the counts and bits by
    # clients/book/saving.py with the rows they count, the days by clients/history/ledger.py with each entry.
    holdings_count: Mapped[int] = mapped_column(default=0)
    holding_bits: Mapped[int] = mapped_column(default=0, server_default="0")
    interest_bits: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    last_contact_on: Mapped[date | None] = mapped_column(info=COMPUTED)
    last_invited_on: Mapped[date | None] = mapped_column(info=COMPUTED)
    # The last four evenings attended, the latest first: "came three times since" is then one comparison.
    attended_on_1: Mapped[date | None] = mapped_column(info=COMPUTED)
    attended_on_2: Mapped[date | None] = mapped_column(info=COMPUTED)
    attended_on_3: Mapped[date | None] = mapped_column(info=COMPUTED)
    attended_on_4: Mapped[date | None] = mapped_column(info=COMPUTED)
    times_invited: Mapped[int] = mapped_column(default=0, server_default="0", info=COMPUTED)
    times_attended: Mapped[int] = mapped_column(default=0, server_default="0", info=COMPUTED)
    times_absent: Mapped[int] = mapped_column(default=0, server_default="0", info=COMPUTED)  # no-shows
    declines_in_row: Mapped[int] = mapped_column(default=0, server_default="0", info=COMPUTED)
    # A duplicate that was merged keeps its row and its history and points to the client that stays.
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"), index=True)
    sort_key: Mapped[str] = mapped_column(sa.String(120), index=True)  # pinyin, for lists in their usual order
    created_at: Mapped[datetime] = mapped_column(default=now)

    rm: Mapped[Staff] = relationship(foreign_keys=[rm_id])
    branch: Mapped[Branch] = relationship()
    household: Mapped[Household | None] = relationship()
    interests: Mapped[list[ClientInterest]] = relationship(cascade="all, delete-orphan", back_populates="client")
    holdings: Mapped[list[ClientHolding]] = relationship(cascade="all, delete-orphan", back_populates="client")
    addresses: Mapped[list[ClientAddress]] = relationship(cascade="all, delete-orphan", back_populates="client")
    holds: Mapped[list[ClientHold]] = relationship(cascade="all, delete-orphan", back_populates="client")

    __table_args__ = (
        # All that a segment usually asks for, so that it is counted and sorted without a look at the rows: within a
        # branch, and in the whole book.
        sa.Index("ix_client_segment_branch", "branch_id", *SEGMENT_COLUMNS, **IN_THE_BOOK),
        sa.Index("ix_client_segment_book", *SEGMENT_COLUMNS, **IN_THE_BOOK),
        sa.Index("ix_client_branch_id_tier_client_type", "branch_id", "tier", "client_type"),
        sa.Index("ix_client_rm_id", "rm_id", "id"),  # with the id: search reads an RM's clients from it alone
        sa.Index("ix_client_birthday", "birthday", "sort_key"),
        sa.Index("ix_client_phone", "phone"),  # by these two duplicates are looked for
        sa.Index("ix_client_email", "email"),
        sa.CheckConstraint("length(phone_tail) IN (0, 4)", name="phone_tail"),
    )

    @property
    def full_name(self) -> str:
        """The name as it is written in Chinese, or the English one when there is no other."""
        if self.surname and self.given_name and written_apart(f"{self.surname}{self.given_name}"):
            if self.name_en_order is NameOrder.SURNAME_FIRST:
                return f"{self.surname} {self.given_name}"
            return f"{self.given_name} {self.surname}"  # John Whitfield, as such names are written
        return f"{self.surname}{self.given_name}" or self.name_en

    @property
    def further_types(self) -> tuple[ClientType, ...]:
        """The secondary types."""
        return members_of(ClientType, self.further_type_bits)

    @property
    def old_client(self) -> bool:
        return self.holdings_count >= setting(self.branch_id, OLD_CLIENT_HOLDINGS)

    @property
    def core_client(self) -> bool:
        return self.holdings_count >= setting(self.branch_id, CORE_CLIENT_HOLDINGS)


class ClientDelegate(Base):
    """Somebody who may care for a client beside the owner, as during a holiday."""

    __tablename__ = "client_delegate"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True, index=True)


class ClientInterest(Base):
    __tablename__ = "client_interest"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    interest: Mapped[Interest] = mapped_column(primary_key=True, index=True)
    source: Mapped[InterestSource] = mapped_column(default=InterestSource.OBSERVED, server_default="observed")
    confidence: Mapped[int] = mapped_column(default=2, server_default="2")  # 1 to 3

    client: Mapped[Client] = relationship(back_populates="interests")

    __table_args__ = (sa.CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence"),)


class ClientHolding(Base):
    __tablename__ = "client_holding"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    holding: Mapped[Holding] = mapped_column(primary_key=True, index=True)

    client: Mapped[Client] = relationship(back_populates="holdings")
