"""How often somebody was approached lately: counted from the history, for any number of clients with a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from clients.contact.reasons import TOUCH_PURPOSES
from clients.history.counting import CORRECTION, DECLINES
from clients.models import CONTACT_KINDS, Client, EntryKind, EntryPurpose, HistoryEntry
from clients.settings import (
    DECLINES_BEFORE_PAUSE,
    FESTIVAL_CARDS_YEAR,
    HOUSEHOLD_INVITATIONS_30_DAYS,
    INVITATIONS_30_DAYS,
    INVITATIONS_YEAR,
    MARKETING_GAP_DAYS,
    PAUSE_AFTER_DECLINES_DAYS,
    TOUCHES_30_DAYS,
)
from core.db import db
from core.zone import beginning_of, home_zone
from staff.settings import Setting, know_settings, settings_of

MONTH, YEAR = 30, 365
BLOCK = 5000
"""So many ids go into one query: a database takes only so many values at once."""
CAPS = (
    INVITATIONS_30_DAYS,
    INVITATIONS_YEAR,
    HOUSEHOLD_INVITATIONS_30_DAYS,
    TOUCHES_30_DAYS,
    MARKETING_GAP_DAYS,
    DECLINES_BEFORE_PAUSE,
    PAUSE_AFTER_DECLINES_DAYS,
    FESTIVAL_CARDS_YEAR,
)

Item = TypeVar("Item")


@dataclass
class Fatigue:
    """What a client was asked and sent in the year up to `day`: days in their order, and the branch's caps."""

    day: date
    caps: dict[str, int]
    declines_in_row: int = 0
    invited: list[date] = field(default_factory=list)
    household: list[date] = field(default_factory=list)
    touches: list[date] = field(default_factory=list)
    marketing: list[date] = field(default_factory=list)
    cards: list[date] = field(default_factory=list)
    last_decline: date | None = None

    def cap(self, which: Setting) -> int:
        return self.caps.get(which.name, which.default)

    def within(self, days: Sequence[date], span: int) -> list[date]:
        """Those of the last `span` days, the present one included."""
        first = self.day - timedelta(days=span - 1)
        return [one for one in days if first <= one]

    @property
    def invitations_30(self) -> int:
        return len(self.within(self.invited, MONTH))

    @property
    def invitations_year(self) -> int:
        return len(self.within(self.invited, YEAR))

    @property
    def household_30(self) -> int:
        return len(self.within(self.household, MONTH))

    @property
    def touches_30(self) -> int:
        return len(self.within(self.touches, MONTH))

    @property
    def cards_year(self) -> int:
        return len(self.within(self.cards, YEAR))

    @property
    def invitations_cap(self) -> int:
        return self.cap(INVITATIONS_30_DAYS)

    @property
    def year_cap(self) -> int:
        return self.cap(INVITATIONS_YEAR)

    @property
    def household_cap(self) -> int:
        return self.cap(HOUSEHOLD_INVITATIONS_30_DAYS)

    @property
    def touches_cap(self) -> int:
        return self.cap(TOUCHES_30_DAYS)

    @property
    def cards_cap(self) -> int:
        """The festivals' cards and the birthday's."""
        return self.cap(FESTIVAL_CARDS_YEAR) + 1

    def full_until(self, days: Sequence[date], span: int, most: int) -> date | None:
        """The last day on which `days` are too many for another; None when there is room."""
        counted = self.within(days, span)
        if len(counted) < most:
            return None
        return counted[len(counted) - most] + timedelta(days=span - 1)

    @property
    def gap_until(self) -> date | None:
        """The last day on which the latest approach is too near for a word about products."""
        gap = self.cap(MARKETING_GAP_DAYS)
        return self.full_until(self.marketing, gap, 1) if gap else None

    @property
    def paused_until(self) -> date | None:
        """The last day of the pause after so many refusals in a row."""
        pause = self.cap(PAUSE_AFTER_DECLINES_DAYS)
        if self.last_decline is None or not pause or self.declines_in_row < self.cap(DECLINES_BEFORE_PAUSE):
            return None
        last = self.last_decline + timedelta(days=pause - 1)
        return last if last >= self.day else None


def blocks(items: Collection[Item]) -> Iterator[list[Item]]:
    """The items, so many at a time as one query takes."""
    waiting = iter(items)
    while block := list(islice(waiting, BLOCK)):
        yield block


Roots = Mapping[int, int]


