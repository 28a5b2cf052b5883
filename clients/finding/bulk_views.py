"""Pages that do one thing to many clients: first a page that says to how many, then the deed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from clients.book.owners import may_name_owner, possible_owners
from clients.finding import bulk
from clients.finding.bulk import Action, LeftOut, Outcome
from clients.finding.filters import filters_from
from clients.finding.forms import BulkHoldForm, BulkLiftForm, InterestForm, OwnerForm
from clients.finding.listing import matching
from clients.models import Client
from clients.page.views import BOOK, Answer, blueprint, today
from core.db import db, now, row_id
from core.errors import DomainError
from core.forms import Form
from staff.access import requires
from staff.models import Staff


@blueprint.post("/bulk/<code>")
@requires(*BOOK)
def bulk_action(code: str) -> Answer:
    """Hand over, add an interest, put on hold or lift a hold. Without the number that was seen, only asks."""
    action = next((one for one in Action if one.value == code), None)
    if action is None:
        abort(404)
    if action is Action.HAND_OVER and not may_name_owner(current_user):
        abort(403)
    asking = "seen" not in request.form
    form = _form(action, asking=asking)
    try:
        ids = _ids()
        clients = bulk.chosen(current_user, ids)
        if not asking:
            _same_number(len(ids))
            if form.validate():
                outcome = _done(action, form, clients)
                outcome.left_out[LeftOut.NOT_YOURS] += len(ids) - len(clients)
                db.session.commit()
                _tell(outcome)
                return redirect(url_for("clients.index", **_filters().arguments()))
    except DomainError as refusal:
        db.session.rollback()
        if asking or refusal.code in ("bulk_nobody", "bulk_too_many"):
            flash(refusal.sentence, "attention")
            return redirect(url_for("clients.index", **_filters().arguments()))
        form.form_errors.append(refusal.sentence)
        ids = _ids()
        clients = bulk.chosen(current_user, ids)
    page = render_template(
        "clients/bulk.html",
        form=form,
        action=action,
        ids=ids,
        clients=clients,
        everybody="all" in request.form,
        arguments=_filters().arguments(),
    )
    return page, 200 if asking else 422


def _filters() -> Any:
    """The list from which somebody chose; it stands in fields of the form, named as in the address."""
    return filters_from({name.removeprefix("list-"): value for name, value in request.form.items() if "list-" in name})


def _ids() -> list[int]:
    """The ticked clients, or all that match the list's filters."""
    if "all" in request.form:
        found = matching(current_user, _filters(), today(), most=bulk.MOST_AT_ONCE)
        if found.more:
            raise DomainError("bulk_too_many", most=bulk.MOST_AT_ONCE)
        return found.ids
    return [*dict.fromkeys(request.form.getlist("client", type=row_id))]


def _same_number(number: int) -> None:
    """Nothing is done to other clients than those who were counted. Raises DomainError("bulk_changed")."""
    seen = request.form.get("seen", 0, type=int)
    if seen != number:
        raise DomainError("bulk_changed", seen=seen, now=number)


def _form(action: Action, *, asking: bool) -> Form:
    data: dict[str, Any] = {"formdata": None} if asking else {}
    match action:
        case Action.HAND_OVER:
            return OwnerForm(possible_owners(current_user), **data)
        case Action.INTEREST:
            return InterestForm(**data)
        case Action.HOLD:
            return BulkHoldForm(today(), **data)
        case Action.LIFT:
            return BulkLiftForm(**data)


def _done(action: Action, form: Any, clients: list[Client]) -> Outcome:
    moment = now()
    match action:
        case Action.HAND_OVER:
            owner = db.session.get_one(Staff, form.rm_id.data)
            return bulk.hand_over(clients, owner, staff=current_user, now=moment)
        case Action.INTEREST:
            return bulk.add_interest(clients, form.interest.data, form.source.data)
        case Action.HOLD:
            return bulk.put_on_hold(
                clients,
                form.kind.data,
                since=form.since.data,
                until=form.until.data,
                note=form.note.data or "",
                staff=current_user,
                now=moment,
            )
        case Action.LIFT:
            because = form.because.data or ""
            return bulk.lift_holds(
                clients, form.kind.data, today=today(), because=because, staff=current_user, now=moment
            )


def _tell(outcome: Outcome) -> None:
    """How many it was done to, and who was left out and why."""
    flash(ngettext("Done for %(num)s client.", "Done for %(num)s clients.", outcome.done), "good")
    for reason, number in outcome.left_out.items():
        if number:
            flash(_left_out(reason, number), "attention")


def _left_out(reason: LeftOut, number: int) -> str:
    return {
        LeftOut.NOT_YOURS: _("Left out, since they are not in your client book: %(number)s", number=number),
        LeftOut.IS_SO: _("Left out, since nothing was to be changed: %(number)s", number=number),
        LeftOut.REFUSED: _("Left out, since only a manager may do so, with a word why: %(number)s", number=number),
    }[reason]
