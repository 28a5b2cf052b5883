"""Pages of an event's tables: the list with a form that adds many, and one table."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db
from core.errors import DomainError
from events.models import Event, EventTable, TableShape
from events.tables.forms import TableForm, TablesForm
from events.tables.rules import add_tables, change_table, remove_table, tables_of
from events.tables.words import SHAPES, table_name
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("tables", __name__, url_prefix="/events/<int:event_id>/tables")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response


@blueprint.route("", methods=["GET", "POST"])
@requires(*PLANNERS)
def index(event_id: int) -> Answer:
    """The tables, and a form that adds some."""
    event = load(current_user, Event, event_id)
    form = TablesForm()
    if form.validate_on_submit():
        try:
            added = add_tables(
                event, count=form.count.data, seats=form.seats.data, shape=form.shape.data, main=form.main.data
            )
        except DomainError as refusal:
            form.count.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(ngettext("%(num)d table is added.", "%(num)d tables are added.", len(added)), "good")
            return redirect(url_for("tables.index", event_id=event_id))
    page = render_template(
        "events/tables/index.html",
        event=event,
        form=form,
        tables=tables_of(event),
        shapes=SHAPES,
        named=table_name,
        row=TableShape.ROW,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:table_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def edit(event_id: int, table_id: int) -> Answer:
    """Change one table."""
    event, table = _table(event_id, table_id)
    form = TableForm(table)
    if form.validate_on_submit():
        try:
            change_table(event, table, **form.values())
        except DomainError as refusal:
            db.session.rollback()
            form.number.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("tables.index", event_id=event_id))
    page = render_template("events/tables/edit.html", event=event, table=table, form=form, named=table_name)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:table_id>/remove")
@requires(*PLANNERS)
def remove(event_id: int, table_id: int) -> Response:
    """Take a table away."""
    event, table = _table(event_id, table_id)
    remove_table(event, table)
    db.session.commit()
    flash(_("The table is taken away. Who sat there has no chair now."), "good")
    return redirect(url_for("tables.index", event_id=event_id))


def _table(event_id: int, table_id: int) -> tuple[Event, EventTable]:
    """Raises NotFound for a foreign event and for another event's table."""
    event = load(current_user, Event, event_id)
    table = db.session.get(EventTable, table_id)
    if table is None or table.event_id != event.id:
        raise NotFound
    return event, table
