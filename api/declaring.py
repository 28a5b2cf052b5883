"""Routes of the API: each is declared once, and the declaration checks, reads, writes and documents it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, g, json, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError

from api import problems
from api.access import by_token
from api.idempotency import Answer, once
from api.paging import MOST, Page
from api.permissions import Permission
from api.problems import Problem, invalid, unknown_field
from api.shapes import Field, Shape, Text, Whole
from core.db import db
from core.errors import DomainError
from core.languages import pick_language

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.register_error_handler(Problem, problems.of_problem)
blueprint.register_error_handler(DomainError, problems.of_refusal)
blueprint.register_error_handler(CSRFError, problems.of_form_key)
# JSON that is nested too deeply is no ValueError.
blueprint.register_error_handler(RecursionError, problems.of_depth)

PAGING = (
    Field("limit", Whole(1, MOST), _l("How many at most; 50 unless told.")),
    Field("after", Text(60), _l("`next` of the page before.")),
)


@dataclass(frozen=True)
class Asked:
    """What came with a request, read by the declaration."""

    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One address and method."""

    name: str
    method: str
    path: str
    permissions: tuple[Permission, ...]
    about: Any
    answer: Shape
    query: tuple[Field, ...] = ()
    body: Shape | None = None
    paged: bool = False
    devices: bool = False
    status: int = 200
    keyed: bool = False

    @property
    def writes(self) -> bool:
        return self.keyed


ROUTES: list[Route] = []


def reads(
    path: str,
    *permissions: Permission,
    about: Any,
    answer: Shape,
    query: tuple[Field, ...] = (),
    paged: bool = False,
    devices: bool = False,
    body: Shape | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A view that returns a row, or a Page of them, told in the shape `answer`. With `body` it is asked by POST,
    so that no name stands in an address or a log."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        method = "POST" if body else "GET"
        asks = (*query, *PAGING) if paged and not body else query
        route = Route(view.__name__, method, path, permissions, about, answer, asks, body, paged, devices)

        def told(**of_path: Any) -> Response:
            found = view(_asked(route), **of_path)
            return _read_answer(route, found)

        return _add(route, view, told)

    return declare


def writes(
    path: str,
    *permissions: Permission,
    about: Any,
    answer: Shape,
    body: Shape,
    devices: bool = False,
    status: int = 201,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A view that does something and returns what came of it; committed once, with the answer to its key."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        route = Route(
            view.__name__, "POST", path, permissions, about, answer, (), body, False, devices, status, keyed=True
        )

        def told(**of_path: Any) -> Response:
            asked = _asked(route)

            def do() -> Answer:
                return route.status, route.answer.tell(view(asked, **of_path), g.api_may)

            (code, content), again = once(do)
            db.session.commit()
            return _written(code, content, again=again)

        return _add(route, view, told)

    return declare


def _add(route: Route, view: Callable[..., Any], told: Callable[..., Response]) -> Callable[..., Any]:
    told.__name__, told.__doc__, told.__module__ = view.__name__, view.__doc__, view.__module__
    ROUTES.append(route)
    guarded = by_token(*route.permissions, devices=route.devices)(told)
    blueprint.add_url_rule(route.path, endpoint=route.name, view_func=guarded, methods=[route.method])
    return view


def _asked(route: Route) -> Asked:
    return Asked(_read_query(route), _read_body(route.body) if route.body else {})


def _read_query(route: Route) -> dict[str, Any]:
    known = {one.name: one for one in route.query}
    found = {}
    for name, values in request.args.lists():
        if name not in known:
            raise invalid(name[:40], unknown_field())
        if len(values) != 1:
            raise invalid(name, _("Give it once."))
        found[name] = known[name].kind.read(values[0], name)
    return found


def _read_body(shape: Shape) -> dict[str, Any]:
    if not request.is_json:
        raise Problem("not_json")
    try:
        value = json.loads(request.get_data())
    except ValueError:
        raise invalid("/", _("This is not JSON.")) from None
    return shape.read(value, "")


def _read_answer(route: Route, found: Any) -> Response:
    if isinstance(found, Page):
        content: Any = {"data": [route.answer.tell(row, g.api_may) for row in found.rows], "next": found.next}
    else:
        content = route.answer.tell(found, g.api_may)
    response = _json(200, content)
    if request.method == "GET":
        response.add_etag()
        response.make_conditional(request)
    return response


def _written(code: int, content: dict[str, Any], *, again: bool) -> Response:
    if "refused" in content and code == 409:  # as it was refused the first time, in that reader's words
        response = problems.answer(content["refused"], kind="refused", detail=content["detail"])
    else:
        response = _json(code, content)
    if again:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _json(status: int, content: Any) -> Response:
    body = json.dumps(content, ensure_ascii=False, sort_keys=False)
    response = current_app.response_class(body, status, mimetype="application/json")
    response.headers["Content-Language"] = "zh-CN" if pick_language() == "zh" else "en"
    return response
