"""Guests of one event, and what the tests of the guest list do with them."""

from datetime import UTC, datetime

import pytest

from core.db import db
from events.models import Event
from invitations.guests.guest_list import guests
from invitations.models import Invitation


@pytest.fixture
def event_id(cast):
    return cast.add_event()


@pytest.fixture
def listed(cast, event_id):
    """王文静, a client of RM Zhao, is invited; the invitation's id."""
    return cast.add_invitation(event_id, cast.add_client())


@pytest.fixture
def foreign(cast, event_id):
    """陈敏, a client of RM Sun, is invited; the invitation's id."""
    return cast.add_invitation(event_id, cast.add_client("陈", "敏", rm="sun", phone="13900005678"))


def change(cast, invitation_id, **values):
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        for field, value in values.items():
            setattr(invitation, field, value)
        db.session.commit()


def state(cast, invitation_id):
    with cast.app.app_context():
        return db.session.get_one(Invitation, invitation_id)


def shown(cast, event_id, who="li", **wishes):
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        query = guests(cast.staff(who), event, now=datetime.now(UTC), **wishes)
        return [guest.id for guest in db.session.scalars(query)]
