"""Alembic's environment: the application's own engine and models, the same migrations for SQLite and PostgreSQL."""

from typing import Any

from alembic import context
from flask import current_app

from core.db import Base, own_transaction

engine = current_app.extensions["migrate"].db.engine


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """The queue makes its own tables inside PostgreSQL; they are none of ours to drop."""
    return not (kind == "table" and (name or "").startswith("huey"))


if context.is_offline_mode():
    raise SystemExit("Run migrations against a database: flask --app app db upgrade")

with own_transaction(engine) as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="core.db.",
    )
    with context.begin_transaction():
        context.run_migrations()
