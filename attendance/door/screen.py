"""Drawing the door's page: the verdict with what may be done next, the room, and refusals.

Each answer comes as a page, or, to the page's own script (Accept: application/json), as the part that changes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from attendance.door.cards import (
    Card,
    GiftButton,
    Hit,
    Names,
    Tick,
    called,
    card_of_a_guest,
    card_of_another_event,
    hit,
    nameless,
)
from attendance.door.gates import gate_here
from attendance.door.guests import arrivals, party_here
from attendance.door.setup import gifts_of, setting_of
from attendance.ledger.checking_in import UNDO_WITHIN, Answer, may_undo
from attendance.ledger.counting import count
from attendance.ledger.handing import given
from attendance.ledger.party import Person, parties_at_door, still_expected
from attendance.models import ADMITTING, GUEST, REPRESENTATIVE, Act, Presence, Scan, Verdict
from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from core.languages import clock, pick_language
from events.models import DOOR_OPENS, OVER, DoorSetting, Event
from invitations.models import Invitation
from invitations.paper.seated import tables_told
from staff.models import Role
from staff.scope import visible

Page = str | Response | tuple[str | Response, int]
SUPERVISORS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def screen(event: Event, *, status: int = 200, **parts: Any) -> Page:
    """The door's page with the answer in it; to the page's script, the answer alone."""
    parts = {"card": None, "hits": None, "guest": None, "refusal": None, "event": event, "by": "camera"} | parts
    parts["scan_id"], parts["setting"] = new_scan_id, _setting(event)
    if request.args.get("by") == "name":
        parts["by"] = "name"
    if for_script():
        card = parts["card"]
        for form in (parts.get("code_form"), parts.get("search_form")):
            parts["refusal"] = parts["refusal"] or (form and next(iter(form.errors.values()), [None])[0])
        answer = render_template("attendance/answer.html", **parts)
        return jsonify(look=card.look if card else "", answer=answer), status
    state = "closed" if event.status in OVER else "open"
    if state == "open" and now() < event.starts_at - DOOR_OPENS:
        state = "early"
    return render_template("attendance/board.html", state=state, opens=DOOR_OPENS, **(room(event) | parts)), status


def for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def new_scan_id() -> str:
    return str(uuid.uuid4())


def refused(event: Event, refusal: DomainError, **parts: Any) -> Page:
    """The page with the refusal's sentence; nothing was done."""
    db.session.rollback()
    status = {"search_too_short": 422, "search_too_often": 429, "nobody_came": 422}.get(refusal.code, 409)
    return screen(event, refusal=refusal.sentence, status=status, **parts)


def committed(page: Page) -> Page:
    """Commit, last. The page is drawn before, since a commit makes everything that it shows be read anew."""
    db.session.commit()
    return page


def room(event: Event) -> dict[str, Any]:
    """The figures, where this browser stands, and the latest arrivals with what may be taken back."""
    moment, language, setting = now(), pick_language(), _setting(event)
    return {
        "event": event,
        "scan_id": new_scan_id,
        "count": count(event),
        "setting": setting,
        "gate": gate_here(current_user, event, setting),
        "arrivals": [
            {
                "invitation_id": presence.invitation_id,
                "name": called(presence.invitation.client, language),
                "full_name": presence.invitation.client.full_name,
                "heads": presence.heads,
                "at": clock(presence.at, event.tz),
                "undo": may_undo(presence, current_user, moment) and event.status not in OVER,
                "late": moment - presence.scan.at > UNDO_WITHIN,
            }
            for presence in arrivals(current_user, event)
        ],
    }


def card_for(answer: Answer, event: Event, *, asked: bool = True) -> Card:
    """The card of an answer, with the buttons that the reader may press."""
    invitation, language = answer.invitation, pick_language()
    if invitation is None:
        return nameless(answer.verdict)
    if answer.verdict is Verdict.OTHER_EVENT:
        return _elsewhere(invitation, event, language)
    names = names_of([(invitation, answer.party)], language)[invitation.id]
    table = tables_told(event, [invitation.id]).get(invitation.id, "")
    card = card_of_a_guest(answer, event, names, table=table, supervisor=current_user.may(*SUPERVISORS), asked=asked)
    if event.status not in OVER and (answer.verdict in ADMITTING or answer.presence is not None):
        _offer(card, answer, event, names)
    return card


