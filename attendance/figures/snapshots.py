"""What is seen of an evening 30, 60 and 90 days after it. Each is counted once, by the house, and then stands for good.

Whoever comes to evenings differs from whoever does not: what is seen here is correlation, and no page calls it cause.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from attendance.figures.letters import NO, Letter, letters_of
from attendance.figures.measures import Share
from attendance.models import FigureSnapshot, WalkIn
from attendance.walk_ins.standing import stands
from clients.book.tiers import first_of
from clients.history.counting import contact
from clients.models import ClientHold, ClientHolding, EntryKind, HistoryEntry, HoldKind, Tier, TierMonth
from core.db import db, now
from core.jobs import Progress, daily_job
from events.models import Event, EventStatus

AFTER = (30, 60, 90)
BASE = 0
"""The row that is no snapshot: what the guests held when the evening was closed, to compare with."""
APPOINTED_WITHIN = timedelta(days=30)
OLD_CLIENT = 3
"""Whoever holds products of three categories is an old client."""
_TALKED = (EntryKind.CALL, EntryKind.WECHAT, EntryKind.SMS, EntryKind.EMAIL, EntryKind.MEETING, EntryKind.VISIT)
_MET = (EntryKind.MEETING, EntryKind.VISIT)
_LEVEL = {tier: level for level, tier in enumerate(Tier)}
_DONE = (EventStatus.CLOSED, EventStatus.REPORTED, EventStatus.ARCHIVED)


@dataclass(frozen=True)
class Bands:
    """How the tier band of a group moved: the sum of its steps, and of how many clients both months are known."""

    steps: int = 0
    known: int = 0

    @property
    def mean(self) -> float | None:
        return self.steps / self.known if self.known else None


@dataclass(frozen=True)
class Seen:
    """What was seen of the clients who came, so many days after the evening."""

    days: int
    at: datetime
    clients: int
    kept: int  # spoken with since, both ways
    appointments: int  # clients who were met within thirty days
    held_known: int  # clients of whom is known what they held when the evening was closed
    products_before: int
    products: int
    crossed: int  # clients who came to hold three categories
    leads: int  # who came without a letter and may be told of further events
    referrals: int  # of these, brought by a guest
    complaints: int  # clients
    came: Bands
    declined: Bands

    @property
    def contact_rate(self) -> Share:
        """Clients spoken with since, of the clients who came."""
        return Share(self.kept, self.clients)

    @property
    def difference(self) -> float | None:
        """The mean step of those who came minus that of those who were invited and declined; 90 days after only."""
        came, declined = self.came.mean, self.declined.mean
        return None if came is None or declined is None else came - declined


def snapshots_of(event: Event) -> list[Seen]:
    """The frozen figures so far, the first ones first."""
    query = sa.select(FigureSnapshot).where(FigureSnapshot.event_id == event.id, FigureSnapshot.days.in_(AFTER))
    return [
        Seen(**row.figures | {
            "days": row.days, "at": row.at, "came": Bands(**row.figures["came"]),
            "declined": Bands(**row.figures["declined"]),
        })
        for row in db.session.scalars(query.order_by(FigureSnapshot.days))
    ]  # fmt: skip


@daily_job("figure_snapshots")
def take_snapshots(_day: int, progress: Progress) -> None:
    """Freeze what is due today; what is frozen already is left alone, so a job that is done again changes nothing."""
    moment = now()
    due = snapshots_due(moment)
    db.session.commit()
    for done, (event_id, days) in enumerate(due, start=1):
        take(db.session.get_one(Event, event_id), days, now=moment)
        progress(done, len(due))


def snapshots_due(moment: datetime) -> list[tuple[int, int]]:
    """(event, days) of every snapshot whose day has come and which nobody has taken, the oldest evening first."""
    events = db.session.execute(
        sa.select(Event.id, Event.ends_at).where(Event.status.in_(_DONE)).order_by(Event.ends_at, Event.id)
    ).all()
    taken = {tuple(row) for row in db.session.execute(sa.select(FigureSnapshot.event_id, FigureSnapshot.days))}
    return [
        (event_id, days)
        for event_id, ends_at in events
        for days in (BASE, *AFTER)
        if (event_id, days) not in taken and moment >= ends_at + timedelta(days=days)
    ]


def take(event: Event, days: int, *, now: datetime) -> bool:
    """Count and freeze one; False when it stands already."""
    if db.session.get(FigureSnapshot, (event.id, days)) is not None:
        return False
    letters = letters_of(None, [event])
    figures = _base(letters) if days == BASE else _stored(_seen(event, letters, days, now))
    try:
        with db.session.begin_nested():
            db.session.add(FigureSnapshot(event_id=event.id, days=days, at=now, figures=figures))
    except IntegrityError:  # another process took it at the same moment
        return False
    return True


def _came(letters: Sequence[Letter]) -> set[int]:
    return {client for letter in letters for client in letter.people}


def _base(letters: Sequence[Letter]) -> dict[str, Any]:
    """How many categories of products each client who came holds, by id and without a name."""
    return {"holdings": {str(client): number for client, number in _holdings(_came(letters)).items()}}


def _stored(seen: Seen) -> dict[str, Any]:
    return {name: value for name, value in asdict(seen).items() if name not in ("days", "at")}


def _seen(event: Event, letters: Sequence[Letter], days: int, moment: datetime) -> Seen:
    people = _came(letters)
    until = event.ends_at + timedelta(days=days)
    before, held = _held_at_first(event, people, until), _holdings(people)
    leads, referrals = _leads(event)
    declined = {letter.client_id for letter in letters if letter.reply in NO and not letter.came}
    return Seen(
        days=days,
        at=moment,
        clients=len(people),
        kept=_clients_with(people, _TALKED, event.ends_at, until),
        appointments=_clients_with(people, _MET, event.ends_at, min(until, event.ends_at + APPOINTED_WITHIN)),
        held_known=len(before),
        products_before=sum(before.values()),
        products=sum(held[client] for client in before),
        crossed=sum(before[client] < OLD_CLIENT <= held[client] for client in before),
        leads=leads,
        referrals=referrals,
        complaints=_complaints(people, event, until),
        came=_bands(people, event, until) if days == AFTER[-1] else Bands(),
        declined=_bands(declined, event, until) if days == AFTER[-1] else Bands(),
    )


def _holdings(people: Collection[int]) -> dict[int, int]:
    query = (
        sa.select(ClientHolding.client_id, sa.func.count())
        .where(ClientHolding.client_id.in_(people))
        .group_by(ClientHolding.client_id)
    )
    found = {client: int(number) for client, number in db.session.execute(query)} if people else {}
    return {client: found.get(client, 0) for client in people}


def _held_at_first(event: Event, people: Collection[int], until: datetime) -> dict[int, int]:
    """Of the clients who came, what they held when the evening was closed; who is not known is left out, and
    everybody when nobody looked before the snapshot itself was due."""
    base = db.session.get(FigureSnapshot, (event.id, BASE))
    stored: Mapping[str, int] = base.figures["holdings"] if base and base.at < until else {}
    return {client: stored[str(client)] for client in people if str(client) in stored}


def _clients_with(people: Collection[int], kinds: Collection[EntryKind], first: datetime, last: datetime) -> int:
    if not people:
        return 0
    query = sa.select(sa.func.count(HistoryEntry.client_id.distinct())).where(
        HistoryEntry.client_id.in_(people),
        HistoryEntry.kind.in_(kinds),
        contact(),
        HistoryEntry.at > first,
        HistoryEntry.at <= last,
    )
    return int(db.session.scalar(query) or 0)


def _leads(event: Event) -> tuple[int, int]:
    brought = sa.case((WalkIn.brought_by_id.is_not(None), 1), else_=0)
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(brought), 0)).where(
        WalkIn.event_id == event.id, WalkIn.consented_at.is_not(None), stands()
    )
    leads, referrals = db.session.execute(query).one()
    return int(leads), int(referrals)


def _complaints(people: Collection[int], event: Event, until: datetime) -> int:
    if not people:
        return 0
    query = sa.select(sa.func.count(ClientHold.client_id.distinct())).where(
        ClientHold.client_id.in_(people),
        ClientHold.kind == HoldKind.COMPLAINT,
        ClientHold.since >= event.local_end.date(),
        ClientHold.since <= until.astimezone(event.tz).date(),
    )
    return int(db.session.scalar(query) or 0)


def _bands(people: Collection[int], event: Event, until: datetime) -> Bands:
    """From the last whole month before the evening to the last one known that began after it and by day ninety.

    A month's average is known when the month is over: the months stand for the days −30…−1 and +61…+90.
    """
    if not people:
        return Bands()
    day, last = event.local_end.date(), until.astimezone(event.tz).date()
    rows = db.session.execute(
        sa.select(TierMonth.client_id, TierMonth.month, TierMonth.band)
        .where(TierMonth.client_id.in_(people), TierMonth.month <= last)
        .order_by(TierMonth.month)
    )
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for client, month, band in rows:
        if _is_before(month, day):
            before[client] = _LEVEL[band]
        elif month > day:
            after[client] = _LEVEL[band]
    both = before.keys() & after.keys()
    return Bands(sum(after[client] - before[client] for client in both), len(both))


def _is_before(month: date, day: date) -> bool:
    """Whether it is one of the two whole months before the day's own."""
    first = first_of(day)
    return first - timedelta(days=62) <= month < first
