"""Several organisers who seat the guests of one evening at one instant: each chair has one person, nobody is failed."""

import sqlalchemy as sa

from core.db import db
from invitations.models import SeatPlace
from tests.invitations.seating_desk import Dinner, dinner
from tests.races.field import Field, post
from tests.races.test_pressed_twice import statuses

GUESTS = "一二三四五六七八"


def laid(field: Field) -> Dinner:
    found = dinner(field.cast, *(f"席{sign}" for sign in GUESTS), title="同时排座")
    found.lay(2, seats=6)
    return found


def places(field: Field, evening: Dinner) -> list[SeatPlace]:
    with field.app.app_context():
        return list(db.session.scalars(sa.select(SeatPlace).where(SeatPlace.event_id == evening.event_id)))


def test_one_chair_given_to_eight_at_once_is_had_by_one(field):
    evening = laid(field)
    to = f"{evening.table_id(1)}-1"

    cookie = field.cast.signed_in("li").get_cookie("session").value
    moves = [
        post(f"{evening.page}/move", {"who": evening.key(name), "to": to}, Host="localhost", Cookie=f"session={cookie}")
        for name in evening.guests
    ]

    answers = field.at_once(moves)

    assert {status for status, _body in answers} == {302}
    assert len(places(field, evening)) == 1


def test_a_proposal_asked_for_at_once_seats_everybody_once(field):
    evening = laid(field)

    answers = statuses(field, "li", f"{evening.page}/propose", how="anew")

    assert set(answers) == {302}
    assert len(places(field, evening)) == len(GUESTS)
    assert len({(row.table_id, row.chair) for row in places(field, evening)}) == len(GUESTS)


def test_a_change_taken_back_at_once_is_taken_back_once(field):
    evening = laid(field)
    statuses(field, "li", f"{evening.page}/propose", how="anew")

    answers = statuses(field, "li", f"{evening.page}/undo")

    assert max(answers) < 500
    assert places(field, evening) == []
