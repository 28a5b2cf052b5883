"""Kinds of fields with one member or a few: age, evenings in a time, typed words, the branch's own fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clients.models import Client
from invitations.segments.json_asking import json_number
from invitations.segments.kinds import MOST_DAYS, Clause, Field, Number, day_in_words, whole
from invitations.segments.operators import Asked, Control, Op, Refused

if TYPE_CHECKING:
    from invitations.segments.facts import Facts

OLDEST = 120
EVENINGS = (Client.attended_on_1, Client.attended_on_2, Client.attended_on_3, Client.attended_on_4)


def years_before(day: date, years: int) -> date:
    """The last day on which somebody was born who is so old on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 2, 28)


def age_on(day: date, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, eq=False)
class Age(Field):
    def control(self, op: Op) -> Control:
        return {Op.BETWEEN: Control.RANGE, Op.UNKNOWN: Control.NOTHING}.get(op, Control.NUMBER)

    def read_typed(self, op: Op, texts: Sequence[str], further: str) -> tuple[Any, int | None]:
        if op is Op.UNKNOWN:
            return None, None
        low = whole(texts[0] if texts else "", 0, OLDEST)
        if op is not Op.BETWEEN:
            return low, None
        high = whole(further, 0, OLDEST)
        if high < low:
            raise Refused("range_turned")
        return low, high

    def clause(self, asked: Asked) -> Clause:
        born = Client.birth_date
        if asked.op is Op.UNKNOWN:
            return born.is_(None)
        parts: list[Clause] = [born.is_not(None)]
        if asked.op in (Op.AT_LEAST, Op.BETWEEN):
            parts.append(born <= years_before(asked.today, asked.value))
        if asked.op in (Op.AT_MOST, Op.BETWEEN):
            oldest: int = asked.value if asked.op is Op.AT_MOST else asked.further or 0
            parts.append(born > years_before(asked.today, oldest + 1))
        return sa.and_(*parts)

    def at(self, client: Client, facts: Facts) -> Any:
        return None if client.birth_date is None else age_on(facts.today, client.birth_date)

    def judge(self, at: Any, asked: Asked) -> bool:
        if asked.op is Op.UNKNOWN or at is None:
            return at is None and asked.op is Op.UNKNOWN
        low = asked.value if asked.op in (Op.AT_LEAST, Op.BETWEEN) else 0
        high = asked.further if asked.op is Op.BETWEEN else asked.value if asked.op is Op.AT_MOST else OLDEST + 100
        return bool(low <= at <= (high or 0))

    def said_at(self, at: Any) -> str:
        return str(at)


@dataclass(frozen=True, eq=False)
class Evenings(Field):
    """So many evenings in the last so many days; up to four are known by their days."""

    def control(self, _op: Op) -> Control:
        return Control.TIMES

    def read_typed(self, op: Op, texts: Sequence[str], further: str) -> tuple[Any, int | None]:
        least, most = (1, len(EVENINGS)) if op is Op.AT_LEAST else (0, len(EVENINGS) - 1)
        return whole(texts[0] if texts else "", least, most), whole(further, 1, MOST_DAYS)

    def clause(self, asked: Asked) -> Clause:
        column = EVENINGS[asked.value - 1 if asked.op is Op.AT_LEAST else asked.value]
        came = sa.and_(column.is_not(None), column >= asked.today - timedelta(days=asked.further or 0))
        return came if asked.op is Op.AT_LEAST else sa.not_(came)

    def at(self, client: Client, _facts: Facts) -> Any:
        days = (getattr(client, column.key) for column in EVENINGS)
        return [day.isoformat() for day in days if day is not None]

    def judge(self, at: Any, asked: Asked) -> bool:
        first = asked.today - timedelta(days=asked.further or 0)
        came = sum(1 for day in at if date.fromisoformat(day) >= first)
        return came >= asked.value if asked.op is Op.AT_LEAST else came <= asked.value

    def told(self, at: Any) -> str:
        return self.framed(", ".join(day_in_words(date.fromisoformat(day)) for day in at)) if at else ""


