"""The ledger of the door, what it comes to for each invitation, and what could not be understood."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from events.models import Gift
from invitations.models import Invitation
from staff.models import Staff


class Act(enum.Enum):
    """What was done at the door."""

    ENTER = "enter"
    LEAVE = "leave"  # where re-entry is switched on
    UNDO = "undo"  # takes back the row that `undoes` names
    GIFT = "gift"
    BADGE = "badge"  # printing a badge is not entry


class Method(enum.Enum):
    """How the guest was found."""

    CAMERA = "camera"
    CODE = "code"
    NAME = "name"
    ONLINE = "online"  # by the guest, who joined from the letter's page
    PAPER = "paper"  # ticked on the list, keyed in afterwards
    WALK_IN = "walk_in"  # came without an invitation


class Verdict(enum.Enum):
    """What the door was told (domain practice, attendance states)."""

    OK = "ok"
    OK_ATTENTION = "ok_attention"  # admitted; there is something to know, which is to be acknowledged
    DECLINED_BUT_HERE = "declined_but_here"  # admitted; had said no
    WAITLISTED_BUT_HERE = "waitlisted_but_here"  # admitted; had no seat
    UNANSWERED_BUT_HERE = "unanswered_but_here"  # admitted; had given no answer
    ALREADY = "already"
    OTHER_EVENT = "other_event"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    LEFT = "left"
    NOTED = "noted"  # a gift or a badge


ADMITTING = frozenset(
    {
        Verdict.OK,
        Verdict.OK_ATTENTION,
        Verdict.DECLINED_BUT_HERE,
        Verdict.WAITLISTED_BUT_HERE,
        Verdict.UNANSWERED_BUT_HERE,
    }
)

GUEST, REPRESENTATIVE = "g", "r"
"""Keys of people of a party. A further client of the letter is "j" and the client's id; companions are "c1", "c2" …,
also those who were never announced."""


# Few rows are, and the others should not pay for it.
_OF_WALK_INS: dict[str, Any] = {
    "sqlite_where": sa.text("walk_in_id IS NOT NULL"),
    "postgresql_where": sa.text("walk_in_id IS NOT NULL"),
}


class Scan(Base):
    """One thing that happened at the door, also a refused one. Append-only; the same `scan_id` again adds nothing."""

    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(sa.String(36), unique=True)  # made on the device
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    at: Mapped[datetime]  # when it reached us
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))  # a person or a device; none: the guest
    method: Mapped[Method]
    verdict: Mapped[Verdict]
    act: Mapped[Act] = mapped_column(default=Act.ENTER, server_default="enter")
    persons: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")  # keys, of whom it speaks
    # When it happened: `at`, or the device's clock set right by its measured offset. The order of all rules.
    happened_at: Mapped[datetime]
    device_at: Mapped[datetime | None]  # what the device's clock said, of a scan that was kept there first
    offset_ms: Mapped[int | None] = mapped_column(sa.BigInteger)  # by how much that clock was ahead of ours
    gate: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    offline: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # the device decided by itself
    forced: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # against the rules, with a reason
    reason: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    undoes: Mapped[str | None] = mapped_column(sa.String(36), index=True)  # a scan_id, which may reach us later
    gift_id: Mapped[int | None] = mapped_column(sa.ForeignKey("gift.id"))
    walk_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("walk_in.id"))

    invitation: Mapped[Invitation | None] = relationship()
    staff: Mapped[Staff | None] = relationship()
    gift: Mapped[Gift | None] = relationship()

    __table_args__ = (
        sa.Index("ix_scan_event_id_happened_at", "event_id", "happened_at"),
        sa.Index("ix_scan_walk_in_id", "walk_in_id", **_OF_WALK_INS),
    )


class Presence(Base):
    """What the ledger comes to for one invitation of whose party somebody came. It can be computed anew at any time.

    The primary key lets a party be admitted once, however many doors scan it at one instant; whoever comes later is
    added while the invitation's row is held. `version` counts the changes.
    """

    __tablename__ = "presence"

    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitation.id"), primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    scan_id: Mapped[int] = mapped_column(sa.ForeignKey("scan.id"))  # that let in the first of them
    at: Mapped[datetime]  # when the first of them came
    came: Mapped[list[str]] = mapped_column(sa.JSON, default=lambda: [GUEST], server_default='["g"]')
    inside: Mapped[list[str]] = mapped_column(sa.JSON, default=lambda: [GUEST], server_default='["g"]')
    heads: Mapped[int] = mapped_column(default=1, server_default="1")  # how many came
    heads_inside: Mapped[int] = mapped_column(default=1, server_default="1")
    gifts: Mapped[list[int]] = mapped_column(sa.JSON, default=list, server_default="[]")  # ids of what was handed over
    conflicts: Mapped[int] = mapped_column(default=0, server_default="0")  # two doors let in the same person
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    scan: Mapped[Scan] = relationship()
    invitation: Mapped[Invitation] = relationship()


class Quarantined(Base):
    """What a device sent and we could not understand: kept whole and sealed until somebody has looked at it."""

    __tablename__ = "quarantined"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))  # the device, or who was signed in on it
    received_at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)  # the same thing sent again is kept once
    sealed: Mapped[str]  # at most 4 KB of it
    problem: Mapped[str] = mapped_column(sa.String(24))  # a code of attendance/words
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(sa.String(120), default="")
