"""The page of a client."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import to_user_timezone
from flask_login import current_user
from sqlalchemy.orm import joinedload, lazyload, selectinload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients import words
from clients.contact import words as contact_words
from clients.duplicates.pairs import kept_instead
from clients.models import Client
from clients.page import words as page_words
from clients.page.card import Card
from clients.page.log_forms import LogForm
from clients.page.timeline import timeline_page, wish_from
from core.db import now
from staff.access import requires
from staff.audit import record_view
from staff.frames import panels
from staff.models import Role, Staff
from staff.scope import load

blueprint = Blueprint("clients", __name__, url_prefix="/clients")
Answer = str | tuple[str, int] | Response
BOOK = (Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def today() -> date:
    """The date where we are: holds begin and birthdays come at our midnight."""
    return to_user_timezone(now()).date()


@blueprint.get("/<int:client_id>")
@requires(*BOOK)
def show(client_id: int) -> str | Response:
    """All that one wants to know before calling a client. Who was merged into another is found there."""
    try:
        client = load_client(client_id)
    except NotFound:
        kept_id = kept_instead(current_user, client_id)
        if kept_id is None:
            raise
        return redirect(url_for("clients.show", client_id=kept_id))
    record_view(current_user, "client", client.id)
    moment, wish = now(), wish_from(request.args)
    card = Card(current_user, client, today())
    return render_template(
        "clients/show.html",
        client=client,
        card=card,
        discreet=is_discreet(),
        form=LogForm(formdata=None),
        timeline=timeline_page(client, card.ids, wish),
        wish=wish,
        header_panels=panels("client_header", current_user, client, moment),
        panels=panels("client", current_user, client, moment),
        page_words=page_words,
        contact_words=contact_words,
        words=words,
    )


def load_client(client_id: int) -> Client:
    """The client with what the page shows in any case."""
    return load(
        current_user,
        Client,
        client_id,
        joinedload(Client.rm).options(lazyload(Staff.roles), lazyload(Staff.branch)),
        joinedload(Client.household),
        selectinload(Client.interests),
        selectinload(Client.holdings),
        selectinload(Client.holds),
    )


def is_discreet() -> bool:
    """Whether somebody sits beside the reader: what is not for their eyes then waits for a tap."""
    return bool(session.get("discreet"))
