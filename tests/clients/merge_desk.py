"""Putting rows together and taking them apart, for the tests of merges."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from clients.duplicates.merging import merge
from clients.duplicates.undoing import undo
from clients.history.ledger import tell
from clients.models import (
    Client,
    ContactPoint,
    EntryKind,
    Relation,
)
from core.db import db

NOW = datetime(2027, 3, 20, 4, 0, tzinfo=UTC)


def put_together(cast, kept_id, gone_id, who="zhao", **choices):
    """Merge and return the merge's id."""
    with cast.app.app_context():
        row = merge(cast.staff(who), kept_id, gone_id, choices, now=NOW)
        db.session.commit()
        return row.id


def take_apart(cast, merge_id, who="zhao"):
    with cast.app.app_context():
        left = undo(cast.staff(who), merge_id, now=NOW + timedelta(hours=1))
        db.session.commit()
        return left


def of_client(cast, client_id, *columns):
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        return tuple(getattr(client, column) for column in columns)


def told(cast, client_id, kind=EntryKind.CALL, at=NOW, **values):
    with cast.app.app_context():
        tell(client_id, kind, at=at, **values)
        db.session.commit()


def state(cast):
    """All that the rows around clients say; ids of copies left out."""
    with cast.app.app_context():
        columns = [column.key for column in sa.inspect(Client).column_attrs]
        clients = db.session.scalars(sa.select(Client).order_by(Client.id))
        return {
            client.id: (
                {column: getattr(client, column) for column in columns},
                {row.interest for row in client.interests},
                {row.holding for row in client.holdings},
                sorted(
                    db.session.scalars(sa.select(ContactPoint.value).where(ContactPoint.client_id == client.id)).all()
                ),
                sorted(
                    tuple(row)
                    for row in db.session.execute(
                        sa.select(Relation.other_id, Relation.kind).where(Relation.client_id == client.id)
                    )
                ),
            )
            for client in clients
        }
