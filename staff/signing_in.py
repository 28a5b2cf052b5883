"""Flask-Security as we use it: sign-in by name and password, argon2, an optional second factor, generic answers."""

from __future__ import annotations

from flask import Flask, g, redirect, request, session
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from core.config import Settings
from core.db import db
from core.forms import digits
from core.languages import LANGUAGES
from core.limits import client_address, give_back, spend
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
    security = Security(app, SQLAlchemyUserDatastore(db, Staff, StaffRole), login_form=SignInForm)
    # Who somebody is, is asked by staff/access.py; the library would ask in its own way before each request too.
    security.principal.identity_loaders.clear()
    # We give out none of the library's tokens; looking for one it reads every JSON body, and breaks at one that is too
    # large or nested too deeply, for the page of the error once more.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    security.want_json(lambda _request: False)  # these are pages for people; one kind of answer is enough to guard
    app.before_request(_stay_signed_in)
    app.before_request(_limit_guessing)
    app.after_request(_give_back_right_tries)


def _stay_signed_in() -> Response | None:
    """The page of the second factor signs out whoever is in already, so any link to it could: they skip it."""
    if request.endpoint == "security.two_factor_token_validation" and current_user.is_authenticated:
        return redirect("/")
    return None


_LIMIT = "10 per 15 minutes"


def _guesser() -> str | None:
    """Whose secret this request tries, from one address; None when it tries none.

    Never by a field that the page does not read: whoever guesses could change it with each try.
    """
    if request.method != "POST":
        return None
    if request.endpoint == "security.login":
        who = "name", digits(request.form.get("username")).lower()[:64]  # as the form reads it
    elif request.endpoint == "security.two_factor_token_validation":
        who = "factor", str(session.get("tf_user_id", ""))
    elif request.endpoint in ("security.verify", "security.change_password"):
        who = "own", str(session.get("_user_id", ""))
    else:
        return None
    return "|".join((client_address(), *who))


def _limit_guessing() -> None:
    """Ten wrong tries in a quarter of an hour close the door for that name from that address; others go on.

    Each try is counted before it is looked at, so that parallel ones can't all slip through.
    """
    guesser = _guesser()
    if guesser is None:
        return
    if request.is_json:  # the library would read the name from where we do not look for it
        raise BadRequest
    if request.args.get("lang") in LANGUAGES:
        session["lang"] = request.args["lang"]  # chosen on the page; the library's next page would forget it
    spend("sign-in", guesser, _LIMIT)
    g.guesser = guesser  # now: afterwards the session may hold something else


def _give_back_right_tries(response: Response) -> Response:
    """A right answer is a redirect and costs nothing."""
    if "guesser" in g and response.status_code == 302:
        give_back("sign-in", g.guesser, _LIMIT)
    return response
