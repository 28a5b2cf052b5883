"""Evenings of one theme lie apart, and who wishes no more of a theme is not asked, whatever a manager says."""

from datetime import UTC, datetime, timedelta

import pytest

from clients.models import Client
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.guests.same_type.exclusions import Exclusion, exclusions, make_exception
from invitations.models import Invitation, ThemeRefusal
from invitations.settings import THEME_GAP_DAYS
from staff.settings import change_setting
from tests.invitations.nomination_desk import household, invited


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def client_id(cast):
    return cast.add_client()


def excluded(cast, event_id, *client_ids):
    with cast.app.app_context():
        clients = [db.session.get_one(Client, one) for one in client_ids]
        return exclusions(db.session.get_one(Event, event_id), clients)


def evening(cast, now, days, theme="tea"):
    return cast.add_event(starts_at=now + timedelta(days=days), theme=theme)


def test_the_same_theme_is_not_offered_twice_within_sixty_days(cast, client_id, now):
    invited(cast, evening(cast, now, 20), [client_id], now=now)
    assert excluded(cast, evening(cast, now, 79), client_id) == {client_id: Exclusion.THEME_LATELY}
    assert excluded(cast, evening(cast, now, 81), client_id) == {}
    assert excluded(cast, evening(cast, now, 40, theme="wine"), client_id) == {}
    assert excluded(cast, evening(cast, now, 40, theme=""), client_id) == {}


def test_an_earlier_evening_counts_as_a_later_one_does(cast, client_id, now):
    invited(cast, evening(cast, now, 50), [client_id], now=now)
    assert excluded(cast, evening(cast, now, 20), client_id) == {client_id: Exclusion.THEME_LATELY}


def test_an_invitation_that_was_taken_back_or_an_evening_called_off_does_not_count(cast, client_id, now):
    [letter] = invited(cast, evening(cast, now, 20), [client_id], now=now)
    with cast.app.app_context():
        db.session.get_one(Invitation, letter).revoked_at = now
        db.session.commit()
    assert excluded(cast, evening(cast, now, 40), client_id) == {}

    other = evening(cast, now, 25)
    invited(cast, other, [client_id], now=now)
    with cast.app.app_context():
        db.session.get_one(Event, other).status = EventStatus.CANCELLED
        db.session.commit()
    assert excluded(cast, evening(cast, now, 40), client_id) == {}


def test_who_was_asked_by_a_joint_letter_was_asked(cast, client_id, now):
    husband = cast.add_client("王", "建国", number="h")
    household(cast, client_id, husband)
    invited(cast, evening(cast, now, 20), [client_id, husband], now=now, together={client_id: husband})
    assert excluded(cast, evening(cast, now, 40), husband) == {husband: Exclusion.THEME_LATELY}


def test_the_branch_sets_how_far_apart_they_lie(cast, client_id, now):
    invited(cast, evening(cast, now, 20), [client_id], now=now)
    with cast.app.app_context():
        change_setting(cast.branch_id, THEME_GAP_DAYS, 0)
        db.session.commit()
    assert excluded(cast, evening(cast, now, 40), client_id) == {}


def test_a_refused_theme_is_refused_by_a_merged_duplicate_too_and_no_exception_is_made(cast, client_id, now):
    duplicate = cast.add_client("王", "文静", number="d")
    with cast.app.app_context():
        db.session.get_one(Client, duplicate).merged_into_id = client_id
        db.session.add(ThemeRefusal(client_id=duplicate, theme="tea", at=now))
        db.session.commit()
    event_id = evening(cast, now, 20)
    assert excluded(cast, event_id, client_id) == {client_id: Exclusion.THEME_REFUSED}
    with cast.app.app_context():
        event, client = db.session.get_one(Event, event_id), db.session.get_one(Client, client_id)
        with pytest.raises(DomainError) as caught:
            make_exception(cast.staff("manager"), event, client, "她常来", now=now)
    assert caught.value.code == "exception_never"


def test_a_manager_may_pass_over_a_theme_that_comes_again_soon(cast, client_id, now):
    invited(cast, evening(cast, now, 20), [client_id], now=now)
    event_id = evening(cast, now, 40)
    with cast.app.app_context():
        event, client = db.session.get_one(Event, event_id), db.session.get_one(Client, client_id)
        make_exception(cast.staff("manager"), event, client, "他特意问起", now=now)
        db.session.commit()
    choice = cast.signed_in("li").get(f"/events/{event_id}/guests/choose?rule=1&types=ret").get_data(as_text=True)
    assert f'id="client-{client_id}"' in choice
