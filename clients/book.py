"""The client book: adding and changing a client, and finding one by name, reading, number or telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import phonenumbers
import sqlalchemy as sa
from phonenumbers import NumberParseException, PhoneNumberFormat

from clients.models import (
    Client,
    ClientDelegate,
    ClientHold,
    ClientHolding,
    ClientInterest,
    Holding,
    HoldKind,
    Interest,
)
from clients.naming import folded, index_name, is_chinese
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
    if not phone:
        return ""
    return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.INTERNATIONAL)


def next_number(branch_id: int) -> str:
    """A number for a client who comes without one; the bank's own numbers never begin with a letter and a branch."""
    highest = db.session.scalar(sa.select(sa.func.max(Client.id))) or 0
    return f"Y{branch_id:03d}{highest + 1:06d}"


def save_client(
    client: Client,
    *,
    interests: Iterable[Interest] | None = None,
    holdings: Iterable[Holding] | None = None,
    **values: Any,
) -> Client:
    """Set the given values and everything that follows from them (phone tail, readings, number of holdings).

    Adds a new client to the session. Raises DomainError: phone_invalid, name_missing, or number_taken.
    """
    if "phone" in values:
        values["phone"] = normalised_phone(values["phone"] or "")
        values["phone_tail"] = values["phone"][-4:]
    for field, value in values.items():
        setattr(client, field, value)
    if not client.surname and not client.given_name and not client.name_en:
        raise DomainError("name_missing")
    client.surname, client.given_name = client.surname or "", client.given_name or ""
    client.name_en = client.name_en or ""
    if not client.number:
        client.number = next_number(client.branch_id)
    _refuse_taken_number(client)
    index_name(client)
    if interests is not None:
        _replace(client.interests, set(interests), lambda row: row.interest, lambda it: ClientInterest(interest=it))
    if holdings is not None:
        _replace(client.holdings, set(holdings), lambda row: row.holding, lambda it: ClientHolding(holding=it))
        client.holdings_count = len(client.holdings)
    db.session.add(client)
    return client


def _refuse_taken_number(client: Client) -> None:
    with db.session.no_autoflush:
        taken = db.session.scalar(sa.select(Client.id).where(Client.number == client.number))
    if taken is not None and taken != client.id:
        raise DomainError("number_taken")


def _replace(rows: list[Any], wanted: set[Any], key: Any, make: Any) -> None:
    """Bring `rows` to the wanted set with the fewest changes, so that the audit log shows what changed."""
    for row in list(rows):
        if key(row) not in wanted:
            rows.remove(row)
    present = {key(row) for row in rows}
    rows.extend(make(item) for item in sorted(wanted - present, key=lambda member: member.value))


def hold(client: Client, kind: HoldKind, *, since: date, until: date | None) -> ClientHold:
    """Do not invite this client from `since` to `until` (both included); none means until it is lifted."""
    if until is not None and until < since:
        raise DomainError("hold_ends_before")
    row = ClientHold(kind=kind, since=since, until=until)
    client.holds.append(row)
    return row


def lift(row: ClientHold, *, today: date) -> None:
    """End a hold yesterday, so that from today on it no longer stands. The row stays, as what was."""
    row.until = date.fromordinal(today.toordinal() - 1)


def delegate(client: Client, staff: Staff) -> None:
    """Let another member of staff see and care for the client too. Twice does no harm."""
    if db.session.get(ClientDelegate, (client.id, staff.id)) is None:
        db.session.add(ClientDelegate(client_id=client.id, staff_id=staff.id))


def search_condition(text: str) -> sa.ColumnElement[bool]:
    """The condition for what somebody typed: part of a Chinese name, pinyin, initials, English, number, phone tail."""
    text = digits(text)
    compact = folded(text).replace(" ", "")
    if compact.isdigit():
        tail = sa.and_(sa.literal(len(compact) >= 3), Client.phone.endswith(compact[-11:], autoescape=True))
        return sa.or_(tail, Client.search_text.contains(f"|{compact}", autoescape=True))
    if is_chinese(text):
        return Client.search_text.contains(compact, autoescape=True)
    words = [Client.search_text.contains(word, autoescape=True) for word in folded(text).split()]
    # Latin letters are read as pinyin or initials from their beginning; several words as parts of an English name.
    return sa.or_(Client.search_text.contains(f"|{compact}", autoescape=True), sa.and_(*words)) if words else sa.true()


def find_clients(actor: Staff, text: str, conditions: Sequence[sa.ColumnElement[bool]] = ()) -> sa.Select[Client]:
    """The clients `actor` may see that match `text` and all conditions, in the order of their names' readings."""
    query = sa.select(Client).where(sees(actor, Client), *conditions).order_by(Client.sort_key, Client.id)
    return query.where(search_condition(text)) if text.strip() else query
