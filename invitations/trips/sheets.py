"""A trip's lists on paper: participants, agency, driver, rooms, emergencies, and the sheet that a traveller signs.

Each holds what its reader needs and no more: a driver gets names and seats, a hotel rooms, an agency documents of those
who agreed, and health stands on one sheet alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from core.languages import clock, day, pick_language
from events.models import Coach
from events.trips.words import ROOM_KINDS
from invitations.models import AgeGroup, Mobility
from invitations.trips.people import Person
from invitations.trips.placing import Travellers
from invitations.trips.signing import signing_sheet
from invitations.trips.words import DOCUMENTS, GENDERS, MOBILITIES, named
from invitations.words import page_number
from printing.documents.brief_sheet import brief_page
from printing.documents.list_sheet import MEASURE_MM, Column, Table, list_pages
from printing.press.page import Page

Mark = str
"""Who printed a list, and when: it stands on each."""


def _table(
    found: Travellers,
    title: str,
    under: Sequence[str],
    widths: Sequence[tuple[str, float]],
    rows: Sequence[tuple[str, ...]],
) -> list[Page]:
    """A list under the trip's title and day; the column of width 0 has what the others leave."""
    event, language = found.trip.event, pick_language()
    rest = MEASURE_MM - sum(width for _heading, width in widths)
    columns = tuple(Column(heading, width or rest, 10.0) for heading, width in widths)
    when = f"{day(event.starts_at, language, event.tz)} {clock(event.starts_at, event.tz)}"
    head = f"{event.said('title', language)} · {when} · {event.said('venue', language)}"
    return list_pages(Table(title, (head, *under), columns, tuple(rows), lang=language), page_number)


def _seat(found: Travellers, person: Person) -> str:
    numbers = {coach.id: coach.number for coach in found.trip.coaches}
    row = person.row
    if row is None or row.coach_id not in numbers:
        return ""
    return f"{numbers[row.coach_id]}-{row.coach_seat}"


def _room(found: Travellers, person: Person) -> str:
    names = {room.id: room.name for room in found.trip.rooms}
    return names.get(person.row.room_id, "") if person.row is not None and person.row.room_id else ""


def _age(found: Travellers, person: Person) -> str:
    age = found.age(person)
    return "" if age is None else str(age)


def _attention(person: Person) -> str:
    """What whoever travels along has to know without its cause."""
    row = person.row
    said = [str(MOBILITIES[row.mobility])] if row and row.mobility is not Mobility.NORMAL else []
    if row and row.travel_sick:
        said.append(_("travel sick"))
    return _(", ").join(said)


def participants(found: Travellers, mark: Mark) -> list[Page]:
    """Everybody with telephone, seat and room, for whoever runs the trip: no document, no illness."""
    widths = [(_("No."), 10.0), (_("Name"), 0.0), (_("Age"), 12.0), (_("Telephone"), 36.0), (_("Seat"), 16.0)]
    widths += [(_("Room"), 20.0), (_("Attention"), 42.0)]
    rows = [
        (
            str(number),
            named(person),
            _age(found, person),
            found.told[person.key].phone,
            _seat(found, person),
            _room(found, person),
            _attention(person),
        )
        for number, person in enumerate(found.people, start=1)
    ]
    counted = ngettext("%(num)s traveller", "%(num)s travellers", len(rows))
    return _table(found, _("Participants"), (counted, mark), widths, rows)


def agency(found: Travellers, mark: Mark) -> list[Page]:
    """Name, document, birth date and telephone for the agency and the insurer: of those alone who have agreed."""
    agreed = [one for one in found.people if one.row is not None and one.row.agency_agreed_at is not None]
    widths = [(_("No."), 10.0), (_("Name"), 0.0), (_("Gender"), 16.0), (_("Birth date"), 26.0)]
    widths += [(_("Identity document"), 62.0), (_("Telephone"), 34.0)]
    rows = []
    for number, person in enumerate(agreed, start=1):
        told = found.told[person.key]
        kind = f"{DOCUMENTS[told.document_kind]} " if told.document_kind else ""
        born = told.birth_date.isoformat() if told.birth_date else ""
        gender = str(GENDERS[told.gender]) if told.gender else ""
        rows.append((str(number), named(person), gender, born, kind + told.document_no, told.phone))
    missing = len(found.people) - len(agreed)
    left = ngettext(
        "%(num)s traveller has not agreed to the passing on and is not named here.",
        "%(num)s travellers have not agreed to the passing on and are not named here.",
        missing,
    )
    record = found.trip.record
    to = _("For %(agency)s", agency=record.agency) if record and record.agency else ""
    under = [line for line in (to, left if missing else "", mark) if line]
    return _table(found, _("List for travel agency and insurer"), under, widths, rows) if rows else []


