"""Groups of evenings as rows of a table, the same on the page and in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from attendance.figures.measures import (
    Facts,
    Share,
    attendance,
    cost_a_head,
    first_timer_share,
    follow_up_rate,
    reply_rate,
    rm_fill,
)
from attendance.figures.overview import By, Group
from clients.models import ClientType
from clients.words import TYPES
from core.languages import LOCALES
from events.money.amounts import yuan

_FIRST = {
    By.EVENING: _l("Evening"),
    By.MONTH: _l("Month"),
    By.THEME: _l("Theme"),
    By.TYPE: _l("Type of client"),
    By.MANAGER: _l("Relationship manager"),
}
_WITH_MONEY = (By.EVENING, By.MONTH, By.THEME)


@dataclass(frozen=True)
class Row:
    """A row with its cells, and the group that it is of."""

    group: Group
    cells: list[str]


def headings(by: By, *, money: bool) -> list[Any]:
    """What stands above the columns; managers are compared by service only, so theirs has no money and no marks."""
    found: list[Any] = [_FIRST[by]]
    found += [_l("Number of evenings")] if by is not By.EVENING else [_l("Day")]
    found += [_l("Invited"), _l("Said yes"), _l("Clients who came"), _l("Reply rate"), _l("Attendance")]
    found += [_l("For the first time"), _l("Within 48 hours")]
    if by is By.MANAGER:
        return [*found, _l("Places filled")]
    if by is not By.TYPE:
        found += [_l("Heads"), _l("NPS")]
        found += [_l("For each head")] if money else []
    return found


def table(groups: Sequence[Group], by: By, names: Mapping[str, str], *, money: bool) -> list[Row]:
    """The rows, in the groups' order."""
    return [Row(group, _cells(group, by, names, money=money)) for group in groups]


def _cells(group: Group, by: By, names: Mapping[str, str], *, money: bool) -> list[str]:
    facts: Facts = group.facts
    second = f"{group.event.local_start:%Y-%m-%d}" if group.event is not None else str(facts.events)
    cells = [
        names.get(group.key) or _("None"),
        second,
        str(facts.invited),
        str(facts.accepted),
        str(facts.clients),
        *(_percent(measure(facts)) for measure in (reply_rate, attendance, first_timer_share, follow_up_rate)),
    ]
    if by is By.MANAGER:
        return [*cells, _percent(rm_fill(facts))]
    if by in _WITH_MONEY:
        nps = group.tally.nps if group.tally is not None else None
        cells += [str(facts.all_heads), "–" if nps is None else str(nps)]
        cells += [yuan(cost_a_head(facts)) or "–"] if money else []
    return cells


def _percent(share: Share) -> str:
    """75 % (18/24); a dash for nothing of nothing."""
    return "–" if share.percent is None else f"{share.percent} % ({share.part}/{share.whole})"


def label_of(group: Group, by: By, language: str) -> str:
    """What an evening, a month or a type is called."""
    if group.event is not None:
        return group.event.said("title", language)
    if by is By.TYPE:
        return str(TYPES[ClientType(group.key)]) if group.key else _("Not known")
    if by is By.MONTH:
        year, month = map(int, group.key.split("-"))
        pattern = "y年M月" if language == "zh" else "MMMM y"
        return format_date(date(year, month, 1), pattern, locale=Locale.parse(LOCALES[language]))
    return group.key
