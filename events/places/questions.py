"""What a visit of the site asks (domain practice: parking, lift, steps, toilets, microphone, air, signal, light)."""

from __future__ import annotations

from typing import Any

QUESTIONS = ("lift", "step_free", "toilets", "microphone", "air", "signal", "light", "fire_exits")
SPACES = "parking_spaces"
MOST_SPACES = 5000


def found_of(stored: dict[str, Any]) -> dict[str, bool]:
    """What is known, by question; what nobody has looked at is left out."""
    return {code: bool(stored[code]) for code in QUESTIONS if isinstance(stored.get(code), bool)}


def missing(stored: dict[str, Any]) -> list[str]:
    """Questions that a visit still has to answer."""
    known = found_of(stored)
    return [code for code in QUESTIONS if code not in known]


def warnings(stored: dict[str, Any]) -> list[str]:
    """Questions that were answered with no."""
    return [code for code, yes in found_of(stored).items() if not yes]
