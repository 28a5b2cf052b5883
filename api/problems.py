"""Errors as other systems read them (RFC 9457): a stable code, a sentence in the reader's language, what to do next."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, json
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.db import db
from core.errors import DomainError, say_errors_as
from core.languages import pick_language

MIMETYPE = "application/problem+json"
PLACE = "/api/"

PROBLEMS: dict[str, tuple[int, Any, Any]] = {
    "bad_request": (400, _l("The request could not be read"), _l("Look at the address and the headers.")),
    "form_key_missing": (
        400,
        _l("The form key is missing"),
        _l("A signed-in device sends the key of its page in the header X-CSRFToken."),
    ),
    "unauthorized": (
        401,
        _l("A token is wanted"),
        _l("Send a token that is in force in the header: Authorization: Bearer …"),
    ),
    "forbidden": (403, _l("This token may not do that"), _l("Ask the branch for a token that may.")),
    "not_found": (404, _l("There is nothing here for you"), _l("It does not exist, or is not yours to see.")),
    "method_not_allowed": (405, _l("This address does not answer that way"), _l("The header Allow says how it does.")),
    "refused": (409, _l("That could not be done"), _l("The sentence in `detail` says why; `code` never changes.")),
    "busy_with_same": (
        409,
        _l("Somebody did this at the same moment"),
        _l("Read it again; what you wanted may stand there already."),
    ),
    "too_large": (413, _l("That is too much at once"), _l("Send at most 10 MB, and at most 100 items a batch.")),
    "not_json": (415, _l("The body must be JSON"), _l("Send it with Content-Type: application/json.")),
    "invalid": (422, _l("Some of it can't be understood"), _l("`errors` names each field and what is wrong with it.")),
    "key_reused": (
        422,
        _l("This idempotency key was used for another request"),
        _l("Draw a new key for each new request."),
    ),
    "too_many": (429, _l("Too many requests"), _l("Wait as many seconds as Retry-After says.")),
    "internal": (500, _l("Something broke on our side"), _l("Nothing was saved halfway. Tell us the `request_id`.")),
    "busy": (503, _l("Busy just now"), _l("Nothing was lost. Please try again in a minute.")),
}
"""Status, title and what to do, by code. Rules' refusals have codes of their own, the status 409 and this title."""

_BY_STATUS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "busy_with_same",
    413: "too_large",
    415: "not_json",
    429: "too_many",
    503: "busy",
}


class Problem(Exception):
    """Ends a request with a problem; `errors` are (JSON pointer or name of a parameter, sentence)."""

    def __init__(self, code: str, *, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors or []


def answer(code: str, *, detail: str | None = None, kind: str = "", errors: Any = None, **more: Any) -> Response:
    """The problem as an answer. `kind` is the row of PROBLEMS, if that is not the code's own."""
    kind = kind or code
    status, title, advice = PROBLEMS[kind]
    body = {
        "type": f"{current_app.config['PUBLIC_BASE_URL']}/api/v1/#{kind}",
        "title": str(title),
        "status": status,
        "detail": detail or str(advice),
        "code": code,
        "request_id": g.get("request_id", ""),
        **more,
    }
    if errors:
        body["errors"] = errors
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype=MIMETYPE)
    response.headers["Content-Language"] = "zh-CN" if pick_language() == "zh" else "en"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Yaji"'
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def of_problem(problem: Problem) -> Response:
    db.session.rollback()
    return answer(problem.code, errors=problem.errors)


def of_refusal(refusal: DomainError) -> Response:
    """A rule said no: its own code, its own sentence."""
    db.session.rollback()
    return answer(refusal.code, kind="refused", detail=refusal.sentence)


def of_form_key(_error: Exception) -> Response:
    """A signed-in device without the key of its page."""
    db.session.rollback()
    return answer("form_key_missing")


def of_depth(_error: Exception) -> Response:
    """JSON that is nested more deeply than anything of ours."""
    return of_problem(invalid("/", _("This is not JSON.")))


def instead_of_page(status: int, _heading: str, _message: str) -> Response:
    """What core/errors says in place of a page, for every address of this room."""
    return answer(_BY_STATUS.get(status, "internal" if status >= 500 else "bad_request"))


def invalid(where: str, sentence: Any) -> Problem:
    """One field is wrong."""
    return Problem("invalid", errors=[{"at": where, "detail": str(sentence)}])


def unknown_field() -> str:
    return _("There is no such field.")


say_errors_as(PLACE, instead_of_page)
