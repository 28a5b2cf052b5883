"""What the client book is asked for, as it stands in the address of its page and in saved views."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from clients.book.keys import LONGEST
from clients.models import Client, ClientHold, ClientType, Holding, Interest, Tier, bits
from clients.settings import CORE_CLIENT_HOLDINGS, OLD_CLIENT_HOLDINGS
from core.db import row_id
from core.forms import clean
from staff.models import Staff
from staff.settings import setting

Condition = sa.ColumnElement[bool]


class Sort(enum.Enum):
    """The order of a list; with words in the search box the best match comes first unless one is chosen."""

    NAME = "name"
    CONTACT = "contact"  # whom nobody has talked with for longest
    BIRTHDAY = "birthday"  # from today on
    NEWEST = "newest"


@dataclass(frozen=True)
class Field:
    """One thing that can be asked for. `read` raises ValueError for what can't be meant."""

    name: str
    read: Callable[[str], Any]
    condition: Callable[[Any, Staff, date], Condition]


FIELDS: dict[str, Field] = {}


def offer(one: Field) -> None:
    """Let the book be asked for this too; rooms to the right do so when the application is put together."""
    FIELDS[one.name] = one


@dataclass(frozen=True)
class Filters:
    """What somebody asks the client book for: words, and what each field must be."""

    text: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)  # name of a field → code, all of them known
    sort: Sort | None = None

    @property
    def any(self) -> bool:
        return bool(self.text or self.asked)

    def conditions(self, actor: Staff, today: date) -> list[Condition]:
        found = [(FIELDS[name], code) for name, code in self.asked.items() if name in FIELDS]
        return [one.condition(one.read(code), actor, today) for one, code in found]

    def arguments(self, **changes: str | None) -> dict[str, Any]:
        """As they stand in an address; a change to None takes one away."""
        present = {"q": self.text, **self.asked, "sort": self.sort.value if self.sort else ""}
        return {name: value for name, value in {**present, **changes}.items() if value}


def filters_from(arguments: Mapping[str, Any]) -> Filters:
    """What an address or a saved view asks for. Unknown fields and values ask for nothing."""
    asked: dict[str, str] = {}
    for name, one in FIELDS.items():
        code = clean(str(arguments.get(name) or ""))
        try:
            if code:
                one.read(code)
                asked[name] = code
        except ValueError:
            continue
    sort = next((one for one in Sort if one.value == arguments.get("sort")), None)
    return Filters(clean(str(arguments.get("q") or ""))[:LONGEST], asked, sort)


def standing_hold(day: date) -> Condition:
    """Whether any hold stands on `day`; clients/contact/may_contact.py says which."""
    standing = sa.select(ClientHold.client_id).where(
        ClientHold.since <= day, sa.or_(ClientHold.until.is_(None), ClientHold.until >= day)
    )
    return Client.id.in_(standing)


def _has_bit(column: Any, member: enum.Enum) -> Condition:
    return sa.cast(column.op("&")(bits([member])), sa.BigInteger) != 0


def _yes_no(code: str) -> bool:
    if code not in ("yes", "no"):
        raise ValueError(code)
    return code == "yes"


def _between(least: int, most: int) -> Callable[[str], int]:
    def read(code: str) -> int:
        if not code.isascii() or not code.isdigit() or not least <= int(code[:9]) <= most:
            raise ValueError(code)
        return int(code)

    return read


def _one_of(*codes: str) -> Callable[[str], str]:
    def read(code: str) -> str:
        if code not in codes:
            raise ValueError(code)
        return code

    return read


def _of_type(wanted: ClientType, _actor: Staff, _today: date) -> Condition:
    return sa.or_(Client.client_type == wanted, _has_bit(Client.further_type_bits, wanted))


def _held(wanted: bool, _actor: Staff, today: date) -> Condition:
    return standing_hold(today) if wanted else sa.not_(standing_hold(today))


def _held_products(code: str, actor: Staff, _today: date) -> Condition:
    """Few products, old or core client: by the numbers that the reader's branch has set."""
    old, core = setting(actor.branch_id, OLD_CLIENT_HOLDINGS), setting(actor.branch_id, CORE_CLIENT_HOLDINGS)
    return {
        "few": Client.holdings_count < old,
        "old": Client.holdings_count >= old,
        "core": Client.holdings_count >= core,
    }[code]


def _quiet(days: int, _actor: Staff, today: date) -> Condition:
    return sa.or_(Client.last_contact_on.is_(None), Client.last_contact_on <= today - timedelta(days=days))


def _never_invited(wanted: bool, _actor: Staff, _today: date) -> Condition:
    return Client.last_invited_on.is_(None) if wanted else Client.last_invited_on.is_not(None)


def _in_month(month: int, _actor: Staff, _today: date) -> Condition:
    return sa.and_(Client.birthday >= f"{month:02d}-", Client.birthday < f"{month:02d}-99")


def _district(text: str) -> str:
    if len(text) > 40:
        raise ValueError(text)
    return text


for _field in (
    Field("type", ClientType, _of_type),
    Field("tier", Tier, lambda wanted, _actor, _today: Client.tier == wanted),
    Field("interest", Interest, lambda wanted, _actor, _today: _has_bit(Client.interest_bits, wanted)),
    Field("products", _one_of("few", "old", "core"), _held_products),
    Field("holding", Holding, lambda wanted, _actor, _today: _has_bit(Client.holding_bits, wanted)),
    Field("hold", _yes_no, _held),
    Field("quiet", _between(1, 3650), _quiet),
    Field("invited", _yes_no, lambda wanted, actor, today: _never_invited(not wanted, actor, today)),
    Field("month", _between(1, 12), _in_month),
    Field("language", _one_of("zh", "en"), lambda wanted, _actor, _today: Client.language == wanted),
    Field("district", _district, lambda wanted, _actor, _today: Client.district == wanted),
    Field("rm", row_id, lambda wanted, _actor, _today: Client.rm_id == wanted),
    Field("branch", row_id, lambda wanted, _actor, _today: Client.branch_id == wanted),
):
    offer(_field)
