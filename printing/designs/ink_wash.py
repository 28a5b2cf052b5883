"""Ink wash (水墨): far hills in mist along the foot of the page and a spray of bamboo in its upper corner."""

from __future__ import annotations

import itertools
import math

from printing.designs.pen import Pen, Point, grey
from printing.designs.plan import Plan

_STEPS = 150


def draw_letter(pen: Pen, plan: Plan, accent: str) -> None:  # noqa: ARG001 - ink has no colour
    """Bamboo above, hills below; both stay out of the text's room."""
    small = pen.width < 200
    _bamboo(pen, (pen.width + 2, 1.0 if small else 2.0), 0.62 if small else 0.92)
    _hills(pen, plan.floor_mm + (4.5 if small else 6.5))


def draw_back(pen: Pen, plan: Plan, accent: str) -> None:
    """Nothing: the back has the facts and the code."""


def draw_card(pen: Pen, accent: str) -> None:  # noqa: ARG001
    """Bamboo alone."""
    _bamboo(pen, (pen.width + 1, 0.0), 0.46, twigs=1)


def _hills(pen: Pen, top: float) -> None:
    """Ridges from far to near, each dark along its edge and lost in mist below."""
    room = pen.height - top
    ridges = (
        # height, phase, darkness, how far along the page it rises most
        (0.98, 0.4, 0.13, 0.74),
        (0.72, 2.1, 0.20, 0.30),
        (0.62, 4.4, 0.26, 0.88),
        (0.36, 1.2, 0.36, 0.12),
        (0.34, 5.3, 0.42, 0.97),
    )
    for height, phase, darkness, peak in ridges:
        crest = [_crest(step / _STEPS, height, phase, peak) for step in range(_STEPS + 1)]
        points = [(pen.width * step / _STEPS, pen.height - rise * room) for step, rise in enumerate(crest)]
        highest = min(y for _, y in points)
        path = pen.outline([*points, (pen.width, pen.height + 1), (0.0, pen.height + 1)])
        white = grey(0.0)
        low = highest + (pen.height - highest) * 0.78
        pen.fade(
            path,
            (0.0, highest),
            (0.0, low),
            [(0.0, grey(darkness)), (0.45, grey(darkness * 0.45)), (1.0, white)],
        )


def _crest(along: float, height: float, phase: float, peak: float) -> float:
    """How high a ridge is at a place along the page (0 to 1): one summit, shoulders, and the brush's unrest."""
    summit = math.exp(-(((along - peak) / 0.17) ** 2))
    shoulder = 0.5 * math.exp(-(((along - peak - 0.24) / 0.12) ** 2)) + 0.42 * math.exp(
        -(((along - peak + 0.27) / 0.15) ** 2)
    )
    waves = ((0.05, 31, phase), (0.03, 67, 2 * phase), (0.015, 139, 0.0))
    rough = sum(size * math.sin(rate * along + start) for size, rate, start in waves)
    return max(0.02, height * (max(summit, shoulder) * 0.92 + 0.08 + rough * (0.35 + summit)))


# A spray: (place along the twig, angle, length, width, bend, darkness)
_LEAVES = (
    (0.10, 150, 17, 2.5, 8, 0.30),
    (0.14, 118, 21, 2.9, -6, 0.46),
    (0.20, 96, 15, 2.3, 4, 0.26),
    (0.38, 158, 19, 2.6, 9, 0.38),
    (0.41, 132, 24, 3.0, -5, 0.58),
    (0.44, 106, 18, 2.5, 5, 0.34),
    (0.66, 166, 16, 2.2, 8, 0.30),
    (0.69, 140, 22, 2.7, -6, 0.50),
    (0.72, 117, 16, 2.2, 5, 0.40),
    (0.97, 172, 15, 2.0, 7, 0.36),
    (1.00, 150, 19, 2.3, -5, 0.56),
    (1.00, 128, 13, 1.9, 6, 0.28),
)


def _bamboo(pen: Pen, root: Point, scale: float, *, twigs: int = 2) -> None:
    """Twigs from beyond the corner, leaves hanging from their knots."""
    for offset_y, reach, lean, strength in ((0.0, 44.0, 168.0, 1.0), (15.0, 25.0, 150.0, 0.62))[:twigs]:
        x, y = root[0], root[1] + offset_y * scale
        turn = math.radians(lean)
        length = reach * scale

        def along(part: float, x: float = x, y: float = y, turn: float = turn, length: float = length) -> Point:
            sag = 0.10 * length * part * part
            return x + part * length * math.cos(turn), y + part * length * math.sin(turn) + sag

        steps = [along(step / 12) for step in range(13)]
        for one, other in itertools.pairwise(steps):
            pen.line(one, other, 0.9 * scale, grey(0.42 * strength))
        for place, angle, size, width, bend, darkness in _LEAVES:
            if reach < 40 and (place < 0.35 or darkness < 0.33):
                continue  # the shorter twig bears fewer
            factor = scale * (1.0 if reach > 40 else 0.78)
            pen.leaf(along(place), angle, size * factor, width * factor, bend, darkness * strength)
