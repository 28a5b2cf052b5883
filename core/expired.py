"""A form that comes too late: the session has ended or its key is old. What was typed is kept and can be sent again."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, render_template, request
from flask_login import current_user

_NEVER_REPEATED = ("csrf_token", "password")


def can_be_kept() -> bool:
    """Whether this POST came from a page of ours and holds text alone.

    A form that another site made the browser send is never kept: its reader would be one press away from sending it.
    Files can't be put back into a form; their pages ask for them again. A page's own script knows what to do by itself.
    """
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(origin)
    ours = (parts.scheme, parts.netloc) == (request.scheme, request.host)
    by_script = "HX-Request" in request.headers or request.accept_mimetypes.best == "application/json"
    return ours and bool(request.form) and not request.files and not by_script


def kept_form() -> tuple[Response, int]:
    """The page with everything that was typed, and one button to send it again; passwords have to be typed again."""
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if not any(word in name for word in _NEVER_REPEATED)
        for value in values
    ]
    body = render_template(
        "shared/send_again.html",
        fields=fields,
        action=request.full_path.rstrip("?"),
        signed_out=not current_user.is_authenticated,
    )
    return Response(body, mimetype="text/html"), 400
