"""Answers: the ledger of what was answered, and entering what a client told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload

from api.declaring import Asked, reads, writes
from api.paging import Page, page
from api.permissions import Permission as P
from api.problems import invalid
from api.shapes import Code, Day, Field, Flag, Many, Moment, Shape, Text, Whole
from core.db import db, now
from invitations.answers import rsvp
from invitations.answers.party import MOST_COMPANIONS
from invitations.desk.answer_form import party_of_yes
from invitations.models import AgeGroup, Channel, DeclineReason, Invitation, MemberKind, Reply, ReplyState
from staff.scope import load, sees

PERSON = Shape(
    "Person",
    (
        Field("kind", Code(MemberKind)),
        Field("name", Text(40), _l("Empty: one of the family."), needs=P.GUESTS_READ),
        Field("age_group", Code(AgeGroup)),
    ),
)

REPLY = Shape(
    "Reply",
    (
        Field("id", Whole()),
        Field("invitation_id", Whole()),
        Field("event_id", Whole(), get=lambda reply: reply.invitation.event_id),
        Field("at", Moment()),
        Field("answer", Code(ReplyState)),
        Field("channel", Code(Channel)),
        Field("by_client", Flag(), _l("By the guest, from the letter."), get=lambda one: one.channel is Channel.QR),
        Field("seats", Whole()),
        Field("heads", Whole()),
        Field("party", Many(PERSON)),
        Field("reason", Code(DeclineReason), none=True),
        Field("note", Text(200), needs=P.GUESTS_READ),
    ),
)

DELEGATE = Shape(
    "Delegate",
    (
        Field("name", Text(40), wanted=True),
        Field("relation", Text(20)),
        Field("phone_tail", Text(4), _l("The last four digits of their telephone."), wanted=True),
    ),
)

ANSWER = Shape(
    "AnswerToEnter",
    (
        Field(
            "answer",
            Code(
                ReplyState,
                (ReplyState.ACCEPTED, ReplyState.DECLINED, ReplyState.TENTATIVE, ReplyState.DELEGATED),
            ),
            wanted=True,
        ),
        Field(
            "channel",
            Code(Channel, (Channel.PHONE, Channel.WECHAT, Channel.IN_PERSON, Channel.LETTER)),
            _l("How the client told us; by telephone unless told."),
        ),
        Field("told_by_client", Flag(), _l("The client said so: it may change what the client answered before.")),
        Field("companions", Whole(0, MOST_COMPANIONS), _l("accepted: how many come along; else as it stood.")),
        Field("reason", Code(DeclineReason), _l("declined: why.")),
        Field("until", Day(), _l("tentative: by when the client will say.")),
        Field("delegate", DELEGATE, _l("delegated: who comes instead.")),
        Field("note", Text(200)),
    ),
)

ANSWERED = Shape(
    "Answered",
    (
        Field("invitation_id", Whole()),
        Field("reply", Code(ReplyState), _l("waitlisted: no seat was free for all of them; the wish is noted.")),
        Field("reply_id", Whole(), _l("The last row of the ledger.")),
        Field("seats", Whole()),
        Field("heads", Whole()),
    ),
)


@reads(
    "/replies",
    P.REPLIES_READ,
    about=_l("The ledger of answers: a change of mind is a further row."),
    answer=REPLY,
    paged=True,
    query=(
        Field("event", Whole(1)),
        Field("invitation", Whole(1)),
        Field("updated_since", Moment(), _l("Rows of then or later.")),
    ),
)
def replies(asked: Asked) -> Page:
    """The answers."""
    guest = joinedload(Reply.invitation, innerjoin=True).load_only(Invitation.event_id)
    query = sa.select(Reply).join(Reply.invitation).where(sees(current_user, Invitation)).options(guest)
    if "event" in asked.query:
        query = query.where(Invitation.event_id == asked.query["event"])
    if "invitation" in asked.query:
        query = query.where(Reply.invitation_id == asked.query["invitation"])
    if "updated_since" in asked.query:
        query = query.where(Reply.at >= asked.query["updated_since"])
    return page(query, Reply.id, asked.query)


@writes(
    "/guests/<int:invitation_id>/replies",
    P.REPLIES_WRITE,
    about=_l("Enter what a client told: by the same rules as on the guest list."),
    answer=ANSWERED,
    body=ANSWER,
)
def enter_reply(asked: Asked, invitation_id: int) -> dict[str, Any]:
    """One answer on a client's behalf."""
    invitation = load(current_user, Invitation, invitation_id)
    state = _take(invitation, asked.body)
    db.session.flush()
    last = sa.select(sa.func.max(Reply.id)).where(Reply.invitation_id == invitation.id)
    return {
        "invitation_id": invitation.id,
        "reply": state,
        "reply_id": db.session.scalar(last),
        "seats": invitation.seats,
        "heads": invitation.heads,
    }


def _take(invitation: Invitation, body: dict[str, Any]) -> ReplyState:
    """Hand the answer to the rules. Raises DomainError as they do, Problem for what is left out."""
    told: dict[str, Any] = {
        "channel": body.get("channel", Channel.PHONE),
        "now": now(),
        "staff": current_user,
        "note": body.get("note", ""),
        "told_by_client": body.get("told_by_client", False),
    }
    match body["answer"]:
        case ReplyState.DECLINED:
            return rsvp.decline(invitation.id, reason=body.get("reason"), **told)
        case ReplyState.TENTATIVE:
            return rsvp.say_later(invitation.id, until=_there(body, "until"), **told)
        case ReplyState.DELEGATED:
            who = _there(body, "delegate")
            names = {"name": who["name"], "relation": who.get("relation", ""), "tail": who["phone_tail"]}
            return rsvp.delegate(invitation.id, **names, **told)
        case _:
            return rsvp.accept(invitation.id, party=party_of_yes(invitation, body.get("companions")), **told)


def _there(body: dict[str, Any], name: str) -> Any:
    if name not in body:
        raise invalid(f"/{name}", _("This field is wanted."))
    return body[name]
