"""Mail that is to go out: written in the transaction that wants it, sent later, each to one reader and once."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, now


class MailState(enum.Enum):
    WAITING = "waiting"
    SENDING = "sending"  # a worker is at it
    SENT = "sent"
    REFUSED = "refused"  # for good; the reason is kept
    UNSURE = "unsure"  # the connection broke after the text was handed over: never sent again by itself
    DROPPED = "dropped"  # what it was about has changed


class OutboxMail(Base):
    """One message to one reader."""

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)  # the same message asked for twice is one
    to: Mapped[str] = mapped_column(sa.String(320))
    subject: Mapped[str] = mapped_column(sa.String(160))
    body: Mapped[str]
    source: Mapped[str] = mapped_column(sa.String(20))  # what wanted it: "reminder"
    source_id: Mapped[int]
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(sa.String(32))
    leased_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (sa.Index("ix_outbox_mail_state_due_at", "state", "due_at"),)
