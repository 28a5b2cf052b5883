"""Accent colours: the ones that look well, and whether another one can be read."""

from __future__ import annotations

import re

ACCENTS = ("#8A1C1C", "#234D3B", "#1F3557", "#4B2E52", "#74431F", "#2E2B28")
"""Seal red, pine, indigo, aubergine, ochre, ink: dark enough for a title, calm enough beside a seal."""
LEAST_CONTRAST = 4.5
"""On white, as WCAG 2 asks for text."""

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def is_colour(text: str) -> bool:
    """Whether the text is a colour like #8A1C1C."""
    return _HEX.fullmatch(text) is not None


def contrast_on_white(colour: str) -> float:
    """From 1 (white) to 21 (black), as WCAG 2 counts; `colour` is one that `is_colour` took."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
