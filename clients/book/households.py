"""Those who live together: joining and leaving, and how one letter addresses them all."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from clients.models import Client, Household
from core.db import db
from core.errors import DomainError
from staff.models import Staff
from staff.scope import sees, visible

MOST_MEMBERS = 20


def members_of(actor: Staff, household: Household) -> Sequence[Client]:
    """The members whom `actor` sees; of others nothing is said, not even how many there are."""
    members = visible(actor, Client).where(Client.household_id == household.id)
    return db.session.scalars(members.order_by(Client.sort_key, Client.id)).all()


def household_named(actor: Staff, name: str) -> Household | None:
    """The household of this name among the clients whom `actor` sees, else a new one; none for an empty name."""
    if not name:
        return None
    known = sa.select(Client.household_id).where(sees(actor, Client))
    found = db.session.scalar(sa.select(Household).where(Household.name == name, Household.id.in_(known)).limit(1))
    return found or Household(name=name)


def join(client: Client, other: Client) -> Household:
    """Let `other` live with `client`: in that one's household, or in a new one under both names.

    Raises DomainError: household_self, household_known, household_many.
    """
    if client.id == other.id:
        raise DomainError("household_self")
    if client.household is None:
        client.household = Household(name=f"{client.full_name}·{other.full_name}"[:60])
        db.session.add(client.household)
    elif other.household_id == client.household_id:
        raise DomainError("household_known")
    elif _count(client.household) >= MOST_MEMBERS:
        raise DomainError("household_many", most=MOST_MEMBERS)
    left = other.household
    other.household = client.household
    db.session.flush()
    _drop_if_empty(left)
    return client.household


def leave(client: Client) -> None:
    """From now on the client lives alone and gets letters of the own; a household that nobody is left in goes."""
    left, client.household = client.household, None
    db.session.flush()
    _drop_if_empty(left)


def _drop_if_empty(household: Household | None) -> None:
    if household is not None and household.id is not None and not _count(household):
        db.session.delete(household)


def _count(household: Household) -> int:
    return db.session.scalar(sa.select(sa.func.count(Client.id)).where(Client.household_id == household.id)) or 0
