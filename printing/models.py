"""Tables of print runs and their letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, now
from core.jobs import Job
from staff.models import Staff


class PrintRun(Base):
    """A batch of letters that becomes one PDF, a page a letter."""

    __tablename__ = "print_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    ordered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id"))
    pages: Mapped[int] = mapped_column(default=0)
    file: Mapped[str | None] = mapped_column(sa.String(60))  # in the private files, once it is drawn
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    finished_at: Mapped[datetime | None]
    # Who was asked for and is not in it, with the reasons: invitations/letters.py says what they mean.
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)

    ordered_by: Mapped[Staff] = relationship()
    job: Mapped[Job | None] = relationship()
    letters: Mapped[list[PrintedLetter]] = relationship(back_populates="run", order_by="PrintedLetter.position")


class PrintedLetter(Base):
    """One addressee's page. Its text is frozen here, so that drawing it again gives the same page.

    The invitation's code is not part of the frozen text: it is unsealed while the page is drawn.
    """

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("print_run.id"))
    position: Mapped[int]
    recipient: Mapped[str] = mapped_column(sa.String(80))
    content: Mapped[dict[str, Any]]

    run: Mapped[PrintRun] = relationship(back_populates="letters")

    __table_args__ = (sa.UniqueConstraint("run_id", "position"),)
