"""New clients from a list, a block at a time past the ORM: with all that `write_client` would keep for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

import sqlalchemy as sa

from clients.book.indexing import KEY_COLUMNS, KeyRow, key_rows
from clients.book.naming import index_name
from clients.book.saving import interest_bits_of
from clients.lists.held import households
from clients.lists.store import encoded
from clients.models import (
    Client,
    ClientAddress,
    ClientHolding,
    ClientInterest,
    ClientKey,
    ClientType,
    ContactPoint,
    Holding,
    Household,
    ImportedClient,
    Interest,
    bits,
)
from core.bulk import among, defaults, insert_rows, reserve_ids
from core.db import db
from staff.audit import actor_id
from staff.models import AuditEntry, Staff
from staff.scope import sees

_COPIED = {
    "number", "surname", "given_name", "name_en", "gender", "title", "title_kind", "salutation_override", "language",
    "birth_date", "phone", "email", "district", "postal_address", "postcode", "country", "tier", "client_type",
    "talk_topics", "do_not_mention", "wechat_note", "risk_level", "celebrate_by",
}  # fmt: skip
_FOLLOWING = (
    "birthday", "phone_tail", "lunar_month", "lunar_day", "lunar_leap", "lunar_eve", "further_type_bits", "rm_id",
    "branch_id", "household_id", "extra", "holdings_count", "holding_bits", "interest_bits", "sort_key", "id",
    "created_at",
)  # fmt: skip


class _Name:
    """What `index_name` looks at and sets, without the weight of a mapped row."""

    full_name: str
    sort_key: str

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.surname, self.given_name = values["surname"], values["given_name"]
        self.name_en, self.number = values["name_en"], values["number"]
        self.full_name = cast("property", Client.full_name).fget(self)  # type: ignore[misc]


class Block:
    """The rows of one block of new clients, ready to be written together."""

    def __init__(self, actor: Staff, import_id: int, branches: Mapping[int, int], moment: datetime) -> None:
        self.actor, self.import_id, self.branches = actor, import_id, branches
        self.at = moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        self.blank = defaults(Client)
        self.columns = [name for name in (*sorted(_COPIED), *_FOLLOWING) if name in Client.__table__.c]
        self.columns += [name for name in self.blank if name not in self.columns]

    def write(self, rows: Sequence[dict[str, Any]], texts: Sequence[str]) -> list[int]:
        """Add a client for each row's values, which have a free number or none; returns their ids.

        `texts` are the values as JSON, which undoing asks for.
        """
        ids = reserve_ids(Client, len(rows))
        homes = self._households(rows)
        clients: list[list[Any]] = []
        interests: list[tuple[Any, ...]] = []
        holdings: list[tuple[Any, ...]] = []
        keys: list[KeyRow] = []
        for client_id, values in zip(ids, rows, strict=True):
            full = self._full(client_id, values, homes)
            clients.append([full[name] for name in self.columns])
            keys += _keys(full, values.get("points", ()))
            interests += [(client_id, one, *_INTEREST) for one in values.get("interests", ())]
            holdings += [(client_id, one) for one in values.get("holdings", ())]
        insert_rows(Client, self.columns, clients)
        insert_rows(ClientInterest, ("client_id", "interest", *_interest_columns()), interests)
        insert_rows(ClientHolding, ("client_id", "holding"), holdings)
        write_beside(zip(ids, rows, strict=True))
        keys.sort(key=itemgetter(1))  # as in their index, which is the larger and more scattered one
        insert_rows(ClientKey, KEY_COLUMNS, keys)
        insert_rows(
            ImportedClient,
            ("import_id", "client_id", "added", "before", "after"),
            [(self.import_id, one, True, "{}", text) for one, text in zip(ids, texts, strict=True)],
        )
        note_changes("add", ((client_id, {}) for client_id in ids), self.at)
        return ids

    def _households(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """Those of these names whom the actor's clients live in; new ones for the others."""
        names = sorted({name for row in rows if (name := row.get("household"))})
        if not names:
            return {}
        found = households(sees(self.actor, Client), names)
        missing = [name for name in names if name not in found]
        blank = defaults(Household)
        ids = reserve_ids(Household, len(missing)) if missing else []
        fresh = [(one, name, *blank.values()) for one, name in zip(ids, missing, strict=True)]
        insert_rows(Household, ("id", "name", *blank), fresh)
        note_changes("add", ((one, {}) for one in ids), self.at, subject="household")
        return found | dict(zip(missing, ids, strict=True))

    def _full(self, client_id: int, values: Mapping[str, Any], homes: Mapping[str, int]) -> dict[str, Any]:
        """Every column of the client's row."""
        row = self.blank | {name: value for name, value in values.items() if value is not None and name in _COPIED}
        owner = values["rm"]
        if not row.get("number"):
            row["number"] = f"Y{self.branches[owner]:03d}{client_id:06d}"
        born = row.get("birth_date")
        lunar = values.get("lunar_birthday") or (None, None, False, False)
        birthday = born[5:] if born else values.get("birthday", "")
        if not birthday and any(lunar) and row["celebrate_by"] == "solar":
            row["celebrate_by"] = "lunar"  # who has told only a lunar birthday keeps that one
        held = values.get("holdings", ())
        row.update(
            id=client_id,
            created_at=self.at,
            rm_id=owner,
            branch_id=self.branches[owner],
            household_id=homes.get(values.get("household", "")),
            birthday=birthday,
            phone_tail=row["phone"][-4:],
            lunar_month=lunar[0],
            lunar_day=lunar[1],
            lunar_leap=bool(lunar[2]),
            lunar_eve=bool(lunar[3]),
            further_type_bits=_type_bits(tuple(values.get("further_types", ())), row["client_type"]),
            holdings_count=len(held),
            holding_bits=_holding_bits(tuple(held)),
            interest_bits=_interest_bits(tuple(values.get("interests", ()))),
            extra=encoded(values["extra"]) if "extra" in values else "{}",
        )
        name = _Name(row)
        index_name(cast("Client", name))
        row["sort_key"] = name.sort_key
        return row


