"""The published rule of tiers: each case of going up, being watched, and stepping down."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from clients.book.tiers import Standing, month_after, next_tier, stepping_down_on
from clients.history.tier_months import months_of, record_month, record_months
from clients.models import Client, EntryKind, HistoryEntry, Tier
from clients.settings import GRACE_MONTHS
from core.db import db
from core.errors import DomainError
from staff.settings import change_setting
from tests.house import queries

NOW = datetime(2027, 3, 20, 4, 0, tzinfo=UTC)
JAN, FEB, MAR, APR, MAY, JUN, JUL = (date(2026, month, 1) for month in range(1, 8))


def grace(tier):
    return 6 if tier in (Tier.T4, Tier.T5) else 3


def after(tier, *bands, since=None, first=JAN):
    months, month = [], first
    for band in bands:
        months.append((month, band))
        month = month_after(month)
    return next_tier(tier, since, [one for one in months if one[1] is not None], grace)


T1, T2, T3, T4, T5 = Tier.T1, Tier.T2, Tier.T3, Tier.T4, Tier.T5


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        (after(T2), Standing(T2)),
        (after(T2, T2), Standing(T2)),
        (after(T2, T3), Standing(T3, FEB)),  # up in the next month
        (after(T1, T4), Standing(T4, FEB)),  # over several tiers at once
        (after(T2, T1), Standing(T2, None, JAN)),  # watched, keeps the tier
        (after(T2, T1, T1), Standing(T2, None, JAN)),
        (after(T2, T1, T1, T1), Standing(T1, APR)),  # down in the fourth month
        (after(T3, T1, T2, T1), Standing(T1, APR)),  # to the level of the last month
        (after(T3, T1, T1, T2), Standing(T2, APR)),
        (after(T2, T1, T1, T2), Standing(T2)),  # back above the floor: no longer watched
        (after(T2, T1, T2, T1, T1), Standing(T2, None, MAR)),  # the row begins anew
        (after(T2, T1, T1, T3), Standing(T3, APR)),
        (after(T4, T2, T2, T2, T2, T2), Standing(T4, None, JAN)),  # private banking bears six
        (after(T4, T2, T2, T2, T2, T2, T3), Standing(T3, JUL)),  # and steps down in the seventh
        (after(T5, T4, T4, T4, T4, T4, T4), Standing(T4, JUL)),
        (after(T2, T1, T1, None, T1), Standing(T2, None, APR)),  # a month that nobody knows breaks the row
        (after(T2, T1, T1, None, T1, T1, T1), Standing(T1, JUL)),
        (after(T3, T1, T1, T1, since=MAR), Standing(T3, MAR, MAR)),  # months before the tier do not count
        (after(T3, T1, since=date(2026, 1, 15)), Standing(T3, date(2026, 1, 15), JAN)),
    ],
)
def test_the_rule_of_up_and_down(standing, wanted):
    assert standing == wanted


def test_months_may_come_in_any_order():
    months = [(MAR, T1), (JAN, T1), (FEB, T1)]

    assert next_tier(T2, None, months, grace) == Standing(T1, APR)


def write(cast, client_id, *bands, first=date(2026, 10, 1)):
    with cast.app.app_context():
        client, month, changed = db.session.get(Client, client_id), first, []
        for band in bands:
            changed.append(record_month(client, month, band, now=NOW, staff_id=client.rm_id))
            month = month_after(month)
        db.session.commit()
        return changed, client.tier, client.tier_since, client.watch_since


def test_a_month_that_is_written_down_lifts_the_tier_and_is_told(cast):
    client_id = cast.add_client(tier=T2)

    assert write(cast, client_id, T3) == ([True], T3, date(2026, 11, 1), None)
    with cast.app.app_context():
        entry = db.session.scalar(sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.TIER_CHANGED))
        assert (entry.client_id, entry.text) == (client_id, "T2 → T3")


def test_a_watched_client_keeps_the_tier_until_the_fourth_month(cast):
    client_id = cast.add_client(tier=T3)

    assert write(cast, client_id, T2, T2) == ([False, False], T3, None, date(2026, 10, 1))
    with cast.app.app_context():
        assert stepping_down_on(db.session.get(Client, client_id)) == date(2027, 1, 1)
    assert write(cast, client_id, T1, first=date(2026, 12, 1)) == ([True], T1, date(2027, 1, 1), None)


def test_the_same_month_written_twice_is_put_right(cast):
    client_id = cast.add_client(tier=T3)

    write(cast, client_id, T2)
    assert write(cast, client_id, T3) == ([False], T3, None, None)
    with cast.app.app_context():
        assert [row.band for row in months_of(db.session.get(Client, client_id))] == [T3]


def test_a_branch_sets_its_own_months_of_grace(cast):
    client_id = cast.add_client(tier=T3)
    with cast.app.app_context():
        change_setting(cast.branch_id, GRACE_MONTHS, 2)
        db.session.commit()

    assert write(cast, client_id, T2, T2)[1] is T2


def test_a_month_that_is_not_over_is_refused(cast):
    client_id = cast.add_client(tier=T2)
    with cast.app.app_context(), pytest.raises(DomainError) as refusal:
        record_month(db.session.get(Client, client_id), date(2027, 3, 1), T3, now=NOW, staff_id=None)

    assert refusal.value.code == "month_not_over"


def test_the_months_of_many_clients_need_one_query_to_be_known(cast):
    ids = [cast.add_client(given_name=name, phone="", tier=T2) for name in ("一", "二", "三")]
    with cast.app.app_context():
        clients = [db.session.get(Client, client_id) for client_id in ids]
        with queries(cast.app) as seen:
            changed = record_months(clients, JAN, dict.fromkeys(ids, T2), now=NOW, staff_id=None)
            assert len([one for one in seen if "FROM tier_month" in one]) == 1
        assert changed == []
        db.session.commit()
