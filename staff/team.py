"""Rules about members of staff: adding one, changing one, letting one go."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from flask_security import hash_password

from core.db import db
from core.errors import DomainError
from staff.models import Role, Staff, StaffRole
from staff.sessions import end_all


def roles_named(roles: set[Role]) -> list[StaffRole]:
    """The rows of the given roles, made when they are missing."""
    rows = {row.name: row for row in db.session.scalars(sa.select(StaffRole))}
    for role in roles:
        if role.value not in rows:
            rows[role.value] = StaffRole(name=role.value)
            db.session.add(rows[role.value])
    return [rows[role.value] for role in sorted(roles, key=lambda role: role.value)]


def add_staff(
    *,
    username: str,
    name: str,
    password: str,
    branch_id: int,
    roles: set[Role],
    language: str = "zh",
    name_en: str = "",
    phone: str = "",
) -> Staff:
    """A new member of staff. Raises DomainError("username_taken")."""
    if db.session.scalar(sa.select(Staff.id).where(Staff.username == username)):
        raise DomainError("username_taken")
    staff = Staff(
        username=username,
        name=name,
        name_en=name_en,
        phone=phone,
        language=language,
        branch_id=branch_id,
        password=hash_password(password),
        fs_uniquifier=uuid.uuid4().hex,
        roles=roles_named(roles),
    )
    db.session.add(staff)
    db.session.flush()
    return staff


def change_staff(
    staff: Staff, *, username: str, roles: set[Role], active: bool, password: str | None, **profile: object
) -> None:
    """Change name, roles, branch, access. New roles, a new password or no access end the person's sessions.

    Raises DomainError: username_taken, or last_admin when nobody could administer any more.
    """
    taken = sa.select(Staff.id).where(Staff.username == username, Staff.id != staff.id)
    if db.session.scalar(taken):
        raise DomainError("username_taken")
    loses_admin = Role.ADMIN in staff.role_set and (Role.ADMIN not in roles or not active)
    if loses_admin and not _other_admin(staff):
        raise DomainError("last_admin")
    if roles != staff.role_set or active != staff.active or password:
        end_all(staff.id)
    staff.username, staff.active = username, active
    if roles != staff.role_set:
        staff.roles = roles_named(roles)
    if password:
        staff.password = hash_password(password)
    for field, value in profile.items():
        setattr(staff, field, value)


def forget_totp(staff: Staff) -> None:
    """Take away the second factor after a lost phone; the person sets up a new one."""
    staff.tf_primary_method = staff.tf_totp_secret = None
    end_all(staff.id)


def _other_admin(staff: Staff) -> bool:
    others = (
        sa.select(Staff.id)
        .where(Staff.id != staff.id, Staff.active.is_(True), Staff.is_device.is_(False))
        .where(Staff.roles.any(StaffRole.name == Role.ADMIN.value))
        .limit(1)
    )
    return db.session.scalar(others) is not None
