"""What stands on envelopes besides names and addresses, in the language of whoever receives them."""

from __future__ import annotations

ENDINGS = {"received": "收", "in_person": "亲启", "respect": "台启"}
"""After the name: the usual word, the one for what only the reader opens, and the one among peers.

Never 敬启, which would ask the reader to open it with reverence."""
SEALED_BY = "缄"
FROM_HAND = "敬上"
BY_HAND_EN = "By hand"
HOME_COUNTRY_EN = "P. R. CHINA"
_WIDE = "\u3000"


def posted_by(unit: str, person: str, address: str) -> tuple[str, ...]:
    """The sender's lines on a Chinese envelope for the post."""
    return tuple(line for line in (address, f"{unit}{_WIDE}{person}{_WIDE}{SEALED_BY}") if line)


def handed_by(person: str) -> tuple[str, ...]:
    """The sender's line on a Chinese envelope that is handed over."""
    return (f"{person}{_WIDE}{FROM_HAND}",)


def sender_en(unit: str, person: str, address: str = "", *, abroad: bool = False) -> tuple[str, ...]:
    """The sender's lines in English; abroad with the country that an undelivered letter comes back to."""
    lines = (person, unit, address, HOME_COUNTRY_EN) if abroad else (address, unit, person)
    return tuple(line for line in lines if line)
