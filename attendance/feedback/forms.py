"""Shape of what a guest fills in; the same for a paper card that is keyed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from attendance.feedback.questions import MARKS, Topic
from attendance.feedback.taking import Given
from attendance.models import Ease
from core.forms import clean

LENGTHS = {"ease_note": 120, "topic_note": 60, "words": 500, "name": 40}
_RANGES = {**dict.fromkeys(MARKS, range(1, 6)), "recommend": range(11)}


@dataclass
class Sheet:
    """What was sent, as it was typed, so that nothing is lost; `given` is what it says, `errors` what it does not."""

    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: Sequence[str] = ()
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    def given(self) -> Given | None:
        """The answers; none when something can't be read, and then `errors` says what to do at which question."""
        values: dict[str, Any] = {name: self._number(name, allowed) for name, allowed in _RANGES.items()}
        values["ease"] = self._ease()
        values["topics"] = tuple(topic for topic in Topic if topic.value in self.ticked)
        for name, most in LENGTHS.items():
            values[name] = self._text(name, most)
        values["call_me"] = bool(self["call_me"])
        return None if self.errors else Given(**values)

    def _number(self, name: str, allowed: range) -> int | None:
        text = self[name]
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 3 and int(text) in allowed:
            return int(text)
        self.errors[name] = _("Please choose one of the answers, or none.")
        return None

    def _ease(self) -> Ease | None:
        if not self["ease"]:
            return None
        found = next((one for one in Ease if one.value == self["ease"]), None)
        if found is None:
            self.errors["ease"] = _("Please choose one of the answers, or none.")
        return found

    def _text(self, name: str, most: int) -> str:
        text = self[name]
        if len(text) > most:
            self.errors[name] = _("This is too long by %(number)s characters; at most %(most)s fit.",
                                  number=len(text) - most, most=most)  # fmt: skip
        return text


def sheet_from(form: Any) -> Sheet:
    """The form as it was sent (a MultiDict), each text cleaned."""
    return Sheet({name: clean(value) for name, value in form.items()}, form.getlist("topics"))
