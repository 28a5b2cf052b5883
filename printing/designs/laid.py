"""Laid paper: nothing but an engraved letterhead, for stock whose own lines are ornament enough."""

from __future__ import annotations

from reportlab.lib.colors import HexColor

from printing.designs.pen import Pen
from printing.designs.plan import Plan


def draw_letter(pen: Pen, plan: Plan, accent: str) -> None:
    """A thick and a thin rule under the letterhead, as engravers have always set them."""
    colour, y = HexColor(accent), plan.rule_mm
    left, right = plan.left_mm, pen.width - plan.right_mm
    pen.line((left, y), (right, y), 1.1, colour)
    pen.line((left, y + 0.95), (right, y + 0.95), 0.3, colour)


def draw_back(pen: Pen, plan: Plan, accent: str) -> None:
    """Nothing: the back has the facts and the code."""


def draw_card(pen: Pen, accent: str) -> None:
    """A plate mark: the frame that a copper plate leaves in heavy card."""
    colour = HexColor(accent)
    pen.box(3.6, 3.6, pen.width - 7.2, pen.height - 7.2, 0.9, colour)
    pen.box(4.6, 4.6, pen.width - 9.2, pen.height - 9.2, 0.25, colour)
