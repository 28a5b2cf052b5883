"""Festive: red and gold lines round the page, latticed at the corners as old windows are; for New Year and banquets."""

from __future__ import annotations

from reportlab.lib.colors import HexColor

from printing.designs.pen import Pen, Point
from printing.designs.plan import RED, Plan

GOLD = "#B8944A"
"""Gold as four inks print it; real gold is a matter for the printer's foil."""


def draw_letter(pen: Pen, plan: Plan, accent: str) -> None:  # noqa: ARG001 - festive paper is red whatever the branch's colour
    """The frame, and a short rule in gold under the letterhead."""
    unit = 1.75 if pen.width > 200 else 1.35
    _frame(pen, 8.0, unit)
    centre, y = pen.width / 2, plan.rule_mm
    gold = HexColor(GOLD)
    pen.line((centre - 26, y), (centre - 3.2, y), 0.45, gold)
    pen.line((centre + 3.2, y), (centre + 26, y), 0.45, gold)
    _knot(pen, (centre, y), 1.15)


def draw_back(pen: Pen, plan: Plan, accent: str) -> None:  # noqa: ARG001
    """The frame."""
    _frame(pen, 8.0, 1.75 if pen.width > 200 else 1.35)


def draw_card(pen: Pen, accent: str) -> None:  # noqa: ARG001
    """The frame, small."""
    _frame(pen, 3.8, 0.58)


def _frame(pen: Pen, inset: float, unit: float) -> None:
    """Red outside, gold inside; the gold is the lattice at the corners."""
    red, gold = HexColor(RED), HexColor(GOLD)
    pen.box(inset, inset, pen.width - 2 * inset, pen.height - 2 * inset, 1.5, red)
    inner = inset + 1.3
    for mirrored_x in (False, True):
        for mirrored_y in (False, True):

            def at(u: float, v: float, mx: bool = mirrored_x, my: bool = mirrored_y) -> Point:
                x, y = inner + u * unit, inner + v * unit
                return (pen.width - x if mx else x), (pen.height - y if my else y)

            _corner(pen, at)
    far_x, far_y = pen.width - inner - 9 * unit, pen.height - inner - 9 * unit
    near = inner + 9 * unit
    for y in (inner, pen.height - inner):
        pen.line((near, y), (far_x, y), 0.5, gold)
    for x in (inner, pen.width - inner):
        pen.line((x, near), (x, far_y), 0.5, gold)


def _corner(pen: Pen, at) -> None:  # type: ignore[no-untyped-def]
    """Two hooks that meet in a square (拐子纹), a red square within."""
    gold = HexColor(GOLD)
    for hook in (((9, 0), (2, 0), (2, 6), (6, 6)), ((0, 9), (0, 2), (6, 2), (6, 6))):
        pen.stroke(pen.outline([at(u, v) for u, v in hook], closed=False), 0.5, gold)
    square = [at(u, v) for u, v in ((3.2, 3.2), (4.8, 3.2), (4.8, 4.8), (3.2, 4.8))]
    pen.fill(pen.outline(square), HexColor(RED))


def _knot(pen: Pen, centre: Point, half: float) -> None:
    """A small square on its corner, with another in gold round it."""
    for size, weight in ((half * 1.55, 0.4), (half * 0.75, 0.0)):
        x, y = centre
        path = pen.outline(((x - size, y), (x, y - size), (x + size, y), (x, y + size)))
        if weight:
            pen.stroke(path, weight, HexColor(GOLD))
        else:
            pen.fill(path, HexColor(RED))
