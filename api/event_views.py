"""Events, and the guests of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload

from api.declaring import Asked, reads
from api.noting import taken_out
from api.paging import Page, page
from api.permissions import Permission as P
from api.shapes import Code, Field, Many, Moment, Shape, Text, Whole
from attendance.models import Presence
from clients.models import Client
from core.db import db
from events.models import Event, EventFormat, EventStatus
from invitations.models import Dispatch, Invitation, ReplyState
from staff.scope import load, visible

EVENT = Shape(
    "Event",
    (
        Field("id", Whole()),
        Field("format", Code(EventFormat)),
        Field("status", Code(EventStatus)),
        Field("title", Text(60)),
        Field("title_en", Text(90)),
        Field("speaker", Text(40)),
        Field("speaker_en", Text(60)),
        Field("venue", Text(60)),
        Field("venue_en", Text(90)),
        Field("address", Text(120)),
        Field("address_en", Text(150)),
        Field("theme", Text(40)),
        Field("starts_at", Moment()),
        Field("ends_at", Moment()),
        Field("reply_by", Moment(), _l("Until then guests answer by themselves.")),
        Field("zone", Text(40), _l("The event's own time zone, as in Asia/Shanghai.")),
        Field("capacity", Whole()),
        Field("seats_taken", Whole()),
        Field("closed_at", Moment(), none=True),
        Field("created_at", Moment()),
    ),
)

PRESENCE = Shape(
    "Presence",
    (
        Field("arrived_at", Moment(), _l("When the first of the party came."), get=lambda one: one.at),
        Field("heads", Whole(), _l("How many have come.")),
        Field("heads_inside", Whole(), _l("How many are inside now.")),
        Field("came", Many(Text(12)), _l("Who has come: g the guest, r who comes instead, j… of a joint letter, c1 …")),
        Field("inside", Many(Text(12))),
    ),
)


@dataclass(frozen=True)
class Guest:
    """An invitation, and what the door's ledger comes to for it."""

    invitation: Invitation
    presence: Presence | None


def _of(name: str) -> Any:
    return lambda guest: getattr(guest.invitation, name)


GUEST = Shape(
    "Guest",
    (
        Field("id", Whole(), _l("Of the invitation."), get=_of("id")),
        Field("event_id", Whole(), get=_of("event_id")),
        Field("client_id", Whole(), get=_of("client_id"), needs=P.GUESTS_READ),
        Field("name", Text(80), get=lambda one: one.invitation.client.full_name, needs=P.GUESTS_READ),
        Field("language", Text(2), get=_of("language")),
        Field("dispatch", Code(Dispatch), _l("Where the letter is."), get=_of("dispatch")),
        Field("delivered_at", Moment(), none=True, get=_of("delivered_at")),
        Field("reply", Code(ReplyState), _l("What was answered last."), get=_of("reply")),
        Field("replied_at", Moment(), none=True, get=_of("replied_at")),
        Field("revoked_at", Moment(), _l("Since then the letter opens nothing."), none=True, get=_of("revoked_at")),
        Field("seats", Whole(), get=_of("seats")),
        Field("heads", Whole(), _l("How many are expected, infants too."), get=_of("heads")),
        Field("door_note", Text(80), get=_of("door_note"), needs=P.GUESTS_READ),
        Field("presence", PRESENCE, _l("Null: nobody of the party has come."), none=True),
    ),
)

OF_GUESTS = (P.GUESTS_READ, P.REPLIES_READ, P.CHECKINS_READ)


@reads(
    "/events",
    P.EVENTS_READ,
    about=_l("The events of the branch, in the order in which they were planned."),
    answer=EVENT,
    paged=True,
    query=(
        Field("from", Moment(), _l("Events that begin then or later.")),
        Field("until", Moment(), _l("Events that begin before.")),
        Field("status", Code(EventStatus)),
    ),
)
def events(asked: Asked) -> Page:
    """The list of events."""
    query = visible(current_user, Event)
    if "from" in asked.query:
        query = query.where(Event.starts_at >= asked.query["from"])
    if "until" in asked.query:
        query = query.where(Event.starts_at < asked.query["until"])
    if "status" in asked.query:
        query = query.where(Event.status == asked.query["status"])
    return page(query, Event.id, asked.query)


@reads("/events/<int:event_id>", P.EVENTS_READ, about=_l("One event."), answer=EVENT)
def event(_asked: Asked, event_id: int) -> Event:
    """One event."""
    return load(current_user, Event, event_id)


@reads(
    "/events/<int:event_id>/guests",
    *OF_GUESTS,
    about=_l("The guest list: where each letter is, what was answered, who has come. Names only with guests:read."),
    answer=GUEST,
    paged=True,
    query=(Field("reply", Code(ReplyState)),),
)
def guests(asked: Asked, event_id: int) -> Page:
    """The guests of an event."""
    found = load(current_user, Event, event_id)
    query = visible(current_user, Invitation).where(Invitation.event_id == found.id).options(*_with_client())
    if "reply" in asked.query:
        query = query.where(Invitation.reply == asked.query["reply"])
    one = page(query, Invitation.id, asked.query)
    ids = [invitation.id for invitation in one.rows]
    came = sa.select(Presence).where(Presence.invitation_id.in_(ids)).options(sa.orm.raiseload("*"))
    presences = {presence.invitation_id: presence for presence in db.session.scalars(came)}
    if P.GUESTS_READ in g.api_may:
        taken_out("invitation", len(ids), event=found.id)
    return Page([Guest(invitation, presences.get(invitation.id)) for invitation in one.rows], one.next)


@reads("/guests/<int:invitation_id>", *OF_GUESTS, about=_l("One guest, by the invitation."), answer=GUEST)
def guest(_asked: Asked, invitation_id: int) -> Guest:
    """One guest."""
    invitation = load(current_user, Invitation, invitation_id, *_with_client())
    return Guest(invitation, db.session.get(Presence, invitation.id))


def _with_client() -> tuple[Any, ...]:
    return (joinedload(Invitation.client).load_only(Client.surname, Client.given_name, Client.name_en),)
