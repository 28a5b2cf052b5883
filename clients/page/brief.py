"""What stands on the one-page brief of a client, in the reader's language and as far as the reader may know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from clients import words
from clients.book.naming import address_or_none
from clients.history.counting import CORRECTION, struck_entries
from clients.history.ledger import entries_of
from clients.history.steps import DONE
from clients.models import CONTACT_KINDS, HistoryEntry
from clients.page.card import Card
from clients.page.words import ENTRY_PURPOSES
from core.db import db
from core.languages import day, moment, pick_language
from core.zone import home_zone
from printing.documents.brief_sheet import BriefSheet, Section

LAST = 5


def brief_of(card: Card, now: datetime, *, levels: Sequence[str] = ()) -> BriefSheet:
    """The sheet of this client, for the card's reader; `levels` are the club's words for it."""
    client, language, zone = card.client, pick_language(), home_zone()
    address = address_or_none(client, language)
    types = [words.TYPES[kind] for kind in (client.client_type, *client.further_types) if kind]
    under = _joined([address, words.TIERS[client.tier], *levels, *types])
    looked_after = _("Relationship manager") + _(": ") + client.rm.called(language)
    sections = [
        Section(_("Not to be mentioned"), (card.do_not_mention,), warning=True),
        Section(_("On hold"), tuple(str(words.HOLDS[hold.kind]) for hold in card.holds), warning=True),
        Section(_("Letters begin"), (card.salutation or "",)),
        Section(_("Last contact"), _contacts(card)),
        Section(_("Next steps"), tuple(_step(entry) for entry in card.steps)),
        Section(_("Topics to talk about"), (card.talk_topics,)),
        Section(_("Interests"), (_joined(words.INTERESTS[row.interest] for row in client.interests),)),
        Section(_("Last five contacts"), tuple(_said(entry) for entry in last_entries(card))),
        Section(_("Next birthday"), (_birthday(card),)),
        Section(_("Family"), _family(card)),
        Section(_("Holdings"), (_joined(words.HOLDINGS[row.holding] for row in client.holdings),)),
        Section(_("May be invited"), _verdict(card)),
    ]
    return BriefSheet(
        title=client.full_name,
        under=(under, looked_after),
        sections=tuple(kept for section in sections if (kept := _filled(section)).items),
        mark=_(
            "Printed by %(name)s, %(moment)s. Confidential: take it back with you and shred it.",
            name=card.actor.called(language),
            moment=moment(now, language, zone),
        ),
        more=_("%d more"),
        lang=language,
    )


def _filled(section: Section) -> Section:
    return Section(section.heading, tuple(item for item in section.items if item), section.warning)


def _joined(parts: Iterable[object]) -> str:
    return " · ".join(str(part) for part in parts if part)


def last_entries(card: Card) -> Sequence[HistoryEntry]:
    """The last contacts that somebody wrote down, without what only corrects or ticks off another."""
    query = entries_of(card.client, card.ids).where(
        HistoryEntry.kind.in_(CONTACT_KINDS),
        HistoryEntry.source.not_in((CORRECTION, DONE)),
        HistoryEntry.id.not_in(struck_entries(card.ids)),
    )
    return db.session.scalars(query.limit(LAST)).all()


def _contacts(card: Card) -> tuple[str, ...]:
    told = [_days_ago(card.line.days_since)]
    for purpose, days in card.days_by_purpose:
        if days is not None:
            told.append(str(ENTRY_PURPOSES[purpose]) + _(": ") + _days_ago(days))
    return (_joined(told),)


def _days_ago(days: int | None) -> str:
    if days is None:
        return _("Never")
    if days == 0:
        return _("Today")
    return ngettext("%(num)d day ago", "%(num)d days ago", days)


def _step(entry: HistoryEntry) -> str:
    return f"{_day(entry)}  {entry.next_step}" if entry.next_on else entry.next_step


def _day(entry: HistoryEntry) -> str:
    return day(entry.next_on, pick_language(), home_zone()) if entry.next_on else ""


def _said(entry: HistoryEntry) -> str:
    head = _joined([day(entry.at, pick_language(), home_zone()), words.ENTRIES[entry.kind]])
    text = " ".join(entry.text.split())
    wish = _("The client's own suggestion") + _(": ") + entry.suggestion if entry.suggestion else ""
    return head + _(": ") + _joined([text, wish]) if text or wish else head


def _birthday(card: Card) -> str:
    if card.birthday is None:
        return ""
    when = day(card.birthday.day, pick_language(), home_zone())
    lunar = _("lunar calendar") if card.birthday.calendar.value == "lunar" else ""
    days = card.days_to_birthday or 0
    soon = ngettext("in %(num)d day", "in %(num)d days", days) if days else _("Today")
    return _joined([when, soon, lunar])


def _family(card: Card) -> tuple[str, ...]:
    same_household = _("same household")
    home = [f"{other.full_name} ({same_household})" for other in card.household]
    related = [
        f"{shown.name} ({words.ASSISTS if shown.assists else words.RELATIONS[shown.kind]})"
        + (_(": ") + shown.row.note if shown.row.note else "")
        for shown in card.relations
    ]
    return (*home, *related)


def _verdict(card: Card) -> tuple[str, ...]:
    verdict = card.verdict
    return (_("Yes") if verdict.allowed else _("No"), *(reason.sentence for reason in verdict.reasons))
