"""Refusals and error pages: rules raise a code, the catalogue has the words, and each page says what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from core.db import db
from core.expired import can_be_kept, kept_form
from core.logs import log

WORDS: dict[str, Any] = {}
"""What each refusal's code says to a reader; every package adds its own with `say()`."""


class DomainError(Exception):
    """A rule says no. `code` is stable and wordless; `details` fill the sentence's placeholders."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def sentence(self) -> str:
        """The refusal in the reader's language."""
        return str(WORDS[self.code]) % self.details if self.details else str(WORDS[self.code])


def say(words: dict[str, Any]) -> None:
    """Add the sentences of one package. Refuses a code that another package already uses."""
    twice = WORDS.keys() & words.keys()
    if twice:
        raise ValueError(f"two sentences for {sorted(twice)}")
    WORDS.update(words)


PAGES: dict[int, tuple[Any, Any]] = {
    400: (_l("This request could not be read"), _l("Go back, reload the page and try once more.")),
    401: (_l("You are signed out"), _l("Sign in again; what you typed on an open page is not lost.")),
    403: (
        _l("This page belongs to another role"),
        _l("Ask your branch manager or administrator if you need it for your work."),
    ),
    404: (
        _l("There is nothing here for you"),
        _l("The address may be mistyped, or what it showed is not yours to see. Start again from the first page."),
    ),
    405: (_l("This address does not answer that way"), _l("Go back and use the buttons of the page.")),
    413: (_l("That file is too large"), _l("Send at most 10 MB; split a longer list into two files.")),
    429: (_l("Too many tries"), _l("Please wait a quarter of an hour and then try again.")),
    500: (
        _l("Something broke on our side"),
        _l("Nothing was saved halfway. Try again; if it happens once more, tell your administrator the number below."),
    ),
    503: (
        _l("Busy just now"),
        _l("Nothing was lost. Please try again in a minute."),
    ),
}


_SAID_OTHERWISE: dict[str, Callable[[int, str, str], Response]] = {}


def say_errors_as(place: str, tell: Callable[[int, str, str], Response]) -> None:
    """Addresses that begin with `place` are no pages: `tell(status, heading, message)` answers there instead."""
    _SAID_OTHERWISE[place] = tell


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(IntegrityError, _done_at_once)
    app.register_error_handler(StaleDataError, _done_at_once)
    app.register_error_handler(500, _http_error)


def error_page(code: int, heading: str | None = None, message: str | None = None) -> tuple[Response, int]:
    """An error page (or, for scripts, JSON) that says what happened and what to do."""
    # An error may leave the session half-used; drawing the page must not flush what went wrong.
    db.session.rollback()
    words = PAGES.get(code) or PAGES[500]
    heading = heading or str(words[0])
    message = message or str(words[1])
    for place, tell in _SAID_OTHERWISE.items():
        if request.path.startswith(place):
            return tell(code, heading, message), code
    request_id = g.get("request_id", "")
    if request.path.startswith("/door/") and request.accept_mimetypes.best == "application/json":
        return jsonify(error=heading, message=message, request_id=request_id), code
    body = render_template(
        "shared/error.html",
        code=code,
        heading=heading,
        message=message,
        action_url=url_for("staff.today") if app_has_today() else "/",
        action_label=_("To the first page"),
        request_id=request_id,
    )
    return Response(body, mimetype="text/html"), code


def app_has_today() -> bool:
    return "staff.today" in current_app.view_functions


def _http_error(error: Any) -> Any:
    if isinstance(error, SecurityError):  # an unknown Host: no address of ours may be built from it, so no page either
        return Response("Bad request", 400, mimetype="text/plain")
    code = getattr(error, "code", None) or 500
    if code in (301, 302, 303, 304, 307, 308):
        return error
    answer, status = error_page(code)
    for name, value in getattr(error, "get_headers", list)():
        if name.lower() in ("retry-after", "allow"):
            answer.headers[name] = value
    return answer, status


def _form_expired(_error: CSRFError) -> Any:
    if can_be_kept() and not (request.endpoint or "").startswith("security."):
        return kept_form()
    return error_page(400, _("This form has been open too long"), _("Go back, reload the page and send it once more."))


def _domain_error(error: DomainError) -> Any:
    return error_page(409, _("That could not be done"), error.sentence)


def _database_busy(error: OperationalError) -> Any:
    log.error("database_unavailable", kind=type(error.orig).__name__)
    return error_page(503)


_UNIQUE = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}


def _done_at_once(error: IntegrityError | StaleDataError) -> Any:
    """Two pressed the same button at one instant: the constraint lets one through, the other is told to look again.

    Any other broken constraint is a fault of ours.
    """
    refused = getattr(error, "orig", None)
    code = getattr(refused, "sqlstate", None) or getattr(refused, "sqlite_errorname", None)
    if isinstance(error, IntegrityError) and code not in _UNIQUE:
        raise error
    db.session.rollback()  # before the words: their language is asked of the session
    log.warning("done_at_once", kind=type(error).__name__)
    return error_page(
        409,
        _("Somebody did this at the same moment"),
        _("Go back and reload the page: what you wanted may stand there already. If not, try once more."),
    )
