"""Travellers: what is told of each, sealed and shown in part, with consent; who sees it; and what is still missing."""

from datetime import date

import pytest
import sqlalchemy as sa

from clients.models import Consent, Gender, Purpose
from core.db import db
from core.errors import DomainError
from invitations.answers.party import GUEST, Person
from invitations.answers.rsvp import accept, decline
from invitations.models import AgeGroup, Channel, Traveller
from invitations.trips.emptying import empty_all
from invitations.trips.identity import DocumentKind
from invitations.trips.needs import Need, needs_of
from invitations.trips.particulars import Plain, read
from staff.models import AuditEntry
from tests.house import queries
from tests.invitations.trip_desk import NOW, id_number, open_desk, years_before


@pytest.fixture
def desk(cast):
    return open_desk(cast)


def typed(**changes):
    """A sheet as it is typed."""
    values = {
        "document_kind": "id_card",
        "document_no": id_number(date(1960, 3, 8)),
        "birth_date": "",
        "gender": "",
        "phone": "13800001234",
        "emergency_name": "王小明",
        "emergency_relation": "儿子",
        "emergency_phone": "13900000000",
        "mobility": "cane",
        "room_wish": "none",
        "pick_up_id": "",
        "share_with": "",
    }
    return values | changes


def row(invitation_id, place=0):
    return db.session.get(Traveller, (invitation_id, place))


def test_a_typed_sheet_is_kept_sealed_and_fills_in_birth_date_and_gender(desk, app):
    guest = desk.guest("文静")

    answer = desk.cast.signed_in("zhao").post(f"{desk.base}/travellers/{guest}/0", data=typed())

    assert answer.status_code == 302
    with app.app_context():
        kept = row(guest)
        told = read(kept)
        assert (told.birth_date, told.gender) == (date(1960, 3, 8), Gender.FEMALE)
        assert told.emergency_name == "王小明"
        assert kept.mobility.value == "cane"
        plain = db.session.execute(sa.text("SELECT * FROM traveller")).mappings().one()
        assert not any("1960" in str(value) or "王小明" in str(value) for value in plain.values())


def test_a_document_is_never_shown_again_whole(desk):
    guest, number = desk.guest("文静"), id_number(date(1960, 3, 8))
    desk.tell(guest, document_kind=DocumentKind.ID_CARD, document_no=number)
    browser = desk.cast.signed_in("li")

    for page in (f"{desk.base}/travellers", f"{desk.base}/travellers/{guest}/0"):
        text = browser.get(page).text
        assert number not in text
        assert f"3301**********{number[-4:]}" in text


def test_an_empty_number_keeps_the_stored_one_and_another_kind_drops_it(desk, app):
    guest, number = desk.guest("文静"), id_number(date(1960, 3, 8))
    desk.tell(guest, document_kind=DocumentKind.ID_CARD, document_no=number)
    browser = desk.cast.signed_in("li")

    browser.post(f"{desk.base}/travellers/{guest}/0", data=typed(document_no=""))
    with app.app_context():
        assert read(row(guest)).document_no == number
    browser.post(f"{desk.base}/travellers/{guest}/0", data=typed(document_no="", document_kind="passport"))
    with app.app_context():
        assert read(row(guest)).document_no == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document_no": id_number(date(1960, 3, 8))[:-2] + "00"}, "document_no"),
        ({"document_no": "1234"}, "document_no"),
        ({"document_kind": ""}, "document_kind"),
        ({"birth_date": "1961-03-08"}, "birth_date"),
        ({"document_no": "", "document_kind": "", "birth_date": "1890-01-01"}, "birth_date"),
        ({"emergency_phone": ""}, "emergency_phone"),
        ({"conditions": "高血压"}, "health_agreed"),
        ({"mobility": "flying"}, "mobility"),
        ({"share_with": "987-0"}, "share_with"),
        ({"medication": "x" * 401}, "medication"),
    ],
)
def test_a_wrong_entry_is_said_at_its_field_and_nothing_is_lost(desk, app, changes, field):
    guest = desk.guest("文静")

    answer = desk.cast.signed_in("li").post(f"{desk.base}/travellers/{guest}/0", data=typed(**changes))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "王小明" in answer.text
    with app.app_context():
        assert row(guest) is None


def test_health_is_kept_with_the_consent_and_gone_when_it_is_taken_back(desk, app):
    guest, browser = desk.guest("文静"), desk.cast.signed_in("li")
    page = f"{desk.base}/travellers/{guest}/0"

    browser.post(page, data=typed(conditions="花生过敏", health_agreed="y"))
    with app.app_context():
        assert read(row(guest)).conditions == "花生过敏"
        consent = db.session.scalars(sa.select(Consent).where(Consent.purpose == Purpose.HEALTH)).one()
        assert (consent.given, consent.text_version) == (True, "health-1")
        assert consent.staff_id == desk.cast.staff_ids["li"]
    assert browser.post(page, data=typed(conditions="花生过敏")).status_code == 422
    browser.post(page, data=typed(conditions=""))
    with app.app_context():
        assert read(row(guest)).conditions == ""
        assert row(guest).health_agreed_at is None


