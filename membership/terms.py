"""Terms: twelve months from joining, one after the other; what is counted is counted within one."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from membership.models import Membership
from membership.settings import TERM_MONTHS
from staff.settings import setting

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last one: 31 January + 1 month is 28 February."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_of_term(start: date, months: int) -> date:
    """The last day of a term that begins on `start`."""
    return add_months(start, months) - DAY


def term_on(membership: Membership, day: date) -> tuple[date, date] | None:
    """First and last day of the term that counts on `day`; none before joining.

    A membership that is renewed before its end has days of two terms ahead: the present one counts until it is over.
    Days of grace belong to the term before them.
    """
    if membership.term_start is None or membership.term_end is None:
        return None
    months = setting(membership.branch_id, TERM_MONTHS)
    end = membership.term_end
    start = add_months(end + DAY, -months)
    while start > day and start > membership.term_start:
        end = start - DAY
        start = add_months(end + DAY, -months)
    return max(start, membership.term_start), end


def begin_term(membership: Membership, day: date) -> None:
    """The first term, or the first after a time away."""
    membership.term_start = day
    membership.term_end = end_of_term(day, setting(membership.branch_id, TERM_MONTHS))
    membership.grace_until = None


def next_term(membership: Membership, day: date) -> None:
    """One further term behind the present one, without a day between."""
    present = term_on(membership, day)
    if present is None or membership.term_end is None:
        raise ValueError("no term to go on from")
    over = day > membership.term_end
    membership.term_start = membership.term_end + DAY if over else present[0]
    membership.term_end = end_of_term(membership.term_end + DAY, setting(membership.branch_id, TERM_MONTHS))
    membership.grace_until = None
