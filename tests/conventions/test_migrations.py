"""Migrations agree with the models, lead down and up again, and leave rows that were there before as they were."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from core import config
from core.db import Base, db, own_transaction
from invitations.models import Invitation
from printing.models import PrintRun

MIGRATIONS = str(config.ROOT / "migrations")


def test_migrations_lead_to_what_the_models_say(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, *_: not str(name).startswith("huey"),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_lead_down_and_up_again(app, settled):
    settled.pop(app, None)  # its ids were counted by sequences that begin anew
    with app.app_context():
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="base")
        with own_transaction() as connection:
            assert {name for name in db.inspect(connection).get_table_names() if not name.startswith("huey")} <= {
                "alembic_version"
            }
        upgrade(directory=MIGRATIONS)


def test_what_the_first_version_wrote_is_still_there_and_its_runs_count_as_released(cast):
    client_id, event_id = cast.add_client(), cast.add_event()
    invitation_id = cast.add_invitation(event_id, client_id)
    with cast.app.app_context():
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision="0001")
        with own_transaction() as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO print_run"
                    " (id, title, branch_id, ordered_by_id, created_at, pages, left_out, finished_at)"
                    " SELECT 1, title, branch_id, organiser_id, created_at, 1, '[]', created_at FROM event"
                )
            )
        upgrade(directory=MIGRATIONS)

        run = db.session.get_one(PrintRun, 1)
        assert (run.approved_by_id, run.printed_at) == (run.ordered_by_id, run.finished_at)
        assert db.session.get_one(Invitation, invitation_id).client_id == client_id


@pytest.mark.parametrize(
    ("table", "column", "new"), [("event", "format", "online"), ("invitation", "dispatch", "signed")]
)
def test_an_enum_that_a_migration_widened_takes_the_new_value_and_still_no_other(cast, table, column, new):
    cast.add_invitation(cast.add_event(), cast.add_client())
    with cast.app.app_context():
        with own_transaction() as connection:
            connection.execute(sa.text(f"UPDATE {table} SET {column} = '{new}'"))
        with pytest.raises(sa.exc.IntegrityError), own_transaction() as connection:
            connection.execute(sa.text(f"UPDATE {table} SET {column} = 'nonsense'"))
