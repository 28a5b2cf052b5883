"""Events with places, proposals and waves, and what the tests of these rules do with them."""

from datetime import timedelta

import sqlalchemy as sa

from clients.models import Client, Household
from core.db import db
from events.models import Event
from invitations.guests.inviting import invite
from invitations.guests.quotas import set_quota
from invitations.models import Dispatch, DispatchStep, Invitation, Nomination
from staff.models import Staff


def at(cast, event_id, days):
    """So many days before the event, at noon where it is."""
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        return event.local_start.replace(hour=12, minute=0) - timedelta(days=days)


def give_places(cast, event_id, who, seats, *, now, days=5):
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        set_quota(event, cast.staff_ids[who], seats, event.local_start.date() - timedelta(days=days), now=now)
        db.session.commit()


def nomination_of(cast, event_id, client_id):
    with cast.app.app_context():
        query = sa.select(Nomination).where(Nomination.event_id == event_id, Nomination.client_id == client_id)
        return db.session.scalar(query)


def invited(cast, event_id, client_ids, *, now, wave=None, together=None, who="li"):
    """The ids of the invitations of these clients, in their order."""
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        clients = [db.session.get_one(Client, one) for one in client_ids]
        pairs = {one: db.session.get_one(Client, other) for one, other in (together or {}).items()}
        rows = invite(
            db.session.get_one(Staff, cast.staff_ids[who]), event, clients, now=now, wave=wave, together=pairs
        )
        db.session.commit()
        return [row.id for row in rows]


def left_the_house(cast, invitation_id, *, at):
    """The letter is in its reader's hands."""
    with cast.app.app_context():
        row = db.session.get_one(Invitation, invitation_id)
        row.dispatch, row.delivered_at = Dispatch.DELIVERED, at
        db.session.add(DispatchStep(invitation_id=row.id, step=Dispatch.DELIVERED, at=at))
        db.session.commit()


def household(cast, *client_ids, one_letter=True, words=""):
    with cast.app.app_context():
        home = Household(name="滨江王家", one_letter=one_letter, joint_salutation=words)
        db.session.add(home)
        db.session.flush()
        for one in client_ids:
            db.session.get_one(Client, one).household_id = home.id
        db.session.commit()
        return home.id
