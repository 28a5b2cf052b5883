"""How well a client fits an evening's type profile, from 0 to 100. It is advice: a person chooses the guests."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from clients.models import INTEREST_PARENTS, Client, Tier
from events.type_profile import TypeProfile

FITS = 70
"""From here on somebody counts as of the evening's type (domain research, same-type match)."""
AGE_MARGIN = 10
"""Years beyond the band at which the age fits no more; in between it falls evenly."""
MOST_CONFIDENCE = 3


class Part(enum.Enum):
    """What of a profile a client is measured by."""

    IDENTITY = "identity"
    TIER = "tier"
    AGE = "age"
    INTEREST = "interest"
    DISTRICT = "district"


WEIGHTS = {Part.IDENTITY: 40, Part.TIER: 20, Part.AGE: 15, Part.INTEREST: 20, Part.DISTRICT: 5}
"""Domain research, same-type match. Of a profile that does not ask for all, those asked for count alone."""

_TIERS = list(Tier)


@dataclass(frozen=True)
class Score:
    """How well somebody fits: the whole, and each part that the profile asks for from 0 to 1."""

    total: int
    parts: dict[Part, float]

    @property
    def fits(self) -> bool:
        return self.total >= FITS

    @property
    def short_of(self) -> list[Part]:
        """The parts that fit by less than half or are not known, the weightiest first."""
        return [part for part in WEIGHTS if self.parts.get(part, 1) <= 0.5]


def score(client: Client, profile: TypeProfile, today: date) -> Score | None:
    """The client's score; None where nothing is asked, and of somebody who wishes not to be chosen by traits.

    The client's interests should be loaded. A date of birth or a type that is not known counts half and nothing.
    """
    if client.no_profiling or not profile.asks:
        return None
    parts: dict[Part, float] = {}
    if profile.types:
        parts[Part.IDENTITY] = _identity(client, profile)
    if profile.tiers:
        parts[Part.TIER] = _tier(client.tier, profile.tiers)
    if profile.age_from is not None or profile.age_to is not None:
        parts[Part.AGE] = _age(client.birth_date, profile, today)
    if profile.interests:
        parts[Part.INTEREST] = _interest(client, profile)
    if profile.districts:
        parts[Part.DISTRICT] = float(client.district in profile.districts)
    asked = sum(WEIGHTS[part] for part in parts)
    return Score(round(100 * sum(WEIGHTS[part] * fit for part, fit in parts.items()) / asked), parts)


def _identity(client: Client, profile: TypeProfile) -> float:
    if client.client_type in profile.types:
        return 1.0
    return 0.6 if set(client.further_types) & set(profile.types) else 0.0


def _tier(tier: Tier, wanted: tuple[Tier, ...]) -> float:
    away = min(abs(_TIERS.index(tier) - _TIERS.index(one)) for one in wanted)
    return {0: 1.0, 1: 0.5}.get(away, 0.0)


def age_on(birth_date: date, day: date) -> int:
    """Full years on `day`."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _age(birth_date: date | None, profile: TypeProfile, today: date) -> float:
    if birth_date is None:
        return 0.5
    age = age_on(birth_date, today)
    below = max(0, (profile.age_from or 0) - age)
    above = max(0, age - profile.age_to) if profile.age_to is not None else 0
    return max(0.0, 1 - max(below, above) / AGE_MARGIN)


def _interest(client: Client, profile: TypeProfile) -> float:
    wanted = set(profile.interests)
    confidences = [
        row.confidence
        for row in client.interests
        if row.interest in wanted or INTEREST_PARENTS.get(row.interest) in wanted
    ]
    return max(confidences, default=0) / MOST_CONFIDENCE
