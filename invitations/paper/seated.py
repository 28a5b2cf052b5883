"""At which table each guest sits, for the door: its card, its list on paper. Empty while nobody is seated."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _

from core.db import db
from events.models import Event, EventTable
from events.tables.words import table_name
from invitations.models import SeatPlace


def tables_told(event: Event, invitation_ids: Collection[int] | None = None) -> dict[int, str]:
    """Table 3, or Table 3, Table 5 for a party that sits apart, by invitation; one query. The scope is the caller's."""
    query = (
        sa.select(SeatPlace.invitation_id, EventTable)
        .join(EventTable, SeatPlace.table_id == EventTable.id)
        .where(SeatPlace.event_id == event.id, SeatPlace.invitation_id.is_not(None))
        .where(SeatPlace.chair <= EventTable.seats)
        .order_by(SeatPlace.member)
    )
    if invitation_ids is not None:
        query = query.where(SeatPlace.invitation_id.in_(invitation_ids))
    found: dict[int | None, list[str]] = {}
    for invitation_id, table in db.session.execute(query):
        names = found.setdefault(invitation_id, [])
        if (name := table_name(table)) not in names:
            names.append(name)
    return {one: _(", ").join(names) for one, names in found.items() if one is not None}