@dataclass(frozen=True, eq=False)
class Scored(Number):
    """A number from one to five that is made of a day or a tier."""

    reaches: Callable[[int, date], Clause] = lambda _score, _today: sa.false()
    score: Callable[[Client, date], int] = lambda _client, _today: 1

    def clause(self, asked: Asked) -> Clause:
        return (
            self.reaches(asked.value, asked.today)
            if asked.op is Op.AT_LEAST
            else sa.not_(self.reaches(asked.value + 1, asked.today))
        )

    def at(self, client: Client, facts: Facts) -> Any:
        return self.score(client, facts.today)


@dataclass(frozen=True, eq=False)
class Typed(Field):
    """One of the words that somebody types, letter by letter."""

    column: Any

    def control(self, op: Op) -> Control:
        return Control.NOTHING if op is Op.UNKNOWN else Control.TEXT

    def clause(self, asked: Asked) -> Clause:
        if asked.op is Op.UNKNOWN:
            return self.column == ""
        return self.column.not_in(asked.value) if asked.op is Op.NONE else self.column.in_(asked.value)

    def at(self, client: Client, _facts: Facts) -> Any:
        return getattr(client, self.column.key)

    def judge(self, at: Any, asked: Asked) -> bool:
        if asked.op is Op.UNKNOWN:
            return not at
        return (at in asked.value) is not (asked.op is Op.NONE)

    def told(self, at: Any) -> str:
        return self.framed(at) if at else ""


@dataclass(frozen=True, eq=False)
class Own(Field):
    """A field of the branch's own in which one of some texts stands: typed, or of its choices."""

    key: str

    def control(self, op: Op) -> Control:
        if op is Op.UNKNOWN:
            return Control.NOTHING
        return Control.TICKS if self.words else Control.TEXT

    def clause(self, asked: Asked) -> Clause:
        text = sa.func.coalesce(Client.extra[self.key].as_string(), "")
        if asked.op is Op.UNKNOWN:
            return text == ""
        return text.not_in(asked.value) if asked.op is Op.NONE else text.in_(asked.value)

    def at(self, client: Client, _facts: Facts) -> Any:
        value = (client.extra or {}).get(self.key)
        return "" if value is None else str(value)

    def judge(self, at: Any, asked: Asked) -> bool:
        if asked.op is Op.UNKNOWN:
            return at == ""
        return (at in asked.value) is not (asked.op is Op.NONE)

    def told(self, at: Any) -> str:
        return self.framed(at) if at else ""


@dataclass(frozen=True, eq=False)
class OwnYesNo(Field):
    key: str

    def clause(self, asked: Asked) -> Clause:
        # The same JSON asked.value reads 1 on SQLite and true on PostgreSQL.
        so = sa.func.coalesce(Client.extra[self.key].as_string(), "").in_(("1", "true"))
        return so if asked.op is Op.YES else sa.not_(so)

    def at(self, client: Client, _facts: Facts) -> Any:
        return (client.extra or {}).get(self.key) is True

    def judge(self, at: Any, asked: Asked) -> bool:
        return bool(at) is (asked.op is Op.YES)

    def told(self, at: Any) -> str:
        return str(self.said[Op.YES if at else Op.NO]) % {"label": self.label}


@dataclass(frozen=True, eq=False)
class OwnNumber(Field):
    key: str

    def control(self, _op: Op) -> Control:
        return Control.NUMBER

    def read_typed(self, _op: Op, texts: Sequence[str], _further: str) -> tuple[Any, int | None]:
        return whole(texts[0] if texts else "", -99_999_999, 999_999_999), None

    def clause(self, asked: Asked) -> Clause:
        number = json_number(Client.extra, sa.literal(self.key))
        reached = number >= asked.value if asked.op is Op.AT_LEAST else number <= asked.value
        return sa.and_(number.is_not(None), reached)

    def at(self, client: Client, _facts: Facts) -> Any:
        value = (client.extra or {}).get(self.key)
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def judge(self, at: Any, asked: Asked) -> bool:
        return at is not None and bool(at >= asked.value if asked.op is Op.AT_LEAST else at <= asked.value)

    def told(self, at: Any) -> str:
        return "" if at is None else self.framed(str(at))