def driver(found: Travellers, mark: Mark) -> list[Page]:
    """A sheet for each coach: stops with how many board, then names by seat. No telephone of a guest, no cause."""
    return [page for coach in found.trip.coaches for page in _driver(found, coach, mark)]


def _driver(found: Travellers, coach: Coach, mark: Mark) -> list[Page]:
    trip, zone = found.trip, found.trip.event.tz
    on_board = sorted(
        (one for one in found.people if one.row is not None and one.row.coach_id == coach.id),
        key=lambda one: (one.row.coach_seat or 0) if one.row else 0,
    )
    stops = {stop.id: stop for stop in trip.pick_ups}
    under = [" · ".join(part for part in (coach.company, coach.plate, coach.driver, coach.driver_phone) if part)]
    for stop in trip.pick_ups:
        if stop.coach_id in (None, coach.id):
            number = sum(one.row is not None and one.row.pick_up_id == stop.id for one in on_board)
            heads = ngettext("%(num)s person", "%(num)s persons", number)
            under.append(f"{clock(stop.at, zone)} {stop.place} · {heads}")
    phone = trip.record.emergency_phone if trip.record else ""
    under.append(ngettext("%(num)s person on board", "%(num)s persons on board", len(on_board)))
    under += [_("In an emergency: %(phone)s", phone=phone)] if phone else []
    rows = [
        (
            str(one.row.coach_seat) if one.row else "",
            named(one),
            stops[one.row.pick_up_id].place if one.row and one.row.pick_up_id in stops else "",
            str(MOBILITIES[one.row.mobility]) if one.row and one.row.mobility is Mobility.WHEELCHAIR else "",
        )
        for one in on_board
    ]
    widths = ((_("Seat"), 18.0), (_("Name"), 0.0), (_("Boards at"), 60.0), (_("Attention"), 40.0))
    title = _("Driver's sheet: coach %(number)s", number=coach.number)
    return _table(found, title, [line for line in (*under, mark) if line], widths, rows)


def rooms(found: Travellers, mark: Mark) -> list[Page]:
    """The rooms for the hotel: names alone, as they are put together."""
    rows = []
    for room in found.trip.rooms:
        inside = found.roomed.get(room.id, [])
        names = _(", ").join(named(one) for one in inside)
        rows.append((room.name, str(ROOM_KINDS[room.kind]), names, str(len(inside)) if inside else ""))
    without = [one for one in found.people if one.row is None or one.row.room_id is None]
    rows += [("", _("No room yet"), named(one), "1") for one in without]
    widths = ((_("Room"), 26.0), (_("Kind"), 34.0), (_("Who sleeps there"), 0.0), (_("Persons"), 20.0))
    return _table(found, _("List of rooms"), (mark,), widths, rows)


def emergency(found: Travellers, mark: Mark) -> list[Page]:
    """Whom to call and what a doctor must know: health only of those who agreed. For whoever leads the trip alone."""
    widths = [(_("Name"), 32.0), (_("Age"), 11.0), (_("Emergency contact"), 48.0), (_("For the doctor"), 0.0)]
    widths += [(_("Insurance"), 34.0)]
    rows = []
    for person in found.people:
        told, row = found.told[person.key], person.row
        contact = " ".join(
            part for part in (told.emergency_name, told.emergency_relation, told.emergency_phone) if part
        )
        health = [told.conditions, told.medication]
        if told.blood_type:
            health.append(_("blood group %(group)s", group=told.blood_type))
        if row is None or row.health_agreed_at is None:
            health = [_("Nothing told")]
        doctor = _("; ").join(part for part in health if part) or _("Nothing known")
        rows.append((named(person), _age(found, person), contact, doctor, row.insured_no if row else ""))
    record = found.trip.record
    numbers = [record.emergency_phone, record.guide_phone, record.accident_policy] if record else []
    known = " · ".join(dict.fromkeys(number for number in numbers if number))
    return _table(found, _("Emergency sheet"), [line for line in (known, mark) if line], widths, rows)


def information(found: Travellers, mark: Mark) -> list[Page]:
    """For each adult a sheet to fill in and sign: what was told of the trip, and what we ask."""
    adults = [person for person in found.people if person.age_group is AgeGroup.ADULT]
    return [brief_page(signing_sheet(found, person, mark)) for person in adults]


def printed_by(name: str, at: str) -> Mark:
    """Who printed it and when, and what becomes of it."""
    return _("Printed by %(name)s, %(at)s. Lock this list away, and destroy it after the trip.", name=name, at=at)
