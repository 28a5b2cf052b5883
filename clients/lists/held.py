"""What a client holds, in the form in which lists keep values: for showing before and after, and for undoing."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from clients.models import (
    CelebrateBy,
    Client,
    ClientAddress,
    ClientType,
    ContactPoint,
    Gender,
    Holding,
    Household,
    Interest,
    RiskLevel,
    Tier,
    TitleKind,
)
from core.db import db

ENUMS: dict[str, type[enum.Enum]] = {
    "gender": Gender,
    "tier": Tier,
    "client_type": ClientType,
    "title_kind": TitleKind,
    "risk_level": RiskLevel,
    "celebrate_by": CelebrateBy,
}
SETS: dict[str, type[enum.Enum]] = {"interests": Interest, "holdings": Holding, "further_types": ClientType}
ADDED = ("interests", "further_types")
"""A list adds to these and takes nothing away; holdings are replaced."""
ELSEWHERE = ("points", "addresses", "household", "month_band")
"""What stands in other tables."""


def around(client_ids: Sequence[int]) -> dict[int, dict[str, list[Any]]]:
    """Further numbers and addresses of these clients, by id."""
    found: dict[int, dict[str, list[Any]]] = {one: {"points": [], "addresses": []} for one in client_ids}
    for point in db.session.scalars(sa.select(ContactPoint).where(ContactPoint.client_id.in_(client_ids))):
        found[point.client_id]["points"].append([point.channel.value, point.value, point.kind.value, point.note])
    for place in db.session.scalars(sa.select(ClientAddress).where(ClientAddress.client_id.in_(client_ids))):
        found[place.client_id]["addresses"].append(
            [place.kind.value, place.postal_address, place.postcode, place.country]
        )
    return found


def held(client: Client, field: str) -> Any:  # noqa: PLR0911 - one line a field
    """What stands in one field of the client's own row and its sets."""
    match field:
        case "interests":
            return _in_order(Interest, (row.interest for row in client.interests))
        case "holdings":
            return _in_order(Holding, (row.holding for row in client.holdings))
        case "further_types":
            return [kind.value for kind in client.further_types]
        case "lunar_birthday":
            lunar = [client.lunar_month, client.lunar_day, client.lunar_leap, client.lunar_eve]
            return lunar if any(lunar) else None
        case "household":
            return client.household.name if client.household else None
        case "rm":
            return client.rm_id
        case "extra":
            return dict(client.extra or {})
    value = getattr(client, field)
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _in_order(kind: type[enum.Enum], members: Any) -> list[str]:
    present = set(members)
    return [member.value for member in kind if member in present]


def changes_of(
    client: Client, values: Mapping[str, Any], beside: Mapping[str, Any] | None = None
) -> dict[str, list[Any]]:
    """Field → before and after, of what `values` say anew. Empty cells take nothing away.

    `beside` holds the client's further numbers and addresses, where the list has such columns.
    """
    told = dict(values)
    if told.get("surname", "") + told.get("given_name", "") == client.full_name:
        # The name as a whole is the same: how it is split was looked at by a person, the list's split is a guess.
        told.pop("surname", None)
        told.pop("given_name", None)
    if told.get("birthday") and client.birthday == told["birthday"]:
        told.pop("birthday")  # the year is known already
    found: dict[str, list[Any]] = {}
    for field, value in told.items():
        if field == "month_band":
            found[field] = [None, value]
            continue
        if field in ("points", "addresses"):
            present = (beside or {}).get(field, [])
            usual = {client.phone, client.email, client.postal_address}
            known = usual | {row[1] for row in present}
            fresh = [row for row in value if row[1] not in known]
            if fresh:
                found[field] = [present, [*present, *fresh]]
            continue
        before, after = held(client, field), value
        if field in ADDED:
            after = _in_order(SETS[field], {SETS[field](one) for one in [*before, *value]})
        elif field == "extra":
            after = before | value
        if after != before:
            found[field] = [before, after]
    _add_following(client, found)
    return found


def _add_following(client: Client, found: dict[str, list[Any]]) -> None:
    """What the book changes of itself with the others, so that it can be put back too."""
    if "birth_date" in found and "birthday" not in found and client.birthday and client.birth_date is None:
        found["birthday"] = [client.birthday, found["birth_date"][1][5:]]
    only_lunar = "lunar_birthday" in found and not client.birthday and "birth_date" not in found
    if only_lunar and "celebrate_by" not in found and client.celebrate_by is CelebrateBy.SOLAR:
        found["celebrate_by"] = [CelebrateBy.SOLAR.value, CelebrateBy.LUNAR.value]


def as_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as `write_client` takes them: members of enums, days, and the lunar birthday's four columns.

    What stands in other tables (numbers, addresses, household, bands, owner) is left out.
    """
    found: dict[str, Any] = {}
    for field, value in values.items():
        if field in ELSEWHERE or field == "rm":
            continue
        if field in ENUMS:
            found[field] = ENUMS[field](value) if value is not None else None
        elif field in SETS:
            found[field] = [SETS[field](one) for one in value]
        elif field == "birth_date":
            found[field] = date.fromisoformat(value) if value else None
        elif field == "lunar_birthday":
            names = ("lunar_month", "lunar_day", "lunar_leap", "lunar_eve")
            found |= dict(zip(names, value or (None, None, False, False), strict=True))
        elif field == "extra":
            found[field] = {int(one): text for one, text in value.items()}
        else:
            found[field] = value
    return found


def households(actor_condition: sa.ColumnElement[bool], names: Sequence[str]) -> dict[str, int]:
    """Of these names, the households of clients whom the condition shows."""
    shown = sa.select(Client.household_id).where(actor_condition, Client.household_id.is_not(None))
    query = sa.select(Household.name, sa.func.min(Household.id)).group_by(Household.name)
    return dict(db.session.execute(query.where(Household.name.in_(names), Household.id.in_(shown))).all())
