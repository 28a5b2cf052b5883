"""The invitation: our offer to a client, or to the clients of a household, for one event."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models import Client
from core.db import Base
from events.models import Event

if TYPE_CHECKING:
    from invitations.models.answers import JointGuest


class Dispatch(enum.Enum):
    """Where the paper is."""

    LISTED = "listed"
    PRINTED = "printed"
    SIGNED = "signed"
    HANDED = "handed"  # to the relationship manager
    DELIVERED = "delivered"
    RETURNED = "returned"


class Means(enum.Enum):
    """How a letter reaches its reader."""

    BY_HAND = "by_hand"
    POST = "post"
    COURIER = "courier"


class ReplyState(enum.Enum):
    """What the client has answered so far."""

    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"
    TENTATIVE = "tentative"  # will say by a day
    DELEGATED = "delegated"  # somebody else comes for the client
    LAPSED = "lapsed"  # no answer by the deadline: not a decline, but a call to make


class Wave(enum.Enum):
    """In which order letters leave: must, next, reserve (domain practice, waves). No guest ever reads of it."""

    A = "a"
    B = "b"
    C = "c"


class Invitation(Base):
    """Our offer to one client for one event.

    The token opens the reply page. Only its hash is kept to find it by, and a sealed copy to print it again; the key of
    the seal is not in the database.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    invited_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(sa.String(2))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    sealed: Mapped[str] = mapped_column(sa.String(160))
    dispatch: Mapped[Dispatch] = mapped_column(default=Dispatch.LISTED)
    delivered_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    reply: Mapped[ReplyState] = mapped_column(default=ReplyState.NONE)  # the last row of `reply`, kept with it
    replied_at: Mapped[datetime | None]
    # 一事: the one real thing about this guest that makes the letter a letter; written by the relationship manager.
    personal_detail: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    send_by: Mapped[Means] = mapped_column(default=Means.BY_HAND, server_default="by_hand")

    wave: Mapped[Wave | None]
    # What the last answer comes to; the ledger's rows say the same, and `party_member` who they are.
    seats: Mapped[int] = mapped_column(default=0, server_default="0", info={"computed": True})  # taken of the event's
    heads: Mapped[int] = mapped_column(default=0, server_default="0", info={"computed": True})  # with infants
    own_word: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # the client's, not told by staff
    tentative_until: Mapped[date | None]
    # Who comes for the client: a name, how they are related, the last digits of a telephone; a manager agrees.
    delegate_name: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    delegate_relation: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    delegate_tail: Mapped[str] = mapped_column(sa.String(4), default="", server_default="")
    delegate_agreed_at: Mapped[datetime | None]
    delegate_agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    # The waitlist's order is (wait_rank, waited_since, id): total, and nobody moves by somebody else's answer.
    waited_since: Mapped[datetime | None]
    wait_rank: Mapped[int] = mapped_column(default=0, server_default="0")
    wishes: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")  # parking, a word

    # For the door: what whoever opens it should know (a wheelchair, an interpreter), and whom the manager greets.
    door_note: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    greeted: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    event: Mapped[Event] = relationship()
    client: Mapped[Client] = relationship()
    joint: Mapped[list[JointGuest]] = relationship(back_populates="invitation")  # who is invited by the same letter

    __table_args__ = (sa.UniqueConstraint("event_id", "client_id"),)
