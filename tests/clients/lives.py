"""What happens to clients, for tests that need some past: a hold, a contact."""

from datetime import UTC, date, datetime, timedelta

from clients.contact.holds import hold
from clients.history.ledger import tell
from clients.models import Client, EntryKind, HoldKind
from core.db import db


def client(cast, client_id):
    return db.session.get(Client, client_id, populate_existing=True)


def put_on_hold(cast, client_id, kind=HoldKind.COMPLAINT, **span):
    with cast.app.app_context():
        row = hold(client(cast, client_id), kind, **{"since": date(2020, 1, 1), "until": None} | span)
        db.session.commit()
        return row.id


def contacted(cast, client_id, days, kind=EntryKind.CALL):
    with cast.app.app_context():
        tell(client_id, kind, at=datetime.now(UTC) - timedelta(days=days, minutes=1))
        db.session.commit()
