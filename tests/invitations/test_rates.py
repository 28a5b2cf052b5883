"""How many to invite: what practice says first, then what the branch's own evenings have taught."""

from datetime import timedelta

import pytest

from clients.models import ClientType, EntryKind, HistoryEntry
from core.db import db
from events.models import CompanionPolicy, Event, EventFormat, EventStatus
from invitations.guests.forecast import expected
from invitations.guests.rates import Rates, Seen, learned, letters_advised, letters_for, rates_of, seeded
from invitations.models import Invitation, ReplyState
from tests.house import NOW
from tests.invitations.nomination_desk import invited


@pytest.mark.parametrize(
    ("seats", "accept", "show", "letters"),
    [(30, 0.50, 0.90, 64), (12, 0.45, 0.92, 28), (60, 0.35, 0.80, 204), (0, 0.5, 0.9, 0)],
)
def test_letters_are_counted_as_practice_counts_them(seats, accept, show, letters):
    assert letters_for(seats, Rates(accept, show)) == letters


def test_nobody_accepting_asks_for_many_letters_and_not_for_endless_ones():
    assert letters_for(1, Rates(0.0, 0.0)) == 380


@pytest.mark.parametrize(
    ("kind", "show"), [(EventFormat.SALON, 0.90), (EventFormat.BANQUET, 0.95), (EventFormat.LECTURE, 0.80)]
)
def test_practice_says_how_many_of_those_who_accept_come(kind, show):
    assert seeded(Event(format=kind, companions=CompanionPolicy.NONE)) == Rates(0.50, show)


def test_companions_fill_seats_too():
    rates = seeded(Event(format=EventFormat.SALON, companions=CompanionPolicy.ONE))
    assert letters_for(30, rates) < letters_for(30, Rates(rates.accept, rates.show))


def test_what_was_seen_counts_from_the_fifth_evening_beside_twenty_guests_of_practice():
    prior = Rates(0.50, 0.90)
    four = Seen({1, 2, 3, 4}, asked=80, yes=20, came=10)
    five = Seen({1, 2, 3, 4, 5}, asked=80, yes=20, came=10)
    assert learned(prior, four) == prior
    assert learned(prior, five) == Rates(0.30, 0.70, 1.0, 5)  # (10 + 20) / 100, (18 + 10) / 40


def past_evenings(cast, number, *, accepted, kind=ClientType.RET, theme="tea"):
    """Evenings of the theme that are over, each with two letters delivered, and how many of them were accepted."""
    for evening in range(number):
        start = NOW - timedelta(days=400 - 30 * evening)
        event_id = cast.add_event(starts_at=start, theme=theme)
        clients = [
            cast.add_client("王", f"文{evening}{which}", number=f"{theme}{evening}{which}", client_type=kind)
            for which in range(2)
        ]
        letters = invited(cast, event_id, clients, now=start - timedelta(days=20))
        with cast.app.app_context():
            db.session.get_one(Event, event_id).status = EventStatus.CLOSED
            for place, letter_id in enumerate(letters):
                row = db.session.get_one(Invitation, letter_id)
                row.delivered_at = start - timedelta(days=15)
                row.reply = ReplyState.ACCEPTED if place < accepted else ReplyState.DECLINED
                if place < accepted:
                    db.session.add(
                        HistoryEntry(
                            client_id=row.client_id,
                            kind=EntryKind.OUTCOME_ATTENDED,
                            at=start,
                            source="event",
                            source_id=event_id,
                        )
                    )
            db.session.commit()


def test_rates_are_learned_for_theme_and_type(cast):
    past_evenings(cast, 5, accepted=2)
    coming = cast.add_event(theme="tea", type_profile={"types": ["ret"]})
    other = cast.add_event(theme="wine", type_profile={"types": ["ret"]})
    with cast.app.app_context():
        book = rates_of(db.session.get_one(Event, coming))
        assert book.overall == Rates(0.67, 0.93, 1.0, 5)  # (10 + 10) / 30, (18 + 10) / 30
        assert book.of(ClientType.RET) == book.overall
        assert rates_of(db.session.get_one(Event, other)).overall == Rates(0.50, 0.90)


def test_four_evenings_teach_nothing_yet(cast):
    past_evenings(cast, 4, accepted=2)
    coming = cast.add_event(theme="tea")
    with cast.app.app_context():
        assert rates_of(db.session.get_one(Event, coming)).overall == Rates(0.50, 0.90)


def test_seats_kept_for_others_want_no_letters(cast):
    event_id = cast.add_event(capacity=40)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.seats_held = 10
        assert letters_advised(event) == 64


def test_expected_heads_lie_in_a_range_around_what_is_likely(cast):
    event_id = cast.add_event(starts_at=NOW + timedelta(days=30), capacity=30)
    clients = [cast.add_client("王", f"文{one}", number=f"n{one}") for one in range(10)]
    letters = invited(cast, event_id, clients, now=NOW)
    with cast.app.app_context():
        for letter_id, reply in zip(letters, [ReplyState.ACCEPTED] * 6 + [ReplyState.DECLINED] * 2, strict=False):
            row = db.session.get_one(Invitation, letter_id)
            row.reply, row.heads = reply, 1
        db.session.commit()
        low, likely, high = expected(db.session.get_one(Event, event_id))
    assert likely == 6  # 6 × 0.9 + 2 × 0.45
    assert low < likely < high


def test_nobody_invited_is_nobody_expected(cast):
    event_id = cast.add_event()
    with cast.app.app_context():
        assert expected(db.session.get_one(Event, event_id)) == (0, 0, 0)
