"""What of a seating plan becomes paper: two posters, cards for places and tables, the caterer's sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from core.languages import clock, day
from events.models import Event, EventTable
from events.tables.words import table_name
from invitations.answers.words import DIETS
from invitations.models import Diet
from invitations.seating.plan import Plan
from invitations.seating.sitters import Sitter
from invitations.seating.words import called
from printing.documents.list_sheet import Column, Table, list_pages
from printing.documents.place_card import place_card
from printing.documents.poster import Section, poster
from printing.press.page import Page
from printing.setting import faces

Numbered = Callable[[int, int], str]
TABLE_CARD_PT = 120.0


def by_table(plan: Plan, number: Numbered, lang: str) -> list[Page]:
    """The poster table by table, everybody in the order of the chairs."""
    sections = [
        Section(_headed(table), tuple((called(person), "") for person in people))
        for table in plan.tables
        if (people := plan.seated_at(table))
    ]
    return poster(plan.event.said("title", lang), _under(plan.event, lang), sections, number, lang=lang)


def _headed(table: EventTable) -> str:
    return f"{table_name(table)} · {_('Main table')}" if table.main else table_name(table)


def by_name(plan: Plan, number: Numbered, lang: str) -> list[Page]:
    """The poster by the readings of names, each with the table; who is not named stands with whom they come."""
    tables = {table.id: table for table in plan.tables}
    rows: dict[str, list[tuple[str, str]]] = {}
    for guest in sorted(_seated_guests(plan), key=lambda one: (one.reading, one.name)):
        if not guest.reading:
            continue  # companions look for whom they came with
        initial = guest.reading[:1].upper()
        rows.setdefault(initial, []).append(
            (guest.name, table_name(tables[plan.seats[guest.key].table_id], short=True))
        )
    sections = [Section(initial, tuple(found)) for initial, found in rows.items()]
    return poster(plan.event.said("title", lang), _under(plan.event, lang), sections, number, lang=lang)


def _under(event: Event, lang: str) -> tuple[str, ...]:
    return (f"{day(event.starts_at, lang, event.tz)} {clock(event.starts_at, event.tz)} · {event.said('venue', lang)}",)


def _seated_guests(plan: Plan) -> list[Sitter]:
    return [guest for guest in plan.guests if guest.key in plan.seats]


def with_cards(plan: Plan) -> list[Sitter]:
    """Whose cards stand on the tables, in the order of tables and chairs: all who are named."""
    return [person for table in plan.tables for person in plan.seated_at(table) if person.name]


def undrawable(people: Sequence[Sitter]) -> list[Sitter]:
    """Those whose names no face draws in full."""
    return [person for person in people if faces.missing(person.name)]


def place_cards(plan: Plan, lang: str) -> list[Page]:
    """A card for everybody who is named and whose name can be drawn; the bare name, as is usual at table."""
    people = with_cards(plan)
    left_out = {person.key for person in undrawable(people)}
    return [
        place_card(person.name, lang=lang if person.host else person.language)
        for person in people
        if person.key not in left_out
    ]


def table_cards(plan: Plan, lang: str) -> list[Page]:
    """A card with the number and name of each table at which somebody sits."""
    return [
        place_card(table_name(table), lang=lang, size_pt=TABLE_CARD_PT)
        for table in plan.tables
        if plan.seated_at(table)
    ]


def dishes(plan: Plan, number: Numbered, lang: str) -> list[Page]:
    """For the caterer: how many eat at each table and what some of them don't; no name and no cause."""
    rows = [(table_name(table), str(len(people)), _eaten(people)) for table, people in _set_tables(plan)]
    total = [person for _table, people in _set_tables(plan) for person in people]
    rows.append((_("All"), str(len(total)), _eaten(total)))
    sheet = Table(
        _("Places and dishes: %(event)s", event=plan.event.said("title", lang)),
        _under(plan.event, lang),
        (Column(_("Table"), 50.0), Column(_("Persons"), 25.0, centred=True), Column(_("Of them"), 105.0)),
        tuple(rows),
        lang=lang,
    )
    return list_pages(sheet, number)


def _set_tables(plan: Plan) -> list[tuple[EventTable, list[Sitter]]]:
    return [(table, people) for table in plan.tables if (people := plan.seated_at(table))]


def _eaten(people: Sequence[Sitter]) -> str:
    """2 halal, 1 vegetarian, 3 children: counts alone."""
    counts = Counter(diet for person in people for diet in person.diets)
    words = [f"{DIETS[diet]} {counts[diet.value]}" for diet in Diet if counts[diet.value]]
    children = sum(person.child for person in people)
    if children:
        words.append(ngettext("%(num)d child", "%(num)d children", children))
    return _(", ").join(words)
