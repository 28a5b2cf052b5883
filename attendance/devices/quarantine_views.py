"""To be looked at: what devices sent and nobody could understand."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from attendance.devices.forms import SettleForm
from attendance.devices.quarantine import entries, settle
from attendance.devices.views import KEEPS, Page, blueprint
from attendance.devices.words import PROBLEMS
from attendance.models import Quarantined
from core.db import db, now
from events.models import Event
from staff.access import requires
from staff.audit import record_view
from staff.scope import load


@blueprint.get("/events/<int:event_id>/to-look-at")
@requires(*KEEPS)
def to_look_at(event_id: int) -> Page:
    """All of this evening. Whoever opens it is written down: an entry may hold a code or a name."""
    event = load(current_user, Event, event_id)
    record_view(current_user, "quarantined", event.id)
    return _page(event)


@blueprint.post("/events/<int:event_id>/to-look-at/<int:entry_id>")
@requires(*KEEPS)
def settle_entry(event_id: int, entry_id: int) -> Page:
    """One has been looked at."""
    event = load(current_user, Event, event_id)
    row = db.session.get(Quarantined, entry_id)
    if row is None or row.event_id != event.id:
        raise NotFound
    form = SettleForm()
    if not form.validate():
        return _page(event, {row.id: form}), 422
    settle(row, note=form.note.data or "", by=current_user, now=now())
    db.session.commit()
    flash(_("Settled."))
    return redirect(url_for("devices.to_look_at", event_id=event.id))


def _page(event: Event, filled: dict[int, SettleForm] | None = None) -> str:
    found = entries(event)
    forms = {entry.row.id: SettleForm(formdata=None) for entry in found} | (filled or {})
    for entry_id, form in forms.items():
        form.note.id = f"note-{entry_id}"  # several forms stand on one page
    return render_template(
        "attendance/devices/to_look_at.html", event=event, entries=found, forms=forms, problems=PROBLEMS
    )
