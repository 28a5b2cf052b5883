"""Membership cards: two sides, ten on A4 or one a page, with marks to cut by. A card never tells a tier.

The only ink that reaches an edge is a stripe along one side. Rows lie edge to edge, so that the stripe runs on from
card to card and is whole wherever the knife comes down; columns stand apart by twice the bleed. Printed on both sides
and turned over the long edge, every back lies behind its front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from printing.documents.fitted import left, name_within, one_line_and_size, within
from printing.errors import NameTooLong
from printing.press.page import HAIRLINE, QUIET, Block, Code, Page, Placed, Rule, Text
from printing.press.paper import A4, Paper, mm_to_pt, pt_to_mm

BLEED_MM = 2.0
CODE_MM = 20.0
CODE_LEVEL = "H"
"""A card is carried about for years, so a third of its code may be lost. At 20 mm a module of version 4 is 0.61 mm; the
18 mm that a card needs at least would make it 0.55, less than older phones read."""
_STRIPE_MM = 4.0
_MARGIN_MM = 8.0  # of a single card's page, round the card: the bleed and the marks
_NAME_PT = 16.0
_LEAST_ONE_LINE_PT = 12.0
_LEAST_PT = 9.5
_COLUMNS, _ROWS = 2, 5
PER_SHEET = _COLUMNS * _ROWS


@dataclass(frozen=True, slots=True)
class Stock:
    """A size of card; `sheet` says that ten stand on A4."""

    width_mm: float
    height_mm: float
    sheet: bool = False

    @property
    def paper(self) -> Paper:
        """What a page of it is printed on."""
        if self.sheet:
            return A4
        return Paper("member card", self.width_mm + 2 * _MARGIN_MM, self.height_mm + 2 * _MARGIN_MM)

    def corner(self, place: int, *, back: bool) -> tuple[float, float]:
        """Top left of a card on its page, counted from 0 row by row; backs stand mirrored."""
        if not self.sheet:
            return _MARGIN_MM, _MARGIN_MM
        row, column = divmod(place, _COLUMNS)
        if back:
            column = _COLUMNS - 1 - column
        gutter = 2 * BLEED_MM
        wide = _COLUMNS * self.width_mm + (_COLUMNS - 1) * gutter
        return (
            (A4.width_mm - wide) / 2 + column * (self.width_mm + gutter),
            (A4.height_mm - _ROWS * self.height_mm) / 2 + row * self.height_mm,
        )


STOCKS = {"sheet": Stock(90.0, 54.0, sheet=True), "id1": Stock(85.6, 54.0), "vip": Stock(90.0, 55.0)}


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member's card, every string as it is to be printed; `back` are the lines beside the code."""

    club: str
    name: str
    number: str
    since: str
    back: tuple[tuple[str, str], ...]  # (label, text): whom to call
    qr_payload: str
    lang: str = "zh"

    def texts(self) -> tuple[str, ...]:
        """Everything that will be drawn as text, for checks."""
        return (self.club, self.name, self.number, self.since, *(part for row in self.back for part in row))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one side of a card stands in the PDF: the page from 0, and its trimmed box in mm from the top left."""

    page: int
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


def card_pages(cards: Sequence[MemberCard], stock: Stock, *, accent: str, lang: str = "zh") -> list[Page]:
    """Fronts and backs in the order of printing on both sides: front, back, front, back.

    Raises NameTooLong for a name that fits no card, and QrPayloadInvalid.
    """
    per_page = PER_SHEET if stock.sheet else 1
    pages = []
    for first in range(0, len(cards), per_page):
        group = cards[first : first + per_page]
        pages.append(_side(group, stock, accent, back=False, lang=lang))
        pages.append(_side(group, stock, accent, back=True, lang=lang))
    return pages


def places(index: int, stock: Stock) -> tuple[Place, Place]:
    """Where the front and the back of the card at `index` stand."""
    page, place = divmod(index, PER_SHEET if stock.sheet else 1)
    size = (stock.width_mm, stock.height_mm)
    front, back = (stock.corner(place, back=side) for side in (False, True))
    return Place(2 * page, *front, *size), Place(2 * page + 1, *back, *size)


def _side(cards: Sequence[MemberCard], stock: Stock, accent: str, *, back: bool, lang: str) -> Page:
    blocks = [Placed(_stripe(stock, accent, back), *stock.corner(n, back=back)) for n in range(len(cards))]
    blocks += [Placed(_marks(stock), 0, 0)]
    for n, card in enumerate(cards):
        side = _back(card, stock) if back else _front(card, stock)
        blocks.append(Placed(side, *stock.corner(n, back=back)))
    return Page(stock.paper, lang if stock.sheet else cards[0].lang, tuple(blocks))


def _front(card: MemberCard, stock: Stock) -> Block:
    """Club, name, number, since when."""
    begin = _STRIPE_MM + 8.0
    room = stock.width_mm - begin - 7.0
    lines, step = within((card.club,), size_pt=11, room_mm=room, height_mm=9, leading_em=1.25)
    marks: list[Text | Rule | Code] = [left(line, begin, 10.2 + n * step, QUIET) for n, line in enumerate(lines)]
    rule_mm = 10.2 + (len(lines) - 1) * step + 3.6
    marks.append(Rule(begin, rule_mm, begin + 14, rule_mm, 0.6, HAIRLINE))
    marks += _name(card.name, begin, room)
    # Latin digits are as wide as each other; the number stands apart in its groups, as one reads it aloud.
    number, _size = one_line_and_size(card.number, 11, room * 0.6, 0.06)
    foot = stock.height_mm - 8.0
    marks.append(left(number, begin, foot))
    since, _size = one_line_and_size(card.since, 9, room * 0.38)
    marks.append(Text(since, stock.width_mm - 7.0 - pt_to_mm(since.width_pt), foot, QUIET))
    return Block(tuple(marks))


def _name(name: str, begin: float, room: float) -> list[Text | Rule | Code]:
    spaced = 0.15 if len(name) <= 3 and not name.isascii() else 0.0
    line, size = one_line_and_size(name, _NAME_PT, room, spaced)
    middle = 30.0
    if size >= _LEAST_ONE_LINE_PT:
        return [left(line, begin, middle + pt_to_mm(size) * 0.36)]
    lines, step = name_within(name, size_pt=_NAME_PT * 0.8, room_mm=room, height_mm=13.5, leading_em=1.2)
    if mm_to_pt(step) / 1.2 < _LEAST_PT:
        raise NameTooLong(name=name)
    first = middle - step * (len(lines) - 1) / 2 + step * 0.28
    return [left(one, begin, first + n * step) for n, one in enumerate(lines)]


def _back(card: MemberCard, stock: Stock) -> Block:
    """Whom to call, and the code in its quiet zone on the side away from the stripe."""
    code_x, code_y = 7.0, (stock.height_mm - CODE_MM) / 2
    begin = code_x + CODE_MM + 8.0
    room = stock.width_mm - _STRIPE_MM - 4.0 - begin
    marks: list[Text | Rule | Code] = []
    rows: list[tuple[str, float, str]] = []
    for label, text in card.back:
        rows += [(label, 7.5, QUIET), (text, 10.5, "#000000")]
    heights = [4.0 if size < 10 else 6.6 for _text, size, _colour in rows]
    y = (stock.height_mm - sum(heights)) / 2
    for (text, size, colour), height in zip(rows, heights, strict=True):
        lines, step = within((text,), size_pt=size, room_mm=room, height_mm=height, leading_em=1.1)
        marks += [left(line, begin, y + pt_to_mm(size) + n * step, colour) for n, line in enumerate(lines)]
        y += height
    marks.append(Code(card.qr_payload, code_x, code_y, CODE_MM, CODE_LEVEL))
    return Block(tuple(marks))


@lru_cache(maxsize=16)
def _stripe(stock: Stock, accent: str, back: bool) -> Block:
    """The same edge of the card on both sides, from bleed to bleed."""
    width = _STRIPE_MM + BLEED_MM
    x = stock.width_mm - _STRIPE_MM + width / 2 if back else width / 2 - BLEED_MM
    weight = mm_to_pt(width)
    return Block((Rule(x, -BLEED_MM, x, stock.height_mm + BLEED_MM, weight, accent),))


@lru_cache(maxsize=8)
def _marks(stock: Stock) -> Block:
    """Short lines outside the bleed at every cut."""
    count = PER_SHEET if stock.sheet else 1
    corners = [stock.corner(n, back=False) for n in range(count)]
    xs = sorted({x + shift for x, _y in corners for shift in (0.0, stock.width_mm)})
    ys = sorted({y + shift for _x, y in corners for shift in (0.0, stock.height_mm)})
    off, long = BLEED_MM + 1.0, 4.0
    marks = []
    for x in xs:
        marks += [Rule(x, ys[0] - off - long, x, ys[0] - off, 0.35, HAIRLINE)]
        marks += [Rule(x, ys[-1] + off, x, ys[-1] + off + long, 0.35, HAIRLINE)]
    for y in ys:
        marks += [Rule(xs[0] - off - long, y, xs[0] - off, y, 0.35, HAIRLINE)]
        marks += [Rule(xs[-1] + off, y, xs[-1] + off + long, y, 0.35, HAIRLINE)]
    return Block(tuple(marks))