def _elsewhere(invitation: Invitation, event: Event, language: str) -> Card:
    """What the guest's own letter says of where and when. The name only to who sees that event, and nothing at all of
    another branch's."""
    other = invitation.event
    if other.branch_id != event.branch_id:
        return nameless(Verdict.OTHER_EVENT)
    seen = db.session.scalar(visible(current_user, Event).where(Event.id == other.id).with_only_columns(Event.id))
    return card_of_another_event(other, invitation.client if seen else None, language)


def _offer(card: Card, answer: Answer, event: Event, names: Names) -> None:
    """What may be done next with a guest who is in."""
    setting, presence = _setting(event), answer.presence
    if presence is None or answer.verdict is Verdict.REVOKED:
        return
    if card.came and GUEST in {tick.key for tick in card.came}:
        instead = Tick(REPRESENTATIVE, _("Somebody who comes instead"), chosen=False)
        card.came = card.came if any(tick.key == REPRESENTATIVE for tick in card.came) else [*card.came, instead]
    out = [person for person in answer.party if person.key not in (*presence.inside, REPRESENTATIVE)]
    card.missing = names.ticks(out)
    if setting.reentry and answer.verdict is Verdict.ALREADY:
        card.inside = names.ticks(answer.party, presence.inside)
    card.more = True
    card.gifts = _gifts(event, presence)
    if setting.badges:
        card.badges = names.ticks([person for person in answer.party if person.key in presence.inside])
        card.printed = _printed(event, presence)


def _gifts(event: Event, presence: Presence) -> list[GiftButton]:
    gifts = gifts_of(event)
    out = given(event) if gifts else {}
    english = pick_language() == "en"
    return [
        GiftButton(gift.id, (english and gift.name_en) or gift.name, max(0, gift.stock - out[gift.id]))
        for gift in gifts
        if gift.id not in presence.gifts
    ]


def _printed(event: Event, presence: Presence) -> str:
    """When a badge of this invitation was printed last."""
    query = sa.select(sa.func.max(Scan.happened_at)).where(
        Scan.event_id == event.id, Scan.invitation_id == presence.invitation_id, Scan.act == Act.BADGE
    )
    at = db.session.scalar(query)
    return clock(at, event.tz) if at else ""


def names_of(parties: Iterable[tuple[Invitation, Sequence[Person]]], language: str) -> dict[int, Names]:
    """How the people of many parties are called; one query more where a letter invites further clients."""
    parties = list(parties)
    wanted = {int(one.key[1:]) for _invitation, party in parties for one in party if one.key.startswith("j")}
    # Whoever sees the invitation sees whom it invites: the letter names them.
    rows = db.session.scalars(sa.select(Client).where(Client.id.in_(wanted))) if wanted else ()
    joint = {one.id: one for one in rows}
    return {invitation.id: Names(invitation.client, language, joint) for invitation, _party in parties}


def hits_of(event: Event, found: Sequence[tuple[Invitation, Presence | None]]) -> list[Hit]:
    """Guests as the door names them, with their tables and who is expected with them."""
    invitations = [invitation for invitation, _presence in found]
    tables, parties = tables_told(event, [one.id for one in invitations]), parties_at_door(invitations)
    names = names_of([(one, parties[one.id]) for one in invitations], pick_language())
    return [hit(one, presence, event, names[one.id], tables, parties[one.id]) for one, presence in found]


def answer_of(invitation: Invitation, presence: Presence, verdict: Verdict) -> Answer:
    """How a guest stands who was not scanned just now, in the form of an answer."""
    party = party_here(invitation, presence)
    missing = [person for person in still_expected(party, presence.came) if person.key not in presence.inside]
    return Answer(verdict, presence.scan, invitation, presence.scan, presence, party, missing)


def setting_here(event: Event) -> tuple[DoorSetting, str]:
    """The door's rules, and the entrance at which this browser stands."""
    setting = _setting(event)
    return setting, gate_here(current_user, event, setting)


def _setting(event: Event) -> DoorSetting:
    """The rules are asked for by several parts of one page, and read once."""
    found: dict[int, DoorSetting] = g.setdefault("door_settings", {})
    if event.id not in found:
        found[event.id] = setting_of(event)
    return found[event.id]
