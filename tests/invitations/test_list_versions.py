"""The guest list in versions: what changed, and the two people who read its names before letters leave."""

from datetime import UTC, datetime

import pytest

from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.guests.list_versions import check_names, compare, freeze_list, mark_read
from invitations.models import GuestListVersion, Invitation, Wave
from invitations.settings import NAMES_CHECKED_TWICE
from staff.settings import change_setting
from tests.house import queries
from tests.invitations.nomination_desk import invited


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def letters(cast, event_id, now):
    return invited(cast, event_id, [cast.add_client(), cast.add_client("李", "强", number="o")], now=now)


def frozen(cast, event_id, now, reason=""):
    with cast.app.app_context():
        version = freeze_list(db.session.get_one(Event, event_id), reason, staff=cast.staff("li"), now=now)
        db.session.commit()
        return version.id


def read(cast, version_id, who, now):
    with cast.app.app_context():
        mark_read(db.session.get_one(GuestListVersion, version_id), staff=cast.staff(who), now=now)
        db.session.commit()


def checked(cast, event_id, letters):
    with cast.app.app_context():
        check_names(db.session.get_one(Event, event_id), letters)


def wanted(cast, value=1):
    with cast.app.app_context():
        change_setting(cast.branch_id, NAMES_CHECKED_TWICE, value)
        db.session.commit()


def test_a_version_keeps_names_and_how_letters_address_them(cast, event_id, letters, now):
    version_id = frozen(cast, event_id, now, "送行长过目")
    with cast.app.app_context():
        version = db.session.get_one(GuestListVersion, version_id)
        assert (version.number, version.reason) == (1, "送行长过目")
        assert [(line["name"], line["salutation"]) for line in version.content] == [
            ("李强", "尊敬的李女士"),
            ("王文静", "尊敬的王女士"),
        ]


def test_nothing_new_makes_no_version_and_an_empty_list_none_either(cast, event_id, letters, now):
    frozen(cast, event_id, now)
    with pytest.raises(DomainError) as caught:
        frozen(cast, event_id, now)
    assert caught.value.code == "list_unchanged"
    with pytest.raises(DomainError) as caught:
        frozen(cast, cast.add_event(), now)
    assert caught.value.code == "list_empty"


def test_two_versions_are_compared_by_guest(cast, event_id, letters, now):
    first = frozen(cast, event_id, now)
    invited(cast, event_id, [cast.add_client("陈", "敏", number="c")], now=now)
    with cast.app.app_context():
        gone, kept = (db.session.get_one(Invitation, one) for one in letters)
        gone.revoked_at, kept.wave = now, Wave.B
        db.session.commit()
    second = frozen(cast, event_id, now)
    with cast.app.app_context():
        before, after = (db.session.get_one(GuestListVersion, one).content for one in (first, second))
        found = compare(before, after)
        assert [line["name"] for line in found.added] == ["陈敏"]
        assert [line["name"] for line in found.removed] == ["王文静"]
        assert [(new["name"], fields) for _old, new, fields in found.changed] == [("李强", ["wave"])]
        assert compare(after, after).nothing


def test_two_different_people_read_the_names(cast, event_id, letters, now):
    version = frozen(cast, event_id, now)
    read(cast, version, "li", now)
    with pytest.raises(DomainError) as caught:
        read(cast, version, "li", now)
    assert caught.value.code == "list_same_reader"
    read(cast, version, "manager", now)
    read(cast, version, "manager", now)  # twice is once
    with cast.app.app_context():
        row = db.session.get_one(GuestListVersion, version)
        assert (row.first_check_id, row.second_check_id) == (cast.staff_ids["li"], cast.staff_ids["manager"])


def test_only_the_newest_version_is_read(cast, event_id, letters, now):
    old = frozen(cast, event_id, now)
    invited(cast, event_id, [cast.add_client("陈", "敏", number="c")], now=now)
    frozen(cast, event_id, now)
    with pytest.raises(DomainError) as caught:
        read(cast, old, "li", now)
    assert caught.value.code == "list_version_old"


def test_letters_wait_for_two_readers_where_the_branch_wants_them(cast, event_id, letters, now):
    checked(cast, event_id, letters)  # nobody asks for it
    wanted(cast)
    version = frozen(cast, event_id, now)
    read(cast, version, "li", now)
    with pytest.raises(DomainError) as caught:
        checked(cast, event_id, letters)
    assert caught.value.code == "names_unchecked"
    read(cast, version, "manager", now)
    checked(cast, event_id, letters)


def test_a_name_that_was_changed_since_or_a_later_guest_is_read_anew(cast, event_id, letters, now):
    wanted(cast)
    version = frozen(cast, event_id, now)
    for who in ("li", "manager"):
        read(cast, version, who, now)
    late = invited(cast, event_id, [cast.add_client("陈", "敏", number="c")], now=now)
    with pytest.raises(DomainError):
        checked(cast, event_id, late)
    checked(cast, event_id, letters)
    with cast.app.app_context():
        db.session.get_one(Invitation, letters[0]).client.given_name = "文婧"
        db.session.commit()
    with pytest.raises(DomainError):
        checked(cast, event_id, letters)


def test_the_pages_freeze_read_and_compare(cast, app, event_id, letters):
    li, manager = cast.signed_in("li"), cast.signed_in("manager")
    place = f"/events/{event_id}/list-versions"
    assert li.post(place, data={"reason": "送行长"}).headers["Location"].endswith(f"{place}/1")
    li.post(f"{place}/1/read")
    manager.post(f"{place}/1/read")
    with cast.app.app_context():
        db.session.get_one(Invitation, letters[0]).client.given_name = "文婧"
        db.session.commit()
    li.post(place)
    page = li.get(f"{place}/2").get_data(as_text=True)
    assert "王文婧" in page
    assert "王文静" in page
    assert li.get(f"{place}/9").status_code == 404
    with queries(app) as seen:
        assert li.get(place).status_code == 200
    assert len(seen) < 25


def test_versions_are_for_whoever_plans_in_the_branch(cast, event_id, letters, now):
    frozen(cast, event_id, now)
    assert cast.signed_in("zhao").get(f"/events/{event_id}/list-versions").status_code == 403
