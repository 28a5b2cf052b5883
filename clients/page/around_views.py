"""All that a client's record holds, on one page, and the people around: further numbers, relations, the household."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from clients import words
from clients.book import extra_fields, points
from clients.book.addresses import address_on, addresses_of
from clients.book.birthdays import next_birthday
from clients.book.households import join, leave, members_of
from clients.book.owners import may_read_confidences
from clients.book.relations import relate, relations_of
from clients.book.saving import readable_phone
from clients.book.tiers import stepping_down_on
from clients.finding.search import search_condition
from clients.models import Client, ContactPoint, Household, Relation
from clients.page.around_forms import HouseholdForm, PersonForm, PointForm, RelationForm
from clients.page.views import BOOK, Answer, blueprint, today
from core.db import db
from core.errors import DomainError
from core.languages import pick_language
from staff.access import requires
from staff.audit import record_view
from staff.scope import load, visible

NOBODY = _l("Somebody who is no client of mine")


@blueprint.get("/<int:client_id>/details")
@requires(*BOOK)
def details(client_id: int) -> str:
    """Everything that the record holds, each part with its way to mend it."""
    client = load(
        current_user,
        Client,
        client_id,
        joinedload(Client.rm),
        joinedload(Client.household),
        selectinload(Client.interests),
        selectinload(Client.holdings),
        selectinload(Client.addresses),
    )
    record_view(current_user, "client", client.id)
    fields = extra_fields.fields_of(client.branch_id)
    return render_template(
        "clients/details.html",
        client=client,
        words=words,
        points=points.points_of(client),
        readable_phone=readable_phone,
        addresses=addresses_of(client),
        address_today=address_on(client, today()),
        relations=relations_of(current_user, client),
        members=members_of(current_user, client.household) if client.household else [],
        birthday=next_birthday(client, today()),
        stepping_down=stepping_down_on(client),
        extra=[
            (extra_fields.called(field, pick_language()), extra_fields.shown(field, value))
            for field in fields
            if (value := extra_fields.value_of(client, field)) is not None
        ],
        has_fields=bool(fields),
        confidences=may_read_confidences(current_user),
        today=today(),
    )


def back(client: Client, part: str) -> Response:
    """To the page of details, where that part stands."""
    return redirect(url_for("clients.details", client_id=client.id, _anchor=part))


def asked(template: str, form: Any, client: Client, **more: Any) -> Answer:
    """The page with its form: 422 when it was sent and refused."""
    return render_template(template, form=form, client=client, words=words, **more), 422 if form.is_submitted() else 200


@blueprint.route("/<int:client_id>/points/new", methods=["GET", "POST"])
@requires(*BOOK)
def add_point(client_id: int) -> Answer:
    """A further telephone number or e-mail address."""
    client = load(current_user, Client, client_id)
    form = PointForm()
    if form.validate_on_submit():
        try:
            points.add_point(client, form.channel.data, form.value.data, kind=form.kind.data, note=form.note.data or "")
        except DomainError as refusal:
            form.value.errors = [refusal.sentence]
        else:
            db.session.commit()
            return back(client, "reach")
    return asked("clients/point.html", form, client)


@blueprint.post("/<int:client_id>/points/<int:point_id>/usual")
@requires(*BOOK)
def usual_point(client_id: int, point_id: int) -> Response:
    """Make it the usual one."""
    client = load(current_user, Client, client_id)
    points.make_usual(client, _point(client, point_id))
    db.session.commit()
    flash(_("This is the usual one now."), "good")
    return back(client, "reach")


@blueprint.post("/<int:client_id>/points/<int:point_id>/remove")
@requires(*BOOK)
def remove_point(client_id: int, point_id: int) -> Response:
    client = load(current_user, Client, client_id)
    db.session.delete(_point(client, point_id))
    db.session.commit()
    return back(client, "reach")


def _point(client: Client, point_id: int) -> ContactPoint:
    row = db.session.get(ContactPoint, point_id)
    if row is None or row.client_id != client.id:
        abort(404)
    return row


@blueprint.route("/<int:client_id>/relations/new", methods=["GET", "POST"])
@requires(*BOOK)
def add_relation(client_id: int) -> Answer:
    """Note what another person is to the client: a client of the reader, or a name."""
    client = load(current_user, Client, client_id)
    form = RelationForm()
    if form.validate_on_submit():
        other, sure = _chosen(form, besides=client, nobody=NOBODY)
        if sure:
            name = "" if other else form.who.data
            try:
                relate(current_user, client, form.kind.data, other=other, name=name, note=form.note.data or "")
            except DomainError as refusal:
                form.who.errors = [refusal.sentence]
            else:
                db.session.commit()
                return back(client, "people")
    return asked("clients/relation.html", form, client)


@blueprint.post("/<int:client_id>/relations/<int:relation_id>/remove")
@requires(*BOOK)
def remove_relation(client_id: int, relation_id: int) -> Response:
    """Take a relation away that the reader may know of."""
    client = load(current_user, Client, client_id)
    row = next((shown.row for shown in relations_of(current_user, client) if shown.row.id == relation_id), None)
    if row is None:
        abort(404)
    db.session.delete(db.session.get_one(Relation, row.id))
    db.session.commit()
    return back(client, "people")


def _chosen(form: PersonForm, *, besides: Client, nobody: Any = None) -> tuple[Client | None, bool]:
    """Whom the form names, and whether that is sure; several of one name are offered in the form instead."""
    found = [client for client in _named(form.who.data) if client.id != besides.id]
    by_id = {str(client.id): client for client in found}
    if form.other_id.data in by_id:
        return by_id[form.other_id.data], True
    if form.other_id.data == "none" and nobody:
        return None, True
    if len(found) < 2:
        return (found[0] if found else None), bool(found or nobody)
    form.offer(found, nobody)
    form.other_id.errors = [_("Choose who is meant.")]
    return None, False


def _named(text: str) -> list[Client]:
    """The reader's clients of exactly this name or number."""
    query = visible(current_user, Client).where(search_condition(text)).order_by(Client.sort_key).limit(50)
    folded = text.casefold()
    return [
        client
        for client in db.session.scalars(query)
        if folded in (client.full_name.casefold(), client.name_en.casefold(), client.number.casefold())
    ][:8]