def numbers_taken(numbers: set[str]) -> set[str]:
    """Those of these client numbers that somebody has."""
    if not numbers:
        return set()
    return set(db.session.scalars(sa.select(Client.number).where(among(Client.number, numbers))))


def _keys(row: Mapping[str, Any], points: Sequence[Sequence[str]]) -> list[KeyRow]:
    """By what the client is found."""
    return key_rows(
        row["id"],
        row["branch_id"],
        surname=row["surname"],
        given_name=row["given_name"],
        name_en=row["name_en"],
        texts=[row["number"], row["email"], *(point[1] for point in points if point[0] == "email")],
        phones=[row["phone"], *(point[1] for point in points if point[0] == "phone")],
    )


@lru_cache(maxsize=10_000)
def _interest_bits(codes: tuple[str, ...]) -> int:
    return interest_bits_of(Interest(code) for code in codes)


@lru_cache(maxsize=10_000)
def _holding_bits(codes: tuple[str, ...]) -> int:
    return bits(Holding(code) for code in codes)


@lru_cache(maxsize=1_000)
def _type_bits(codes: tuple[str, ...], primary: str | None) -> int:
    return bits(ClientType(code) for code in codes if code != primary)


_INTEREST = ("observed", 2)


def _interest_columns() -> tuple[str, ...]:
    return ("source", "confidence")


def write_beside(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Further numbers and addresses of clients, from their values."""
    points: list[tuple[Any, ...]] = []
    places: list[tuple[Any, ...]] = []
    for client_id, values in rows:
        points += [(client_id, *point) for point in values.get("points", ())]
        places += [(client_id, *place, False) for place in values.get("addresses", ())]
    insert_rows(ContactPoint, ("client_id", "channel", "value", "kind", "note"), points)
    insert_rows(ClientAddress, ("client_id", "kind", "postal_address", "postcode", "country", "preferred"), places)


def note_changes(
    action: str, changed: Iterable[tuple[int, Mapping[str, Any]]], at: str, *, subject: str = "client"
) -> None:
    """An audit row for each, as the ORM's flush would leave it."""
    who = actor_id()
    rows = [(at, who, action, subject, one, encoded(details), "") for one, details in changed]
    insert_rows(AuditEntry, ("at", "staff_id", "action", "subject", "subject_id", "details", "request_id"), rows)
