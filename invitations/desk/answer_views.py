"""Answers that clients told us: entered on the guest list or on a page of their own, by telephone in three taps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from events.models import Event
from invitations.answers import rsvp
from invitations.answers.ledger import HAS_PARTY
from invitations.answers.party import most_companions, party_of
from invitations.answers.rsvp import Changed
from invitations.answers.times import latest_day_to_decide
from invitations.answers.waitlist import open_offer
from invitations.answers.words import AGE_GROUPS, DIETS, MEMBER_KINDS
from invitations.desk.answer_form import AnswerForm, party_of_yes
from invitations.desk.guest_list_views import INVITERS, blueprint
from invitations.desk.party_rows import Row, read_rows, rows_of
from invitations.guests.guest_list import last_replies, load_guest
from invitations.models import ChangeRequest, Channel, Invitation, ReplyState
from invitations.reply.guests import joint_readers
from invitations.words import CHANNELS, REPLIES
from staff.access import requires
from staff.scope import load
from staff.views import local_path


@blueprint.route("/<int:invitation_id>/reply", methods=["GET", "POST"])
@requires(*INVITERS)
def reply_for(event_id: int, invitation_id: int) -> str | tuple[str, int] | Response:
    """Enter what a client said by telephone, by WeChat, in person or by letter."""
    event, invitation = _guest(event_id, invitation_id)
    form = AnswerForm(event)
    if not form.validate_on_submit():
        return _page(event, invitation, form), 422 if form.is_submitted() else 200
    try:
        state = _take(invitation, form)
    except DomainError as refusal:
        db.session.rollback()
        if form.show(refusal):
            return _page(event, invitation, form), 422
        flash(refusal.sentence, "error")
        return _back(event_id)
    name = invitation.client.full_name
    db.session.commit()
    if state is ReplyState.WAITLISTED:
        flash(_("No seat is free. That %(name)s wishes to come is noted.", name=name), "attention")
    else:
        flash(_("%(name)s: %(answer)s", name=name, answer=REPLIES[state]), "good")
    return _back(event_id)


def _take(invitation: Invitation, form: AnswerForm) -> ReplyState:
    """Hand the answer of the form to the rules. Raises DomainError as they do."""
    told: dict[str, Any] = {
        "channel": form.channel.data,
        "now": now(),
        "staff": current_user,
        "note": form.note.data or "",
        "told_by_client": form.told.data,
    }
    answer = form.answer.data
    if answer is ReplyState.DECLINED:
        return rsvp.decline(invitation.id, reason=form.reason.data, no_more_of_theme=form.no_more.data, **told)
    if answer is ReplyState.TENTATIVE:
        return rsvp.say_later(invitation.id, until=form.day, **told)
    if answer is ReplyState.DELEGATED:
        names: dict[str, Any] = {name: form[f"delegate_{name}"].data or "" for name in ("name", "relation", "tail")}
        return rsvp.delegate(invitation.id, **names, **told)
    return rsvp.accept(invitation.id, party=party_of_yes(invitation, form.number.data), **told)


@blueprint.post("/<int:invitation_id>/party")
@requires(*INVITERS)
def change_party(event_id: int, invitation_id: int) -> tuple[str, int] | Response:
    """Say who comes, and what they do not eat."""
    event, invitation = _guest(event_id, invitation_id)
    joint = joint_readers(invitation)
    rows = read_rows(rows_of(event, party_of(invitation), joint), request.form, shared=bool(joint))
    party = [row.person for row in rows if row.comes]
    told = {"channel": _channel(), "staff": current_user, "told_by_client": "told" in request.form}
    try:
        changed = rsvp.change_party(invitation.id, party=party, now=now(), **told)
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        return _page(event, invitation, AnswerForm(event, formdata=None), rows=rows), 422
    db.session.commit()
    if changed is Changed.ASKED:
        flash(_("The time for answering is over: the organiser is asked whether more may come."), "attention")
    else:
        flash(_("Who comes is written down."), "good")
    return _to_answer(event_id, invitation_id)


@blueprint.post("/<int:invitation_id>/delegate")
@requires(*INVITERS)
def agree_to_delegate(event_id: int, invitation_id: int) -> Response:
    """Agree to who comes instead of the client."""
    _event, invitation = _guest(event_id, invitation_id)
    try:
        rsvp.agree_to_delegate(invitation.id, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(_("Agreed. The guest's place is kept for them."), "good")
    return _to_answer(event_id, invitation_id)


def _page(event: Event, invitation: Invitation, form: AnswerForm, *, rows: Sequence[Row] | None = None) -> str:
    stands = party_of(invitation) if invitation.reply in HAS_PARTY else []
    joint = joint_readers(invitation)
    request_open = sa.select(ChangeRequest).where(
        ChangeRequest.invitation_id == invitation.id, ChangeRequest.decided_at.is_(None)
    )
    return render_template(
        "invitations/guest_answer.html",
        event=event,
        guest=invitation,
        form=form,
        stands=stands,
        rows=rows_of(event, stands, joint) if rows is None else rows,
        readers={one.client_id: one.client.full_name for one in joint},
        most=most_companions(event),
        offer=open_offer(invitation),
        asked=db.session.scalar(request_open),
        last_day=latest_day_to_decide(event),
        replies=last_replies([invitation.id]),
        words={
            "reply": REPLIES,
            "channel": CHANNELS,
            "age": AGE_GROUPS,
            "diet": DIETS,
            "kind": MEMBER_KINDS,
        },
    )


def _guest(event_id: int, invitation_id: int) -> tuple[Event, Invitation]:
    event = load(current_user, Event, event_id, joinedload(Event.branch))
    return event, load_guest(current_user, event, invitation_id)


def _channel() -> Channel:
    """How we were told; by telephone, unless the form says otherwise."""
    codes = {channel.value: channel for channel in (Channel.PHONE, Channel.WECHAT, Channel.IN_PERSON, Channel.LETTER)}
    return codes.get(request.form.get("channel", ""), Channel.PHONE)


def _to_answer(event_id: int, invitation_id: int) -> Response:
    return redirect(url_for("guest_list.reply_for", event_id=event_id, invitation_id=invitation_id))


def _back(event_id: int) -> Response:
    """To the list as it was filtered, or to the page that the answer was entered from."""
    wish = request.form.get("next", "")
    return redirect(local_path(wish) if wish else url_for("guest_list.show", event_id=event_id))
