"""A client's history as the page shows it: filtered, a page at a time, each entry with what was said of it later."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.history.counting import CORRECTION
from clients.history.ledger import entries_of
from clients.history.steps import DONE
from clients.models import CONTACT_KINDS, Client, EntryKind, HistoryEntry
from clients.page.changes import titles_of
from core.db import LARGEST_ID, db
from core.forms import clean
from core.zone import beginning_of, home_day
from staff.models import Staff

PER_PAGE = 20
LONGEST_SEARCH = 60


class Group(enum.Enum):
    """What belongs together in a history."""

    CONTACTS = "contacts"
    INVITATIONS = "invitations"
    EVENINGS = "evenings"
    LETTERS = "letters"
    CHANGES = "changes"


KINDS: dict[Group, frozenset[EntryKind]] = {
    Group.CONTACTS: frozenset(CONTACT_KINDS),
    Group.INVITATIONS: frozenset(
        {
            EntryKind.INVITED,
            EntryKind.WITHDRAWN,
            EntryKind.ACCEPTED,
            EntryKind.DECLINED,
            EntryKind.WAITLISTED,
            EntryKind.CANCELLED,
            EntryKind.TENTATIVE,
            EntryKind.DELEGATED,
            EntryKind.LAPSED,
            EntryKind.REMINDED,
            EntryKind.PUT_OFF,
            EntryKind.CALLED_OFF,
        }
    ),
    Group.EVENINGS: frozenset(
        {
            EntryKind.OUTCOME_ATTENDED,
            EntryKind.OUTCOME_NO_SHOW,
            EntryKind.OUTCOME_DECLINED,
            EntryKind.OUTCOME_NO_ANSWER,
            EntryKind.OUTCOME_EXCUSED,
            EntryKind.FEEDBACK,
            EntryKind.FOLLOWED_UP,
            EntryKind.REPRESENTED,
            EntryKind.GIFT,
        }
    ),
    Group.LETTERS: frozenset(
        {EntryKind.LETTER_PRINTED, EntryKind.LETTER_DELIVERED, EntryKind.LETTER_RETURNED, EntryKind.CARD_SENT}
    ),
    Group.CHANGES: frozenset(
        {
            EntryKind.CONSENT_CHANGED,
            EntryKind.TIER_CHANGED,
            EntryKind.CLUB_CHANGED,
            EntryKind.HOLD_CHANGED,
            EntryKind.OWNER_CHANGED,
            EntryKind.MERGED,
        }
    ),
}


@dataclass(frozen=True)
class Wish:
    """Which entries the reader asks for. Unknown values ask for nothing."""

    group: Group | None = None
    year: int | None = None
    text: str = ""
    before: int | None = None  # the last entry of the page before

    @property
    def any(self) -> bool:
        return bool(self.group or self.year or self.text)

    @property
    def arguments(self) -> dict[str, str | int]:
        """For the address of the following page."""
        chosen = {"group": self.group.value if self.group else "", "year": self.year or "", "q": self.text}
        return {name: value for name, value in chosen.items() if value}


def wish_from(arguments: Mapping[str, str]) -> Wish:
    group = next((group for group in Group if group.value == arguments.get("group")), None)
    year = _number(arguments.get("year", ""), 2200)
    return Wish(
        group=group,
        year=year if year and year > 1900 else None,
        text=clean(arguments.get("q"))[:LONGEST_SEARCH],
        before=_number(arguments.get("before", ""), LARGEST_ID),
    )


def _number(text: str, most: int) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return number if 0 < number <= most else None


@dataclass(frozen=True)
class Told:
    """An entry with the rows that refer to it, and, when it refers to one itself, that one."""

    entry: HistoryEntry
    corrections: Sequence[HistoryEntry]
    done: HistoryEntry | None
    of: HistoryEntry | None
    title: str = ""  # what changed, in words; empty where the kind of the entry says it

    @property
    def is_correction(self) -> bool:
        return self.entry.source == CORRECTION

    @property
    def is_done(self) -> bool:
        return self.entry.source == DONE

    @property
    def struck(self) -> bool:
        return any(row.two_way is False for row in self.corrections)

    @property
    def correctable(self) -> bool:
        return is_correctable(self.entry)


def is_correctable(entry: HistoryEntry) -> bool:
    """What somebody wrote down by hand. What the house tells by itself is put right where it happened."""
    return entry.kind in CONTACT_KINDS and entry.source == ""


@dataclass(frozen=True)
class TimelinePage:
    told: Sequence[Told]
    older: int | None  # the entry from which the next page goes on
    years: Sequence[int]


def timeline_page(client: Client, ids: Sequence[int], wish: Wish) -> TimelinePage:
    """One page of the history; three queries and one or two for each kind of change on it, however long it is."""
    query = entries_of(client, ids)
    if wish.group:
        query = query.where(HistoryEntry.kind.in_(KINDS[wish.group]))
    if wish.year:
        query = query.where(
            HistoryEntry.at >= beginning_of(date(wish.year, 1, 1)),
            HistoryEntry.at < beginning_of(date(wish.year + 1, 1, 1)),
        )
    if wish.text:
        query = query.where(_says(wish.text))
    if wish.before:
        query = query.where(_before(wish.before, ids))
    entries = db.session.scalars(query.limit(PER_PAGE + 1)).all()
    more, entries = len(entries) > PER_PAGE, entries[:PER_PAGE]
    return TimelinePage(_with_references(entries, ids), entries[-1].id if more else None, _years(ids))


def _says(text: str) -> sa.ColumnElement[bool]:
    columns = (HistoryEntry.subject, HistoryEntry.text, HistoryEntry.suggestion, HistoryEntry.next_step)
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))


def _before(entry_id: int, ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Whatever comes after this entry in the order of the page; nothing when it is none of the client's."""
    last = sa.select(HistoryEntry.at).where(HistoryEntry.id == entry_id, HistoryEntry.client_id.in_(ids))
    at = last.correlate(None).scalar_subquery()
    return sa.or_(HistoryEntry.at < at, sa.and_(HistoryEntry.at == at, HistoryEntry.id < entry_id))


