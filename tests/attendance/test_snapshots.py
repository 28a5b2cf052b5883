"""What is seen 30, 60 and 90 days later: counted once, then never touched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from attendance.figures.snapshots import BASE, snapshots_due, snapshots_of, take
from attendance.models import FigureSnapshot, WalkIn
from clients.history.ledger import tell
from clients.models import Client, ClientHolding, EntryKind, Holding, Tier, TierMonth
from core.db import db, now
from core.jobs import DAILY, KINDS
from events.models import Event, EventStatus
from invitations.models import Invitation, ReplyState
from tests.attendance.evening import Evening, an_evening, words
from tests.house import Cast


@pytest.fixture
def evening(cast: Cast) -> Evening:
    """It ended an hour ago and is closed; Zheng came, Lin declined."""
    evening = an_evening(cast, begins=timedelta(hours=-3))
    evening.scan(evening.guest("郑", "雅文"), at=now() - timedelta(hours=3))
    evening.guest("林", "婉清", reply=ReplyState.DECLINED)
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        event.status, event.closed_at = EventStatus.CLOSED, now()
        db.session.commit()
    return evening


def clients(evening: Evening) -> tuple[int, int]:
    """Who came, and who declined. Wants an application context."""
    ids = sa.select(Invitation.client_id).where(Invitation.event_id == evening.event_id).order_by(Invitation.id)
    came, declined = db.session.scalars(ids)
    return came, declined


def test_each_snapshot_is_due_on_its_day_and_once(evening):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        end = event.ends_at
        due = {days: [one for _event, one in snapshots_due(end + timedelta(days=days))] for days in (0, 29, 30, 60, 91)}
        take(event, BASE, now=end)
        take(event, 30, now=end + timedelta(days=30))
        db.session.commit()

        assert due == {0: [0], 29: [0], 30: [0, 30], 60: [0, 30, 60], 91: [0, 30, 60, 90]}
        assert snapshots_due(end + timedelta(days=31)) == []
        assert take(event, 30, now=end + timedelta(days=31)) is False


def test_an_open_evening_has_none(evening):
    with evening.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.INVITING
        db.session.commit()

        assert snapshots_due(now() + timedelta(days=100)) == []


def test_what_changed_is_seen(evening):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        came, _declined = clients(evening)
        db.session.add_all([ClientHolding(client_id=came, holding=one) for one in (Holding.CURRENT, Holding.FUND)])
        db.session.flush()
        take(event, BASE, now=event.ends_at)
        db.session.add(ClientHolding(client_id=came, holding=Holding.WEALTH))
        tell(came, EntryKind.MEETING, at=event.ends_at + timedelta(days=12))
        tell(came, EntryKind.CALL, at=event.ends_at + timedelta(days=31))
        invitation_id = db.session.scalar(sa.select(Invitation.id).where(Invitation.client_id == came))
        db.session.add(
            WalkIn(
                event_id=event.id,
                at=now(),
                staff_id=evening.cast.staff_ids["door"],
                consented_at=now(),
                brought_by_id=invitation_id,
            )
        )
        db.session.flush()
        take(event, 30, now=event.ends_at + timedelta(days=30))
        db.session.commit()

        [seen] = snapshots_of(event)
    assert (seen.clients, seen.kept, seen.appointments) == (1, 1, 1)
    assert (seen.products_before, seen.products, seen.crossed) == (2, 3, 1)
    assert (seen.leads, seen.referrals) == (1, 1)
    assert seen.difference is None


def test_later_changes_do_not_touch_what_is_frozen(evening):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        came, _declined = clients(evening)
        take(event, 30, now=event.ends_at + timedelta(days=30))
        db.session.commit()
        before = db.session.get_one(FigureSnapshot, (event.id, 30)).figures
        tell(came, EntryKind.MEETING, at=event.ends_at + timedelta(days=12))
        db.session.commit()
        for _again in range(2):
            take(event, 30, now=event.ends_at + timedelta(days=40))
            db.session.commit()

        assert db.session.get_one(FigureSnapshot, (event.id, 30), populate_existing=True).figures == before


def test_the_change_of_those_who_came_stands_beside_that_of_those_who_declined(evening):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        came, declined = clients(evening)
        day = event.local_end.date()
        before = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        after = (day + timedelta(days=62)).replace(day=1)
        for client_id, bands in ((came, (Tier.T2, Tier.T4)), (declined, (Tier.T3, Tier.T3))):
            months: list[date] = [before, after]
            for month, band in zip(months, bands, strict=True):
                db.session.add(TierMonth(client_id=client_id, month=month, band=band))
        db.session.flush()
        take(event, 90, now=event.ends_at + timedelta(days=90))
        db.session.commit()

        [seen] = snapshots_of(event)
    assert (seen.came.mean, seen.declined.mean, seen.difference) == (2.0, 0.0, 2.0)


def test_holdings_that_nobody_noted_in_time_are_said_to_be_unknown(evening):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        late = event.ends_at + timedelta(days=45)
        take(event, BASE, now=late)
        take(event, 30, now=late)
        db.session.commit()

        assert snapshots_of(event)[0].held_known == 0


def test_the_house_takes_them_by_itself_every_day(evening):
    def progress(done: int, _total: int) -> None:
        db.session.commit()

    assert "figure_snapshots" in DAILY
    with evening.app.app_context():
        for _again in range(2):
            KINDS["figure_snapshots"](now().toordinal(), progress)

        assert db.session.scalars(sa.select(FigureSnapshot.days)).all() == [BASE]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Client)) == 2


def test_the_report_calls_it_correlation(evening):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        take(event, 90, now=event.ends_at + timedelta(days=90))
        db.session.commit()

    assert "相关，不代表因果" in words(evening.cast.signed_in("li").get(f"/events/{evening.event_id}/report"))
