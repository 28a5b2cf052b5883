"""Tables of what happened with a client: the history, and the tier month by month."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models.client import Client
from clients.models.codes import EntryKind, EntryPurpose, Tier
from core.db import Base
from staff.models import Staff


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
    # Of what somebody wrote down by hand; empty for what the house tells by itself.
    purpose: Mapped[EntryPurpose | None]
    two_way: Mapped[bool | None]  # whether the client took part; none: as the kind says
    suggestion: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")  # the client's own
    next_step: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    next_on: Mapped[date | None]
    minutes: Mapped[int | None]
    key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)  # what may be told only once

    client: Mapped[Client] = relationship()
    staff: Mapped[Staff | None] = relationship()

    __table_args__ = (
        sa.Index("ix_history_entry_client_id_at", "client_id", "at"),
        # Of some entries in a hundred: what was promised for a day.
        sa.Index(
            "ix_history_entry_next_on",
            "next_on",
            sqlite_where=sa.text("next_on IS NOT NULL"),
            postgresql_where=sa.text("next_on IS NOT NULL"),
        ),
    )


class TierMonth(Base):
    """Which band a month's average fell into: all that the rule of upgrades and downgrades needs, and no balance."""

    __tablename__ = "tier_month"

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    band: Mapped[Tier]
