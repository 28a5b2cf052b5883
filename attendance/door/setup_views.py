"""Setting up the door of an event: entrances, rules, gifts, and a word for the door about one guest."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from attendance.door.setup import (
    gifts_of,
    keep_gift,
    lanes_for,
    load_gift,
    note_for_the_door,
    remove_gift,
    set_up,
    setting_of,
)
from attendance.door.setup_forms import DoorNoteForm, GiftForm, SettingForm
from attendance.ledger.handing import given
from core.db import db
from core.errors import DomainError
from events.models import Event, Gift
from events.views import may_open
from invitations.desk.guest_list_views import INVITERS
from invitations.guests.guest_list import load_guest
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("door_setup", __name__, url_prefix="/events/<int:event_id>")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response


@blueprint.route("/door-setup", methods=["GET", "POST"])
@requires(*PLANNERS)
def show(event_id: int) -> Answer:
    """The rules of the door, its gifts, and how many lanes it wants."""
    event = load(current_user, Event, event_id)
    form = SettingForm(setting_of(event))
    if not form.validate_on_submit():
        return _page(event, form=form), 422 if form.is_submitted() else 200
    try:
        set_up(event, **form.values())
    except DomainError as refusal:
        return _refused(event, refusal)
    return _done(event, _("The door is set up."))


@blueprint.post("/door-setup/gifts")
@requires(*PLANNERS)
def add_gift(event_id: int) -> Answer:
    """One more kind of gift."""
    event, form = load(current_user, Event, event_id), GiftForm()
    return _keep(event, Gift(), form, None)


@blueprint.route("/door-setup/gifts/<int:gift_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def change_gift(event_id: int, gift_id: int) -> Answer:
    """Change what a gift is called, costs, or how many are brought."""
    event = load(current_user, Event, event_id)
    gift = load_gift(event, gift_id)
    form = GiftForm.of(gift)
    return _keep(event, gift, form, gift) if form.is_submitted() else _page(event, gift_form=form, changed=gift)


@blueprint.post("/door-setup/gifts/<int:gift_id>/remove")
@requires(*PLANNERS)
def drop_gift(event_id: int, gift_id: int) -> Answer:
    """Take a gift away that was handed to nobody."""
    event = load(current_user, Event, event_id)
    try:
        remove_gift(event, load_gift(event, gift_id))
    except DomainError as refusal:
        return _refused(event, refusal)
    return _done(event, _("The gift is taken away."))


@blueprint.post("/guests/<int:invitation_id>/door-note")
@requires(*INVITERS)
def note(event_id: int, invitation_id: int) -> Response:
    """Tell the door something about one guest."""
    event = load(current_user, Event, event_id)
    invitation, form = load_guest(current_user, event, invitation_id), DoorNoteForm()
    if not form.validate():
        flash(next(iter(form.errors.values()))[0], "error")
    else:
        try:
            note_for_the_door(invitation, note=form.door_note.data or "", greeted=form.greeted.data)
        except DomainError as refusal:
            db.session.rollback()
            flash(refusal.sentence, "error")
        else:
            db.session.commit()
            flash(_("The door will know."), "good")
    return redirect(url_for("guest_list.reply_for", event_id=event_id, invitation_id=invitation_id))


def _keep(event: Event, gift: Gift, form: GiftForm, changed: Gift | None) -> Answer:
    if form.validate():
        try:
            keep_gift(event, gift, **form.values())
        except DomainError as refusal:
            db.session.rollback()
            form.form_errors.append(refusal.sentence)
        else:
            return _done(event, _("The gift is noted."))
    return _page(event, gift_form=form, changed=changed), 422


def _page(
    event: Event, *, form: SettingForm | None = None, gift_form: GiftForm | None = None, changed: Gift | None = None
) -> str:
    return render_template(
        "attendance/setup.html",
        event=event,
        form=form or SettingForm(setting_of(event), formdata=None),
        gift_form=gift_form or GiftForm(formdata=None),
        changed=changed,
        gifts=gifts_of(event),
        handed=given(event),
        lanes=lanes_for(max(event.seats_taken, event.capacity)),
        may_open=may_open,
    )


def _done(event: Event, sentence: str) -> Response:
    event_id = event.id
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for("door_setup.show", event_id=event_id))


def _refused(event: Event, refusal: DomainError) -> Response:
    event_id = event.id
    db.session.rollback()
    flash(refusal.sentence, "error")
    return redirect(url_for("door_setup.show", event_id=event_id))
