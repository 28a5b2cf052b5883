"""Letters of invitation: which of a print run is whose, their way to the reader, and codes that were replaced."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from invitations.models.invitation import Dispatch, Invitation, Means
from staff.models import Staff


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
