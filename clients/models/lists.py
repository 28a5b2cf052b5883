"""Tables of lists that are brought in: the run, what it changed, and which columns meant what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, now


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
    fixed: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}"
    )  # field → the same text for all rows
    decisions: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # line → what its reader chose
    rows: Mapped[int] = mapped_column(default=0, server_default="0")
    confirmed_at: Mapped[datetime | None]  # from then on a job writes it
    done_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    kept_back: Mapped[int] = mapped_column(default=0, server_default="0")  # what the undo had to leave as it was


class ImportedClient(Base):
    """What a list did to one client, so that the run can be undone."""

    __tablename__ = "imported_client"
    __audited__ = False

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("client_import.id", ondelete="CASCADE"), primary_key=True)
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, index=True)
    added: Mapped[bool]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field → value, of those that the list changed
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ColumnMapping(Base):
    """Which columns meant what when lists with these headings were brought in last."""

    __tablename__ = "column_mapping"

    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), primary_key=True)
    headings: Mapped[str] = mapped_column(sa.String(64), primary_key=True)  # SHA-256 of the folded headings
    columns: Mapped[dict[str, Any]]
    fixed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    used_at: Mapped[datetime] = mapped_column(default=now)
