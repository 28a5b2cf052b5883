"""Tables by which clients are found: search keys, saved views, duplicates and merges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clients.models.client import Client
from core.db import Base, now
from staff.models import Staff


class ClientKey(Base):
    """One of the texts from whose beginning a client is found; clients/book/indexing.py keeps them.

    The name and each of its endings in characters and in pinyin, initials, words of the English name, numbers, and the
    telephone backwards, since people ask for its tail. A search is then a range of one index on both databases.
    """

    __tablename__ = "client_key"
    __audited__ = False

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    # Compared byte by byte: a range of the index is a prefix, whatever the database's language.
    key: Mapped[str] = mapped_column(
        sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql"), primary_key=True
    )
    branch_id: Mapped[int]

    __table_args__ = (
        sa.Index("ix_client_key_key_branch_id", "key", "branch_id", "client_id"),
        {"sqlite_with_rowid": False},  # millions of small rows: kept in the primary key itself
    )


class ClientView(Base):
    """Filters of the client book that somebody saved under a name."""

    __tablename__ = "client_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    filters: Mapped[dict[str, Any]]
    shared: Mapped[bool] = mapped_column(default=False)  # with the branch; what it shows is still each reader's own
    created_at: Mapped[datetime] = mapped_column(default=now)

    staff: Mapped[Staff] = relationship()


class DuplicatePair(Base):
    """Two clients who may be one; the lower id first. Dismissed pairs are not proposed again."""

    __tablename__ = "duplicate_pair"

    low_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, index=True)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    score: Mapped[int]  # 0 to 100
    found_at: Mapped[datetime] = mapped_column(default=now)
    dismissed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    low: Mapped[Client] = relationship(foreign_keys=[low_id])
    high: Mapped[Client] = relationship(foreign_keys=[high_id])

    __table_args__ = (sa.CheckConstraint("low_id < high_id", name="order"),)


class ClientMerge(Base):
    """Two rows of one person put together. The one that goes keeps its row and its history; undo lifts the pointer."""

    __tablename__ = "client_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    before: Mapped[dict[str, Any]]  # what the kept one held, to be put back
    after: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    kept: Mapped[Client] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Client] = relationship(foreign_keys=[gone_id])

    __table_args__ = (
        # Whoever has gone can't go a second time, into the same client or another, unless the first is undone.
        sa.Index(
            "uq_client_merge_standing",
            "gone_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )
