"""Tables of the door: the ledger of scans, and who is in."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from invitations.models import Invitation
from staff.models import Staff


class Method(enum.Enum):
    """How the guest was found."""

    CAMERA = "camera"
    CODE = "code"
    NAME = "name"
    ONLINE = "online"  # by the guest, who joined from the letter's page


class Verdict(enum.Enum):
    """What the door was told."""

    OK = "ok"
    DECLINED_BUT_HERE = "declined_but_here"  # admitted; had said no
    WAITLISTED_BUT_HERE = "waitlisted_but_here"  # admitted; had no seat
    UNANSWERED_BUT_HERE = "unanswered_but_here"  # admitted; had given no answer
    ALREADY = "already"
    OTHER_EVENT = "other_event"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNDONE = "undone"


ADMITTING = frozenset({Verdict.OK, Verdict.DECLINED_BUT_HERE, Verdict.WAITLISTED_BUT_HERE, Verdict.UNANSWERED_BUT_HERE})


class Scan(Base):
    """One thing that happened at the door, also a refused one. Append-only; the same `scan_id` again adds nothing."""

    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(sa.String(36), unique=True)  # made on the device
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # none: the guest
    method: Mapped[Method]
    verdict: Mapped[Verdict]

    invitation: Mapped[Invitation | None] = relationship()
    staff: Mapped[Staff | None] = relationship()


class Presence(Base):
    """Who is in. The primary key lets an invitation be admitted once, however many doors scan it at one instant."""

    __tablename__ = "presence"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    scan_id: Mapped[int] = mapped_column(sa.ForeignKey("scan.id"))
    at: Mapped[datetime]

    scan: Mapped[Scan] = relationship()
    invitation: Mapped[Invitation] = relationship()
