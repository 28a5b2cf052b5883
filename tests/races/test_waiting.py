"""Parties racing for the last seats, and two who press for one guest who waits at the same instant."""

import sqlalchemy as sa

from core.db import db, now
from events.models import CompanionPolicy, Event
from invitations.answers import rsvp
from invitations.answers.party import GUEST
from invitations.models import Channel, Invitation, ReplyState, SeatOffer
from tests.races.field import Field, post
from tests.races.test_seats import guests


def ids_of(field: Field, event_id: int) -> list[int]:
    with field.app.app_context():
        return list(
            db.session.scalars(sa.select(Invitation.id).where(Invitation.event_id == event_id).order_by(Invitation.id))
        )


def entering(field: Field, who: str, path: str, **fields: str):
    cookie = field.cast.signed_in(who).get_cookie("session").value
    return post(path, fields, Host="localhost", Cookie=f"session={cookie}")


def families(field: Field, count: int, *, seats: int) -> tuple[int, list[int]]:
    """An event to which guests may bring three persons each."""
    event_id, _paths = guests(field, count, seats=seats)
    with field.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.companions, event.companions_most = CompanionPolicy.SEVERAL, 3
        db.session.commit()
    return event_id, ids_of(field, event_id)


def sums(field: Field, event_id: int) -> tuple[int, int]:
    """(seats of the answers, seats counted as taken)"""
    with field.app.app_context():
        answered = db.session.scalar(sa.select(sa.func.sum(Invitation.seats)).where(Invitation.event_id == event_id))
        return answered, db.session.get_one(Event, event_id).seats_taken


def answers(field: Field, event_id: int, ids: list[int]):
    """Parties of one to four, entered at one instant by the organiser, who is told so by the clients."""
    return [
        entering(
            field,
            "li",
            f"/events/{event_id}/guests/{invitation_id}/reply",
            channel="phone",
            answer="accepted",
            number=str(place % 4),
        )
        for place, invitation_id in enumerate(ids)
    ]


def test_parties_racing_for_seats_fill_them_and_never_more(field):
    event_id, ids = families(field, 60, seats=25)

    got = field.at_once(answers(field, event_id, ids))

    assert {status for status, _body in got} == {302}
    answered, taken = sums(field, event_id)
    assert answered == taken
    assert taken == 25, "somebody comes alone for every seat that a larger party leaves"


def test_the_control_without_guards_sells_seats_twice_or_breaks(field):
    """If this one finds nothing, the test above proves nothing."""
    event_id, ids = families(field, 60, seats=25)

    got = field.at_once(answers(field, event_id, ids), guarded=False)

    answered, _taken = sums(field, event_id)
    broken = any(status >= 500 for status, _body in got)
    assert answered > 25 if field.kind == "postgresql" else answered > 25 or broken


def test_two_who_offer_seats_to_one_guest_at_once_make_one_offer(field):
    event_id, ids = families(field, 2, seats=1)
    with field.app.app_context():
        for invitation_id in ids:
            rsvp.accept(invitation_id, channel=Channel.QR, now=now(), party=[GUEST])
        rsvp.decline(ids[0], channel=Channel.QR, now=now())
        db.session.commit()
    path = f"/events/{event_id}/waitlist/{ids[1]}/offer"

    got = field.at_once([entering(field, who, path) for who in ("li", "manager") * 6])

    assert {status for status, _body in got} == {302}
    with field.app.app_context():
        made = db.session.scalar(
            sa.select(sa.func.count()).select_from(SeatOffer).where(SeatOffer.event_id == event_id)
        )
        assert (made, db.session.get_one(Event, event_id).seats_taken) == (1, 1)


def test_a_guest_who_changes_their_mind_in_forty_tabs_has_one_answer(field):
    """Yes, no and another party at once: whatever came last, the sums agree with the lists."""
    event_id, [invitation_id] = families(field, 1, seats=3)
    path = f"/events/{event_id}/guests/{invitation_id}/reply"
    said = [{"answer": "accepted", "number": "2"}, {"answer": "declined"}, {"answer": "accepted", "number": "0"}]

    got = field.at_once([entering(field, "li", path, channel="phone", **said[turn % 3]) for turn in range(40)])

    assert max(status for status, _body in got) < 500
    answered, taken = sums(field, event_id)
    assert answered == taken
    with field.app.app_context():
        reply = db.session.get_one(Invitation, invitation_id).reply
        assert (reply is ReplyState.ACCEPTED) == (taken > 0)
