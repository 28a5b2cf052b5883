"""The page of who speaks at an event."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from events.models import Event, EventSpeaker, Speaker
from events.places import words
from events.places.books import ask_speaker, change_speaking, no_longer, speakers_of, speaking_at
from events.places.forms import AskForm, SpeakingForm
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("speaking", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response


@blueprint.route("/<int:event_id>/speakers", methods=["GET", "POST"])
@requires(*PLANNERS)
def show(event_id: int) -> Answer:
    """Who is asked, how far it has come, and whom else to ask."""
    event = load(current_user, Event, event_id)
    there, book = speaking_at(event), speakers_of(current_user)
    asked = {speaks.speaker_id for speaks in there}
    form = AskForm()
    free = [one for one in book if one.id not in asked and one.branch_id == event.branch_id]
    form.speaker.choices = [("", _("choose one")), *((one.id, _named(one)) for one in free)]
    if form.validate_on_submit():
        try:
            ask_speaker(event, load(current_user, Speaker, form.speaker.data), topic=form.topic.data or "")
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            return redirect(url_for("speaking.show", event_id=event.id))
    page = render_template(
        "events/places/speaking.html", event=event, there=there, free=free, form=form, words=words, now=now()
    )
    return page, 422 if form.is_submitted() else 200


def _named(speaker: Speaker) -> str:
    name = (pick_language() == "en" and speaker.name_en) or speaker.name
    return f"{name} · {speaker.topics}" if speaker.topics else name


@blueprint.route("/<int:event_id>/speakers/<int:speaker_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def change(event_id: int, speaker_id: int) -> Answer:
    """How far it has come, the fee, and after the evening how it was."""
    event, speaks = _speaking(event_id, speaker_id)
    form = SpeakingForm.of(speaks)
    if form.validate_on_submit():
        try:
            change_speaking(speaks, event, **form.values(), now=now())
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("speaking.show", event_id=event.id))
    page = render_template("events/places/speaking_change.html", event=event, speaks=speaks, form=form, now=now())
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:event_id>/speakers/<int:speaker_id>/remove")
@requires(*PLANNERS)
def remove(event_id: int, speaker_id: int) -> Response:
    """Somebody asked by mistake."""
    event, speaks = _speaking(event_id, speaker_id)
    no_longer(speaks, event)
    db.session.commit()
    return redirect(url_for("speaking.show", event_id=event.id))


def _speaking(event_id: int, speaker_id: int) -> tuple[Event, EventSpeaker]:
    event = load(current_user, Event, event_id)
    speaker = load(current_user, Speaker, speaker_id)
    speaks = db.session.get(EventSpeaker, (event.id, speaker.id))
    if speaks is None:
        raise NotFound
    return event, speaks
