"""Member numbers: branch, year, a sequence that gives none twice, and a check digit against slips of the tongue.

021-27-00038-4. A number is no secret: it is printed on the card, and it opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from clients.book.indexing import find_by
from core.db import db
from core.errors import DomainError
from core.forms import digits
from membership.models import MemberSequence, Membership
from membership.settings import AVOID_UNLUCKY
from staff.models import Branch
from staff.settings import setting

LAST = 99_999
_BY_HAND = "689"


def check_digit(ten_digits: str) -> str:
    """Luhn's digit over branch, year and sequence: 0212700038 → 4."""
    total = 0
    for place, digit in enumerate(reversed(ten_digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def written(branch_code: str, year: int, sequence: int) -> str:
    """The whole number as it is printed: 021-27-00038-4."""
    body = f"{branch_code:0>3}{year % 100:02d}{sequence:05d}"
    return f"{body[:3]}-{body[3:5]}-{body[5:]}-{check_digit(body)}"


def read_number(text: str) -> str | None:
    """A number as somebody typed it, with hyphens or without; None for what isn't one or has a wrong check digit."""
    bare = "".join(symbol for symbol in digits(text) if symbol.isdecimal())
    if len(bare) != 11 or not bare.isascii() or check_digit(bare[:10]) != bare[10]:
        return None
    return f"{bare[:3]}-{bare[3:5]}-{bare[5:10]}-{bare[10]}"


def is_unlucky(sequence: int) -> bool:
    """Whether people would rather not have it: any 4, or 13 at the end (14, 44 and 74 have a 4)."""
    text = f"{sequence:05d}"
    return "4" in text or text.endswith("13")


def is_by_hand(sequence: int) -> bool:
    """Whether it ends in 6, 8 or 9: lucky numbers are kept for those to whom the manager gives one."""
    return f"{sequence:05d}"[-1] in _BY_HAND


def next_number(branch: Branch, year: int) -> str:
    """The branch's next number of the year. Raises DomainError("numbers_used_up").

    One statement raises the sequence and reads it, and its row stays locked until the transaction ends: two who join at
    the same moment never get one number.
    """
    choosy = bool(setting(branch.id, AVOID_UNLUCKY))
    while True:
        sequence = _raised(branch.id, year)
        if sequence > LAST:
            raise DomainError("numbers_used_up")
        if choosy and (is_unlucky(sequence) or is_by_hand(sequence)):
            continue
        number = written(branch.code, year, sequence)
        if not _taken(number):
            return number


def number_by_hand(branch: Branch, year: int, sequence: int) -> str:
    """The number with a sequence that somebody chose. Raises DomainError: number_not_free or number_out_of_range.

    Only numbers that the branch keeps for this are given (they end in 6, 8 or 9); all others come in their turn.
    """
    if not 1 <= sequence <= LAST or not is_by_hand(sequence) or not setting(branch.id, AVOID_UNLUCKY):
        raise DomainError("number_out_of_range")
    number = written(branch.code, year, sequence)
    if _taken(number):
        raise DomainError("number_not_free")
    return number


def _raised(branch_id: int, year: int) -> int:
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    statement = (
        dialect.insert(MemberSequence)
        .values(branch_id=branch_id, year=year, last=1)
        .on_conflict_do_update(index_elements=["branch_id", "year"], set_={"last": MemberSequence.last + 1})
        .returning(MemberSequence.last)
    )
    return int(db.session.execute(statement, execution_options={"synchronize_session": False}).scalar_one())


def _taken(number: str) -> bool:
    return db.session.scalar(sa.select(Membership.id).where(Membership.number == number)) is not None


@find_by(Membership)
def _numbers_of(client_ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    """Members are found by the numbers on their cards."""
    query = sa.select(Membership.client_id, Membership.number)
    rows = db.session.connection().execute(
        query.where(Membership.client_id.in_(client_ids), Membership.number.is_not(None))
    )
    return [(client_id, number) for client_id, number in rows if number]
