"""The client book: adding and changing a client, and what follows from what is written."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import phonenumbers
import sqlalchemy as sa
from phonenumbers import NumberParseException, PhoneNumberFormat

from clients.book import indexing  # noqa: F401 - from here on the search keys follow whatever is written
from clients.book.birthdays import check_born, check_lunar, has_lunar, month_and_day
from clients.book.extra_fields import with_values
from clients.book.naming import index_name
from clients.models import (
    INTEREST_PARENTS,
    CelebrateBy,
    Client,
    ClientHolding,
    ClientInterest,
    ClientType,
    Holding,
    Interest,
    InterestSource,
    bits,
    members_of,
)
from core.db import db, now
from core.errors import DomainError
from core.forms import clean, digits

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
    """138-0000-0000 for a mobile number of mainland China, the international form for others; what is none as it is."""
    if re.fullmatch(r"\+861\d{10}", phone):
        return f"{phone[3:6]}-{phone[6:10]}-{phone[10:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.INTERNATIONAL) if phone else ""
    except phonenumbers.NumberParseException:  # somebody else wrote it into the database
        return phone


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


Interests = Iterable[Interest] | Mapping[Interest, tuple[InterestSource, int]]
"""Interests alone, or each with how we know of it and how sure we are, from 1 to 3."""


def save_client(
    client: Client,
    *,
    interests: Interests | None = None,
    holdings: Iterable[Holding] | None = None,
    further_types: Iterable[ClientType] | None = None,
    extra: Mapping[int, Any] | None = None,
    **values: Any,
) -> Client:
    """Set the given values and everything that follows from them; adds a new client to the session.

    Raises DomainError: number_taken, and what `write_client` does.
    """
    number = digits(values.pop("number", "")).replace(" ", "") or client.number or next_numbers(client.branch_id, 1)[0]
    with db.session.no_autoflush:
        taken = db.session.scalar(sa.select(Client.id).where(Client.number == number))
        if taken is not None and taken != client.id:
            raise DomainError("number_taken")
        return write_client(
            client,
            interests=interests,
            holdings=holdings,
            further_types=further_types,
            extra=extra,
            number=number,
            **values,
        )


def write_client(
    client: Client,
    *,
    interests: Interests | None = None,
    holdings: Iterable[Holding] | None = None,
    further_types: Iterable[ClientType] | None = None,
    extra: Mapping[int, Any] | None = None,
    **values: Any,
) -> Client:
    """As `save_client`, for whoever has made sure for a whole list at once that the numbers are free.

    `extra` holds values of the branch's own fields by their ids, as `extra_fields.read_value` gives them. Raises
    DomainError: phone_invalid, name_missing, confidence_out_of_bounds, birthday_differs, birthday_impossible,
    birthday_ahead, birthday_too_long_ago, and for lunar birthdays what `birthdays.check_lunar` does.
    """
    if "phone" in values:
        values["phone"] = normalised_phone(values["phone"] or "")
        values["phone_tail"] = values["phone"][-4:]
    for name in _NAMES & values.keys():
        values[name] = clean(values[name])
    _set_birthday(values)
    _follow_address(client, values)
    _follow_tier(client, values)
    for field, value in values.items():
        setattr(client, field, value)
    client.surname, client.given_name = client.surname or "", client.given_name or ""
    client.name_en = client.name_en or ""
    if not client.full_name:
        raise DomainError("name_missing")
    if _LUNAR & values.keys():
        _check_lunar(client)
    index_name(client)
    if interests is not None:
        _write_interests(client, interests)
    if holdings is not None:
        _replace(client.holdings, set(holdings), lambda row: row.holding, lambda it: ClientHolding(holding=it))
        client.holdings_count = len(client.holdings)
        client.holding_bits = bits(row.holding for row in client.holdings)
    if further_types is not None or "client_type" in values:
        wanted = set(members_of(ClientType, client.further_type_bits or 0) if further_types is None else further_types)
        client.further_type_bits = bits(wanted - {client.client_type})
    if extra is not None:
        client.extra = with_values(client.extra, extra)
    db.session.add(client)
    return client


_NAMES = frozenset({"surname", "given_name", "name_en"})
_LUNAR = frozenset({"lunar_month", "lunar_day", "lunar_leap", "lunar_eve", "celebrate_by", "birth_date", "birthday"})


def interest_bits_of(interests: Iterable[Interest]) -> int:
    """The interests with those above them: whoever loves whisky is found by wine and spirits too."""
    known = set(interests)
    return bits(known | {INTEREST_PARENTS[one] for one in known if one in INTEREST_PARENTS})


def _write_interests(client: Client, interests: Interests) -> None:
    known = interests if isinstance(interests, Mapping) else {}
    if any(not 1 <= sure <= 3 for _source, sure in known.values()):
        raise DomainError("confidence_out_of_bounds")
    _replace(client.interests, set(interests), lambda row: row.interest, lambda it: ClientInterest(interest=it))
    for row in client.interests:
        if row.interest in known:
            row.source, row.confidence = known[row.interest]
    client.interest_bits = interest_bits_of(row.interest for row in client.interests)


def _set_birthday(values: dict[str, Any]) -> None:
    """The day in the year follows from the whole date; without a year it stands alone."""
    born: date | None = values.get("birth_date")
    if born is not None:
        check_born(born, now().date() + timedelta(days=1))  # where it is tomorrow already; forms look more closely
        if values.get("birthday") not in (None, "", born.isoformat()[5:]):
            raise DomainError("birthday_differs")
        values["birthday"] = born.isoformat()[5:]
    elif "birthday" in values:
        values["birthday"] = month_and_day(values["birthday"] or "")
        values["birth_date"] = None
    elif "birth_date" in values:
        values["birthday"] = ""


def _check_lunar(client: Client) -> None:
    """Raises what `birthdays.check_lunar` does. Who has told only a lunar birthday keeps that one."""
    if client.celebrate_by in (None, CelebrateBy.SOLAR) and not client.birthday and has_lunar(client):
        client.celebrate_by = CelebrateBy.LUNAR
    check_lunar(client)


def _follow_address(client: Client, values: dict[str, Any]) -> None:
    """What came back went to the address as it was before."""
    if "postal_address" in values and values["postal_address"] != (client.postal_address or ""):
        values.setdefault("address_returned_on", None)


def _follow_tier(client: Client, values: dict[str, Any]) -> None:
    """A tier that somebody sets by hand holds from today; the months before count for it no more."""
    if client.id is not None and values.get("tier", client.tier) is not client.tier:
        values.setdefault("tier_since", now().date())
        values.setdefault("watch_since", None)


def _replace(rows: list[Any], wanted: set[Any], key: Any, make: Any) -> None:
    """Bring `rows` to the wanted set with the fewest changes, so that the audit log shows what changed."""
    for row in list(rows):
        if key(row) not in wanted:
            rows.remove(row)
    present = {key(row) for row in rows}
    rows.extend(make(item) for item in sorted(wanted - present, key=lambda member: member.value))
