"""Where everything stands on a formal card, in mm from the top left, and how it is made to fit."""

from __future__ import annotations

from collections.abc import Iterator

from printing.designs.art import Art
from printing.designs.plan import CardPlan, card_plan_of
from printing.documents.blocks import Style, centred, line_of, lines_of, require_glyphs, text_block, whole_in, width_mm
from printing.documents.card import Card
from printing.documents.card_foot import SIZES, CardFoot, card_foot_of, own_card_marks
from printing.errors import LetterOverflow
from printing.press import qr
from printing.press.page import INK, Block, Page, Placed, Text
from printing.press.paper import mm_to_pt, pt_to_mm

_SIZES = {("zh", False): 14.0, ("zh", True): 16.0, ("en", False): 13.0, ("en", True): 15.0}
_SMALLEST_PT = 12.0
_LEADINGS = {"zh": (1.7, 1.6, 1.5, 1.42), "en": (1.55, 1.45, 1.35, 1.25)}
_CLEAR_OF_FOOT_MM = 5.9  # between two baselines
_NAME_LARGER = 1.2  # a guest's name among an English card's lines
_TITLE_SPACE_EM = 0.6


def lay_out_card(card: Card) -> Page:
    """The card in the first setting in which it fits: leading, then the type, never below 12 pt, then the foot's.

    Raises MissingGlyphs, QrPayloadInvalid, or LetterOverflow with the millimetres that are too much at the last step.
    """
    require_glyphs(card.texts(), card.face)
    if card.reply:
        qr.symbol(card.reply.qr_payload)  # refused here, before there is any ink
    plan = card_plan_of(card.look.design, card.lang, card.look.card_paper)
    over_mm = 0.0
    for foot_pt in SIZES:
        foot = card_foot_of(card, plan, size_pt=foot_pt)
        over_mm = foot.too_wide_mm
        for size_pt, step_mm in _ladder(card) if over_mm <= 0 else ():
            placed, bottom_mm, too_wide = (_english if card.lang == "en" else _chinese)(card, plan, size_pt, step_mm)
            over_mm = too_wide if too_wide > 0 else bottom_mm + _CLEAR_OF_FOOT_MM - foot.top_mm
            if over_mm <= 0:
                return _page(card, plan, placed, foot)
    raise LetterOverflow(over_mm=round(over_mm, 1))


def _ladder(card: Card) -> Iterator[tuple[float, float]]:
    size = _SIZES[card.lang, card.large]
    leadings = _LEADINGS[card.lang]
    for leading in leadings:
        yield size, pt_to_mm(size * leading)
    while size - 0.5 >= _SMALLEST_PT:
        size -= 0.5
        yield size, pt_to_mm(size * leadings[-1])


def _page(card: Card, plan: CardPlan, placed: list[Placed], foot: CardFoot) -> Page:
    if card.reply:
        own = own_card_marks(card.reply, foot)
        placed = [*placed, Placed(foot.block, 0.0, 0.0), own, Placed(foot.small, 0.0, 0.0)]
    else:
        placed = [*placed, Placed(foot.block, 0.0, 0.0), Placed(foot.small, 0.0, 0.0)]
    blocks = tuple(one for one in placed if not one.block.blank)
    return Page(plan.paper, card.lang, blocks, Art(card.look, plan))


def _chinese(card: Card, plan: CardPlan, size_pt: float, step_mm: float) -> tuple[list[Placed], float, float]:
    """Title, guest flush left, the invitation's lines indented by two, its end raised, the host at the right."""
    measure_pt = mm_to_pt(plan.room_mm + 0.01) // size_pt * size_pt
    measure_mm = pt_to_mm(measure_pt)
    left = (plan.paper.width_mm - measure_mm) / 2
    flush, indented = Style(card.face, size_pt, strict=True), Style(card.face, size_pt, 2, strict=True)
    placed: list[Placed] = []
    too_wide = 0.0
    if card.title:
        title = line_of(card.title, Style(card.face, plan.title_pt), _TITLE_SPACE_EM)
        too_wide = width_mm(title) - measure_mm
        x = left if plan.flush_left else (plan.paper.width_mm - width_mm(title)) / 2
        marks = (Text(title, x, 0.0, plan.title_colour or card.look.accent),)
        placed.append(Placed(Block(marks), 0.0, plan.title_mm))
    y = plan.first_mm if card.title else plan.title_mm
    texts = [(card.guest, flush)] if card.look.card_named and card.guest else []
    first, second = card.closing
    texts += [*((line, indented) for line in (*card.lines, first) if line), (second, flush)]
    for text, style in texts:
        block = text_block(text, style, measure_pt, step_mm, whole_in(text, card.keep))
        placed.append(Placed(block, left, y))
        y += block.height_mm
    if plan.signs_beside_end or size_pt < _SIZES["zh", False]:
        y -= step_mm
    for text in card.signature:
        for line in lines_of(text, flush, measure_pt, whole_in(text, card.keep)):
            x = left + measure_mm - pt_to_mm(2 * size_pt) - width_mm(line)
            placed.append(Placed(Block((Text(line, max(left, x), 0.0),)), 0.0, y))
            y += step_mm
    return placed, y - step_mm, too_wide


def _english(card: Card, plan: CardPlan, size_pt: float, step_mm: float) -> tuple[list[Placed], float, float]:
    """Centred lines: the host, the request, the guest's name larger, the occasion."""
    placed: list[Placed] = []
    centre, y = plan.paper.width_mm / 2, plan.first_mm
    host, *others = card.lines
    named = card.look.card_named and card.guest
    rows = [(host, size_pt * 1.08, INK), (others[0], size_pt, INK)] if others else [(host, size_pt, INK)]
    if named:
        rows.append((card.guest, size_pt * _NAME_LARGER, plan.title_colour or card.look.accent))
    rows += [(text, size_pt, INK) for text in others[1:]]
    for text, size, colour in rows:
        style = Style(card.face, size, colour=colour)
        lines = lines_of(text, style, mm_to_pt(plan.room_mm), whole_in(text, card.keep))
        if plan.flush_left:
            block = text_block(text, style, mm_to_pt(plan.room_mm), step_mm, whole_in(text, card.keep))
            placed.append(Placed(block, plan.side_mm, y))
        else:
            placed.append(Placed(Block(centred(lines, centre, step_mm, colour)), 0.0, y))
        y += len(lines) * step_mm
    return placed, y - step_mm, 0.0
