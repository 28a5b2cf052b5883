"""What goes over to the client who stays when two rows are put together, and comes back with an undo.

Histories, invitations, letters and consents stay under the row that goes. What a client can only have once, as a
membership, belongs to the one who is still in the book; the rooms to the right name such tables here.
"""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper

from clients.models import Client, ClientMerge
from core.db import Base, db

_GO_OVER: dict[str, tuple[type[Base], str | None]] = {}


def goes_over(model: type[Base], *, once_in: str | None = None) -> None:
    """Let the rows of `model` go over with their `client_id`, unless the one who stays has one already.

    `once_in` names a column: then only a row with the same value there keeps another one back.
    """
    _GO_OVER[model.__tablename__] = (model, once_in)


def go_over(kept: Client, gone: Client) -> dict[str, list[int]]:
    """Give the kept client such rows of the other one; returns their ids by table."""
    moved: dict[str, list[int]] = {}
    for table, (model, once_in) in _GO_OVER.items():
        present = {getattr(row, once_in) if once_in else None for row in _rows(model, kept.id)}
        rows = [row for row in _rows(model, gone.id) if (getattr(row, once_in) if once_in else None) not in present]
        for row in rows:
            row.client_id = kept.id
        moved[table] = [row.id for row in rows]
    return moved


def come_back(merge: ClientMerge) -> None:
    """Give back what went over with this merge, as far as it is still there."""
    for table, row_ids in merge.after["moved"].items():
        model = _GO_OVER[table][0]
        for row_id in row_ids:
            row: Any = db.session.get(model, row_id)
            if row is not None and row.client_id == merge.kept_id:
                row.client_id = merge.gone_id


def _rows(model: Any, client_id: int) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(model.client_id == client_id).order_by(model.id)))


@sa.event.listens_for(Client, "after_update")
def _owner_follows(_mapper: Mapper[Client], connection: Connection, client: Client) -> None:
    """Whoever gets a client gets the duplicates that were merged into it, so that lists by manager agree."""
    changes = sa.inspect(client).attrs
    if changes.rm_id.history.has_changes() or changes.branch_id.history.has_changes():
        table = cast(sa.Table, Client.__table__)
        owner = {"rm_id": client.rm_id, "branch_id": client.branch_id}
        connection.execute(sa.update(table).where(table.c.merged_into_id == client.id).values(**owner))
