"""Flask-Security as we use it: sign-in by name and password, argon2, an optional second factor, generic answers."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, Response, g, request, session
from flask_security import Security, SQLAlchemyUserDatastore
from werkzeug.exceptions import TooManyRequests

from core.config import Settings
from core.db import db
from core.languages import LANGUAGES
from core.limits import client_address, exhausted, spend
from staff.forms import SignInForm
from staff.models import Staff, StaffRole


def init_signing_in(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the method, no password
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT=None,
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"username": {"mapper": lambda text: text.strip().lower()}}],
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_METHODS=None,
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_REGISTERABLE=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/password",
        SECURITY_POST_CHANGE_VIEW="/",
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_ALWAYS_VALIDATE=True,
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="/",
        SECURITY_TOTP_SECRETS={"1": settings.token_key.hex()},
        SECURITY_TOTP_ISSUER="Yaji 雅集",
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_AUTO_LOGIN_AFTER_CONFIRM=False,
        SECURITY_REDIRECT_ALLOW_SUBDOMAINS=False,
        REMEMBER_COOKIE_DURATION=0,
    )
    Security(app, SQLAlchemyUserDatastore(db, Staff, StaffRole), login_form=SignInForm)
    app.before_request(_limit_guessing)
    app.after_request(_count_wrong_tries)


_GUESSABLE = ("security.login", "security.two_factor_token_validation", "security.verify")
_LIMIT = "10 per 15 minutes"


def _guesser() -> str:
    """One name (or, for the second factor, one half-finished sign-in) from one address."""
    name = request.form.get("username", "").strip().lower() or str(session.get("tf_user_id", ""))
    return f"{client_address()}|{name[:64]}"


def _limit_guessing() -> None:
    """Ten wrong tries in a quarter of an hour close the door for that name from that address; others go on."""
    if request.method == "POST" and request.endpoint in _GUESSABLE:
        if request.args.get("lang") in LANGUAGES:
            session["lang"] = request.args["lang"]  # chosen on the page; the library's next page would forget it
        g.guesser = _guesser()  # now: afterwards the session may hold something else
        if exhausted("sign-in", g.guesser, _LIMIT):
            raise TooManyRequests


def _count_wrong_tries(response: Response) -> Response:
    """A right answer is a redirect and costs nothing."""
    if "guesser" in g and response.status_code == 200:
        with suppress(TooManyRequests):
            spend("sign-in", g.guesser, _LIMIT)
    return response
