"""What is counted of an event: how many are invited, and what they answered.

The guests belong to the room to the right, so it hangs the counting on the frame "events"; here is only its shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.models import Event
from staff.frames import panels
from staff.models import Staff

FRAME, ADVICE = "events", "advice"


@dataclass(frozen=True)
class Figures:
    """Counts over the invitations that stand and that the reader may see."""

    invited: int = 0
    printed: int = 0  # the letter is printed, or printed and handed over
    delivered: int = 0
    accepted: int = 0
    declined: int = 0  # cancelled after accepting included
    waitlisted: int = 0
    silent: int = 0  # without an answer for too long
    to_order: int = 0  # the letter is neither printed nor in a print run

    @property
    def unanswered(self) -> int:
        """Everybody of whom no answer is known, the silent included."""
        return self.invited - self.accepted - self.declined - self.waitlisted

    @property
    def waiting(self) -> int:
        """Without an answer so far, and there is time."""
        return self.unanswered - self.silent

    @property
    def to_print(self) -> int:
        return self.invited - self.printed


def figures_of(actor: Staff, events: Sequence[Event], now: datetime) -> dict[int, Figures]:
    """The figures of each event by its id, as far as `actor` may see its guests."""
    counted = {event.id: Figures() for event in events}
    if events:
        for _template, data in panels(FRAME, actor, events, now):
            counted |= data["figures"]
    return counted


def advised_for(actor: Staff, event: Event, now: datetime) -> int:
    """How many to invite in all so that the seats are nearly filled, by what is known of such evenings."""
    return next((data["advised"] for _template, data in panels(ADVICE, actor, event, now)), 0)
