"""The approval sheet: what a guest list is made of, on paper, for the manager who signs."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from clients.words import TIERS, TYPES
from core.languages import clock, day
from events.models import Event
from invitations.guests.same_type.composition import Composition
from invitations.guests.same_type.words import LIGHT_SENTENCES, LIGHTS, PARTS, in_words
from invitations.words import page_number
from printing.documents.list_sheet import MEASURE_MM, Column, Table, list_pages
from printing.press.page import Page

_MOST_NAMES = 12


def approval_pages(event: Event, found: Composition, language: str) -> list[Page]:
    """One table: the light, then types, tiers, ages, regulars, who stands out, exceptions; and two lines to sign on."""
    columns = (
        Column(_("What"), 42.0),
        Column(_("On this list"), MEASURE_MM - 42.0 - 22.0 - 22.0),
        Column(_("Guests"), 22.0, centred=True),
        Column(_("Share"), 22.0, centred=True),
    )
    when = f"{day(event.starts_at, language, event.tz)} {clock(event.starts_at, event.tz)}"
    under = (
        f"{event.said('title', language)} · {when} · {event.said('venue', language)}",
        ngettext("%(num)s guest for", "%(num)s guests for", len(found.guests))
        + " "
        + ngettext("%(num)s seat", "%(num)s seats", event.capacity),
    )
    table = Table(
        _("Guest list for approval"),
        under,
        columns,
        tuple(_rows(found)),
        sign=(_("Organiser, date"), _("Branch manager, date")),
        lang=language,
    )
    return list_pages(table, page_number)


def _rows(found: Composition) -> list[tuple[str, str, str, str]]:
    total = len(found.guests)

    def row(what: str, said: str, number: int) -> tuple[str, str, str, str]:
        return what, said, str(number), f"{round(100 * number / total)} %" if total else ""

    rows = [(_("For whom"), in_words(found.profile) or _("Nobody has said whom this evening is for."), "", "")]
    if found.light is not None:
        said = f"{LIGHTS[found.light]}{_(': ')}{LIGHT_SENTENCES[found.light]}"
        rows.append((_("Of one type"), said, str(found.fitting), f"{found.share} %"))
    rows += [row(_("Type"), str(TYPES[one]) if one else _("Not known"), number) for one, number in found.by_type]
    rows += [row(_("Tier"), str(TIERS[one]), number) for one, number in found.by_tier]
    rows += [row(_("Age"), age_words(first, last), number) for first, last, number in found.by_age]
    regulars = _("at most %(cap)s %% are wished for", cap=found.regulars_cap)
    rows.append(row(_("Come to everything"), regulars, len(found.regulars)))
    rows.append(row(_("For the first time"), "", len(found.first_timers)))
    outliers = found.outliers[:_MOST_NAMES]
    for guest in outliers:
        short = _(", ").join(str(PARTS[part]) for part in guest.score.short_of) if guest.score else ""
        name = guest.client.full_name
        rows.append((_("Stands out"), _("%(name)s (%(why)s)", name=name, why=short) if short else name, "", ""))
    if len(found.outliers) > len(outliers):
        rows.append((_("Stands out"), _("and %(number)s more", number=len(found.outliers) - len(outliers)), "", ""))
    rows += [(_("Kept apart"), f"{one.full_name} – {other.full_name}", "", "") for one, other in found.conflicts]
    rows += [
        (_("Exception"), f"{client.full_name}{_(': ')}{exception.reason}", "", "")
        for client, exception in found.exceptions
    ]
    return rows


def age_words(first: int | None, last: int | None) -> str:
    """A band of ages in the reader's language."""
    if first is None and last is None:
        return _("Not known")
    if first is None:
        return _("up to %(last)s", last=last)
    return _("%(first)s to %(last)s", first=first, last=last) if last else _("%(first)s and over", first=first)
