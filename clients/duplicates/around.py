"""What stands around a client when two rows are put together: numbers, addresses, relations, colleagues, interests.

Everything of both is united. What is added is remembered as pairs [mark, row's id], so that an undo takes away just
that; the mark says what it is, in the same way for every duplicate of a client.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from clients.book.saving import write_client
from clients.models import (
    Client,
    ClientAddress,
    ClientDelegate,
    ContactChannel,
    ContactPoint,
    Holding,
    Interest,
    PointKind,
    Relation,
)
from core.db import db

Added = dict[str, list[list[Any]]]
_ADDRESS = {
    "postal_address": "postal_address",
    "postcode": "postcode",
    "country": "country",
    "kind": "address_kind",
    "valid_from": "address_from",
    "valid_until": "address_until",
    "returned_on": "address_returned_on",
}
"""The columns of a further address, and those of the usual one."""


def unite(kept: Client, gone: Client, former: Client) -> Added:
    """Give the kept client what only the other one has. `former` holds the kept one's columns as they were."""
    rows: dict[str, dict[str, Any]] = {
        "points": _points(former, kept.id) | _points(gone, kept.id) | _further(ContactPoint, gone, kept.id),
        "addresses": _address(former, kept.id) | _address(gone, kept.id) | _further(ClientAddress, gone, kept.id),
        "relations": _relations(gone, kept),
    }
    present = marks_of(kept)
    added: Added = {}
    for kind, found in rows.items():
        new = {mark: row for mark, row in found.items() if mark not in present[kind]}
        db.session.add_all(new.values())
        db.session.flush()
        added[kind] = [[mark, row.id] for mark, row in new.items()]
    theirs = marks_of(gone)
    for kind in ("interests", "holdings"):
        added[kind] = [[mark, None] for mark in sorted(theirs[kind] - present[kind])]
    # Another owner's colleagues get nothing to see by a merge.
    colleagues = theirs["delegates"] - present["delegates"] - {str(kept.rm_id)}
    added["delegates"] = [[mark, int(mark)] for mark in sorted(colleagues)] if former.rm_id == gone.rm_id else []
    db.session.add_all(ClientDelegate(client_id=kept.id, staff_id=staff_id) for _mark, staff_id in added["delegates"])
    known = {row.interest: (row.source, row.confidence) for row in [*gone.interests, *kept.interests]}
    write_client(kept, interests=known, holdings={row.holding for row in [*gone.holdings, *kept.holdings]})
    return added


def take_away(kept: Client, added: Added) -> None:
    """Take from the kept client what a merge added; what somebody has removed meanwhile is gone already."""
    for kind, model in (("points", ContactPoint), ("addresses", ClientAddress), ("relations", Relation)):
        for _mark, row_id in added[kind]:
            row = db.session.get(model, row_id)
            if row is not None:
                db.session.delete(row)
    for _mark, staff_id in added["delegates"]:
        delegate = db.session.get(ClientDelegate, (kept.id, staff_id))
        if delegate is not None:
            db.session.delete(delegate)
    interests = {Interest(mark) for mark, _id in added["interests"]}
    holdings = {Holding(mark) for mark, _id in added["holdings"]}
    left = {row.interest: (row.source, row.confidence) for row in kept.interests if row.interest not in interests}
    write_client(kept, interests=left, holdings={row.holding for row in kept.holdings} - holdings)
    db.session.flush()


def marks_of(client: Client) -> dict[str, set[str]]:
    """Everything around a client, by kind, each said in one text."""
    return {
        "interests": {row.interest.value for row in client.interests},
        "holdings": {row.holding.value for row in client.holdings},
        "points": {*_further(ContactPoint, client, client.id), *_points(client, client.id)},
        "addresses": {*_further(ClientAddress, client, client.id), *_address(client, client.id)},
        "relations": {mark for row in _rows_of_relations(client) for mark in _told(row, client.id)},
        "delegates": {str(row.staff_id) for row in _of(ClientDelegate, client)},
    }


def _points(client: Client, owner_id: int) -> dict[str, ContactPoint]:
    """The client's first number and e-mail address, as further ones of the owner."""
    found = {}
    for channel, value, kind in (
        (ContactChannel.PHONE, client.phone, PointKind.MOBILE),
        (ContactChannel.EMAIL, client.email, PointKind.OTHER),
    ):
        if value:
            row = ContactPoint(client_id=owner_id, channel=channel, value=value, kind=kind, note="")
            found[_mark(row)] = row
    return found


def _address(client: Client, owner_id: int) -> dict[str, ClientAddress]:
    """The client's usual address, as a further one of the owner."""
    if not client.postal_address:
        return {}
    row = ClientAddress(client_id=owner_id, **{to: getattr(client, column) for to, column in _ADDRESS.items()})
    return {_mark(row): row}


def _further(model: Any, client: Client, owner_id: int) -> dict[str, Any]:
    """Copies of the client's further numbers or addresses, of the owner."""
    columns = ("channel", "value", "kind", "note") if model is ContactPoint else tuple(_ADDRESS)
    copies = [model(client_id=owner_id, **{name: getattr(row, name) for name in columns}) for row in _of(model, client)]
    return {_mark(row): row for row in copies}


def _mark(row: ContactPoint | ClientAddress) -> str:
    return f"{row.channel.value}:{row.value}" if isinstance(row, ContactPoint) else row.postal_address


def _relations(gone: Client, kept: Client) -> dict[str, Relation]:
    """Copies of the other one's relations, told of the kept client; not the one between the two of them."""
    found = {}
    for row in _rows_of_relations(gone):
        one, other = (kept.id if end == gone.id else end for end in (row.client_id, row.other_id))
        if one != other and one is not None:
            copy = Relation(client_id=one, other_id=other, other_name=row.other_name, kind=row.kind, note=row.note)
            found[next(iter(_told(copy, kept.id)))] = copy
    return found


def _told(row: Relation, own_id: int) -> Collection[str]:
    """What a relation says of the client, whichever row it is told by."""
    here = row.client_id == own_id
    other = row.other_id if here else row.client_id
    return [f"{'of' if here else 'to'}:{other or row.other_name}:{row.kind.value}"]


def _rows_of_relations(client: Client) -> list[Relation]:
    of_client = sa.or_(Relation.client_id == client.id, Relation.other_id == client.id)
    return list(db.session.scalars(sa.select(Relation).where(of_client).order_by(Relation.id)))


def _of(model: Any, client: Client) -> list[Any]:
    with db.session.no_autoflush:
        return list(db.session.scalars(sa.select(model).where(model.client_id == client.id)))
