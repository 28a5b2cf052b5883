"""Whom an evening is for: its type profile. People of one type have something to say to each other (同类同场)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Self

from clients.models import ClientType, Interest, Tier
from core.errors import DomainError

MOST_TYPES = 2
MOST_TIERS = 2
"""One or two types, and two tiers that lie next to each other: more, and it is no type any more (domain research)."""
MOST_INTERESTS = 6
YOUNGEST, OLDEST = 18, 110
PRODUCT_LEVELS = 5
"""R1 to R5, how much risk a product bears; a client of level C3 may be shown R3 and below."""

_TIERS = list(Tier)


@dataclass(frozen=True)
class TypeProfile:
    """What is asked of the guests, and what of the programme decides who may not come. Empty parts ask for nothing."""

    types: tuple[ClientType, ...] = ()
    tier_from: Tier | None = None
    tier_to: Tier | None = None
    age_from: int | None = None
    age_to: int | None = None
    interests: tuple[Interest, ...] = ()
    districts: tuple[str, ...] = ()  # the same side of town, as the clients' pages spell it
    language: str = ""  # of the evening; "" for either
    product_level: int = 0  # the riskiest product that is shown, R1 to R5; 0 for none
    private_fund: bool = False  # qualified investors only
    gifts: bool = False  # holders of public office can't be given any

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        """From an event's JSON; values that no longer exist are dropped."""
        level = stored.get("product_level")
        return cls(
            types=_members(ClientType, stored.get("types")),
            tier_from=_member(Tier, stored.get("tier_from")),
            tier_to=_member(Tier, stored.get("tier_to")),
            age_from=stored.get("age_from"),
            age_to=stored.get("age_to"),
            interests=_members(Interest, stored.get("interests")),
            districts=tuple(str(name) for name in stored.get("districts") or ()),
            language=str(stored.get("language")) if stored.get("language") in ("zh", "en") else "",
            product_level=level if isinstance(level, int) and 0 <= level <= PRODUCT_LEVELS else 0,
            private_fund=bool(stored.get("private_fund")),
            gifts=bool(stored.get("gifts")),
        )

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers asked for; none when any is right."""
        if self.tier_from is None and self.tier_to is None:
            return ()
        first = _TIERS.index(self.tier_from) if self.tier_from else 0
        last = _TIERS.index(self.tier_to) if self.tier_to else len(_TIERS) - 1
        return tuple(_TIERS[first : last + 1])

    @property
    def asks(self) -> bool:
        """Whether it asks anything by which guests could be of one type."""
        ages = self.age_from is not None or self.age_to is not None
        return bool(self.types or self.tiers or ages or self.interests or self.districts)


def check_profile(profile: TypeProfile) -> TypeProfile:
    """The profile, if it describes one type.

    Raises DomainError: profile_types, profile_tiers, profile_tiers_order, profile_ages, profile_interests.
    """
    if len(profile.types) > MOST_TYPES:
        raise DomainError("profile_types", most=MOST_TYPES)
    if (profile.tier_from is None) != (profile.tier_to is None) or (profile.tier_from and not profile.tiers):
        raise DomainError("profile_tiers_order")
    if len(profile.tiers) > MOST_TIERS:
        raise DomainError("profile_tiers")
    ages = [age for age in (profile.age_from, profile.age_to) if age is not None]
    if any(not YOUNGEST <= age <= OLDEST for age in ages) or ages != sorted(ages):
        raise DomainError("profile_ages", youngest=YOUNGEST, oldest=OLDEST)
    if len(profile.interests) > MOST_INTERESTS:
        raise DomainError("profile_interests", most=MOST_INTERESTS)
    return profile


def _member(kind: type[Any], code: Any) -> Any:
    return next((member for member in kind if member.value == code), None)


def _members(kind: type[Any], codes: Sequence[Any] | None) -> tuple[Any, ...]:
    return tuple(member for member in kind if member.value in (codes or ()))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value
