"""Evenings side by side: by evening, month, theme, type of client and manager; who comes, and who never does."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from attendance.feedback.marks import Tally
from attendance.figures.counting import Counted
from attendance.figures.letters import Letter
from attendance.figures.measures import Facts, Share, summed
from clients.models import Client, ClientHold, HoldKind
from core.db import db
from core.zone import beginning_of, home_day
from events.models import Event, EventStatus
from staff.models import Staff
from staff.scope import sees, visible

HELD = (EventStatus.INVITING, EventStatus.CLOSED, EventStatus.REPORTED, EventStatus.ARCHIVED)
MOST_NAMES = 20
DECLINED_FROM, ABSENT_FROM = 3, 2
"""Three declines in a row want a question, two evenings missed without a word a telephone call."""


class By(enum.Enum):
    EVENING = "evening"
    MONTH = "month"
    THEME = "theme"
    TYPE = "type"
    MANAGER = "manager"


@dataclass(frozen=True)
class Period:
    """From the first day to the last; the code stands in the address: "12" months, a year, or "all"."""

    code: str
    first: date | None
    last: date


def period_of(code: str, today: date) -> Period:
    """What the address asks for; anything else is the last twelve months."""
    if code == "all":
        return Period(code, None, today)
    if code.isascii() and code.isdigit() and len(code) == 4 and 2000 <= int(code) <= today.year:
        year = int(code)
        return Period(code, date(year, 1, 1), min(date(year, 12, 31), today))
    return Period("12", today - timedelta(days=365), today)


def evenings_of(actor: Staff, period: Period, now: datetime) -> Sequence[Event]:
    """The evenings of the period that are over and took place, as far as the actor sees events, the latest first."""
    query = visible(actor, Event).where(
        Event.status.in_(HELD), _over(now), Event.starts_at < beginning_of(period.last + timedelta(days=1))
    )
    if period.first is not None:
        query = query.where(Event.starts_at >= beginning_of(period.first))
    return db.session.scalars(query.order_by(Event.starts_at.desc(), Event.id.desc())).all()


def _over(now: datetime) -> sa.ColumnElement[bool]:
    """An evening ends when it was to end, or when it is closed: that may be a little earlier."""
    return sa.or_(Event.ends_at < now, Event.closed_at.is_not(None))


def years_of(actor: Staff, now: datetime) -> list[int]:
    """The years in which there were evenings, the latest first."""
    query = visible(actor, Event).where(Event.status.in_(HELD), _over(now)).order_by(None)
    bounds = query.with_only_columns(sa.func.min(Event.starts_at), sa.func.max(Event.starts_at))
    first, last = db.session.execute(bounds).one()
    return list(range(home_day(last).year, home_day(first).year - 1, -1)) if first else []


@dataclass(frozen=True)
class Group:
    """Some letters, or whole evenings, under one key: an event's id, a month, a theme, a type, a manager's id."""

    key: str
    facts: Facts
    tally: Tally | None = None  # of whole evenings only: feedback names neither type nor manager
    event: Event | None = None


def groups_of(counted: Counted, by: By) -> list[Group]:
    """The evenings put together, in an order that says something: time, or the number of guests."""
    if by is By.EVENING:
        facts = counted.by_event
        return [Group(str(event.id), facts[event.id], counted.tally(event.id), event) for event in counted.events]
    if by is By.MONTH:
        return _of_events(counted, lambda event: f"{event.local_start:%Y-%m}")
    if by is By.THEME:
        return sorted(_of_events(counted, lambda event: event.theme), key=lambda one: -one.facts.clients)
    return _of_letters(counted, _type if by is By.TYPE else _manager)


def _type(letter: Letter) -> str:
    return letter.client_type.value if letter.client_type else ""


def _manager(letter: Letter) -> str:
    return str(letter.rm_id)


def _of_events(counted: Counted, key: Callable[[Event], str]) -> list[Group]:
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in counted.events:
        found[key(event)].append(event)
    facts = counted.by_event
    return [
        Group(code, summed([facts[event.id] for event in events]), counted.tally(*(event.id for event in events)))
        for code, events in found.items()
    ]


def _of_letters(counted: Counted, key: Callable[[Letter], str]) -> list[Group]:
    found: defaultdict[str, list[Letter]] = defaultdict(list)
    for letter in counted.letters:
        found[key(letter)].append(letter)
    quotas: Counter[str] = Counter()
    for (_event_id, rm_id), seats in counted.quotas.items():
        quotas[str(rm_id)] += seats
    groups = [
        Group(
            code,
            summed([letter.facts for letter in letters])
            + Facts(events=len({letter.event_id for letter in letters}), quota=quotas[code]),
        )
        for code, letters in found.items()
    ]
    return sorted(groups, key=lambda one: (-one.facts.clients, one.key))


@dataclass(frozen=True)
class Regular:
    """A client with the number of evenings of the period to which they came."""

    client: Client
    evenings: int


@dataclass(frozen=True)
class People:
    """Who comes and who never does, of the clients whom the reader sees: a few names, and how many there are."""

    often: Sequence[Regular]
    never_invited: Sequence[Client]
    never_invited_all: int
    declined: Sequence[Client]
    declined_all: int
    absent: Sequence[Client]
    absent_all: int


def people_of(actor: Staff, counted: Counted) -> People:
    """Eight queries, however many clients. Whoever must not be invited is not called forgotten."""
    came = Counter(client for letter in counted.letters for client in letter.people)
    top = dict(came.most_common(MOST_NAMES))
    known = {client.id: client for client in _named(visible(actor, Client).where(Client.id.in_(top)))} if top else {}
    held = sa.select(ClientHold.client_id).where(ClientHold.kind.in_((HoldKind.DECEASED, HoldKind.OPTED_OUT)))
    may_come = Client.id.not_in(held)
    never, never_all = _some(actor, sa.and_(Client.times_invited == 0, may_come))
    declined, declined_all = _some(actor, sa.and_(Client.declines_in_row >= DECLINED_FROM, may_come))
    absent, absent_all = _some(actor, sa.and_(Client.times_absent >= ABSENT_FROM, may_come))
    often = [Regular(known[client], times) for client, times in top.items() if client in known]
    return People(often, never, never_all, declined, declined_all, absent, absent_all)


def _some(actor: Staff, condition: sa.ColumnElement[bool]) -> tuple[Sequence[Client], int]:
    number = db.session.scalar(sa.select(sa.func.count()).select_from(Client).where(sees(actor, Client), condition))
    rows = _named(visible(actor, Client).where(condition).order_by(Client.sort_key, Client.id).limit(MOST_NAMES))
    return rows, int(number or 0)


def _named(query: sa.Select[Client]) -> Sequence[Client]:
    manager = joinedload(Client.rm)
    return db.session.scalars(query.options(manager.lazyload(Staff.roles), manager.lazyload(Staff.branch))).all()


def data_quality(actor: Staff) -> Mapping[int, Share]:
    """By manager, of how many clients the row says what an invitation needs: telephone, type, birthday or age."""
    complete = sa.and_(
        Client.phone != "",
        Client.client_type.is_not(None),
        sa.or_(Client.birth_date.is_not(None), Client.lunar_month.is_not(None), Client.birthday != ""),
    )
    query = (
        sa.select(Client.rm_id, sa.func.count(), sa.func.sum(sa.case((complete, 1), else_=0)))
        .where(sees(actor, Client))
        .group_by(Client.rm_id)
    )
    return {rm_id: Share(int(full or 0), number) for rm_id, number, full in db.session.execute(query)}


def managers(ids: Sequence[int]) -> dict[int, Staff]:
    """Their names."""
    if not ids:
        return {}
    query = (
        sa.select(Staff).where(Staff.id.in_(ids)).options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch))
    )
    return {one.id: one for one in db.session.scalars(query)}
