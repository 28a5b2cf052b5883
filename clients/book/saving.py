"""The client book: adding and changing a client, telephone numbers, households."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

import phonenumbers
import sqlalchemy as sa
from phonenumbers import NumberParseException, PhoneNumberFormat

from clients.book.naming import index_name
from clients.models import (
    Client,
    ClientHolding,
    ClientInterest,
    Holding,
    Household,
    Interest,
    bits,
)
from core.db import db
from core.errors import DomainError
from core.forms import digits
from staff.models import Staff
from staff.scope import sees

REGION = "CN"


def normalised_phone(text: str) -> str:
    """The number in E.164. Empty stays empty. Raises DomainError("phone_invalid")."""
    text = re.sub(r"(转|分机)", " ext. ", digits(text))
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException:
        raise DomainError("phone_invalid") from None
    if not phonenumbers.is_valid_number(number):
        raise DomainError("phone_invalid")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def readable_phone(phone: str) -> str:
    """138-0000-0000 for a mobile number of mainland China, the international form for others."""
    if re.fullmatch(r"\+861\d{10}", phone):
        return f"{phone[3:6]}-{phone[6:10]}-{phone[10:]}"
    return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.INTERNATIONAL) if phone else ""


def next_numbers(branch_id: int, count: int) -> list[str]:
    """Numbers for clients who come without one; the bank's own never begin with a letter and a branch."""
    prefix = f"Y{branch_id:03d}"
    highest = db.session.scalar(sa.select(sa.func.max(Client.id))) or 0
    taken = set(db.session.scalars(sa.select(Client.number).where(Client.number.startswith(prefix))))
    free = (number for place in itertools.count(highest + 1) if (number := f"{prefix}{place:06d}") not in taken)
    return list(itertools.islice(free, count))


def has_own_number(client: Client) -> bool:
    """Whether the number is only ours, made because the bank's was not known."""
    return client.number.startswith(f"Y{client.branch_id:03d}")


def save_client(
    client: Client,
    *,
    interests: Iterable[Interest] | None = None,
    holdings: Iterable[Holding] | None = None,
    **values: Any,
) -> Client:
    """Set the given values and everything that follows from them; adds a new client to the session.

    Raises DomainError: phone_invalid, name_missing, or number_taken.
    """
    number = digits(values.pop("number", "")).replace(" ", "") or client.number or next_numbers(client.branch_id, 1)[0]
    with db.session.no_autoflush:
        taken = db.session.scalar(sa.select(Client.id).where(Client.number == number))
        if taken is not None and taken != client.id:
            raise DomainError("number_taken")
        return write_client(client, interests=interests, holdings=holdings, number=number, **values)


def write_client(
    client: Client,
    *,
    interests: Iterable[Interest] | None = None,
    holdings: Iterable[Holding] | None = None,
    **values: Any,
) -> Client:
    """As `save_client`, for whoever has made sure for a whole list at once that the numbers are free.

    Raises DomainError: phone_invalid or name_missing.
    """
    if "phone" in values:
        values["phone"] = normalised_phone(values["phone"] or "")
        values["phone_tail"] = values["phone"][-4:]
    for field, value in values.items():
        setattr(client, field, value)
    client.surname, client.given_name = client.surname or "", client.given_name or ""
    client.name_en = client.name_en or ""
    if not client.full_name:
        raise DomainError("name_missing")
    index_name(client)
    if interests is not None:
        _replace(client.interests, set(interests), lambda row: row.interest, lambda it: ClientInterest(interest=it))
        client.interest_bits = bits(row.interest for row in client.interests)
    if holdings is not None:
        _replace(client.holdings, set(holdings), lambda row: row.holding, lambda it: ClientHolding(holding=it))
        client.holdings_count = len(client.holdings)
        client.holding_bits = bits(row.holding for row in client.holdings)
    db.session.add(client)
    return client


def _replace(rows: list[Any], wanted: set[Any], key: Any, make: Any) -> None:
    """Bring `rows` to the wanted set with the fewest changes, so that the audit log shows what changed."""
    for row in list(rows):
        if key(row) not in wanted:
            rows.remove(row)
    present = {key(row) for row in rows}
    rows.extend(make(item) for item in sorted(wanted - present, key=lambda member: member.value))


def household_named(actor: Staff, name: str) -> Household | None:
    """The household of this name among the clients whom `actor` sees, else a new one; none for an empty name."""
    if not name:
        return None
    known = sa.select(Client.household_id).where(sees(actor, Client))
    found = db.session.scalar(sa.select(Household).where(Household.name == name, Household.id.in_(known)).limit(1))
    return found or Household(name=name)
