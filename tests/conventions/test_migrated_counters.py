"""What a client's row says of the history is there for rows that were written before it said so."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from clients.history.counting import COUNTERS, recount
from clients.history.ledger import tell
from clients.models import Client, EntryKind, HistoryEntry
from core.db import db, own_transaction
from tests.conventions.test_migrations import MIGRATIONS
from tests.house import NOW


def test_rows_of_older_versions_are_counted_and_invitations_taken_back_are_told(cast):
    client_id, event_id = cast.add_client(), cast.add_event()
    invitation_id = cast.add_invitation(event_id, client_id)
    with cast.app.app_context():
        for kind, days, source_id in (
            (EntryKind.INVITED, 60, 9000),
            (EntryKind.DECLINED, 58, 9000),
            (EntryKind.OUTCOME_ATTENDED, 40, 9001),
            (EntryKind.OUTCOME_NO_SHOW, 30, 9002),
            (EntryKind.DECLINED, 20, 9003),
            (EntryKind.OUTCOME_DECLINED, 15, 9003),
            (EntryKind.CALL, 3, None),
        ):
            tell(client_id, kind, at=NOW - timedelta(days=days), source="event", source_id=source_id)
        db.session.commit()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0002")
        with own_transaction() as connection:
            connection.execute(sa.text("UPDATE invitation SET revoked_at = invited_at"))
        upgrade(directory=MIGRATIONS)

        client = db.session.get_one(Client, client_id)
        found = {name: getattr(client, name) for name in COUNTERS}
        assert found == {
            "last_contact_on": date(2027, 3, 17),
            "last_invited_on": date(2027, 1, 19),
            "attended_on_1": date(2027, 2, 8),
            "attended_on_2": None,
            "attended_on_3": None,
            "attended_on_4": None,
            "times_invited": 1,
            "times_attended": 1,
            "times_absent": 1,
            "declines_in_row": 1,
        }
        withdrawn = sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.WITHDRAWN)
        entry = db.session.scalars(withdrawn).one()
        assert (entry.source, entry.source_id, entry.key) == ("event", event_id, f"withdrawn:{invitation_id}")
        recount([client_id])
        client = db.session.get_one(Client, client_id, populate_existing=True)
        assert {name: getattr(client, name) for name in COUNTERS} == found
