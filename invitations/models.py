"""Tables of segments, invitations and answers."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models import Client
from core.db import Base, now
from events.models import Event
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


class Channel(enum.Enum):
    """How an answer reached us."""

    QR = "qr"  # by the client, from the letter
    PHONE = "phone"  # told to staff
    WECHAT = "wechat"
    IN_PERSON = "in_person"


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

    event: Mapped[Event] = relationship()
    client: Mapped[Client] = relationship()

    __table_args__ = (sa.UniqueConstraint("event_id", "client_id"),)


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

    invitation: Mapped[Invitation] = relationship()
    staff: Mapped[Staff | None] = relationship()


class InvitationLetter(Base):
    """Which letter of which print run is whose invitation."""

    __tablename__ = "invitation_letter"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"), primary_key=True, index=True)
    superseded_at: Mapped[datetime | None]  # its code was revoked by a reissue: it can't be reprinted


class DispatchStep(Base):
    """One step of a letter's way to its reader. Append-only; `Invitation.dispatch` is the last one."""

    __tablename__ = "dispatch_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    step: Mapped[Dispatch]
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    means: Mapped[Means | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    invitation: Mapped[Invitation] = relationship()
    staff: Mapped[Staff | None] = relationship()


class RetiredCode(Base):
    """A code that a reissue replaced: it opens a page that says so, and nothing else. Append-only."""

    __tablename__ = "retired_code"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    retired_at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    invitation: Mapped[Invitation] = relationship()
