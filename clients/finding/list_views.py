"""The client book as a list, and its saved views."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients import words
from clients.book.owners import may_name_owner
from clients.finding.bulk import Action
from clients.finding.filters import Filters, filters_from
from clients.finding.forms import ViewForm
from clients.finding.listing import PER_PAGE, BookPage, matching
from clients.finding.saved import check_name, filters_of, open_with, opens_with, save_view, views_for
from clients.finding.search import MOST
from clients.finding.words import SORTS, chips, selects
from clients.models import Client, ClientView
from clients.page.showing import Line
from clients.page.views import BOOK, Answer, blueprint, today
from core.db import db, row_id
from core.errors import DomainError
from staff.access import requires
from staff.scope import load, visible


@blueprint.get("")
@requires(*BOOK)
def index() -> Answer:
    """The client book of the reader, searched and filtered; a part of the page alone for whoever types."""
    views = views_for(current_user)
    if not request.args and (default := opens_with(current_user, views)):
        return redirect(url_for("clients.index", view=default.id, **filters_of(default).arguments()))
    filters = filters_from(request.args)
    found = matching(current_user, filters, today())
    page = BookPage(
        page=_page_number(), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False, actor=current_user, found=found
    )
    fields = selects(current_user, filters)
    typing = request.headers.get("HX-Target") == "book"
    return render_template(
        "clients/book_part.html" if typing else "clients/index.html",
        page=page,
        lines=[Line(client, today()) for client in page],
        filters=filters,
        fields=fields,
        chips=chips(fields, filters),
        sorts=[(sort.value, word) for sort, word in SORTS.items()],
        anybody=bool(found.ids) or db.session.scalar(select(visible(current_user, Client).exists())),
        owners=may_name_owner(current_user),
        views=views,
        present=_present(views, filters),
        most=MOST,
        actions=Action,
        words=words,
    )


def _page_number() -> int:
    return request.args.get("page", 1, type=row_id)


def _present(views: Sequence[ClientView], filters: Filters) -> ClientView | None:
    """The view whose filters these are."""
    wanted = request.args.get("view", type=row_id)
    alike = [view for view in views if filters_of(view).arguments() == filters.arguments()]
    return next((view for view in alike if view.id == wanted), alike[0] if alike and filters.arguments() else None)


@blueprint.get("/views/<int:view_id>/open")
@requires(*BOOK)
def view(view_id: int) -> Response:
    """The list with the filters of a view."""
    saved = load(current_user, ClientView, view_id)
    return redirect(url_for("clients.index", view=saved.id, **filters_of(saved).arguments()))


@blueprint.route("/views/new", methods=["GET", "POST"])
@requires(*BOOK)
def new_view() -> Answer:
    """Keep the filters in the address under a name."""
    filters, form = filters_from(request.args), ViewForm()
    if form.validate_on_submit():
        try:
            view = save_view(current_user, form.name.data, filters, shared=form.shared.data)
        except DomainError as refusal:
            form.name.errors = [refusal.sentence]
        else:
            if form.opens.data:
                open_with(view, True)
            db.session.commit()
            flash(_("The view is saved."), "good")
            return redirect(url_for("clients.index", view=view.id, **filters.arguments()))
    return _view_page(form, filters, None)


@blueprint.route("/views/<int:view_id>", methods=["GET", "POST"])
@requires(*BOOK)
def edit_view(view_id: int) -> Answer:
    """Another name, shared or not, and whether the book opens with it. Only one's own."""
    view = _own(view_id)
    filters = filters_of(view)
    form = ViewForm(data={"name": view.name, "shared": view.shared, "opens": view is opens_with(current_user, [view])})
    if form.validate_on_submit():
        try:
            check_name(current_user, form.name.data, view)
        except DomainError as refusal:
            form.name.errors = [refusal.sentence]
        else:
            view.name, view.shared = form.name.data, form.shared.data
            open_with(view, form.opens.data)
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("clients.index", view=view.id, **filters.arguments()))
    return _view_page(form, filters, view)


@blueprint.post("/views/<int:view_id>/delete")
@requires(*BOOK)
def delete_view(view_id: int) -> Response:
    db.session.delete(_own(view_id))
    db.session.commit()
    flash(_("The view is deleted."), "good")
    return redirect(url_for("clients.index", sort="name"))


def _own(view_id: int) -> ClientView:
    view = load(current_user, ClientView, view_id)
    if view.staff_id != current_user.id:
        raise NotFound
    return view


def _view_page(form: ViewForm, filters: Filters, view: ClientView | None) -> Answer:
    said = [word for word, _without in chips(selects(current_user, filters), filters)]
    page = render_template("clients/view_form.html", form=form, view=view, said=said, filters=filters)
    return page, 422 if form.is_submitted() else 200
