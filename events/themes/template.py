"""What an evening is planned from: a theme of the catalogue, one of the branch's own, or an evening that was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from events.models import BudgetKind, CompanionPolicy, Event, EventFormat, Flag, Risk, WaitlistPolicy

ORGANISER, MANAGER = "organiser", "manager"
"""Who sees to a step: the event's organiser, or the manager of the branch."""

COPIED = (
    "title", "title_en", "speaker", "speaker_en", "venue", "venue_en", "address", "address_en", "parking", "parking_en",
    "capacity", "capacity_min", "capacity_ideal", "companions", "companions_most", "companion_names", "tentative_ok",
    "delegate_ok", "waitlist", "overbooked_by", "heads_outside", "join_url", "join_minutes", "goal", "flags",
    "particulars", "risks", "type_profile", "venue_id",
)  # fmt: skip
"""The columns of an event that another one like it begins with."""

_ENUMS = {"companions": CompanionPolicy, "waitlist": WaitlistPolicy}
_LISTS = {"flags": Flag, "risks": Risk}


@dataclass(frozen=True)
class Step:
    """One thing to do: a code of the catalogue's steps, or somebody's own words."""

    code: str = ""
    text: str = ""
    days_before: int = 0
    owner: str = ORGANISER
    gate: bool = False


@dataclass(frozen=True)
class Sum:
    """One line of a budget: so much whatever happens, and so much for each guest; in fen."""

    kind: BudgetKind
    fixed: int = 0
    a_head: int = 0
    text: str = ""

    def planned(self, heads: int) -> int:
        return self.fixed + self.a_head * heads


@dataclass(frozen=True)
class Template:
    """Everything that a theme brings. `values` are columns of `Event` by their names."""

    format: EventFormat
    minutes: int
    values: Mapping[str, Any]
    theme: str = ""  # the code that the event keeps, so that evenings of one theme are known as such
    start: tuple[int, int] = (14, 30)
    months: tuple[int, ...] = ()  # when it suits best; empty: at any time
    steps: tuple[Step, ...] = ()
    sums: tuple[Sum, ...] = ()

    @property
    def heads(self) -> tuple[int | None, int | None, int]:
        """Fewest, best and most."""
        return self.values.get("capacity_min"), self.values.get("capacity_ideal"), self.values["capacity"]

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "format": self.format.value,
            "minutes": self.minutes,
            "theme": self.theme,
            "start": list(self.start),
            "months": list(self.months),
            "values": {name: getattr(value, "value", value) for name, value in self.values.items()},
            "steps": [asdict(step) for step in self.steps],
            "sums": [asdict(one) | {"kind": one.kind.value} for one in self.sums],
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """From an own theme's JSON; flags and risks that no longer exist are dropped."""
        values = {name: value for name, value in stored["values"].items() if name in COPIED}
        for name, kind in _ENUMS.items():
            if name in values:
                values[name] = kind(values[name])
        for name, kind in _LISTS.items():
            values[name] = known(kind, values.get(name, ()))
        hour, minute = stored["start"]
        return cls(
            format=EventFormat(stored["format"]),
            minutes=stored["minutes"],
            values=values,
            theme=stored.get("theme", ""),
            start=(hour, minute),
            months=tuple(stored.get("months", ())),
            steps=tuple(Step(**step) for step in stored.get("steps", ())),
            sums=tuple(Sum(**{**one, "kind": BudgetKind(one["kind"])}) for one in stored.get("sums", ())),
        )


def known(kind: Any, codes: Iterable[str]) -> list[str]:
    """Those of the values that `kind` has, in its order."""
    wanted = set(codes)
    return [member.value for member in kind if member.value in wanted]


def values_of(event: Event) -> dict[str, Any]:
    """What another evening begins with: everything but times, guests, answers and how far it has come."""
    return {name: getattr(event, name) for name in COPIED}