def test_a_consent_that_stands_is_noted_once(desk, app):
    guest, browser = desk.guest("文静"), desk.cast.signed_in("li")

    for _again in range(2):
        browser.post(f"{desk.base}/travellers/{guest}/0", data=typed(health_agreed="y", agency_agreed="y"))

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Consent.id))) == 2


def test_a_companions_consent_is_the_companions_and_not_the_clients(desk, app):
    guest = desk.guest("文静", Person(name="李强", relation="配偶"))

    answer = desk.cast.signed_in("li").post(f"{desk.base}/travellers/{guest}/1", data=typed(health_agreed="y"))

    assert answer.status_code == 302
    with app.app_context():
        assert row(guest, 1).health_agreed_at is not None
        assert db.session.scalar(sa.select(sa.func.count(Consent.id))) == 0


def test_each_manager_sees_the_own_clients_alone(desk):
    own, foreign = desk.guest("文静"), desk.guest("远山", rm="sun")
    browser = desk.cast.signed_in("zhao")

    text = browser.get(f"{desk.base}/travellers").text

    assert "王文静" in text
    assert "王远山" not in text
    assert browser.get(f"{desk.base}/travellers/{own}/0").status_code == 200
    for method in (browser.get, browser.post):
        assert method(f"{desk.base}/travellers/{foreign}/0").status_code == 404
    assert browser.get(f"{desk.base}/travellers/{own}/7").status_code == 404
    assert desk.cast.signed_in("stranger").get(f"{desk.base}/travellers").status_code == 404


def test_who_opens_somebodys_details_is_noted(desk, app):
    guest = desk.guest("文静")

    desk.cast.signed_in("zhao").get(f"{desk.base}/travellers/{guest}/0")

    with app.app_context():
        seen = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "traveller")).one()
        assert (seen.action, seen.subject_id, seen.staff_id) == ("view", guest, desk.cast.staff_ids["zhao"])


def test_who_leaves_the_party_leaves_no_details_and_a_guest_who_stays_away_loses_them_overnight(desk, app):
    guest = desk.guest("文静", Person(name="李强", relation="配偶"))
    desk.tell(guest, 0, phone="13800001234")
    desk.tell(guest, 1, phone="13800005678")
    with app.app_context():
        accept(guest, channel=Channel.PHONE, now=NOW, staff=desk.cast.staff("li"), party=[GUEST])
        db.session.commit()
        assert row(guest, 1) is None
        assert read(row(guest)).phone == "13800001234"
        decline(guest, channel=Channel.PHONE, now=NOW, staff=desk.cast.staff("li"))
        db.session.commit()
        assert desk.everybody().people == []
        empty_all(0, lambda *_counted: db.session.commit())
        assert row(guest) is None


def test_what_is_missing_depends_on_age_papers_and_party(desk, app):
    old = desk.guest("老先生", birth_date=years_before(desk, 76))
    older = desk.guest("老太太", birth_date=years_before(desk, 71))
    family = desk.guest(
        "文静", Person(name="小宝", relation="孩子", age_group=AgeGroup.CHILD), birth_date=date(1990, 1, 1)
    )
    with app.app_context():
        everybody = desk.everybody()
        needs = needs_of(everybody.trip, everybody.people, everybody.told)

    assert {Need.GUARDIAN, Need.COMPANION, Need.HEALTH} <= set(needs[old, 0])
    assert Need.HEALTH in needs[older, 0]
    assert Need.GUARDIAN not in needs[older, 0]
    assert not {Need.HEALTH, Need.GUARDIAN, Need.COMPANION} & set(needs[family, 0])
    assert Need.DOCUMENT in needs[family, 1]
    assert not {Need.WAIVER, Need.EMERGENCY} & set(needs[family, 1])


def test_who_has_given_everything_is_complete(desk, app):
    guest = desk.guest("文静")
    plain = Plain(waiver_at=NOW.date())
    desk.tell(
        guest,
        agency=True,
        plain=plain,
        document_kind=DocumentKind.ID_CARD,
        document_no=id_number(date(1990, 3, 8)),
        emergency_name="家人",
        emergency_phone="13900000000",
    )
    with app.app_context():
        everybody = desk.everybody()
        assert needs_of(everybody.trip, everybody.people, everybody.told) == {(guest, 0): [Need.SEAT]}


def test_nothing_is_written_after_the_event_is_closed(desk, app):
    guest = desk.guest("文静")
    with app.app_context():
        event = desk.event
        event.closed_at, event.status = NOW, type(event.status).CLOSED
        db.session.commit()

    with pytest.raises(DomainError, match="event_closed"):
        desk.tell(guest, phone="13800001234")


@pytest.mark.parametrize("page", ["", "/travellers", "/coaches", "/rooms", "/roll-call"])
def test_a_page_asks_as_much_of_three_guests_as_of_one(desk, app, page):
    browser = desk.cast.signed_in("li")
    counted = []
    for names in (["文静"], ["远山", "一鸣"]):
        for name in names:
            desk.guest(name, Person(name=f"{name}的先生", relation="配偶"))
        browser.get(desk.base + page)
        with queries(app) as seen:
            assert browser.get(desk.base + page).status_code == 200
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_an_empty_trip_says_what_to_do(desk):
    text = desk.cast.signed_in("li").get(f"{desk.base}?lang=en").text

    assert f"/events/{desk.event_id}/guests" in text
