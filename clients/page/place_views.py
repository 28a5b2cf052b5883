"""Where a client's post goes, and the bands of months from which the tier follows."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from clients.book import addresses
from clients.book.tiers import stepping_down_on
from clients.history.tier_months import months_of, record_month
from clients.models import Client, ClientAddress
from clients.page.around_forms import AddressForm, MonthForm
from clients.page.around_views import asked, back
from clients.page.views import BOOK, Answer, blueprint, today
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.models import Role
from staff.scope import load

FIELD_OF = {
    "postcode_china": "postcode",
    "postcode_invalid": "postcode",
    "address_ends_before": "valid_until",
}


@blueprint.route("/<int:client_id>/addresses/new", methods=["GET", "POST"])
@requires(*BOOK)
def add_address(client_id: int) -> Answer:
    """A further postal address, perhaps for a time only."""
    return _write(_load(client_id), None)


@blueprint.route("/<int:client_id>/addresses/<int:address_id>", methods=["GET", "POST"])
@requires(*BOOK)
def edit_address(client_id: int, address_id: int) -> Answer:
    client = _load(client_id)
    return _write(client, _row(client, address_id))


def _write(client: Client, row: ClientAddress | None) -> Answer:
    form = AddressForm(obj=row) if row else AddressForm()
    if form.validate_on_submit():
        values = {name: value for name, value in form.data.items() if name != "csrf_token"}
        try:
            addresses.write_address(client, row, **values | {"postcode": form.postcode.data or ""})
        except DomainError as refusal:
            form[FIELD_OF.get(refusal.code, "postal_address")].errors = [refusal.sentence]
        else:
            db.session.commit()
            return back(client, "post")
    return asked("clients/address.html", form, client, row=row)


@blueprint.post("/<int:client_id>/addresses/<int:address_id>/usual")
@requires(*BOOK)
def usual_address(client_id: int, address_id: int) -> Response:
    """Make it the usual one; the one that was stays beside it."""
    client = _load(client_id)
    addresses.make_usual(client, _row(client, address_id))
    db.session.commit()
    flash(_("This is the usual one now."), "good")
    return back(client, "post")


@blueprint.post("/<int:client_id>/addresses/<int:address_id>/remove")
@requires(*BOOK)
def remove_address(client_id: int, address_id: int) -> Response:
    client = _load(client_id)
    addresses.remove_address(client, _row(client, address_id))
    db.session.commit()
    return back(client, "post")


@blueprint.post("/<int:client_id>/addresses/<int:address_id>/returned")
@requires(*BOOK)
def returned_address(client_id: int, address_id: int) -> Response:
    """Post came back from a further address, or it did not after all."""
    client = _load(client_id)
    row = _row(client, address_id)
    addresses.came_back(client, row, None if row.returned_on else today())
    db.session.commit()
    return back(client, "post")


@blueprint.post("/<int:client_id>/address/returned")
@requires(*BOOK)
def returned_usual(client_id: int) -> Response:
    """The same of the usual address."""
    client = _load(client_id)
    addresses.came_back(client, None, None if client.address_returned_on else today())
    db.session.commit()
    return back(client, "post")


def _load(client_id: int) -> Client:
    return load(current_user, Client, client_id, selectinload(Client.addresses))


def _row(client: Client, address_id: int) -> ClientAddress:
    row = next((row for row in client.addresses if row.id == address_id), None)
    if row is None:
        abort(404)
    return row


@blueprint.route("/<int:client_id>/tier", methods=["GET", "POST"])
@requires(Role.RM, Role.MANAGER)
def tier_months(client_id: int) -> Answer:
    """The bands of the months; a further one may lift the tier, or begin or end a time of watching."""
    client = load(current_user, Client, client_id)
    form = MonthForm(today=today(), data={"band": client.tier})
    if form.validate_on_submit():
        try:
            changed = record_month(client, form.month.data, form.band.data, now=now(), staff_id=current_user.id)
        except DomainError as refusal:
            form.month.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Saved, and the tier has changed.") if changed else _("Saved."), "good")
            return redirect(url_for("clients.tier_months", client_id=client.id))
    return asked(
        "clients/tier.html", form, client, months=months_of(client)[:24], stepping_down=stepping_down_on(client)
    )
