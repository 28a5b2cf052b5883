"""The lines of an address abroad, as the country of destination sorts its post (GB/T 22657.2-2011, UPU S42)."""

from __future__ import annotations

import enum
from collections.abc import Sequence


class Place(enum.Enum):
    """Where a country's postcode stands."""

    AFTER = "after"  # LONDON SW1A 1AA in the generic form
    BEFORE = "before"  # 75008 PARIS
    OWN_LINE = "own_line"  # the United Kingdom's, under the town
    NONE = "none"


_BEFORE = (
    "AT BE BG CH CZ DE DK EE ES FI FR GR HR HU IL IS IT LI LT LU LV MC MX MY NL NO PL PT RO RS SE SI SK TR UA VN ZA"
)
_NONE = "AE AG AO BS BW CI CM FJ GH GM HK JM KI MO QA RW SB SC SY TO TV UG VU YE ZW"
_NAMED_LIKE_THEIR_TOWN = {"DJ", "GI", "GT", "KW", "LU", "MC", "PA", "SG", "SM", "VA"}
_PLACES = {
    **dict.fromkeys(_BEFORE.split(), Place.BEFORE),
    **dict.fromkeys(_NONE.split(), Place.NONE),
    "GB": Place.OWN_LINE,
    "IE": Place.OWN_LINE,
}


def place_of_postcode(country: str) -> Place:
    """Where the postcode stands in a country, told by its ISO code; unknown ones take the generic form."""
    return _PLACES.get(country, Place.AFTER)


def lines_abroad(address: Sequence[str], postcode: str, country: str, country_name: str) -> tuple[str, ...]:
    """The address with its town in capitals, its postcode where it belongs, and the country alone on the last line.

    A postcode or a country that was typed into the address itself is not said twice.
    """
    lines = [line.strip() for line in address if line.strip()]
    names = (_bare(country_name), country.lower())
    while lines and _bare(lines[-1]) in names and not _is_the_town(lines, names, country):
        lines.pop()
    if lines and postcode and _bare(lines[-1]) == _bare(postcode):
        lines.pop()
    if not lines:
        return ()
    town = lines.pop().upper()
    place = place_of_postcode(country)
    if not postcode or place is Place.NONE or _bare(postcode) in _bare(town):
        last = [town]
    elif place is Place.OWN_LINE:
        last = [town, postcode]
    else:
        last = [f"{postcode} {town}" if place is Place.BEFORE else f"{town} {postcode}"]
    return (*lines, *last, country_name.upper())


def _is_the_town(lines: Sequence[str], names: tuple[str, str], country: str) -> bool:
    """Singapore is the town of an address in Singapore, unless it stands there twice."""
    return country in _NAMED_LIKE_THEIR_TOWN and (len(lines) < 2 or _bare(lines[-2]) not in names)


def _bare(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
