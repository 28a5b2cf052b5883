"""A field for interests: each that is ticked, with how we know of it and how sure we are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import Field

from clients import words
from clients.models import INTEREST_PARENTS, Interest, InterestSource
from core.errors import DomainError

USUAL = (InterestSource.OBSERVED, 2)


@dataclass(frozen=True)
class Choice:
    """One interest as the form shows it; `below` are those of the second level."""

    interest: Interest
    chosen: bool
    source: InterestSource
    confidence: int
    below: tuple[Choice, ...] = ()

    @property
    def any_chosen(self) -> bool:
        return self.chosen or any(choice.chosen for choice in self.below)


class InterestsField(Field):
    """Its data is a mapping of interests to (source, confidence).

    Sent are the ticked codes under the field's name, and for each `<name>-source-<code>` and `<name>-sure-<code>`; one
    that comes without them keeps what it had, or is what we noticed and think likely.
    """

    data: dict[Interest, tuple[InterestSource, int]]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self._sent = formdata
        super().process(formdata, data or {}, extra_filters)

    def process_formdata(self, valuelist: list[Any]) -> None:
        before: dict[Interest, tuple[InterestSource, int]] = self.object_data or {}
        self.data = {}
        try:
            for code in valuelist:
                source, sure = before.get(Interest(code), USUAL)
                self.data[Interest(code)] = (
                    InterestSource(self._told("source", code) or source.value),
                    int(self._told("sure", code) or sure),
                )
        except ValueError:
            raise ValueError(_("Choose from the list.")) from None
        if any(not 1 <= sure <= 3 for _source, sure in self.data.values()):
            raise ValueError(DomainError("confidence_out_of_bounds").sentence)

    def _told(self, what: str, code: str) -> str:
        values = self._sent.getlist(f"{self.name}-{what}-{code}")
        return str(values[0]) if values else ""

    def groups(self) -> Iterator[tuple[Any, list[Choice]]]:
        """The themes with their interests, those below each beside it."""
        for theme, interests in words.INTEREST_THEMES:
            yield theme, [self._choice(interest) for interest in interests]

    def _choice(self, interest: Interest) -> Choice:
        below = [child for child, parent in INTEREST_PARENTS.items() if parent is interest]
        source, sure = (self.data or {}).get(interest, USUAL)
        return Choice(
            interest, interest in (self.data or {}), source, sure, tuple(self._choice(child) for child in below)
        )
