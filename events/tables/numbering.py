"""Which numbers tables get."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count, islice

UNLUCKY = frozenset({4, 13, 14})
"""Numbers that no guest is led to (domain practice, seats)."""


def free_numbers(taken: Collection[int], wanted: int, *, skip: bool) -> list[int]:
    """The lowest numbers from 1 that no table has; without the unlucky ones if `skip`."""
    return list(islice((one for one in count(1) if one not in taken and not (skip and one in UNLUCKY)), wanted))
