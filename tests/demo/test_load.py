"""What the demo holds: loaded once at noon, looked at by many tests; and loaded at all hours on both databases."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from attendance.models import Presence
from clients.book.naming import salutation
from clients.contact.may_contact import holds_on
from clients.models import Client, ClientType, EntryKind, HistoryEntry, HoldKind
from clients.settings import INVITATIONS_30_DAYS
from core.db import Base, db
from core.errors import DomainError
from demo.load import NotEmpty, load
from demo.moments import ZONE, tonight
from demo.people import PASSWORD
from events.models import DOOR_CLOSES, DOOR_OPENS, Event, EventStatus
from invitations.guests.inviting import choose, invite
from invitations.models import (
    Dispatch,
    Invitation,
    OfferState,
    Reply,
    ReplyState,
    SeatOffer,
    Segment,
)
from invitations.segments import count, read_rule
from printing.setting import faces
from staff.models import Branch, Role, Staff
from tests.demo.loaded import all_of, organiser
from tests.house import NOW, build_app

RARE = "䶮𬱖𠅤𫖯翀堃"
RANDOM = {"token_hash", "code_hash", "sealed", "fs_uniquifier", "password", "file", "sha256", "seal"}
"""Secrets and what is drawn from them: these may differ from one load to the next."""


def asked_for() -> Event:
    """The evening that waits for the manager's word."""
    return db.session.scalars(sa.select(Event).where(Event.status == EventStatus.SUBMITTED)).one()


def plain(value: Any) -> Any:
    """A frozen letter names the file of its seal, which is drawn by chance too."""
    return value | {"look": value["look"] | {"seal": ""}} if isinstance(value, dict) and "look" in value else value


