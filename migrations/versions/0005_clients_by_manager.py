"""The index of a manager's clients holds their ids, so that search on PostgreSQL reads it alone."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_client_rm_id", table_name="client")
    op.create_index("ix_client_rm_id", "client", ["rm_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_client_rm_id", table_name="client")
    op.create_index("ix_client_rm_id", "client", ["rm_id"])