@blueprint.route("/<int:client_id>/household", methods=["GET", "POST"])
@requires(*BOOK)
def household(client_id: int) -> Answer:
    """Who lives with the client, and how one letter addresses them all."""
    client = load(current_user, Client, client_id, joinedload(Client.household))
    form = HouseholdForm(obj=client.household) if client.household else HouseholdForm(data={"one_letter": True})
    if form.validate_on_submit():
        if client.household is None:
            client.household = Household(name=form.name.data)
        home = client.household
        home.name, home.joint_salutation = form.name.data, form.joint_salutation.data or ""
        home.one_letter = form.one_letter.data
        db.session.commit()
        flash(_("Saved."), "good")
        return redirect(url_for("clients.household", client_id=client.id))
    members = members_of(current_user, client.household) if client.household else []
    return asked("clients/household.html", form, client, members=members)


@blueprint.route("/<int:client_id>/household/join", methods=["GET", "POST"])
@requires(*BOOK)
def join_household(client_id: int) -> Answer:
    """Let another of the reader's clients live with this one."""
    client = load(current_user, Client, client_id, joinedload(Client.household))
    form = PersonForm()
    if form.validate_on_submit():
        other, sure = _chosen(form, besides=client)
        try:
            if other is None and not form.other_id.errors:
                form.who.errors = [_("None of your clients has this name or number.")]
            elif other is not None and sure:
                join(client, other)
                db.session.commit()
                return redirect(url_for("clients.household", client_id=client.id))
        except DomainError as refusal:
            form.who.errors = [refusal.sentence]
    return asked("clients/join.html", form, client)


@blueprint.post("/<int:client_id>/household/leave")
@requires(*BOOK)
def leave_household(client_id: int) -> Response:
    """This client lives alone from now on."""
    client = load(current_user, Client, client_id, joinedload(Client.household))
    leave(client)
    db.session.commit()
    flash(_("%(name)s gets letters alone from now on.", name=client.full_name), "good")
    return back(client, "people")
