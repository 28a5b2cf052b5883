"""The words of the client book's list: what it can be asked for, in which order, and what refused wishes hear."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clients.book.owners import may_name_owner, possible_owners
from clients.finding.filters import FIELDS, Field, Filters, Sort, offer
from clients.words import HOLDINGS, INTERESTS, LANGUAGES, TIERS, TYPES, codes
from core.db import db
from core.errors import say
from staff.models import Branch, Role, Staff

Choices = Iterable[tuple[Any, Any]]

SORTS = {
    Sort.NAME: _l("By name"),
    Sort.CONTACT: _l("Longest without a contact"),
    Sort.BIRTHDAY: _l("By the next birthday"),
    Sort.NEWEST: _l("Newest first"),
}


def _months(_actor: Staff) -> Choices:
    names = get_month_names("wide", context="stand-alone", locale=get_locale())
    return [(str(month), names[month]) for month in range(1, date.max.month + 1)]


def _owners(actor: Staff) -> Choices:
    return [(one.id, one.name) for one in possible_owners(actor)] if may_name_owner(actor) else ()


def _branches(actor: Staff) -> Choices:
    if not actor.may(Role.ADMIN):
        return ()
    query = sa.select(Branch.id, Branch.name).order_by(Branch.code)
    return [(row.id, row.name) for row in db.session.execute(query)]


_LABELS: dict[str, tuple[Any, Callable[[Staff], Choices]]] = {
    "type": (_l("Client type"), lambda _actor: codes(TYPES)),
    "tier": (_l("Tier"), lambda _actor: codes(TIERS)),
    "interest": (_l("Interest"), lambda _actor: codes(INTERESTS)),
    "products": (
        _l("Number of holdings"),
        lambda _actor: [("few", _("Not yet an old client")), ("old", _("Old clients")), ("core", _("Core clients"))],
    ),
    "holding": (_l("Holds"), lambda _actor: codes(HOLDINGS)),
    "hold": (_l("Invitations"), lambda _actor: [("no", _("May be invited")), ("yes", _("On hold"))]),
    "quiet": (
        _l("No contact for"),
        lambda _actor: [(str(days), _("%(days)s days", days=days)) for days in (30, 60, 90, 180, 365)],
    ),
    "invited": (_l("Ever invited"), lambda _actor: [("no", _("Never invited")), ("yes", _("Invited before"))]),
    "month": (_l("Birthday in"), _months),
    "language": (_l("Letters in"), lambda _actor: [*LANGUAGES.items()]),
    "district": (_l("District"), lambda _actor: ()),
    "rm": (_l("Relationship manager"), _owners),
    "branch": (_l("Branch"), _branches),
}
USUAL = ("type", "tier", "interest", "hold")
"""The fields that stand open; the others wait under "More filters"."""


def offer_in_words(one: Field, label: Any, choices: Callable[[Staff], Choices]) -> None:
    """A further field with its words, from a room to the right."""
    offer(one)
    _LABELS[one.name] = (label, choices)


def selects(actor: Staff, filters: Filters) -> list[dict[str, Any]]:
    """The fields that `actor` may ask for, with their choices, as the list's filter bar shows them."""
    found = []
    for name in FIELDS:
        label, choices = _LABELS[name]
        offered = [(str(code), word) for code, word in choices(actor)]
        if offered or name == "district":
            found.append(
                {
                    "name": name,
                    "label": label,
                    "value": filters.asked.get(name, ""),
                    "choices": [("", _("All")), *offered] if offered else [],
                    "usual": name in USUAL,
                }
            )
    return found


def chips(fields: list[dict[str, Any]], filters: Filters) -> list[tuple[str, dict[str, str]]]:
    """What is asked for, each in words and with the arguments of the page without it."""
    found = []
    for one in fields:
        code = filters.asked.get(one["name"])
        if code:
            word = next((word for value, word in one["choices"] if value == code), code)
            found.append((f"{one['label']}{_(': ')}{word}", filters.arguments(**{one["name"]: None})))
    if filters.text:
        found.insert(0, (f"“{filters.text}”", filters.arguments(q=None)))
    return found


say(
    {
        "bulk_nobody": _l("Tick at least one client."),
        "bulk_too_many": _l("At most %(most)s clients at once. Narrow the list by a filter first."),
        "bulk_changed": _l("The list has changed meanwhile: it was %(seen)s clients, now it is %(now)s. Look again."),
        "view_name_taken": _l("You have a view with this name already."),
        "view_empty": _l("Search or filter first; then the view has something to remember."),
        "views_many": _l("At most %(most)s views. Delete one that you no longer need."),
    }
)
