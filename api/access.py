"""Who asks: a token in the header Authorization or, for check-ins, the session of a device at the door of its event."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from api import tokens
from api.models import ApiToken
from api.permissions import Permission
from api.problems import Problem
from core.db import READING_METHODS, now
from core.languages import speak
from core.limits import client_address, spend
from staff.access import BY_TOKEN
from staff.models import Role

View = TypeVar("View", bound=Callable[..., Any])

PER_TOKEN = "600 per minute"  # noqa: S105 -- a limit
WRONG_TOKENS = "60 per 15 minutes"
AT_THE_DOOR = frozenset({Permission.CHECKINS_READ, Permission.CHECKINS_WRITE})
"""What a paired device may do by its session."""


def by_token(*permissions: Permission, devices: bool = False) -> Callable[[View], View]:
    """Declare that a view is for tokens with one of `permissions`; with `devices` also for devices at the door.

    Nothing of the view runs before: without a token in force 401, without the permission 403, too often 429.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**of_path: Any) -> Any:
            enter(permissions, devices=devices)
            return view(**of_path)

        guarded.access = BY_TOKEN  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def enter(permissions: tuple[Permission, ...], *, devices: bool) -> None:
    """Let the request in as whoever asks, or raise Problem. A cookie beside a token counts for nothing."""
    speak("en" if request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"], "zh") == "en" else "zh")
    header = request.headers.get("Authorization")
    if header is None and devices and _device_at_the_door():
        if current_app.config["WTF_CSRF_ENABLED"]:  # it came by a cookie, which any site can make a browser send
            current_app.extensions["csrf"].protect()
        g.api_token, g.api_may = None, AT_THE_DOOR
        _count(f"device:{current_user.id}")
    else:
        token = _token(header)
        g._login_user = token.staff  # from here on `current_user`: for scopes, rules and the audit log
        g.api_token, g.api_may = token, frozenset(map(Permission, token.may))
        _count(f"token:{token.id}")
    if permissions and not g.api_may & set(permissions):
        raise Problem("forbidden")


def _device_at_the_door() -> bool:
    return bool(current_user.is_authenticated and current_user.is_device and current_user.may(Role.DOOR))


def _token(header: str | None) -> ApiToken:
    """The token of the header. One answer for every reason why there is none.

    A token in force is never kept out by others: a whole bank may sit behind one address, and one of its systems go on
    with a token that is over. To guess one of 2^192 there are no tries enough.
    """
    scheme, _space, text = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not text.startswith(tokens.PREFIX):
        raise Problem("unauthorized")
    moment = now()
    token = tokens.find(text.strip(), moment)
    if token is None:
        try:
            spend("api-wrong", client_address(), WRONG_TOKENS)
        except TooManyRequests:
            raise Problem("too_many") from None
        raise Problem("unauthorized")
    tokens.note_use(token, moment, reading=request.method in READING_METHODS)
    return token


def _count(who: str) -> None:
    try:
        spend("api", who, PER_TOKEN)
    except TooManyRequests:
        raise Problem("too_many") from None
