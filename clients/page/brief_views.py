"""The one-page brief as PDF."""

from __future__ import annotations

from flask import Response
from flask_login import current_user

from clients.page.brief import brief_of
from clients.page.card import Card
from clients.page.views import BOOK, blueprint, load_client, today
from core.db import now
from printing.documents.brief_sheet import brief_page
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.frames import panels


@blueprint.get("/<int:client_id>/brief")
@requires(*BOOK)
def brief(client_id: int) -> Response:
    """What to know before the meeting, on one page of A4; who printed it and when stands at its foot."""
    client = load_client(client_id)
    record_view(current_user, "client", client.id, action="export")
    moment = now()
    heads = panels("client_header", current_user, client, moment)
    levels = [str(data["brief"]) for _template, data in heads if data.get("brief")]
    sheet = brief_of(Card(current_user, client, today()), moment, levels=levels)
    response = Response(pdf_of([brief_page(sheet)], title=f"brief-{client.id}"), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="brief-{client.id}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
