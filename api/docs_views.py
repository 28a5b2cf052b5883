"""What the API is: a page for people and a document for programs, from one declaration."""

from __future__ import annotations

from flask import Response, current_app, json, render_template

from api import checkin_views, client_views, event_views, reply_views
from api.declaring import ROUTES, blueprint
from api.openapi import document, readable, schemas
from api.problems import PROBLEMS
from api.words import HAPPENINGS, PERMISSIONS
from core.languages import pick_language
from staff.access import public

PARTS = (event_views, reply_views, checkin_views, client_views)
"""Their routes are declared as they are imported."""


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """The OpenAPI 3.1 document."""
    body = json.dumps(document(current_app.config["PUBLIC_BASE_URL"]), ensure_ascii=False)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Language"] = "zh-CN" if pick_language() == "zh" else "en"
    return response


@blueprint.get("/")
@public
def readme() -> str:
    """The same for people. Who holds no token learns nothing here but what might be asked."""
    return render_template(
        "api/docs.html",
        routes=ROUTES,
        readable=readable,
        schemas=schemas(),
        permissions=PERMISSIONS,
        problems=PROBLEMS,
        happenings=HAPPENINGS,
        base=current_app.config["PUBLIC_BASE_URL"],
    )
