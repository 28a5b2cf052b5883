"""Who may open which page: every route declares it, and the application refuses to start when one does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from core.expired import can_be_kept, kept_form
from staff.models import Role

View = TypeVar("View", bound=Callable[..., Any])

EVERYBODY = frozenset({"everybody"})
BY_TOKEN = frozenset({"token"})
"""Other systems, by a token of theirs and no session; api/access.py asks for it before anything of the view runs."""
ANY_STAFF = frozenset(Role)

# Routes that come from libraries, with what the decorators would say if they were ours.
_LIBRARY_ROUTES: dict[str, frozenset[Any]] = {
    "static": EVERYBODY,
    "health.alive": EVERYBODY,
    "health.ready": EVERYBODY,
    "security.login": EVERYBODY,
    "security.two_factor_token_validation": EVERYBODY,
    "security.two_factor_rescue": EVERYBODY,
    "security.tf_select": EVERYBODY,
    "security.two_factor_setup": ANY_STAFF,
    "security.two_factor_setup_validate": ANY_STAFF,
    "security.change_password": ANY_STAFF,
    "security.verify": ANY_STAFF,
    "security.static": EVERYBODY,
}


DOOR = "/door"
"""Where the pages of the door live: all that a device may open, whatever its role is let into elsewhere."""


def requires(*roles: Role) -> Callable[[View], View]:
    """Declare that a page is for signed-in staff with one of `roles`; without roles, for all staff."""

    def declare(view: View) -> View:
        view.access = frozenset(roles) or ANY_STAFF  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Declare that a page is for everybody, as the client's reply page is: its token is what opens it."""
    view.access = EVERYBODY  # type: ignore[attr-defined]
    return view


def asks_by_itself(view: View) -> View:
    """Declare that a page finds out by a query of its own who asks, and calls `check_as_usual` when that says nothing:
    for the one page where each round trip to the database counts. What `requires` declares holds for it all the same.
    """
    view.asks_by_itself = True  # type: ignore[attr-defined]
    return view


def put_off() -> bool:
    """Whether the page of this request asks by itself who is there, and has not given up yet."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "asks_by_itself", False) and not g.get("asks_as_usual", False)


def access_of(app: Flask, endpoint: str) -> frozenset[Any] | None:
    """Who may open `endpoint`, or None when nothing is declared."""
    declared = getattr(app.view_functions.get(endpoint), "access", None)
    return declared if declared is not None else _LIBRARY_ROUTES.get(endpoint)


class UndeclaredRoute(RuntimeError):
    """A route that does not say who may open it. The application must not start with one."""


def check_declared(app: Flask) -> None:
    """Raises UndeclaredRoute when any route lacks a declaration."""
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None})
    if missing:
        raise UndeclaredRoute(f"these routes do not declare who may open them: {', '.join(missing)}")


def enforce() -> Response | tuple[Response, int] | None:
    """Before each request: let in whom the route declares, send others to sign in or away."""
    if request.endpoint is None or put_off():
        return None  # no such address: 404 by itself
    allowed = access_of(current_app, request.endpoint)
    if allowed in (EVERYBODY, BY_TOKEN):
        return None
    if not current_user.is_authenticated:
        if "HX-Request" in request.headers:
            abort(401)  # a part of an open page: the sign-in page must not be put in its place
        if request.method == "GET":
            return redirect(url_for("security.login", next=request.path))
        return kept_form() if can_be_kept() else redirect(url_for("security.login"))
    if not allowed or not current_user.role_set & allowed:
        abort(403)
    if current_user.is_device and request.path != DOOR and not request.path.startswith(f"{DOOR}/"):
        return redirect(DOOR) if request.method == "GET" else abort(403)
    return None
