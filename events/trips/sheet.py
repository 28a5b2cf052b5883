"""The programme on paper (行程单): a part of the contract with the agency, and what a traveller takes along."""

from __future__ import annotations

from flask_babel import gettext as _

from core.languages import clock, day
from events.models import ItineraryItem
from events.trips.programme import by_day
from events.trips.record import Trip
from printing.documents.list_sheet import MEASURE_MM, Column, Table, list_pages
from printing.press.page import Page

_DAY_MM, _TIME_MM, _MEAL_MM, _WALK_MM = 36.0, 15.0, 26.0, 28.0


def itinerary_pages(trip: Trip, language: str) -> list[Page]:
    """One table: day, time, what happens where, on foot, meals; above it who runs the trip and whom to call."""
    columns = (
        Column(_("Day"), _DAY_MM, 10.0),
        Column(_("Time"), _TIME_MM),
        Column(_("Place and programme"), MEASURE_MM - _DAY_MM - _TIME_MM - _MEAL_MM - _WALK_MM),
        Column(_("On foot"), _WALK_MM, 9.5),
        Column(_("Meal"), _MEAL_MM, 10.0),
    )
    rows = []
    for one, items in by_day(trip.items):
        for at, item in enumerate(items):
            label = "" if at else day(one, language, trip.event.tz)
            rows.append((label, item.at.strftime("%H:%M"), _told(item), on_foot(item), item.meal))
    title = _("Programme: %(event)s", event=trip.event.said("title", language))
    table = Table(title, tuple(_under(trip, language)), columns, tuple(rows), lang=language)
    return list_pages(table, lambda page, of: _("Page %(page)s of %(of)s", page=page, of=of))


def on_foot(item: ItineraryItem) -> str:
    """800 m, steps, toilet: what older travellers ask beforehand."""
    said = [_("%(metres)s m", metres=item.walking)] if item.walking else []
    said += [_("steps")] if item.steps else []
    said += [_("toilet")] if item.toilet else []
    return _(", ").join(said)


def _told(item: ItineraryItem) -> str:
    said = [item.place, item.activity, item.note]
    if item.rain_plan:
        said.append(_("If it rains: %(plan)s", plan=item.rain_plan))
    return _("; ").join(part for part in said if part)


def _under(trip: Trip, language: str) -> list[str]:
    """What stands beneath the title, as far as it is known."""
    event, record = trip.event, trip.record
    begin = f"{day(event.starts_at, language, event.tz)} {clock(event.starts_at, event.tz)}"
    last = event.local_end.date() != event.local_start.date()
    end = f"{day(event.ends_at, language, event.tz)} {clock(event.ends_at, event.tz)}" if last else ""
    end = end or clock(event.ends_at, event.tz)
    lines = [f"{begin} – {end} · {event.said('venue', language)}"]
    for stop in trip.pick_ups:
        when = clock(stop.at, event.tz)
        lines.append(_("Pick-up %(time)s: %(place)s", time=when, place=stop.place))
    if record is None:
        return lines
    known = {
        _("Agency: %(name)s", name=record.agency): record.agency,
        _("Licence: %(number)s", number=record.agency_licence): record.agency_licence,
        _("Contract: %(number)s", number=record.contract_no): record.contract_no,
        _("Guide: %(name)s", name=f"{record.guide} {record.guide_phone}".strip()): record.guide,
        _("Accident insurance: %(name)s", name=f"{record.accident_insurer} {record.accident_policy}".strip()): (
            record.accident_policy
        ),
        _("Smallest group: %(number)s", number=record.smallest_group): record.smallest_group,
        _("In an emergency: %(phone)s", phone=record.emergency_phone): record.emergency_phone,
    }
    if facts := [line for line, value in known.items() if value]:
        lines.append(" · ".join(facts))
    if record.rain_plan:
        lines.append(_("If it rains: %(plan)s", plan=record.rain_plan))
    if record.cancellation_terms:
        lines.append(_("Cancelling: %(terms)s", terms=record.cancellation_terms))
    return lines
