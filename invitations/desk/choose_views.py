"""Choosing guests: by a saved segment or a rule ticked for once, in which wave, and whom one letter asks together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from clients.contact.may_contact import Reason
from core.db import db, now
from core.errors import DomainError
from events.figures import figures_of
from events.models import Event
from invitations.desk.guest_list_views import INVITERS, blueprint
from invitations.forms import RuleForm, rule_data, ticked
from invitations.guests.inviting import Why, invite_ticked, passable
from invitations.guests.inviting import choose as choose_clients
from invitations.guests.joint import couples
from invitations.guests.next_first import next_first
from invitations.guests.quotas import places_for, plans
from invitations.guests.rates import letters_for, rates_of, seats_for_guests
from invitations.guests.same_type.composition import composition_of
from invitations.guests.same_type.words import EXCLUSIONS
from invitations.guests.words import WAVES
from invitations.models import Segment, Wave
from invitations.segments import Catalogue, Rule, catalogue_of, read_rule, sentence
from invitations.words import LEFT_OUT
from staff.access import requires
from staff.models import Role
from staff.scope import load, visible

MOST_AT_ONCE = 500  # so many boxes one can still look through


@blueprint.get("/choose")
@requires(*INVITERS)
def choose(event_id: int) -> str:
    """Pick a saved segment or tick a rule; then see whom it invites, and who is left out and why."""
    event, moment = load(current_user, Event, event_id), now()
    segment, rule, boxes = _chosen_rule(request.args, catalogue_of(current_user))
    rates = rates_of(event).overall
    found = choose_clients(current_user, event, rule, now=moment) if rule else None
    shown = found.fit[:MOST_AT_ONCE] if found else []
    together = composition_of(event, shown, now=moment) if found else None
    first = next_first([client.id for client in shown], moment.astimezone(event.tz).date())
    return render_template(
        "invitations/guest_choose.html",
        event=event,
        closed=event.over or event.starts_at <= moment,
        late=event.reply_by <= moment,
        segments=db.session.scalars(visible(current_user, Segment).order_by(Segment.name, Segment.id)).all(),
        segment=segment,
        boxes=boxes,
        form=RuleForm(formdata=None, data=rule_data(boxes) if boxes else {}),
        found=found,
        together=together,
        in_order=sorted(together.best_first, key=lambda guest: guest.client.id not in first) if together else [],
        first=first,
        couples=couples(shown),
        waves=WAVES,
        own_places=None if plans(current_user) else places_for(event, current_user),
        may_except=_may_except,
        words=sentence(rule) if rule else "",
        said=_why,
        most=MOST_AT_ONCE,
        figures=figures_of(current_user, [event], moment)[event.id],
        rates=rates,
        seats=seats_for_guests(event),
        advised=letters_for(seats_for_guests(event), rates),
    )


def _why(why: Why) -> str:
    return why.sentence if isinstance(why, Reason) else str((LEFT_OUT | EXCLUSIONS)[why])


def _may_except(reasons: Sequence[Why]) -> bool:
    """Whether the reader may let somebody be invited whom these reasons leave out."""
    return current_user.may(Role.MANAGER) and all(passable(one) for one in reasons)


def _chosen_rule(
    fields: MultiDict[str, str], catalogue: Catalogue
) -> tuple[Segment | None, Rule | None, dict[str, Any]]:
    """The saved segment, or the rule ticked for this once (marked by `rule`) with its boxes, or neither."""
    segment_id = fields.get("segment", type=int)
    if segment_id is not None:
        segment = load(current_user, Segment, segment_id)
        return segment, read_rule(segment.rule, catalogue).rule, {}
    boxes = ticked(fields) if "rule" in fields else {}
    return None, read_rule(boxes).rule if boxes else None, boxes


@blueprint.post("/invite")
@requires(*INVITERS)
def invite(event_id: int) -> Response:
    """Invite the ticked clients, after asking the rule again."""
    event = load(current_user, Event, event_id)
    segment, rule, boxes = _chosen_rule(request.form, catalogue_of(current_user))
    chosen = set(request.form.getlist("client", type=int))
    how: dict[str, Any] = {"segment": segment, "wave": _wave(), "homes": request.form.getlist("home", type=int)}
    try:
        invited = invite_ticked(current_user, event, rule or Rule(), chosen, now=now(), **how)
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        again = {"segment": segment.id} if segment else (boxes | {"rule": "1"} if rule else {})
        return redirect(url_for("guest_list.choose", event_id=event_id, **again))
    asked = len(invited) + sum(len(one.joint) for one in invited)
    db.session.commit()
    flash(ngettext("%(num)d client is invited.", "%(num)d clients are invited.", asked), "good")
    if asked < len(chosen):
        flash(_("The others have meanwhile been invited, or may not be invited now."), "attention")
    return redirect(url_for("guest_list.show", event_id=event_id))


def _wave() -> Wave | None:
    """The wave that was chosen; none when the letters leave as soon as they are ready."""
    return next((wave for wave in Wave if wave.value == request.form.get("wave")), None)
