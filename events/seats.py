"""Rules of seats and of who may come along: the numbers of an event agree with each other and with its format."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.errors import DomainError
from events.models import CompanionPolicy, EventFormat, Flag

NO_SHOW = Fraction(1, 5)
"""Of a lecture's guests who said yes, one in five stays away (domain practice, rates)."""
MOST_ABOVE = Fraction(115, 100)
MOST_COMPANIONS = 10
_SCHEMES = ("https://", "http://")

DEFAULTS: dict[str, Any] = {
    "capacity_min": None,
    "capacity_ideal": None,
    "overbooked_by": 0,
    "companions": CompanionPolicy.NONE,
    "companions_most": 0,
    "delegate_ok": True,
    "flags": [],
    "join_url": "",
}
"""What is checked together, and what a new event has where nobody says anything."""


def most_overbooked(capacity: int, no_show: Fraction = NO_SHOW) -> int:
    """Seats that a lecture may promise beyond its capacity C: up to min(1.15 × C, C ÷ (1 − no-show)), whole seats."""
    limit = min(MOST_ABOVE * capacity, capacity / (1 - no_show) if no_show < 1 else MOST_ABOVE * capacity)
    return math.floor(limit) - capacity


def settled(format: EventFormat, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be written of the given values: nobody brings anybody where nobody may, and one where one may.

    `values` has all of DEFAULTS and the capacity. Raises DomainError: capacity_order, overbooking_format,
    overbooking_most, fund_alone, companions_number, join_address.
    """
    _check_heads(values)
    _check_overbooking(format, values)
    policy: CompanionPolicy = values["companions"]
    if Flag.PRIVATE_FUND.value in values["flags"] and (policy is not CompanionPolicy.NONE or values["delegate_ok"]):
        raise DomainError("fund_alone")
    if values["join_url"] and not values["join_url"].startswith(_SCHEMES):
        raise DomainError("join_address")
    return {"companions_most": _companions(policy, values["companions_most"])}


def _check_heads(values: Mapping[str, Any]) -> None:
    numbers = [values["capacity_min"], values["capacity_ideal"], values["capacity"]]
    known = [number for number in numbers if number is not None]
    if known != sorted(known):
        raise DomainError("capacity_order")


def _check_overbooking(format: EventFormat, values: Mapping[str, Any]) -> None:
    beyond = values["overbooked_by"]
    if not beyond:
        return
    if format is not EventFormat.LECTURE:
        raise DomainError("overbooking_format")
    most = most_overbooked(values["capacity"])
    if beyond > most:
        raise DomainError("overbooking_most", most=most)


def _companions(policy: CompanionPolicy, most: int) -> int:
    if policy is CompanionPolicy.NONE:
        return 0
    if policy is CompanionPolicy.ONE:
        return 1
    if not 1 <= most <= MOST_COMPANIONS:
        raise DomainError("companions_number", most=MOST_COMPANIONS)
    return most
