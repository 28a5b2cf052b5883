"""What each format brings by itself: who may come along, whether one may think it over, and what it usually costs."""

from __future__ import annotations

from events.models import BudgetKind, CompanionPolicy, EventFormat
from events.themes.template import Sum

WITHOUT_TENTATIVE = frozenset({EventFormat.BANQUET, EventFormat.TRIP})
"""A kitchen and an insurer want to know: "I can't say yet" is no answer there (domain practice, RSVP semantics)."""

COMPANIONS = {
    EventFormat.BANQUET: (CompanionPolicy.ONE, 1),
    EventFormat.TRIP: (CompanionPolicy.ONE, 1),
    EventFormat.FAMILY: (CompanionPolicy.FAMILY, 3),
    EventFormat.RECEPTION: (CompanionPolicy.ONE, 1),
    EventFormat.CHARITY: (CompanionPolicy.ONE, 1),
}
WITH_NAMES = frozenset({EventFormat.BANQUET, EventFormat.TRIP, EventFormat.FAMILY})
"""Place cards, insurance and children: each companion's name is asked for."""

YUAN = 100  # fen


def _sums(*lines: tuple[BudgetKind, int, int]) -> tuple[Sum, ...]:
    return tuple(Sum(kind, fixed * YUAN, a_head * YUAN) for kind, fixed, a_head in lines)


_PAPER = (BudgetKind.PRINTING, 100, 12)  # letters and envelopes for twice as many as come, cards for the table

SUMS: dict[EventFormat, tuple[Sum, ...]] = {
    EventFormat.SALON: _sums(
        (BudgetKind.SPEAKER, 2000, 0), (BudgetKind.CATERING, 0, 60), (BudgetKind.MATERIALS, 0, 60), _PAPER,
        (BudgetKind.GIFTS, 0, 80),
    ),
    EventFormat.LECTURE: _sums(
        (BudgetKind.VENUE, 3000, 0), (BudgetKind.SPEAKER, 5000, 0), (BudgetKind.CATERING, 0, 30), _PAPER,
        (BudgetKind.GIFTS, 0, 50),
    ),
    EventFormat.BANQUET: _sums(
        (BudgetKind.VENUE, 5000, 0), (BudgetKind.CATERING, 0, 480), (BudgetKind.MATERIALS, 3000, 0), _PAPER,
        (BudgetKind.TRANSPORT, 0, 60), (BudgetKind.PHOTO, 2000, 0), (BudgetKind.GIFTS, 0, 150),
    ),
    EventFormat.RECEPTION: _sums(
        (BudgetKind.VENUE, 8000, 0), (BudgetKind.CATERING, 0, 180), _PAPER, (BudgetKind.TRANSPORT, 0, 40),
        (BudgetKind.PHOTO, 1500, 0),
    ),
    EventFormat.TRIP: _sums(
        (BudgetKind.TRANSPORT, 3000, 0), (BudgetKind.CATERING, 0, 120), (BudgetKind.SPEAKER, 1000, 0), _PAPER,
        (BudgetKind.INSURANCE, 0, 15), (BudgetKind.MATERIALS, 0, 100),
    ),
    EventFormat.FAMILY: _sums(
        (BudgetKind.SPEAKER, 2000, 0), (BudgetKind.MATERIALS, 0, 80), (BudgetKind.CATERING, 0, 40), _PAPER,
        (BudgetKind.INSURANCE, 0, 10), (BudgetKind.GIFTS, 0, 60),
    ),
    EventFormat.SPORT: _sums(
        (BudgetKind.VENUE, 2000, 0), (BudgetKind.SPEAKER, 1500, 0), (BudgetKind.CATERING, 0, 50), _PAPER,
        (BudgetKind.INSURANCE, 0, 15), (BudgetKind.MATERIALS, 0, 50),
    ),
    EventFormat.ONLINE: _sums((BudgetKind.SPEAKER, 5000, 0), (BudgetKind.MATERIALS, 1000, 0), _PAPER),
    EventFormat.VISIT: _sums(
        (BudgetKind.TRANSPORT, 2000, 0), (BudgetKind.MATERIALS, 0, 80), (BudgetKind.CATERING, 0, 60), _PAPER,
        (BudgetKind.INSURANCE, 0, 10),
    ),
    EventFormat.CHARITY: _sums(
        (BudgetKind.VENUE, 5000, 0), (BudgetKind.CATERING, 0, 200), _PAPER, (BudgetKind.PHOTO, 2000, 0),
    ),
}  # fmt: skip
"""What a budget begins with; the organiser puts the real figures in their place."""


def policies(kind: EventFormat) -> dict[str, object]:
    """The columns of an event that follow from its format, unless somebody wishes otherwise."""
    companions, most = COMPANIONS.get(kind, (CompanionPolicy.NONE, 0))
    return {
        "companions": companions,
        "companions_most": most,
        "companion_names": kind in WITH_NAMES,
        "tentative_ok": kind not in WITHOUT_TENTATIVE,
    }
