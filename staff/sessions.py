"""Sessions that end on the server: the cookie names a row, and signing out, idling or disabling ends the row."""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask, g, session
from flask_login import current_user
from flask_security import login_user, logout_user
from flask_security.signals import password_changed, user_authenticated
from werkzeug.wrappers import Response

from core.db import db, now
from staff.access import enforce, put_off
from staff.audit import record
from staff.models import Staff, StaffSession

LONGEST = timedelta(hours=12)
"""A working day; then one signs in again."""
IDLE_SECONDS = 60 * 60
"""An hour without a click ends the session: phones are left on tables."""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def init_sessions(app: Flask) -> None:
    app.before_request(_still_alive)
    user_authenticated.connect(_begin, app)
    password_changed.connect(_end_others, app)


def _begin(_app: Flask, user: Staff, **_more: object) -> None:
    """After password (and TOTP): a new row, a new secret in the cookie."""
    secret = secrets.token_urlsafe(32)
    session["sid"] = secret
    session["seen"] = int(time.time())
    db.session.add(StaffSession(secret_hash=_hash(secret), staff_id=user.id))
    record("sign_in", "staff", user.id)


def begin_device(device: Staff, *, until: datetime) -> None:
    """Sign a device in at a door: used or idle its session lasts until then, and over a battery that runs dry.

    Whoever was signed in on it is signed out. The caller commits.
    """
    if current_user.is_authenticated:
        end(current_user)
    login_user(device, remember=False)
    session.permanent = True
    row = db.session.scalars(_row_of_cookie().where(StaffSession.staff_id == device.id)).one()
    row.lasts_until = until


def check_as_usual() -> Response | tuple[Response, int] | None:
    """What was put off for a page that asks by itself: None when the visitor may go on, or what sends them away."""
    g.asks_as_usual = True
    _still_alive()
    return enforce()


def _row_of_cookie() -> sa.Select[StaffSession]:
    return sa.select(StaffSession).where(StaffSession.secret_hash == _hash(session.get("sid", "")))


def _still_alive() -> None:
    """Before each request: a cookie whose row has ended, or that is too old or idle, signs nobody in.

    A device at a door is neither too old nor idle while its evening lasts.
    """
    if put_off() or not current_user.is_authenticated:
        return
    row = db.session.scalar(
        _row_of_cookie().where(
            StaffSession.staff_id == current_user.id,
            StaffSession.ended_at.is_(None),
            sa.case(
                (StaffSession.lasts_until.is_(None), StaffSession.created_at > now() - LONGEST),
                else_=StaffSession.lasts_until > now(),
            ),
        )
    )
    idle = row is not None and row.lasts_until is None and time.time() - session.get("seen", 0) > IDLE_SECONDS
    if row is None or idle:
        language = session.get("lang")
        logout_user()
        session.clear()
        if language:
            session["lang"] = language
        return
    # In the signed cookie, since a reading request writes nothing; renewed each minute to keep answers cacheable.
    if time.time() - session.get("seen", 0) > 60:
        session["seen"] = int(time.time())


def end(user: Staff) -> None:
    """Sign out: the row ends, so that a copy of the cookie is worthless too. The caller commits."""
    db.session.execute(
        sa.update(StaffSession).where(StaffSession.secret_hash == _hash(session.get("sid", ""))).values(ended_at=now())
    )
    record("sign_out", "staff", user.id)
    logout_user()
    session.clear()


def end_all(staff_id: int) -> None:
    """End every session of one person, as after a lost phone. The caller commits."""
    db.session.execute(
        sa.update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def _end_others(_app: Flask, user: Staff, **_more: object) -> None:
    """A changed password ends the sessions on all other machines."""
    db.session.execute(
        sa.update(StaffSession)
        .where(StaffSession.staff_id == user.id, StaffSession.secret_hash != _hash(session.get("sid", "")))
        .values(ended_at=now())
    )