def _with_references(entries: Sequence[HistoryEntry], ids: Sequence[int]) -> list[Told]:
    shown = [entry.id for entry in entries]
    originals = [entry.source_id for entry in entries if entry.source in (CORRECTION, DONE)]
    refers = sa.and_(HistoryEntry.source.in_((CORRECTION, DONE)), HistoryEntry.source_id.in_(shown))
    query = (
        sa.select(HistoryEntry)
        .where(HistoryEntry.client_id.in_(ids), sa.or_(refers, HistoryEntry.id.in_(originals)))
        .options(joinedload(HistoryEntry.staff).options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch)))
        .order_by(HistoryEntry.id)
    )
    titles = titles_of(entries, ids)
    by_id: dict[int, HistoryEntry] = {}
    corrections: dict[int | None, list[HistoryEntry]] = defaultdict(list)
    done: dict[int | None, HistoryEntry] = {}
    for row in db.session.scalars(query):
        by_id[row.id] = row
        if row.source == CORRECTION:
            corrections[row.source_id].append(row)
        elif row.source == DONE:
            done[row.source_id] = row
    return [
        Told(
            entry,
            corrections[entry.id],
            done.get(entry.id),
            by_id.get(entry.source_id or 0) if entry.source in (CORRECTION, DONE) else None,
            titles.get(entry.id, ""),
        )
        for entry in entries
    ]


def _years(ids: Sequence[int]) -> list[int]:
    """The years of the history, the latest first: those from the first entry to the last, asked of the index alone."""
    first, last = db.session.execute(
        sa.select(sa.func.min(HistoryEntry.at), sa.func.max(HistoryEntry.at)).where(HistoryEntry.client_id.in_(ids))
    ).one()
    return _span(first, last) if first else []


def _span(first: datetime, last: datetime) -> list[int]:
    return list(range(home_day(last).year, home_day(first).year - 1, -1))
