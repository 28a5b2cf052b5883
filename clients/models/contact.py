"""Tables that say whether we may contact a client: consents, refused channels, holds."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models.client import Client
from clients.models.codes import ConsentHow, ContactChannel, HoldKind, Purpose
from core.db import Base
from staff.models import Staff


class ClientHold(Base):
    """A reason not to invite; `until` is its last day, none means until somebody lifts it."""

    __tablename__ = "client_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    kind: Mapped[HoldKind]
    since: Mapped[date]
    until: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")

    client: Mapped[Client] = relationship(back_populates="holds")


class Consent(Base):
    """What a client agreed to, or withdrew. Append-only: the last row of a purpose and channel is how it stands."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose]
    channel: Mapped[ContactChannel | None]  # none: by whichever way
    given: Mapped[bool]  # false: withdrawn
    at: Mapped[datetime]
    how: Mapped[ConsentHow]
    text_version: Mapped[str] = mapped_column(sa.String(40))  # of the words that were agreed to
    evidence: Mapped[str] = mapped_column(sa.String(200), default="")
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # who wrote it down; none: the client

    client: Mapped[Client] = relationship()
    staff: Mapped[Staff | None] = relationship()

    __table_args__ = (sa.Index("ix_consent_client_id_purpose", "client_id", "purpose"),)


class ChannelRefusal(Base):
    """A client wants nothing by this channel any more. At once, and only a manager lifts it, with the client's word."""

    __tablename__ = "channel_refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    channel: Mapped[ContactChannel]
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # none: the client
    said: Mapped[str] = mapped_column(sa.String(200), default="")
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    lifted_because: Mapped[str] = mapped_column(sa.String(200), default="")

    client: Mapped[Client] = relationship()
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    lifted_by: Mapped[Staff | None] = relationship(foreign_keys=[lifted_by_id])
