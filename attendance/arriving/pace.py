"""How fast guests come: five minutes a bar, the busiest half hour that is to be expected, and how long one waits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from attendance.door.setup import A_MINUTE, PEAK_MINUTES, PEAK_SHARE, Lanes, lanes_for
from attendance.models import ADMITTING, Presence, Scan
from core.db import db
from core.languages import clock
from events.models import Event

STEP = timedelta(minutes=5)
BEFORE, AFTER = timedelta(minutes=60), timedelta(minutes=30)
"""What the picture shows around the beginning; who comes earlier or later stands in its first or last bar."""
LANE_SEEN = timedelta(minutes=10)
"""A lane that has let in nobody for so long is not counted as open."""
LONGEST_WAIT = 2
"""Minutes at the door beyond which a host does something (domain practice, lanes)."""


@dataclass(frozen=True)
class Bar:
    """Five minutes of the evening."""

    at: str
    heads: int
    height: int
    """Of a hundred."""
    peak: bool


@dataclass(frozen=True)
class Pace:
    """How the door is doing, and how many lanes it wants."""

    bars: list[Bar]
    most: Bar | None
    peak_from: str
    peak_to: str
    peak_heads: int
    """So many are to be expected in each five minutes of the busiest half hour."""
    peak_height: int
    advice: Lanes
    lanes: int
    """That have let somebody in of late."""
    a_minute: float
    wait: int
    """Minutes, rounded up; 0 when nobody waits."""

    @property
    def crowded(self) -> bool:
        return self.wait >= LONGEST_WAIT


def pace(event: Event, arrivals: Sequence[tuple[datetime, int]], expected: int, *, now: datetime) -> Pace:
    """From when and how many came, and how many heads are expected in all; one query, for the lanes."""
    first, count = event.starts_at - BEFORE, int((BEFORE + AFTER) / STEP)
    heads = [0] * count
    for at, many in arrivals:
        heads[min(count - 1, max(0, int((at - first) / STEP)))] += many
    share = math.ceil(expected * PEAK_SHARE / 100 * (STEP / timedelta(minutes=PEAK_MINUTES)))
    top = max(1, share, *heads)
    peak_from = event.starts_at - timedelta(minutes=PEAK_MINUTES)
    times = [first + STEP * number for number in range(count)]
    bars = [
        Bar(clock(at, event.tz), many, round(many * 100 / top), peak_from <= at < event.starts_at)
        for at, many in zip(times, heads, strict=True)
    ]
    lanes = max(1, lanes_open(event, now))
    a_minute = sum(many for at, many in arrivals if at > now - STEP) / (STEP / timedelta(minutes=1))
    return Pace(
        bars=bars,
        most=_busiest(event, arrivals),
        peak_from=clock(peak_from, event.tz),
        peak_to=clock(event.starts_at, event.tz),
        peak_heads=share,
        peak_height=round(share * 100 / top),
        advice=lanes_for(expected),
        lanes=lanes,
        a_minute=a_minute,
        wait=waiting(a_minute, lanes),
    )


def _busiest(event: Event, arrivals: Sequence[tuple[datetime, int]]) -> Bar | None:
    """The five minutes in which most came, also when they lie outside the picture; none before anybody came."""
    heads: Counter[int] = Counter()
    for at, many in sorted(arrivals):
        heads[(at - event.starts_at) // STEP] += many
    if not heads:
        return None
    [(number, most)] = heads.most_common(1)
    return Bar(clock(event.starts_at + STEP * number, event.tz), most, 100, peak=False)


def lanes_open(event: Event, now: datetime) -> int:
    """How many people or devices have let somebody in of late."""
    query = sa.select(sa.func.count(sa.distinct(Scan.staff_id))).where(
        Scan.event_id == event.id, Scan.happened_at > now - LANE_SEEN, Scan.verdict.in_(ADMITTING)
    )
    return db.session.scalar(query) or 0


def waiting(a_minute: float, lanes: int) -> int:
    """How long a guest waits who comes now, in minutes: one queue, lanes that each welcome three a minute.

    We see who was let in and not who queues. A door that lets in as many as it can has a queue, so the wait grows
    without end as the pace nears what the lanes can do.
    """
    able = A_MINUTE * lanes
    load = min(a_minute / able, 0.98)
    minutes = load / (2 * able * (1 - load))
    return 0 if minutes < 0.5 else math.ceil(minutes)


def arrivals_of(event: Event) -> list[tuple[datetime, int]]:
    """When each party came and how many it was: figures, without a name."""
    query = sa.select(Presence.at, Presence.heads).where(Presence.event_id == event.id)
    return [(at, heads) for at, heads in db.session.execute(query)]
