"""The sheet that a traveller fills in and signs (旅客信息与知情同意).

It says that the information was received. It takes over no risk: such a clause would be void, and unkind.
"""

from __future__ import annotations

from flask_babel import gettext as _

from clients.contact.consent_texts import present_text
from clients.models import Purpose
from core.languages import clock, day, pick_language
from events.trips.programme import by_day
from events.trips.sheet import on_foot
from invitations.trips.needs import WITH_SIGNATURE
from invitations.trips.people import Person
from invitations.trips.placing import Travellers
from invitations.trips.words import named
from printing.documents.brief_sheet import BriefSheet, Section

_LINE = "________________"


def signing_sheet(found: Travellers, person: Person, mark: str) -> BriefSheet:
    """One person's sheet; at 75 and above with a line for a relative."""
    event, language, record = found.trip.event, pick_language(), found.trip.record
    when = f"{day(event.starts_at, language, event.tz)} {clock(event.starts_at, event.tz)}"
    sections = [
        Section(_("The trip"), tuple(_trip_told(found))),
        Section(
            _("About you"),
            (
                _("Document and number: %(line)s", line=_LINE * 2),
                _("Birth date: %(line)s", line=_LINE * 2),
                _("Telephone on the way: %(line)s", line=_LINE * 2),
                _("In an emergency please call (name, relation): %(line)s", line=_LINE),
                _("at the telephone number: %(line)s", line=_LINE * 2),
                _("On foot: □ well  □ slowly  □ with a cane  □ with a wheelchair   □ easily travel sick"),
            ),
        ),
        Section(
            _("Your health"),
            (
                _("What a doctor should know: %(line)s", line=_LINE * 2),
                _("Your medicines: %(line)s", line=_LINE * 2),
                "□ " + present_text(Purpose.HEALTH).said(language),
            ),
        ),
    ]
    if record and (record.agency or record.accident_insurer):
        to = _(", ").join(name for name in (record.agency, record.accident_insurer) if name)
        passed = _("To %(receivers)s: name, gender, birth date, document, telephone.", receivers=to)
        sections.append(Section(_("Passing on"), (passed, "□ " + present_text(Purpose.AGENCY).said(language))))
    sections.append(
        Section(
            _("Signature"),
            (
                _("I have received the programme and know how the day goes, how far we walk and whom I can call."),
                _("Signature: %(line)s  Date: %(other)s", line=_LINE, other=_LINE),
                *_relative(found, person),
            ),
        )
    )
    under = (f"{event.said('title', language)} · {when}",)
    title = _("Information for travellers: %(name)s", name=named(person))
    return BriefSheet(title, under, tuple(sections), mark, _("and %d more"), language)


def _trip_told(found: Travellers) -> list[str]:
    lines = []
    for one, items in by_day(found.trip.items):
        stages = [f"{item.at.strftime('%H:%M')} {item.place}" + _foot(on_foot(item)) for item in items]
        lines.append(f"{day(one, pick_language(), found.trip.event.tz)}{_(': ')}{_('; ').join(stages)}")
    return lines or [_("The programme comes with this sheet.")]


def _foot(words: str) -> str:
    return f" ({words})" if words else ""


def _relative(found: Travellers, person: Person) -> list[str]:
    if (found.age(person) or 0) < WITH_SIGNATURE:
        return []
    return [_("A relative knows of the trip. Name and signature: %(line)s", line=_LINE * 2)]
