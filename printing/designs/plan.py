"""Where each design leaves room for text on each paper, in mm from the top left; only this file knows these numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from printing.press.page import INK
from printing.press.paper import A4, A5, CARD, DL_CARD, Paper

RED = "#B01E23"  # of the festive design, whatever the branch's own colour


@dataclass(frozen=True, slots=True)
class Plan:
    """The room on one side of a letter's paper.

    Text stays `left_mm` and `right_mm` away from the edges; baselines: the letterhead's first line at `head_mm`, the
    title at `title_mm`, an English letter's first line at `body_mm`, the lowest line of all at `floor_mm`.
    """

    paper: Paper
    left_mm: float
    right_mm: float
    head_mm: float
    title_mm: float
    body_mm: float
    floor_mm: float
    title_pt: float
    rule_mm: float  # what separates the letterhead from the letter
    head_pt: float = 13.5  # the letterhead's first line
    logo_mm: float = 12.0  # the highest that a logo is
    head_left: bool = False  # the letterhead at the left margin instead of in the middle
    flush_left: bool = False  # and the title too
    title_colour: str = INK

    head_room_mm: float = 150.0  # the widest that a letterhead may be
    back_floor_mm: float = 196.0  # the lowest line of an A5 sheet's back

    @property
    def room_mm(self) -> float:
        """The widest that text may be."""
        return self.paper.width_mm - self.left_mm - self.right_mm


# A4's sides let 31 characters of 14 pt or 27 of 16 pt stand in a line, A5's 23 of 14 pt or 20 of 16 pt.
_A4 = Plan(A4, 28.0, 28.0, 19.0, 52.0, 47.0, 281.0, 22.0, 29.6)
_A5 = Plan(A5, 16.8, 16.8, 14.5, 36.0, 33.0, 197.0, 18.0, 23.6, logo_mm=9.0)

_PLANS = {
    ("laid", "a4"): _A4,
    ("laid", "a5"): _A5,
    ("ink_wash", "a4"): replace(_A4, floor_mm=274.0, body_mm=44.0, head_left=True, head_room_mm=104.0),
    ("ink_wash", "a5"): replace(_A5, floor_mm=192.0, head_left=True, head_room_mm=78.0),
    ("festive", "a4"): replace(_A4, head_mm=25.0, rule_mm=35.6, title_mm=54.0, floor_mm=276.0, title_colour=RED),
    ("festive", "a5"): replace(
        _A5,
        head_mm=18.5,
        rule_mm=26.8,
        title_mm=38.6,
        body_mm=37.0,
        floor_mm=193.4,
        back_floor_mm=191.0,
        logo_mm=7.0,
        title_colour=RED,
    ),
    ("modern", "a4"): replace(_A4, left_mm=38.0, right_mm=20.0, flush_left=True),
    ("modern", "a5"): replace(_A5, left_mm=21.0, right_mm=12.6, flush_left=True),
}


@dataclass(frozen=True, slots=True)
class CardPlan:
    """The room on a formal card: as a letter's, with the first line of the invitation at `first_mm`."""

    paper: Paper
    side_mm: float
    title_mm: float
    title_pt: float
    first_mm: float
    floor_mm: float
    flush_left: bool = False  # title or an English card's lines at the left margin instead of in the middle
    title_colour: str = ""  # the branch's own where nothing else is said
    signs_beside_end: bool = False  # the host on the row of 光临, where the paper is low

    @property
    def room_mm(self) -> float:
        """The widest that text may be."""
        return self.paper.width_mm - 2 * self.side_mm


ENGLISH_CARD = Paper("English card", 150, 110)  # 6 × 4½ in, as invitations are in London; slides into C6
_CARDS = {
    ("zh", "card"): CardPlan(CARD, 13.3, 20.0, 26.0, 30.5, 103.5),
    ("zh", "dl"): CardPlan(DL_CARD, 16.0, 17.0, 24.0, 25.6, 89.0, signs_beside_end=True),
    ("en", "card"): CardPlan(ENGLISH_CARD, 13.0, 0.0, 0.0, 21.0, 98.0),
    ("en", "dl"): CardPlan(DL_CARD, 16.0, 0.0, 0.0, 17.0, 88.0),
}


@cache
def card_plan_of(design: str, lang: str, paper: str) -> CardPlan:
    """The plan of a design's card in a language on "card" or "dl"; raises KeyError for one that doesn't exist."""
    plan = _CARDS[lang, paper]
    if design == "modern":
        return replace(plan, flush_left=True)
    return replace(plan, title_colour=RED) if design == "festive" else plan


@cache
def plan_of(design: str, paper: str, *, logo: bool = False) -> Plan:
    """The plan of a design for "a4" or "a5"; raises KeyError for one that doesn't exist.

    Under a `logo`, which often says the name itself, the letterhead is smaller and lower.
    """
    plan = _PLANS[design, paper]
    if not logo:
        return plan
    lower = 7.2 if plan.paper is A4 else 5.4
    return replace(plan, head_mm=plan.head_mm + lower, rule_mm=plan.rule_mm + lower - 2.4, head_pt=10.0)
