"""Real values to try a text with, from rooms that this one does not know: the events of the branch.

`app.py` hangs the source; without one there are sample values only. A source never gives anything about a client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from staff.models import Staff


class Offer(Protocol):
    def __call__(self, actor: Staff, kind: str) -> list[tuple[str, str]]:
        """What the actor may choose for a kind of letter: (key, label)."""


class Values(Protocol):
    def __call__(self, actor: Staff, key: str, language: str) -> dict[str, str]:
        """The values of one, by the codes of placeholders; none when the actor may not see it."""


@dataclass(frozen=True)
class Source:
    offer: Offer
    values: Values


_SOURCES: list[Source] = []


def hang_source(source: Source) -> None:
    """Make `source` the one that is asked; a second application in one process hangs the same again."""
    _SOURCES[:] = [source]


def offered(actor: Staff, kind: str) -> list[tuple[str, str]]:
    return _SOURCES[0].offer(actor, kind) if _SOURCES else []


def values_of(actor: Staff, key: str | None, language: str) -> dict[str, str]:
    return _SOURCES[0].values(actor, key, language) if _SOURCES and key else {}
