"""Where a client's post goes on a day: the usual address, one that goes before it for a time, or another that holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from clients.book import postal
from clients.models import Client, ClientAddress, PointKind
from core.db import db
from core.errors import DomainError

MOST_ADDRESSES = 10


@dataclass(frozen=True)
class PostalAddress:
    """An address as it is printed; `row_id` of a further one, None of the usual one in the client's own row."""

    postal_address: str
    postcode: str
    country: str
    kind: PointKind
    valid_from: date | None = None
    valid_until: date | None = None
    returned_on: date | None = None
    row_id: int | None = None
    preferred: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.postal_address.splitlines())

    def holds_on(self, day: date) -> bool:
        """Whether post can go there on `day`: within the address's time, and nothing has come back from it."""
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.valid_until is not None and self.valid_until < day
        return begun and not ended and self.returned_on is None


def address_on(client: Client, day: date) -> PostalAddress | None:
    """Where post goes on `day`, or None when there is no address to which it could.

    A further address that goes first while it holds, then the usual one, then the newest of the others. For many
    clients at once, load them with `selectinload(Client.addresses)`.
    """
    holding = [address for address in addresses_of(client) if address.holds_on(day)]
    return next(
        (
            address
            for wanted in (_goes_first, _is_usual, lambda _address: True)
            for address in holding
            if wanted(address)
        ),
        None,
    )


def _goes_first(address: PostalAddress) -> bool:
    return address.preferred


def _is_usual(address: PostalAddress) -> bool:
    return address.row_id is None


def addresses_of(client: Client) -> list[PostalAddress]:
    """All addresses of the client: the usual one, then the others, the newest first."""
    usual = PostalAddress(
        client.postal_address or "",
        client.postcode or "",
        client.country or postal.HOME,
        client.address_kind or PointKind.HOME,
        client.address_from,
        client.address_until,
        client.address_returned_on,
    )
    further = [
        PostalAddress(
            row.postal_address,
            row.postcode,
            row.country,
            row.kind,
            row.valid_from,
            row.valid_until,
            row.returned_on,
            row.id,
            row.preferred,
        )
        for row in sorted(client.addresses, key=lambda row: -row.id)
    ]
    return [usual, *further] if usual.postal_address else further


def write_address(client: Client, row: ClientAddress | None, **values: Any) -> ClientAddress:
    """Add a further address, or change `row`.

    Raises DomainError: address_missing, address_lines, text_not_plain, text_too_long, postcode_china, postcode_invalid,
    address_ends_before, addresses_many.
    """
    values["postal_address"] = postal.address(values["postal_address"])
    if not values["postal_address"]:
        raise DomainError("address_missing")
    values["postcode"] = postal.postcode(values["postcode"], values["country"])
    check_validity(values.get("valid_from"), values.get("valid_until"))
    if row is None:
        if len(client.addresses) >= MOST_ADDRESSES:
            raise DomainError("addresses_many", most=MOST_ADDRESSES)
        row = ClientAddress()
        client.addresses.append(row)
    if row.postal_address is not None and row.postal_address != values["postal_address"]:
        row.returned_on = None  # what came back went to the address as it was before
    for name, value in values.items():
        setattr(row, name, value)
    if row.preferred:
        for other in client.addresses:
            other.preferred = other is row
    return row


def check_validity(first: date | None, last: date | None) -> None:
    """Raises DomainError("address_ends_before")."""
    if first is not None and last is not None and last < first:
        raise DomainError("address_ends_before")


_OWN = {
    "postal_address": "postal_address", "postcode": "postcode", "country": "country", "address_kind": "kind",
    "address_from": "valid_from", "address_until": "valid_until", "address_returned_on": "returned_on",
}  # fmt: skip


def make_usual(client: Client, row: ClientAddress) -> None:
    """Let the further address and the usual one change places; without a usual one, the further one moves up."""
    usual = {column: getattr(client, column) for column in _OWN}
    for column, further in _OWN.items():
        setattr(client, column, getattr(row, further))
    if not usual["postal_address"]:
        remove_address(client, row)
        return
    for column, further in _OWN.items():
        setattr(row, further, usual[column])
    row.preferred = False


def remove_address(client: Client, row: ClientAddress) -> None:
    client.addresses.remove(row)
    db.session.flush()


def came_back(client: Client, row: ClientAddress | None, day: date | None) -> None:
    """Note that post came back on `day` from an address (`row` None: the usual one); with None, that it did not.

    Raises DomainError("address_missing") when there is no usual address.
    """
    if row is not None:
        row.returned_on = day
    elif client.postal_address:
        client.address_returned_on = day
    else:
        raise DomainError("address_missing")
