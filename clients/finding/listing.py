"""The client book as a list: what the address of the page asks for, as conditions."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from clients.finding.search import find_clients
from clients.models import Client, ClientHold, ClientInterest, ClientType, Interest, Tier
from staff.models import Staff

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What somebody asks the client book for. Unknown values ask for nothing."""

    text: str
    client_type: ClientType | None
    tier: Tier | None
    interest: Interest | None
    held: bool | None
    rm_id: int | None

    @property
    def any(self) -> bool:
        return bool(self.text) or any(
            value is not None for value in (self.client_type, self.tier, self.interest, self.held, self.rm_id)
        )


def filters_from(arguments: Mapping[str, str]) -> Filters:
    rm_id = arguments.get("rm", "")
    return Filters(
        text=arguments.get("q", "").strip()[:60],
        client_type=_member(ClientType, arguments.get("type")),
        tier=_member(Tier, arguments.get("tier")),
        interest=_member(Interest, arguments.get("interest")),
        held={"yes": True, "no": False}.get(arguments.get("hold", "")),
        rm_id=int(rm_id) if rm_id.isascii() and rm_id.isdigit() and len(rm_id) < 10 else None,
    )


def _member(kind: type[enum.Enum], code: str | None) -> Any:
    return next((member for member in kind if member.value == code), None)


def standing_hold(day: date) -> sa.ColumnElement[bool]:
    """Whether any hold stands on `day`; clients/contact.py says which."""
    standing = sa.select(ClientHold.client_id).where(
        ClientHold.since <= day, sa.or_(ClientHold.until.is_(None), ClientHold.until >= day)
    )
    return Client.id.in_(standing)


def listed(actor: Staff, filters: Filters, today: date) -> sa.Select[Client]:
    """The clients that `actor` may see and asks for, with what a line of the list shows."""
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.client_type is not None:
        conditions.append(Client.client_type == filters.client_type)
    if filters.tier is not None:
        conditions.append(Client.tier == filters.tier)
    if filters.interest is not None:
        interested = sa.select(ClientInterest.client_id).where(ClientInterest.interest == filters.interest)
        conditions.append(Client.id.in_(interested))
    if filters.rm_id is not None:
        conditions.append(Client.rm_id == filters.rm_id)
    if filters.held is not None:
        conditions.append(standing_hold(today) if filters.held else sa.not_(standing_hold(today)))
    rm = joinedload(Client.rm)
    return find_clients(actor, filters.text, conditions).options(
        rm.lazyload(Staff.roles), rm.lazyload(Staff.branch), selectinload(Client.holds)
    )
