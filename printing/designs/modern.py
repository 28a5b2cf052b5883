"""Modern: everything at one edge, one thin rule, and much white."""

from __future__ import annotations

from reportlab.lib.colors import HexColor

from printing.designs.pen import Pen, grey
from printing.designs.plan import Plan

_BAR_MM = 1.1


def draw_letter(pen: Pen, plan: Plan, accent: str) -> None:
    """A bar in the branch's colour beside the letterhead, a hairline down the page from it."""
    x = plan.left_mm - 10.0
    pen.block(x, plan.head_mm - 5.0, _BAR_MM, 12.0, HexColor(accent))
    pen.block(x, plan.head_mm + 7.0, 0.12, pen.height - plan.head_mm - 7.0 - 16.0, grey(0.3))


def draw_back(pen: Pen, plan: Plan, accent: str) -> None:
    """The bar alone."""
    pen.block(plan.left_mm - 10.0, plan.head_mm - 5.0, _BAR_MM, 12.0, HexColor(accent))


def draw_card(pen: Pen, accent: str) -> None:
    """A bar from the upper edge."""
    pen.block(7.0, 0.0, 1.4, pen.height * 0.36, HexColor(accent))
