"""Tables of the people who work here: branches, staff, roles, sessions and the audit log."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security.core import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, now


class Role(enum.Enum):
    """What somebody does here. One person may have several roles."""

    ORGANISER = "organiser"
    RM = "rm"  # relationship manager
    DOOR = "door"
    MANAGER = "manager"  # of the branch
    ADMIN = "admin"
    COMPLIANCE = "compliance"  # is asked about evenings that raise a flag; sees no client


class Branch(Base):
    __tablename__ = "branch"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(3), unique=True)  # three digits, part of member numbers
    bank_name: Mapped[str] = mapped_column(sa.String(60))
    bank_name_en: Mapped[str] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    address: Mapped[str] = mapped_column(sa.String(120), default="")
    phone: Mapped[str] = mapped_column(sa.String(24))


class BranchSetting(Base):
    """A number that a branch set for itself; what it did not set is the default of staff/settings.py."""

    __tablename__ = "branch_setting"

    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[int]


class StaffRole(Base, RoleMixin):
    """A role as Flask-Security wants it: a row; its name is a value of `Role`."""

    __tablename__ = "staff_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(24), unique=True)


class StaffRoleLink(Base):
    __tablename__ = "staff_role_link"

    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_role.id"), primary_key=True, index=True)


class Staff(Base, UserMixin):
    """Somebody who signs in. `username` is what they type; it never changes its letters' case."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    phone: Mapped[str] = mapped_column(sa.String(24), default="")  # printed in letters, so that clients can call
    language: Mapped[str] = mapped_column(sa.String(2), default="zh")
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    # A device at a door or another system: let in by a code or a token, never by a password, and on no list of people.
    is_device: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    password: Mapped[str] = mapped_column(sa.String(255))
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)  # changing it ends every session
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))

    branch: Mapped[Branch] = relationship(lazy="joined", innerjoin=True)
    roles: Mapped[list[StaffRole]] = relationship(  # type: ignore[assignment]
        secondary="staff_role_link", lazy="selectin"
    )

    def called(self, language: str) -> str:
        """The name as a reader of this language knows it: the English one where there is one."""
        return (language == "en" and self.name_en) or self.name

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role.name) for role in self.roles)

    def may(self, *roles: Role | str) -> bool:
        """Whether this person has one of the roles."""
        return bool(self.role_set & {Role(role) for role in roles})


class StaffSession(Base):
    """One sign-in. Only the hash of the cookie's secret is kept; `ended_at` makes the cookie worthless."""

    __tablename__ = "staff_session"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    # Of a device at a door: how long the session lasts, used or idle. None: a person's, see staff/sessions.py.
    lasts_until: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to which row, and when. Append-only; values that could be personal are never copied here."""

    __tablename__ = "audit_entry"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)  # none: a client, or the system
    action: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[str] = mapped_column(sa.String(16), default="")

    __table_args__ = (sa.Index("ix_audit_entry_subject_subject_id", "subject", "subject_id"),)
