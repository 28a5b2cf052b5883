"""The guest list: choosing whom to invite, and who is invited with answer and letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.book.saving import readable_phone
from clients.contact.may_contact import Reason
from clients.contact.reasons import may_be_excepted
from clients.models import ContactChannel
from core.db import db, now
from core.errors import DomainError
from events.figures import figures_of
from events.models import Event
from events.planning import invitations_advised
from invitations.answers import rsvp
from invitations.forms import AnswerForm, RuleForm, rule_data, ticked
from invitations.guests.choices import choices_of
from invitations.guests.guest_list import Wish, guests, last_replies, load_guest
from invitations.guests.inviting import Why, invite_ticked
from invitations.guests.inviting import choose as choose_clients
from invitations.guests.inviting import revoke as take_back
from invitations.guests.permission import forbidden
from invitations.guests.same_type.composition import composition_of
from invitations.guests.same_type.exclusions import Exclusion
from invitations.guests.same_type.words import EXCLUSIONS
from invitations.models import Dispatch, Invitation, ReplyState, Segment
from invitations.runs.dispatch import last_steps, take, take_all, waiting_by_manager
from invitations.runs.outdated import outdated
from invitations.runs.print_words import FACTS
from invitations.segments import Catalogue, Rule, catalogue_of, read_rule, sentence
from invitations.words import CHANNELS, DISPATCHES, LEFT_OUT, MEANS, REPLIES
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible
from staff.views import local_path

blueprint = Blueprint("guest_list", __name__, url_prefix="/events/<int:event_id>/guests")

INVITERS = (Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)
PER_PAGE = 50
ALL_ON_PAPER = 2000  # a call list is printed whole; no event has more seats
MOST_AT_ONCE = 500  # so many boxes one can still look through


@blueprint.get("")
@requires(*INVITERS)
def show(event_id: int) -> str:
    """The guests whom the reader may see, with filters and the counts over them."""
    event, moment = load(current_user, Event, event_id), now()
    people = waiting_by_manager(current_user, event)
    wish = _member(Wish, "reply")
    most = ALL_ON_PAPER if wish is Wish.SILENT else PER_PAGE
    query = guests(current_user, event, now=moment, wish=wish, **_filters(people))
    page = db.paginate(query, per_page=most, max_per_page=most, error_out=False)
    return render_template(
        "invitations/guest_list.html",
        event=event,
        now=moment,
        page=page,
        wish=wish,
        managers=people,
        figures=figures_of(current_user, [event], moment)[event.id],
        replies=last_replies([guest.id for guest in page.items]),
        steps=last_steps([guest.id for guest in page.items]),
        outdated=outdated(event, page.items),
        choices=choices_of(current_user, event, [guest.client_id for guest in page.items], catalogue_of(current_user)),
        answer_form=AnswerForm(formdata=None),
        readable_phone=readable_phone,
        uncalled=_uncalled(page.items, moment) if wish is Wish.SILENT else {},
        only_own=not current_user.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN),
        words={"reply": REPLIES, "dispatch": DISPATCHES, "channel": CHANNELS, "means": MEANS, "facts": FACTS},
    )


def _uncalled(guests: Sequence[Invitation], moment: datetime) -> dict[int, str]:
    """Who of a call list is not to be called about the invitation, by its id, and why."""
    reasons = forbidden(guests, moment, channel=ContactChannel.PHONE)
    return {guest_id: found[0].sentence for guest_id, found in reasons.items() if found}


def _filters(people: Sequence[tuple[Staff, Any]]) -> dict[str, Any]:
    """What the filter bar asks beside the answer; a manager without guests here is passed over."""
    rm_id = request.args.get("rm", type=int)
    return {
        "dispatch": _member(Dispatch, "dispatch"),
        "rm_id": rm_id if rm_id in {person.id for person, _printed in people} else None,
        "text": request.args.get("q", ""),
    }


def _member(kind: Any, name: str) -> Any:
    """The member of an enum that the address names, or None."""
    value = request.args.get(name, "")
    return kind(value) if value in {member.value for member in kind} else None


@blueprint.get("/choose")
@requires(*INVITERS)
def choose(event_id: int) -> str:
    """Pick a saved segment or tick a rule; then see whom it invites, and who is left out and why."""
    event, moment = load(current_user, Event, event_id), now()
    segment, rule, boxes = _chosen_rule(request.args, catalogue_of(current_user))
    found = choose_clients(current_user, event, rule, now=moment) if rule else None
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
        together=composition_of(event, found.fit[:MOST_AT_ONCE], now=moment) if found else None,
        may_except=_may_except,
        words=sentence(rule) if rule else "",
        said=_why,
        most=MOST_AT_ONCE,
        figures=figures_of(current_user, [event], moment)[event.id],
        advised=invitations_advised(event.capacity),
    )


def _why(why: Why) -> str:
    return why.sentence if isinstance(why, Reason) else str((LEFT_OUT | EXCLUSIONS)[why])


def _may_except(reasons: Sequence[Why]) -> bool:
    """Whether the reader may let somebody be invited whom these reasons leave out."""
    return current_user.may(Role.MANAGER) and all(
        isinstance(one, Exclusion) or (isinstance(one, Reason) and may_be_excepted(one)) for one in reasons
    )


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
    try:
        invited = invite_ticked(current_user, event, rule or Rule(), chosen, now=now(), segment=segment)
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        again = {"segment": segment.id} if segment else (boxes | {"rule": "1"} if rule else {})
        return redirect(url_for("guest_list.choose", event_id=event_id, **again))
    db.session.commit()
    flash(ngettext("%(num)d client is invited.", "%(num)d clients are invited.", len(invited)), "good")
    if len(invited) < len(chosen):
        flash(_("The others have meanwhile been invited, or may not be invited now."), "attention")
    return redirect(url_for("guest_list.show", event_id=event_id))


@blueprint.route("/<int:invitation_id>/reply", methods=["GET", "POST"])
@requires(*INVITERS)
def reply_for(event_id: int, invitation_id: int) -> str | tuple[str, int] | Response:
    """Enter what a client said by telephone, by WeChat or in person."""
    event, invitation = _guest(event_id, invitation_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        page = render_template("invitations/guest_answer.html", event=event, guest=invitation, form=form)
        return page, 422 if form.is_submitted() else 200
    answer = rsvp.accept if form.answer.data is ReplyState.ACCEPTED else rsvp.decline
    told: dict[str, Any] = {"channel": form.channel.data, "staff": current_user, "note": form.note.data or ""}
    try:
        state = answer(invitation.id, now=now(), **told)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    name = invitation.client.full_name
    db.session.commit()
    if state is ReplyState.WAITLISTED:
        flash(_("No seat is free. That %(name)s wishes to come is noted.", name=name), "attention")
    else:
        flash(_("%(name)s: %(answer)s", name=name, answer=REPLIES[state]), "good")
    return _back(event_id)


@blueprint.post("/<int:invitation_id>/deliver")
@requires(*INVITERS)
def deliver(event_id: int, invitation_id: int) -> Response:
    """The letter is in the client's hands: one tap, by the means that was planned; the letter's own page takes more."""
    _event, invitation = _guest(event_id, invitation_id)
    try:
        take(invitation, Dispatch.DELIVERED, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    return _back(event_id)


@blueprint.post("/steps")
@requires(*INVITERS)
def steps(event_id: int) -> Response:
    """All letters of one manager are with that manager, or in their clients' hands."""
    event = load(current_user, Event, event_id)
    rm_id, wish = request.form.get("rm", 0, type=int), request.form.get("step", "")
    of_managers = {person.id for person, _waiting in waiting_by_manager(current_user, event)}
    if rm_id not in of_managers or wish not in (Dispatch.HANDED.value, Dispatch.DELIVERED.value):
        raise NotFound
    try:
        number = take_all(current_user, event, Dispatch(wish), now=now(), rm_id=rm_id)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    handed = ngettext("%(num)d letter is with its manager.", "%(num)d letters are with their managers.", number)
    delivered = ngettext("%(num)d letter is delivered.", "%(num)d letters are delivered.", number)
    flash(handed if wish == Dispatch.HANDED.value else delivered, "good" if number else "attention")
    return _back(event_id)


@blueprint.post("/<int:invitation_id>/revoke")
@requires(*INVITERS)
def revoke(event_id: int, invitation_id: int) -> Response:
    """Take the invitation back, as long as the client does not have it."""
    _event, invitation = _guest(event_id, invitation_id)
    try:
        take_back(invitation, now=now(), staff=current_user)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("The invitation is taken back. If a letter is printed, please destroy it."), "good")
    return _back(event_id)


def _guest(event_id: int, invitation_id: int) -> tuple[Event, Invitation]:
    event = load(current_user, Event, event_id, joinedload(Event.branch))
    return event, load_guest(current_user, event, invitation_id)


def _refused(refusal: DomainError, event_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "error")
    return _back(event_id)


def _back(event_id: int) -> Response:
    """To the list as it was filtered, or to the page that the answer was entered from."""
    wish = request.form.get("next", "")
    return redirect(local_path(wish) if wish else url_for("guest_list.show", event_id=event_id))
