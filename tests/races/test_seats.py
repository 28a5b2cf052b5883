"""Two hundred guests answer at one instant; there are fifty seats."""

import re

import sqlalchemy as sa

from clients.book.saving import save_client
from clients.models import Client, Gender
from core.db import db, now
from events.models import Event
from invitations.codes.tokens import unseal
from invitations.guests.inviting import invite
from invitations.models import Invitation, ReplyState
from tests.races.field import Field, post


def guests(field: Field, count: int, *, seats: int) -> tuple[int, list[str]]:
    """An event with `seats` and `count` invited clients; returns the event's id and the reply pages' paths."""
    event_id = field.cast.add_event(capacity=seats)
    with field.app.app_context():
        zhao = field.cast.staff("zhao")
        clients = [
            save_client(
                Client(rm_id=zhao.id, branch_id=zhao.branch_id, number=f"{event_id}-{number}"),
                surname="王",
                given_name=f"客{number}",
                gender=Gender.FEMALE,
            )
            for number in range(count)
        ]
        db.session.flush()
        event = db.session.get_one(Event, event_id)
        invitations = invite(field.cast.staff("li"), event, clients, now=now())
        paths = [f"/i/{unseal(invitation).token}" for invitation in invitations]
        db.session.commit()
    return event_id, paths


def acceptance(field: Field, path: str):
    """What pressing "I will come" sends, with the key that the page gave out."""
    page = field.app.test_client().get(path).text
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    return post(path, {"key": key, "answer": "accept"}, Host="localhost")


def accepted(field: Field, event_id: int) -> tuple[int, int]:
    """(accepted invitations, seats counted as taken)"""
    with field.app.app_context():
        asked = sa.select(sa.func.count()).where(
            Invitation.event_id == event_id, Invitation.reply == ReplyState.ACCEPTED
        )
        return db.session.scalar(asked), db.session.get_one(Event, event_id).seats_taken


def test_two_hundred_guests_racing_for_fifty_seats_never_get_fifty_one(field):
    event_id, paths = guests(field, 200, seats=50)
    requests = [acceptance(field, path) for path in paths]

    answers = field.at_once(requests)

    assert {status for status, _body in answers} == {303}
    assert accepted(field, event_id) == (50, 50)


def test_one_guest_pressing_forty_times_takes_one_seat(field):
    event_id, paths = guests(field, 1, seats=50)
    request = acceptance(field, paths[0])

    answers = field.at_once([request] * 40)

    assert {status for status, _body in answers} == {303}
    assert accepted(field, event_id) == (1, 1)


def test_the_control_without_guards_oversells_or_breaks(field):
    """If this one finds nothing, the tests above prove nothing."""
    event_id, paths = guests(field, 80, seats=20)
    requests = [acceptance(field, path) for path in paths]

    answers = field.at_once(requests, guarded=False)

    oversold = accepted(field, event_id)[0] > 20
    broken = any(status >= 500 for status, _body in answers)
    # Without BEGIN IMMEDIATE SQLite refuses late writers ("database is locked") rather than overselling.
    assert oversold if field.kind == "postgresql" else oversold or broken
