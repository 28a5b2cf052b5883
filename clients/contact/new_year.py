"""The New Year of a family in mourning: no greeting for the first Spring Festival after somebody died."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from lunar_python import Lunar, Solar

EVE_OF_FESTIVAL, LANTERNS = 23, 15
"""From the little New Year of the last month to the Lantern Festival of the first."""


@lru_cache(maxsize=512)
def mourning_since(day: date) -> date | None:
    """When `day` lies around a Spring Festival, the one before it: who mourns since then is not greeted.

    None on all other days of the year.
    """
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month, day_of_month, year = lunar.getMonth(), lunar.getDay(), lunar.getYear()
    if abs(month) == 12 and day_of_month >= EVE_OF_FESTIVAL:
        return _festival(year)
    if month == 1 and day_of_month <= LANTERNS:
        return _festival(year - 1)
    return None


def _festival(year: int) -> date:
    solar = Lunar.fromYmd(year, 1, 1).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