def roots_of(client_ids: Collection[int], known: Roots | None = None) -> dict[int, int]:
    """Whose rows count for whom: each of the clients for itself, and what was merged into one for that one.

    `known` is the answer for those of them of whom it has been asked before.
    """
    roots = {client_id: client_id for client_id in client_ids}
    wanted = [client_id for client_id in roots if client_id not in (known or ())]
    roots.update(known or {})
    for block in blocks(wanted):
        rows = db.session.execute(sa.select(Client.id, Client.merged_into_id).where(Client.merged_into_id.in_(block)))
        roots.update((gone, kept) for gone, kept in rows if kept is not None)
    return roots


def fatigue_of(clients: Sequence[Client], day: date, known: Roots | None = None) -> dict[int, Fatigue]:
    """Each client's year up to `day`, by id; invitations taken back before they were delivered don't count."""
    know_settings({client.branch_id for client in clients})
    found = {
        client.id: Fatigue(day, settings_of(client.branch_id), declines_in_row=client.declines_in_row)
        for client in clients
    }
    homes = _homes(clients)
    members = {member for home in homes.values() for member in home}
    roots = roots_of(found.keys() | members, known)
    pause = max((one.cap(PAUSE_AFTER_DECLINES_DAYS) for one in found.values()), default=0)
    everybody: dict[int, Fatigue] = dict(found)
    for member in members - found.keys():
        everybody[member] = Fatigue(day, {})
    _count(everybody, roots, first=day - timedelta(days=max(YEAR, pause) - 1), day=day)
    for one in everybody.values():
        for days in (one.invited, one.touches, one.marketing, one.cards):
            days.sort()
    for client in clients:
        home = homes.get(client.household_id or 0, ())
        found[client.id].household = sorted(invited for member in home for invited in everybody[member].invited)
    return found


def _homes(clients: Sequence[Client]) -> dict[int, list[int]]:
    """Who lives in the households of these clients."""
    homes: dict[int, list[int]] = defaultdict(list)
    wanted = {client.household_id for client in clients if client.household_id is not None}
    for block in blocks(wanted):
        rows = db.session.execute(
            sa.select(Client.household_id, Client.id).where(
                Client.household_id.in_(block), Client.merged_into_id.is_(None)
            )
        )
        for household_id, client_id in rows:
            if household_id is not None:
                homes[household_id].append(client_id)
    return homes


COUNTED = sa.or_(
    HistoryEntry.kind.in_((EntryKind.INVITED, EntryKind.WITHDRAWN, EntryKind.CARD_SENT, *DECLINES)),
    sa.and_(HistoryEntry.kind.in_(CONTACT_KINDS), HistoryEntry.purpose.in_(TOUCH_PURPOSES)),
    sa.and_(HistoryEntry.source == CORRECTION, HistoryEntry.two_way.is_(False)),
)
"""What a cap counts, and what takes such an entry back."""


def _count(everybody: dict[int, Fatigue], roots: dict[int, int], *, first: date, day: date) -> None:
    """Put the days of the entries from `first` to `day` to whom they count for."""
    tz, end = home_zone(), beginning_of(day + timedelta(days=1))
    rows = [row for block in blocks(list(roots)) for row in db.session.execute(_entries(block, first))]
    withdrawn = {(row.client_id, row.source, row.source_id) for row in rows if row.kind is EntryKind.WITHDRAWN}
    struck = {row.source_id for row in rows if row.source == CORRECTION and row.two_way is False}
    for row in rows:
        if row.kind is EntryKind.WITHDRAWN or row.source == CORRECTION or row.at >= end or row.id in struck:
            continue
        if row.kind is EntryKind.INVITED and (row.client_id, row.source, row.source_id) in withdrawn:
            continue
        _note(everybody[roots[row.client_id]], row.kind, row.purpose, row.at.astimezone(tz).date())


def _entries(client_ids: Collection[int], first: date) -> sa.Select[Any, Any, Any, Any, Any, Any, Any, Any]:
    return sa.select(
        HistoryEntry.id,
        HistoryEntry.client_id,
        HistoryEntry.at,
        HistoryEntry.kind,
        HistoryEntry.purpose,
        HistoryEntry.two_way,
        HistoryEntry.source,
        HistoryEntry.source_id,
    ).where(HistoryEntry.client_id.in_(client_ids), HistoryEntry.at >= beginning_of(first), COUNTED)


def _note(one: Fatigue, kind: EntryKind, purpose: EntryPurpose | None, on: date) -> None:
    if kind in DECLINES:
        one.last_decline = on if one.last_decline is None else max(one.last_decline, on)
        return
    one.touches.append(on)
    if kind is EntryKind.INVITED:
        one.invited.append(on)
    elif kind is EntryKind.CARD_SENT:
        one.cards.append(on)
    if kind is EntryKind.INVITED or purpose is EntryPurpose.PRODUCT:
        one.marketing.append(on)
