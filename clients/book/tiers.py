"""The published rule of tiers: up in the month after the one that reached it, down only after months of grace.

Whoever falls below the floor of a tier keeps it as a watched client. Ordinary tiers step down in the fourth month after
three in a row, those of private banking in the seventh after six, to the level of the last month's average.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from clients.models import Client, Tier
from clients.settings import GRACE_MONTHS, GRACE_MONTHS_PRIVATE
from staff.settings import setting

PRIVATE = (Tier.T4, Tier.T5)
_LEVEL = {tier: level for level, tier in enumerate(Tier)}


@dataclass(frozen=True)
class Standing:
    """A tier, the first day on which it held (None: as long as we know), and since which month it is watched."""

    tier: Tier
    since: date | None = None
    watch_since: date | None = None


def next_tier(
    tier: Tier, since: date | None, months: Iterable[tuple[date, Tier]], grace: Callable[[Tier], int]
) -> Standing:
    """Where a client stands after `months` (first day and band of each), holding `tier` since `since` before them.

    Months before `since` led to the tier and count no more. A month that nobody recorded breaks a row of months below:
    nobody is stepped down for what is not known.
    """
    held = Standing(tier, since)
    below, last = 0, None
    for month, band in sorted(months):
        if held.since is not None and month < first_of(held.since):
            continue
        if _LEVEL[band] > _LEVEL[held.tier]:
            held, below = Standing(band, month_after(month)), 0
        elif band is held.tier:
            held, below = Standing(held.tier, held.since), 0
        else:
            in_row = below and last is not None and month == month_after(last)
            below = below + 1 if in_row else 1
            held = Standing(held.tier, held.since, held.watch_since if in_row else month)
            if below >= grace(held.tier):
                held, below = Standing(band, month_after(month)), 0
        last = month
    return held


def grace_of(branch_id: int) -> Callable[[Tier], int]:
    """How many months below its floor each tier bears, as the branch has set it."""
    return lambda tier: setting(branch_id, GRACE_MONTHS_PRIVATE if tier in PRIVATE else GRACE_MONTHS)


def stepping_down_on(client: Client) -> date | None:
    """The day from which a watched client would hold a lower tier, if the months until then stay below."""
    if client.watch_since is None:
        return None
    day = client.watch_since
    for _month in range(grace_of(client.branch_id)(client.tier)):
        day = month_after(day)
    return day


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
