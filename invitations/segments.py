"""Segments: which clients a rule selects."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from clients.models import Client, ClientHolding, ClientInterest, ClientType, Holding, Interest, Tier
from core.db import db
from staff.models import Staff
from staff.scope import sees

_PARTS: dict[str, type[enum.Enum]] = {
    "types": ClientType,
    "tiers": Tier,
    "interests": Interest,
    "holdings": Holding,
}


@dataclass(frozen=True)
class SegmentRule:
    """One of the types, and one of the tiers, and one of the interests, and one of the holdings, and enough of them.

    An empty part asks for nothing.
    """

    types: tuple[ClientType, ...] = ()
    tiers: tuple[Tier, ...] = ()
    interests: tuple[Interest, ...] = ()
    holdings: tuple[Holding, ...] = ()
    min_holdings: int = 0

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        """From the JSON of a segment; values that no longer exist are dropped."""
        parts: dict[str, Any] = {}
        for name, kind in _PARTS.items():
            known = {member.value for member in kind}
            parts[name] = tuple(kind(value) for value in stored.get(name, ()) if value in known)
        return cls(**parts, min_holdings=int(stored.get("min_holdings") or 0))

    @classmethod
    def from_query(cls, query: MultiDict[str, str]) -> Self:
        """From the fields of a form, of which some may be missing or meddled with."""
        parts: dict[str, Any] = {name: query.getlist(name) for name in _PARTS}
        enough = query.get("min_holdings", 0, type=int)
        return cls.from_stored(parts | {"min_holdings": min(max(0, enough), len(Holding))})

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            name: [member.value for member in value] if isinstance(value, (tuple, list)) else value
            for name, value in asdict(self).items()
        }

    @property
    def empty(self) -> bool:
        return self == SegmentRule()


def conditions(rule: SegmentRule) -> list[sa.ColumnElement[bool]]:
    """What the rule asks of a client, as conditions that all must hold."""
    asked: list[sa.ColumnElement[bool]] = []
    if rule.types:
        asked.append(Client.client_type.in_(rule.types))
    if rule.tiers:
        asked.append(Client.tier.in_(rule.tiers))
    if rule.interests:
        asked.append(Client.interests.any(ClientInterest.interest.in_(rule.interests)))
    if rule.holdings:
        asked.append(Client.holdings.any(ClientHolding.holding.in_(rule.holdings)))
    if rule.min_holdings:
        asked.append(Client.holdings_count >= rule.min_holdings)
    return asked


def members(actor: Staff, rule: SegmentRule) -> sa.Select[Client]:
    """The clients whom `actor` may see and the rule selects, in the order of their names' readings."""
    return sa.select(Client).where(sees(actor, Client), *conditions(rule)).order_by(Client.sort_key, Client.id)


def count(actor: Staff, rule: SegmentRule) -> int:
    return counts(actor, [rule])[0]


def counts(actor: Staff, rules: Sequence[SegmentRule]) -> list[int]:
    """How many clients `actor` sees of each rule, in one query however many rules there are."""
    if not rules:
        return []
    seen = sees(actor, Client)
    columns = [
        sa.select(sa.func.count(Client.id)).where(seen, *conditions(rule)).scalar_subquery().label(f"rule_{place}")
        for place, rule in enumerate(rules)
    ]
    return list(db.session.execute(sa.select(*columns)).one())


SAMPLE = 8


def sample(actor: Staff, rule: SegmentRule) -> list[Client]:
    """The first few by name, so that a slip in the rule is seen before letters are printed."""
    return list(db.session.scalars(members(actor, rule).limit(SAMPLE)))
