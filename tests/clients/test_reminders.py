"""What a relationship manager finds on the first page: birthdays that come, and clients not spoken with for long."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clients.book.owners import delegate
from clients.contact.holds import hold
from clients.history.ledger import tell
from clients.models import CelebrateBy, Client, EntryKind, HoldKind, LeapRule, Tier
from clients.panels import my_clients
from core.db import db
from tests.house import NOW

TODAY = date(2027, 3, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def panel(cast, who="zhao"):
    with cast.app.test_request_context():
        data = my_clients(cast.staff(who), None, NOW)
        if data is None:
            return None
        return {kind: [(client.given_name, days) for client, days in data[kind]] for kind in ("birthdays", "silent")}


def add(cast, name, *, known=1, spoken=None, **values):
    """A client known for so many days, last spoken with so many days ago."""
    client_id = cast.add_client("王", name, phone="", **values)
    with cast.app.app_context():
        db.session.get(Client, client_id).created_at = NOW - timedelta(days=known, hours=1)
        if spoken is not None:
            tell(client_id, EntryKind.CALL, at=NOW - timedelta(days=spoken, hours=1))
        db.session.commit()
    return client_id


def test_birthdays_within_a_week_stand_there_nearest_first(cast):
    add(cast, "七天", birth_date=date(1962, 3, 27))
    add(cast, "八天", birth_date=date(1962, 3, 28))
    add(cast, "今天", birth_date=date(1962, 3, 20))
    add(cast, "昨天", birth_date=date(1962, 3, 19))

    assert panel(cast)["birthdays"] == [("今天", 0), ("七天", 7)]


def test_lunar_birthdays_stand_among_them_and_say_when_to_ask(cast):
    add(cast, "二月十五", lunar_month=2, lunar_day=15)
    add(cast, "闰二月", lunar_month=2, lunar_day=16, lunar_leap=True, birth_date=date(1962, 3, 21))
    add(cast, "不过", birth_date=date(1962, 3, 21), celebrate_by=CelebrateBy.NONE)

    # 20 March 2027 is the 13th of the second lunar month.
    assert panel(cast)["birthdays"] == [("闰二月", 1), ("二月十五", 2)]


def test_the_last_day_of_the_lunar_year_and_the_30th_of_a_short_month_come_on_the_29th(cast):
    eve = add(cast, "除夕", lunar_eve=True)
    add(cast, "三十", lunar_month=12, lunar_day=30)
    day = datetime(2027, 2, 3, 4, 0, tzinfo=SHANGHAI)
    with cast.app.test_request_context():
        data = my_clients(cast.staff("zhao"), None, day)
        assert sorted((client.given_name, days) for client, days in data["birthdays"]) == [("三十", 2), ("除夕", 2)]
        assert not data["kept"][eve].ask


def test_both_days_of_a_leap_birthday_are_shown_with_a_word_to_ask(cast):
    client_id = add(cast, "闰六月", lunar_month=6, lunar_day=15, lunar_leap=True, leap_rule=LeapRule.ASK)
    with cast.app.test_request_context():
        for day in (datetime(2025, 7, 5, tzinfo=SHANGHAI), datetime(2025, 8, 5, tzinfo=SHANGHAI)):
            data = my_clients(cast.staff("zhao"), None, day)
            assert data["kept"][client_id].ask


@pytest.mark.parametrize(
    ("tier", "spoken", "waits"),
    [(Tier.T5, 31, True), (Tier.T4, 29, False), (Tier.T3, 61, True), (Tier.T3, 59, False), (Tier.T0, 91, True),
     (Tier.T2, 89, False)],
)  # fmt: skip
def test_how_long_a_client_may_wait_depends_on_the_tier(cast, tier, spoken, waits):
    add(cast, "文静", tier=tier, known=400, spoken=spoken)

    found = panel(cast)

    assert (found["silent"] if found else []) == ([("文静", spoken)] if waits else [])


def test_whoever_was_never_spoken_with_waits_since_we_know_them(cast):
    add(cast, "旧识", known=100)
    add(cast, "新识", known=5)

    assert panel(cast)["silent"] == [("旧识", 100)]


def test_a_printed_letter_is_no_word(cast):
    client_id = add(cast, "文静", known=400, spoken=200)
    with cast.app.app_context():
        tell(client_id, EntryKind.LETTER_PRINTED, at=NOW)
        db.session.commit()

    assert panel(cast)["silent"] == [("文静", 200)]


def test_nobody_is_sent_to_call_the_dead(cast):
    client_id = add(cast, "文静", known=400, birth_date=date(1930, 3, 21))
    with cast.app.app_context():
        hold(db.session.get(Client, client_id), HoldKind.DECEASED, since=TODAY, until=None)
        db.session.commit()

    assert panel(cast) is None


def test_at_most_eight_lines_each(cast):
    for place in range(9):
        add(cast, f"甲{place}", known=400 + place, birth_date=date(1962, 3, 21))

    found = panel(cast)

    assert len(found["birthdays"]) == 8
    assert [days for _name, days in found["silent"]] == [408, 407, 406, 405, 404, 403, 402, 401]


def test_only_those_who_look_after_a_client_are_reminded(cast):
    client_id = add(cast, "文静", known=400)

    for who in ("sun", "stranger", "li", "manager", "door"):
        assert panel(cast, who) is None
    with cast.app.app_context():
        delegate(db.session.get(Client, client_id), cast.staff("sun"))
        db.session.commit()
    assert panel(cast, "sun")["silent"] == [("文静", 400)]


def test_the_first_page_shows_them(cast):
    client_id = cast.add_client(birth_date=datetime.now(SHANGHAI).date().replace(year=1964))

    page = cast.signed_in("zhao").get("/").text

    assert f'href="/clients/{client_id}"' in page
    assert "近期生日" in page
