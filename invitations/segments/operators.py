"""How a condition asks, and what a reader types for it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from typing import Any


class Op(enum.Enum):
    ANY = "any"  # of a list
    ALL = "all"
    NONE = "none"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    UNKNOWN = "unknown"
    WITHIN = "within"  # the last so many days
    NOT_WITHIN = "not_within"
    NEVER = "never"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Asked:
    """What a condition asks of its field, on which day."""

    op: Op
    value: Any
    further: int | None
    today: date


class Control(enum.Enum):
    """What stands beside the operator on the page."""

    NOTHING = "nothing"
    TICKS = "ticks"
    SURE_TICKS = "sure_ticks"  # with how sure we must be
    ONE = "one"  # of a list
    NUMBER = "number"
    RANGE = "range"
    DAYS = "days"
    TIMES = "times"  # so many times in so many days
    TEXT = "text"


class Refused(ValueError):
    """What was typed can't be asked. The code is of words.py."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