def rows(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every row but the audit log, which tells when it was really written."""
    with app.app_context():
        found = {}
        for table in Base.metadata.sorted_tables:
            if table.name in ("audit_entry", "rate_window"):
                continue
            order = list(table.primary_key.columns)
            found[table.name] = [
                {name: plain(value) for name, value in row.items() if name not in RANDOM}
                for row in db.session.execute(sa.select(table).order_by(*order)).mappings()
            ]
        return found


def test_two_loads_at_one_moment_give_equal_rows(shown: Flask, tmp_path: Path) -> None:
    again = build_app(f"sqlite:///{tmp_path / 'again.db'}", tmp_path)
    with again.app_context():
        load(now=NOW)
        db.session.commit()

    first, second = rows(shown), rows(again)

    assert first.keys() == second.keys()
    for table, expected in first.items():
        assert second[table] == expected, table
    with again.app_context():
        db.engine.dispose()


def test_one_branch_with_everybody_whom_a_salon_needs(demo: Flask) -> None:
    staff = all_of(Staff)

    assert len(all_of(Branch)) == 1
    roles = [next(iter(one.role_set)) for one in staff]
    assert {role: roles.count(role) for role in Role} == {
        Role.ORGANISER: 1,
        Role.RM: 8,
        Role.DOOR: 1,
        Role.MANAGER: 1,
        Role.COMPLIANCE: 1,
        Role.ADMIN: 1,
    }
    assert [one.username for one in staff if one.language == "en"] == ["rm.grace"]
    assert all(one.phone and one.name_en for one in staff)
    assert len(PASSWORD) >= 12


def test_all_the_demo_staff_sign_in_with_the_printed_password(demo: Flask) -> None:
    from flask_security import verify_password

    assert all(verify_password(PASSWORD, one.password) for one in all_of(Staff))


def test_120_clients_of_all_eleven_types_at_every_rms(demo: Flask) -> None:
    clients = all_of(Client)

    assert len(clients) == 120
    assert {client.client_type for client in clients} == set(ClientType)
    assert len({client.rm_id for client in clients}) == 8
    assert len({client.phone for client in clients}) == len({client.phone_tail for client in clients}) == 120
    assert len({client.number for client in clients}) == 120
    assert {client.holdings_count for client in clients} == set(range(9))
    assert all(client.talk_topics and client.interests and client.birth_date for client in clients)


def test_retired_clients_are_older_than_young_ones(demo: Flask) -> None:
    def ages(kind: ClientType) -> list[int]:
        today = NOW.date()
        born = [client.birth_date for client in all_of(Client, Client.client_type == kind)]
        return [today.year - day.year - ((today.month, today.day) < (day.month, day.day)) for day in born]

    assert min(ages(ClientType.RET)) >= 60
    assert max(ages(ClientType.YNG)) < 40


def test_names_that_programs_stumble_over_are_there_and_can_be_printed(demo: Flask) -> None:
    clients = all_of(Client)
    names = "".join(client.full_name for client in clients)

    assert all(symbol in names for symbol in RARE)
    assert faces.missing(names) == []
    assert {client.surname for client in clients if len(client.surname) == 2} == {"欧阳", "尉迟", "万俟"}
    assert {client.full_name for client in clients if "·" in client.full_name} == {"阿依古丽·买买提", "丹增·平措"}
    assert {"单", "仇", "曾", "查", "吕"} <= {client.surname for client in clients}


def test_couples_share_a_household_and_their_rm(demo: Flask) -> None:
    homes: dict[int, list[Client]] = {}
    for client in all_of(Client, Client.household_id.is_not(None)):
        homes.setdefault(client.household_id, []).append(client)

    assert len(homes) == 2
    for pair in homes.values():
        assert len(pair) == 2
        assert pair[0].rm_id == pair[1].rm_id


def test_exactly_one_salutation_is_unknown(demo: Flask) -> None:
    unknown = []
    for client in all_of(Client):
        try:
            salutation(client, client.language)
        except DomainError:
            unknown.append(client.full_name)

    assert unknown == ["林晓晨"]


def test_english_letters_are_addressed_in_english(demo: Flask) -> None:
    lines = {salutation(client, "en") for client in all_of(Client, Client.language == "en")}

    assert lines == {"Dear Mr Whitfield", "Dear Ms O'Connor", "Dear Ms Laurent", "Dear Mr Chan"}


def test_three_clients_are_on_hold_each_for_another_reason(demo: Flask) -> None:
    standing = [holds_on(client, NOW.date()) for client in all_of(Client)]

    held = sorted((kinds[0] for kinds in standing if kinds), key=lambda kind: kind.value)
    assert held == [HoldKind.BEREAVEMENT, HoldKind.COMPLAINT, HoldKind.OPTED_OUT]


def test_nothing_has_happened_later_than_now(demo: Flask) -> None:
    for moment in (HistoryEntry.at, Reply.at, Invitation.invited_at, Invitation.delivered_at, Client.created_at):
        assert db.session.scalar(sa.select(sa.func.max(moment))) <= NOW


def test_seats_taken_are_those_of_answers_and_offers_and_never_more_than_there_are(demo: Flask) -> None:
    for event in all_of(Event):
        answered = sum(invitation.seats for invitation in all_of(Invitation, Invitation.event_id == event.id))
        offered = all_of(SeatOffer, SeatOffer.event_id == event.id, SeatOffer.state == OfferState.OPEN)

        assert event.seats_taken == answered + sum(offer.seats for offer in offered), event.title
        assert event.seats_taken + event.seats_held <= event.capacity


def test_one_evening_shows_parties_who_decides_later_who_is_sent_and_who_waits(demo: Flask) -> None:
    replies = {invitation.reply for invitation in all_of(Invitation)}

    assert {ReplyState.TENTATIVE, ReplyState.DELEGATED, ReplyState.WAITLISTED} <= replies
    assert any(invitation.heads > 1 for invitation in all_of(Invitation))
    assert len(all_of(SeatOffer)) == 1


def test_six_past_events_are_closed_and_tell_an_outcome_of_each_invitation(demo: Flask) -> None:
    past = all_of(Event, Event.starts_at < NOW)

    assert len(past) == 6
    kinds = [kind for kind in EntryKind if kind.value.startswith("outcome_")]
    seen = set()
    for event in past:
        assert event.status is EventStatus.CLOSED
        invited = all_of(Invitation, Invitation.event_id == event.id)
        told = all_of(HistoryEntry, HistoryEntry.source_id == event.id, HistoryEntry.kind.in_(kinds))
        assert len(invited) >= 10
        assert sorted(entry.client_id for entry in told) == sorted(invitation.client_id for invitation in invited)
        seen |= {entry.kind for entry in told}
    assert seen == set(kinds)


def test_histories_are_not_only_about_events(demo: Flask) -> None:
    written = all_of(HistoryEntry, HistoryEntry.subject == "", HistoryEntry.staff_id.is_not(None))

    assert len({entry.client_id for entry in written}) == 120
    assert {EntryKind.CALL, EntryKind.WECHAT, EntryKind.VISIT, EntryKind.NOTE} <= {entry.kind for entry in written}


def test_answers_come_in_for_the_event_in_ten_days(demo: Flask) -> None:
    event = db.session.scalars(
        sa.select(Event).where(Event.starts_at.between(NOW + timedelta(4), NOW + timedelta(15)))
    ).one()
    invitations = all_of(Invitation, Invitation.event_id == event.id)

    answered = [one for one in invitations if one.reply is not ReplyState.NONE]
    assert 1 / 3 < len(answered) / len(invitations) < 2 / 3
    assert {one.dispatch for one in invitations} >= {
        Dispatch.DELIVERED,
        Dispatch.HANDED,
        Dispatch.RETURNED,
        Dispatch.LISTED,
    }
    assert any(NOW - one.replied_at < timedelta(hours=1) for one in answered)


def test_the_door_is_open_for_tonight_with_guests_to_expect(demo: Flask) -> None:
    event = db.session.scalars(sa.select(Event).where(Event.starts_at.between(NOW, NOW + DOOR_OPENS))).one()
    invitations = all_of(Invitation, Invitation.event_id == event.id)

    assert event.status is EventStatus.INVITING
    assert sum(one.reply is ReplyState.ACCEPTED for one in invitations) >= 8
    assert sum(one.reply is ReplyState.NONE for one in invitations) >= 2


def test_every_segment_selects_somebody(demo: Flask) -> None:
    for segment in all_of(Segment):
        assert count(organiser(), read_rule(segment.rule).rule, NOW.date()) >= 5, segment.name


def test_the_evening_that_waits_for_approval_can_be_filled_from_its_segment(demo: Flask) -> None:
    segment = db.session.scalars(sa.select(Segment).where(Segment.name == "爱茶的退休客户")).one()

    event = asked_for()

    choice = choose(organiser(), event, read_rule(segment.rule).rule, now=NOW)
    invited = invite(organiser(), event, choice.fit, now=NOW)

    assert len(invited) >= 6
    assert event.status is EventStatus.SUBMITTED  # the letters wait


def test_nobody_was_ever_asked_more_often_than_the_rule_allows(demo: Flask) -> None:
    asked: dict[int, list[Any]] = {}
    for invitation in all_of(Invitation):
        asked.setdefault(invitation.client_id, []).append(invitation.invited_at)

    for moments in asked.values():
        for moment in moments:
            month = [one for one in moments if timedelta(0) <= moment - one < timedelta(days=30)]
            assert len(month) <= INVITATIONS_30_DAYS.default


def test_holiday_cover_lets_an_rm_see_a_colleagues_clients(demo: Flask) -> None:
    from staff.scope import sees

    xu = db.session.scalars(sa.select(Staff).where(Staff.username == "rm.xujing")).one()
    seen = list(db.session.scalars(sa.select(Client).where(sees(xu, Client))))

    assert sum(client.rm.username == "rm.sunjia" for client in seen) == 5


@pytest.mark.parametrize("hour", [0, 3, 6, 9, 12, 17, 19, 20, 21, 22, 23])
@pytest.mark.parametrize("minute", [0, 29, 59])
def test_tonight_is_at_an_hour_for_salons_and_its_door_is_open(hour: int, minute: int) -> None:
    moment = NOW.astimezone(ZONE).replace(hour=hour, minute=minute)

    start = tonight(moment)

    assert start - DOOR_OPENS <= moment <= start + timedelta(hours=2) + DOOR_CLOSES
    assert start.minute % 30 == 0
    assert (9, 30) <= (start.hour, start.minute) <= (19, 30)


@pytest.mark.parametrize(("app", "local_hour"), [("sqlite", 2), ("postgresql", 19)], indirect=["app"])
def test_it_loads_on_either_database_at_any_hour(app: Flask, local_hour: int) -> None:
    moment = NOW.astimezone(ZONE).replace(hour=local_hour)

    with app.app_context():
        load(now=moment)
        db.session.commit()

        event = db.session.scalars(sa.select(Event).where(Event.title == "老朋友茶叙")).one()
        inside = all_of_presence(event)
        near = event.starts_at - moment <= timedelta(hours=1)
        assert len(inside) == (2 if near else 0)


def all_of_presence(event: Event) -> list[Presence]:
    return list(db.session.scalars(sa.select(Presence).where(Presence.event_id == event.id)))


@pytest.mark.parametrize("day", ["2028-02-29"])
def test_it_loads_on_any_day_of_the_year(tmp_path: Path, day: str) -> None:
    app = build_app(f"sqlite:///{tmp_path / 'day.db'}", tmp_path)
    moment = NOW.fromisoformat(f"{day}T04:00:00+00:00")

    with app.app_context():
        load(now=moment)
        db.session.commit()

        assert db.session.scalar(sa.select(sa.func.count()).select_from(Client)) == 120
        db.engine.dispose()


def test_a_database_with_a_client_or_staff_is_left_alone(cast: Any, app: Flask) -> None:
    with app.app_context(), pytest.raises(NotEmpty):
        load(now=NOW)
