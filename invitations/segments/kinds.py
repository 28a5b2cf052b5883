"""Kinds of fields: how each is read, asked of the database, judged in Python and said.

A condition is judged by what `at` says stands at the client, the same that is told as the reason and frozen with a
guest list: texts, numbers and dates, no words of a language. SQL and `judge` must agree; a test compares them. Every
clause is either true or false, never NULL, so that it can be negated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import format_date
from flask_babel import gettext as _

from core.forms import clean, digits
from invitations.segments.operators import Asked, Control, Op, Refused

if TYPE_CHECKING:
    from clients.models import Client
    from invitations.segments.facts import Facts

Clause = sa.ColumnElement[bool]
Words = Mapping[str, Any]
MOST_DAYS = 3660
MOST_TEXTS, LONGEST_TEXT = 20, 60


def whole(text: str, least: int, most: int) -> int:
    """The number that was typed. Raises Refused: number_wanted, number_bounds."""
    plain = digits(text)
    if not (plain.isascii() and plain.removeprefix("-").isdigit()) or len(plain) > 9:
        raise Refused("number_wanted", least=least, most=most)
    number = int(plain)
    if not least <= number <= most:
        raise Refused("number_bounds", least=least, most=most)
    return number


def listed(words: Sequence[Any], *, every: bool = False) -> str:
    """Tea, wine or coffee; with `every`, tea, wine and coffee."""
    *others, last = (str(word) for word in words) if words else ("",)
    return (_(", ").join(others) + (_(" and ") if every else _(" or ")) + last) if others else last


@dataclass(frozen=True, eq=False)
class Field(ABC):
    """What can be asked of a client. `said` has the sentence of each operator, `ops` stand in the order of the page."""

    code: str
    label: Any
    said: Mapping[Op, Any]
    trait: bool = field(default=True, kw_only=True)  # of the person, which not everybody wants to be chosen by
    words: Words = field(default_factory=dict, kw_only=True)  # code and word of what can be ticked
    found: Any = field(default=None, kw_only=True)  # the sentence of the reason; none: what stands there alone

    @property
    def ops(self) -> tuple[Op, ...]:
        return tuple(self.said)

    def control(self, _op: Op) -> Control:
        return Control.NOTHING

    def known(self, texts: Sequence[str]) -> list[str]:
        """Those that still exist."""
        return [text for text in texts if text in self.words] if self.words else list(texts)

    def read(self, op: Op, texts: Sequence[str], further: str = "") -> tuple[Any, int | None]:
        """What was typed as a condition keeps it. Raises Refused, and ValueError for a foreign operator."""
        if op not in self.said:
            raise Refused("op_unknown")
        control, choices = self.control(op), self.words
        if control in (Control.TICKS, Control.SURE_TICKS, Control.ONE):
            if not texts or (control is Control.ONE and len(texts) > 1):
                raise Refused("choose_one")
            if any(text not in choices for text in texts):
                raise Refused("choice_unknown")
            ordered = tuple(code for code in choices if code in texts)
            sure = whole(further, 1, 3) if control is Control.SURE_TICKS and further else 1
            return ordered, sure if sure > 1 else None
        return self.read_typed(op, texts, further)

    def read_typed(self, op: Op, texts: Sequence[str], _further: str) -> tuple[Any, int | None]:
        control = self.control(op)
        if control is Control.TEXT:
            split = "\n".join(texts)
            for mark in "、,，;；":
                split = split.replace(mark, "\n")
            words = tuple(dict.fromkeys(word for line in split.split("\n") if (word := clean(line))))
            if not words:
                raise Refused("text_wanted")
            if len(words) > MOST_TEXTS or any(len(word) > LONGEST_TEXT for word in words):
                raise Refused("text_long", words=MOST_TEXTS, most=LONGEST_TEXT)
            return words, None
        first = texts[0] if texts else ""
        if control is Control.DAYS:
            return whole(first, 1, MOST_DAYS), None
        return None, None

    @abstractmethod
    def clause(self, asked: Asked) -> Clause:
        """The condition as SQL, without NULLs."""

    @abstractmethod
    def at(self, client: Client, _facts: Facts) -> Any:
        """What stands at the client, as JSON keeps it."""

    @abstractmethod
    def judge(self, at: Any, asked: Asked) -> bool:
        """The condition in Python, from what `at` says."""

    def narrow(self, at: Any, _asked: Asked) -> Any:
        """What of it is the reason."""
        return at

    def phrase(self, op: Op, value: Any, further: int | None) -> str:
        """The condition in words."""
        values: dict[str, Any] = {"value": value, "further": further, "label": self.label}
        if isinstance(value, tuple):
            values["list"] = listed([self.words.get(code, code) for code in value], every=op is Op.ALL)
        return str(self.said[op]) % values

    def told(self, at: Any) -> str:
        """What stands there, in words; empty where nothing is to say."""
        return "" if at in (None, [], {}) else self.framed(self.said_at(at))

    def said_at(self, at: Any) -> str:
        codes = at if isinstance(at, list) else [at]
        return _(", ").join(str(self.words.get(str(code), code)) for code in codes)

    def framed(self, words: str) -> str:
        return str(self.found) % {"value": words} if self.found is not None else words


@dataclass(frozen=True, eq=False)
class Choice(Field):
    """One of a list, perhaps unknown: tier, gender, branch."""

    words: Words
    column: Any
    enum: Any = None  # the column's own kind, when its values are no texts

    def control(self, op: Op) -> Control:
        if op is Op.UNKNOWN:
            return Control.NOTHING
        return Control.ONE if op in (Op.AT_LEAST, Op.AT_MOST) else Control.TICKS

    def _wanted(self, op: Op, value: Any) -> list[str]:
        """The codes that are asked for; a bound is the list of those beyond it."""
        if op in (Op.ANY, Op.NONE):
            return list(value)
        order = list(self.words)
        place = order.index(value[0])
        return order[place:] if op is Op.AT_LEAST else order[: place + 1]

    def clause(self, asked: Asked) -> Clause:
        if asked.op is Op.UNKNOWN:
            return self.column.is_(None)
        members = [self.enum(code) if self.enum else code for code in self._wanted(asked.op, asked.value)]
        among = self.column.in_(members)
        if self.column.nullable:
            among = sa.and_(self.column.is_not(None), among)
        return sa.not_(among) if asked.op is Op.NONE else among

    def at(self, client: Client, _facts: Facts) -> Any:
        value = getattr(client, self.column.key)
        return None if value is None else getattr(value, "value", value)

    def judge(self, at: Any, asked: Asked) -> bool:
        if asked.op is Op.UNKNOWN:
            return at is None
        return (at is not None and str(at) in self._wanted(asked.op, asked.value)) is not (asked.op is Op.NONE)


@dataclass(frozen=True, eq=False)
class Number(Field):
    column: Any
    least: int = 0
    most: int = 999

    def control(self, _op: Op) -> Control:
        return Control.NUMBER

    def read_typed(self, _op: Op, texts: Sequence[str], _further: str) -> tuple[Any, int | None]:
        return whole(texts[0] if texts else "", self.least, self.most), None

    def clause(self, asked: Asked) -> Clause:
        return self.column >= asked.value if asked.op is Op.AT_LEAST else self.column <= asked.value

    def at(self, client: Client, _facts: Facts) -> Any:
        return getattr(client, self.column.key)

    def judge(self, at: Any, asked: Asked) -> bool:
        return bool(at >= asked.value if asked.op is Op.AT_LEAST else at <= asked.value)

    def said_at(self, at: Any) -> str:
        return str(at)


@dataclass(frozen=True, eq=False)
class Since(Field):
    """The day of the last time; "not within" also holds for those with whom it never happened."""

    column: Any
    never: Any = ""

    def control(self, op: Op) -> Control:
        return Control.NOTHING if op is Op.NEVER else Control.DAYS

    def clause(self, asked: Asked) -> Clause:
        if asked.op is Op.NEVER:
            return self.column.is_(None)
        return (
            since(self.column, asked.today, asked.value)
            if asked.op is Op.WITHIN
            else not_since(self.column, asked.today, asked.value)
        )

    def at(self, client: Client, _facts: Facts) -> Any:
        day = getattr(client, self.column.key)
        return day.isoformat() if day else ""

    def judge(self, at: Any, asked: Asked) -> bool:
        if asked.op is Op.NEVER:
            return not at
        within = bool(at) and date.fromisoformat(at) >= asked.today - timedelta(days=asked.value)
        return within is (asked.op is Op.WITHIN)

    def told(self, at: Any) -> str:
        if not at:
            return str(self.never)
        return self.framed(day_in_words(date.fromisoformat(at)))


def since(column: Any, today: date, days: int) -> Clause:
    return sa.and_(column.is_not(None), column >= today - timedelta(days=days))


def not_since(column: Any, today: date, days: int) -> Clause:
    return sa.or_(column.is_(None), column < today - timedelta(days=days))


def day_in_words(day: date) -> str:
    return str(format_date(day, "medium"))


@dataclass(frozen=True, eq=False)
class Switch(Field):
    """Yes or no."""

    is_so: Callable[[date], Clause]
    stands: Callable[[Any, Any], bool]

    def clause(self, asked: Asked) -> Clause:
        so = self.is_so(asked.today)
        return so if asked.op is Op.YES else sa.not_(so)

    def at(self, client: Client, _facts: Facts) -> Any:
        return bool(self.stands(client, _facts))

    def judge(self, at: Any, asked: Asked) -> bool:
        return bool(at) is (asked.op is Op.YES)

    def told(self, at: Any) -> str:
        return str(self.said[Op.YES if at else Op.NO])


@dataclass(frozen=True, eq=False)
class Several(Field):
    """Some of a list. `one_of` is the clause for having one of the codes, `every` for all of them by default each."""

    words: Words
    one_of: Callable[[Sequence[str], int, date], Clause]
    those: Callable[[Any, Any], Mapping[str, int]]  # code → how sure, of a client
    sure: bool = False

    def control(self, op: Op) -> Control:
        if op in (Op.YES, Op.NO):
            return Control.NOTHING
        return Control.SURE_TICKS if self.sure and op is not Op.NONE else Control.TICKS

    def clause(self, asked: Asked) -> Clause:
        if asked.op in (Op.YES, Op.NO):
            some = self.one_of(list(self.words), 1, asked.today)
            return some if asked.op is Op.YES else sa.not_(some)
        if asked.op is Op.ALL:
            return sa.and_(*(self.one_of([code], asked.further or 1, asked.today) for code in asked.value))
        some = self.one_of(asked.value, asked.further or 1, asked.today)
        return sa.not_(some) if asked.op is Op.NONE else some

    def at(self, client: Client, _facts: Facts) -> Any:
        return dict(self.those(client, _facts))

    def judge(self, at: Any, asked: Asked) -> bool:
        if asked.op in (Op.YES, Op.NO):
            return bool(at) is (asked.op is Op.YES)
        has = [at.get(code, 0) >= (asked.further or 1) for code in asked.value]
        return all(has) if asked.op is Op.ALL else any(has) is not (asked.op is Op.NONE)

    def narrow(self, at: Any, asked: Asked) -> Any:
        return (
            {}
            if asked.op is Op.NONE
            else {code: sure for code, sure in at.items() if asked.value is None or code in asked.value}
        )

    def said_at(self, at: Any) -> str:
        return super().said_at(list(at))

    def phrase(self, op: Op, value: Any, further: int | None) -> str:
        text = super().phrase(op, value, further)
        if not further:
            return text
        return text + (_(" (we are fairly sure)") if further == 2 else _(" (we are quite sure)"))
