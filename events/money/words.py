"""The words for money."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import BudgetKind
from events.money import settings
from staff.described_settings import Described, describe
from staff.words import call_rows

BUDGET_KINDS = {
    BudgetKind.VENUE: _l("Venue hire"),
    BudgetKind.CATERING: _l("Food and drink"),
    BudgetKind.SPEAKER: _l("Speaker's fee"),
    BudgetKind.MATERIALS: _l("Materials"),
    BudgetKind.PRINTING: _l("Printing and post"),
    BudgetKind.GIFTS: _l("Gifts"),
    BudgetKind.TRANSPORT: _l("Transport"),
    BudgetKind.PHOTO: _l("Photographs"),
    BudgetKind.INSURANCE: _l("Insurance cover"),
    BudgetKind.OTHER: _l("Other costs"),
    BudgetKind.CONTINGENCY: _l("For the unforeseen"),
}

call_rows({"budget_line": _l("line of a budget")})

say(
    {
        "budget_shut": _l("This event is over and filed; its money does not change any more."),
        "contingency_computed": _l("What is put by follows from the other lines by itself."),
        "sum_too_large": _l("This is more than one event can cost. Please check the amount."),
    }
)

describe(
    _l("Money for events"),
    [
        Described(
            settings.CONTINGENCY,
            _l("Put by for the unforeseen"),
            _l("percent"),
            _l("Added to each budget as a line of its own, as a share of all other lines."),
        ),
    ],
)
