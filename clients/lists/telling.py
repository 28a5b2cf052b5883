"""What a kept value says in words: for the preview's before and after, and for files that are taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clients.book.saving import readable_phone
from clients.lists.dates import said_lunar
from clients.lists.words import CONTACT_WORDS
from clients.models import (
    CelebrateBy,
    ClientType,
    Gender,
    Holding,
    Interest,
    PointKind,
    RiskLevel,
    Tier,
    TitleKind,
)
from clients.words import (
    CELEBRATE_BY,
    GENDERS,
    HOLDINGS,
    INTERESTS,
    LANGUAGES,
    RISK_LEVELS,
    TIERS,
    TITLE_KINDS,
    TYPES,
    said_country,
)

_WORDS: dict[str, tuple[Any, Mapping[Any, Any]]] = {
    "gender": (Gender, GENDERS),
    "title_kind": (TitleKind, TITLE_KINDS),
    "client_type": (ClientType, TYPES),
    "further_types": (ClientType, TYPES),
    "tier": (Tier, TIERS),
    "month_band": (Tier, TIERS),
    "interests": (Interest, INTERESTS),
    "holdings": (Holding, HOLDINGS),
    "risk_level": (RiskLevel, RISK_LEVELS),
    "celebrate_by": (CelebrateBy, CELEBRATE_BY),
}


class Teller:
    """Says values in the reader's language; each word is asked for once, since lazy words are slow to say."""

    def __init__(
        self, people: Mapping[int, str] | None = None, extra: Mapping[str, Callable[[Any], str]] | None = None
    ) -> None:
        self._people, self._extra = people or {}, extra or {}
        self._said: dict[tuple[str, str], str] = {}

    def word(self, field: str, code: str) -> str:
        """A code of an enum in words."""
        known = self._said.get((field, code))
        if known is None:
            kind, labels = _WORDS[field]
            known = self._said[field, code] = str(labels[kind(code)])
        return known

    def told(self, field: str, value: Any) -> str:  # noqa: PLR0911 - one line a field
        """Any value of a field; empty for nothing."""
        if value is None or value in ("", [], {}, ()):
            return ""
        if field in _WORDS:
            return "、".join(self.word(field, code) for code in ([value] if isinstance(value, str) else value))
        match field:
            case "phone":
                return exported_phone(value)
            case "language":
                return str(LANGUAGES[value])
            case "country":
                return str(said_country(value))
            case "lunar_birthday":
                return said_lunar(value[0], value[1], leap=bool(value[2]), eve=bool(value[3]))
            case "rm":
                return self._people.get(value, "")
            case "points":
                return "；".join(self.point(point) for point in value)
            case "addresses":
                return " | ".join(self.place(place) for place in value)
            case "extra":
                said = (self._extra[key](one) for key, one in value.items() if key in self._extra)
                return "；".join(filter(None, said))
        return str(value)

    def point(self, point: Sequence[str]) -> str:
        """A further number or mail address as `contacts.points` reads it again."""
        channel, value, kind, note = point
        text = exported_phone(value) if channel == "phone" else value
        return f"{self._kind(kind)}: {text}{f' ({note})' if note else ''}"

    def place(self, place: Sequence[str]) -> str:
        """A further address as `contacts.places` reads it again."""
        kind, where, postcode, _country = place
        return f"{self._kind(kind)}: {where}{f' {postcode}' if postcode else ''}"

    def _kind(self, kind: str) -> str:
        known = self._said.get(("kind", kind))
        if known is None:
            known = self._said["kind", kind] = str(CONTACT_WORDS[PointKind(kind)])
        return known


def exported_phone(phone: str) -> str:
    """The number as spreadsheets leave it alone: no leading plus, which they take for a formula."""
    if phone.startswith("+861") and len(phone) == 14:
        return f"{phone[3:6]}-{phone[6:10]}-{phone[10:]}"
    words = readable_phone(phone)
    if not words.startswith("+"):
        return words
    code, _blank, rest = words.partition(" ")
    return f"({code}) {rest}"
