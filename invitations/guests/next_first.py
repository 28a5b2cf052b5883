"""Who waited for a seat in vain is asked first the next time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from clients.models import Client
from core.db import db
from invitations.models import NextFirst


def next_first(client_ids: Collection[int], day: date) -> set[int]:
    """Who of these is to be asked first on `day`; what a merged duplicate waited for, the client that stayed did."""
    if not client_ids:
        return set()
    person = sa.func.coalesce(Client.merged_into_id, Client.id)
    query = sa.select(person).join(NextFirst, NextFirst.client_id == Client.id)
    return set(db.session.scalars(query.where(person.in_(client_ids), NextFirst.until >= day)))
