"""Pages of the client book: the list, a client, adding and changing one, and writing down what was said."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from clients import words
from clients.book.owners import may_name_owner, may_read_confidences, possible_owners
from clients.book.saving import household_named, save_client
from clients.finding.listing import PER_PAGE, filters_from, listed
from clients.history.ledger import entries_of, last_contacts, tell
from clients.models import Client, HistoryEntry
from clients.page.forms import ClientForm, EntryForm
from clients.page.showing import Card, Line
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.audit import record_view
from staff.frames import panels
from staff.models import Role, Staff
from staff.scope import load, visible

blueprint = Blueprint("clients", __name__, url_prefix="/clients")
Answer = str | tuple[str, int] | Response
BOOK = (Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def today() -> date:
    """The date where we are: holds begin and birthdays come at our midnight."""
    return to_user_timezone(now()).date()


@blueprint.get("")
@requires(*BOOK)
def index() -> str:
    """The client book of the reader, searched and filtered."""
    filters = filters_from(request.args)
    page = db.paginate(
        listed(current_user, filters, today()), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False
    )
    last = last_contacts([client.id for client in page])
    lines = [Line(client, last.get(client.id), now(), today()) for client in page]
    anybody = bool(lines) or db.session.scalar(sa.select(visible(current_user, Client).exists()))
    owners = [(rm.id, rm.name) for rm in possible_owners(current_user)] if may_name_owner(current_user) else []
    return render_template(
        "clients/index.html", page=page, lines=lines, filters=filters, anybody=anybody, owners=owners, words=words
    )


@blueprint.get("/<int:client_id>")
@requires(*BOOK)
def show(client_id: int) -> str:
    """All that one wants to know before calling a client."""
    client = _load(client_id)
    record_view(current_user, "client", client.id)
    return _page(client, EntryForm(formdata=None))


def _load(client_id: int) -> Client:
    return load(
        current_user,
        Client,
        client_id,
        joinedload(Client.rm),
        joinedload(Client.household),
        selectinload(Client.interests),
        selectinload(Client.holdings),
        selectinload(Client.holds),
    )


def _page(client: Client, form: EntryForm) -> str:
    moment = now()
    entries = db.paginate(entries_of(client), per_page=20, max_per_page=20, error_out=False)
    return render_template(
        "clients/show.html",
        client=client,
        card=Card(current_user, client, moment, today()),
        form=form,
        entries=entries,
        told=[_told(entry) for entry in entries],
        panels=panels("client", current_user, client, moment),
        words=words,
    )


def _told(entry: HistoryEntry) -> dict[str, Any]:
    """An entry as the timeline shows it; what tells of an event leads to it."""
    title = str(words.ENTRIES[entry.kind])
    return {
        "at": entry.at,
        "icon": words.ENTRY_ICONS[entry.kind],
        "title": title + _(": ") + entry.subject if entry.subject else title,
        "detail": entry.text,
        "url": url_for("events.show", event_id=entry.source_id) if entry.source == "event" else None,
        "by": entry.staff.name if entry.staff else None,
    }


@blueprint.post("/<int:client_id>/history")
@requires(*BOOK)
def log(client_id: int) -> Answer:
    """Write down a call, a message, a visit or a thought, as one walks on."""
    client = _load(client_id)
    form = EntryForm()
    if not form.validate():
        return _page(client, form), 422
    tell(client.id, form.kind.data, at=now(), text=form.text.data, staff_id=current_user.id)
    db.session.commit()
    flash(_("Written into the history."), "good")
    return redirect(url_for("clients.show", client_id=client.id, _anchor="history"))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*BOOK)
def new() -> Answer:
    """Add a client: relationship managers to their own book, others to somebody's."""
    form = _form(None)
    if form.validate_on_submit():
        owner = _chosen_owner(form) or current_user
        client = Client(rm_id=owner.id, branch_id=owner.branch_id)
        if _saved(client, form):
            flash(_("%(name)s is in the client book now.", name=client.full_name), "good")
            return redirect(url_for("clients.show", client_id=client.id))
    return render_template("clients/form.html", form=form, client=None), 422 if form.is_submitted() else 200


@blueprint.route("/<int:client_id>/edit", methods=["GET", "POST"])
@requires(*BOOK)
def edit(client_id: int) -> Answer:
    client = _load(client_id)
    form = _form(client)
    if form.validate_on_submit():
        owner = _chosen_owner(form)
        if owner is not None:
            client.rm_id, client.branch_id = owner.id, owner.branch_id
        if _saved(client, form):
            flash(_("Saved."), "good")
            return redirect(url_for("clients.show", client_id=client.id))
    return render_template("clients/form.html", form=form, client=client), 422 if form.is_submitted() else 200


def _form(client: Client | None) -> ClientForm:
    """The form, with the fields that the reader may fill in."""
    owners = [*possible_owners(current_user)] if may_name_owner(current_user) else None
    if owners is not None and client is not None and client.rm_id not in {owner.id for owner in owners}:
        owners.append(client.rm)  # an owner who has left stays chosen until somebody chooses another
    return ClientForm(client=client, owners=owners, confidences=may_read_confidences(current_user), today=today())


def _chosen_owner(form: ClientForm) -> Staff | None:
    """The owner, of those the form offered; None when it offers none."""
    return db.session.get_one(Staff, form.rm_id.data) if form.rm_id else None


FIELD_OF = {"number_taken": "number", "phone_invalid": "phone", "name_missing": "surname"}


def _saved(client: Client, form: ClientForm) -> bool:
    """Save what the form holds and commit; a refusal stands at its field afterwards."""
    values: dict[str, Any] = {
        name: value for name, value in form.data.items() if name not in ("csrf_token", "seen", "rm_id", "household")
    }
    with db.session.no_autoflush:
        try:
            household = household_named(current_user, form.household.data or "")
            save_client(client, household=household, **values)
            db.session.commit()
        except DomainError as refusal:
            db.session.rollback()
            form[FIELD_OF[refusal.code]].errors = [refusal.sentence]
        except IntegrityError:  # somebody else took the number between the look and the commit
            db.session.rollback()
            form.number.errors = [DomainError("number_taken").sentence]
        else:
            return True
    return False
