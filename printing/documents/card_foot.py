"""The foot of a formal card: the code at the bottom, beside it what else must be known and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from printing.designs.plan import CardPlan
from printing.documents.blocks import Style, line_of, lines_of, whole_in, width_mm
from printing.documents.card import Card
from printing.documents.letter import Reply, short_code_grouped
from printing.press.page import QUIET, Block, Code, Mark, Placed, Text
from printing.press.paper import mm_to_pt
from printing.setting import faces
from printing.setting.typeset import Line

_QR_MM = 25.0
_QUIET_MM = _QR_MM * 4 / 25
_QR_BELOW_MM = 0.6  # under the last baseline
_GAP_MM = 3.0
SIZES = (11.0, 10.5, 10.0)
"""Sizes of the foot in pt, as much as there is to say allows."""
_LABEL_PT = 9.5
_STEP = 0.473  # mm between baselines to a pt of size: 5.2 at 11 pt
_LABEL_GAP_MM = 2.0
_BETWEEN_MM = 6.0
_CODE_PT = 12.0
_CODE_SPACE_EM = 0.06
_SMALL_PT = 9.0
_SMALL_STEP_MM = 3.9
_SMALL_BELOW_MM = 4.5  # under the other lines' floor
_WIDEST_CODE = "WWWW-WWWW"


@dataclass(frozen=True, slots=True)
class CardFoot:
    """What all cards of an event share of the foot, where it begins, and where each one's code goes."""

    block: Block
    small: Block
    top_mm: float
    too_wide_mm: float
    code_at: tuple[float, float]
    typed_at: tuple[float, float]


def card_foot_of(card: Card, plan: CardPlan, *, size_pt: float = SIZES[0]) -> CardFoot:
    """The foot of this card, set in one of `SIZES`."""
    reply = card.reply
    words = (reply.scan_line, reply.code_label, reply.phone_line) if reply else None
    keep = whole_in("\n".join([value for _, value in card.facts]), card.keep)
    return _foot(card.facts, card.reply_by, card.dress, words, card.small_print, card.face, size_pt, plan, keep)


def own_card_marks(reply: Reply, foot: CardFoot) -> Placed:
    """The code that only this card has."""
    code = line_of(short_code_grouped(reply.short_code), Style(faces.LATIN, _CODE_PT), _CODE_SPACE_EM)
    (x, y), (typed_x, typed_y) = foot.code_at, foot.typed_at
    marks: tuple[Mark, ...] = (Code(reply.qr_payload, x, y, _QR_MM), Text(code, typed_x, typed_y))
    return Placed(Block(marks), 0.0, 0.0)


@lru_cache(maxsize=64)
def _foot(
    facts: tuple[tuple[str, str], ...],
    reply_by: str,
    dress: str,
    words: tuple[str, str, str] | None,
    small_print: tuple[str, ...],
    face: str,
    size_pt: float,
    plan: CardPlan,
    keep: tuple[str, ...],
) -> CardFoot:
    left, right = plan.side_mm, plan.paper.width_mm - plan.side_mm
    small, floor = _small_print(small_print, face, plan)
    english = face == faces.LATIN
    code_x = left
    text_left = left + (_QR_MM + _QUIET_MM + _GAP_MM if words else 0.0)
    rows = _Rows(face, size_pt, text_left, right - text_left)
    for label, value in facts:
        rows.pair(label, value, keep)
    rows.new_row()
    rows.say(reply_by)
    # Where the date leaves no room beside it, the dress stands beside the telephone.
    dress = dress if english else ""
    later = bool(dress) and not rows.fits(dress)
    if dress and not later:
        rows.say_right(dress)
    typed = (0.0, 0.0)
    if words:
        scan, label, phone = words
        rows.say(phone)
        if later:
            rows.say_right(dress)
        rows.new_row()
        rows.say(scan)
        typed = rows.typed(label)
    elif later:
        rows.say_right(dress)
    # First baselines: the rows', or as if the code's upper edge were a row's.
    top = floor - max(rows.last_mm, _QR_MM + _QUIET_MM - 4.0 if words else 0.0)
    # The last baseline stands on the floor, the code's lower edge just below it.
    shift = floor - rows.last_mm
    marks = tuple(Text(mark.line, mark.x_mm, mark.baseline_mm + shift, mark.colour) for mark in rows.marks)
    return CardFoot(
        Block(marks),
        small,
        top,
        rows.too_wide_mm,
        (code_x, floor + _QR_BELOW_MM - _QR_MM),
        (typed[0], typed[1] + shift),
    )


class _Rows:
    """Pairs and phrases set one after another, a new row begun when the next doesn't fit."""

    def __init__(self, face: str, size_pt: float, left_mm: float, room_mm: float) -> None:
        self.style = Style(face, size_pt)
        self.step = size_pt * _STEP
        self.left, self.room = left_mm, room_mm
        self.marks: list[Text] = []
        self.x = self.y = 0.0
        self.rows = 0
        self.too_wide_mm = 0.0
        self.label_style = Style(faces.LATIN if face == faces.LATIN else faces.SONG, _LABEL_PT, colour=QUIET)

    @property
    def last_mm(self) -> float:
        return max(0, self.rows - 1) * self.step

    def new_row(self) -> None:
        if self.x > 0:
            self.x, self.y = 0.0, self.y + self.step

    def _room_for(self, wide_mm: float) -> None:
        if self.x > 0 and self.x + wide_mm > self.room:
            self.new_row()

    def _put(self, line: Line, x_mm: float, colour: str | None = None) -> None:
        self.marks.append(Text(line, self.left + x_mm, self.y, *([colour] if colour else [])))
        self.rows = round(self.y / self.step) + 1

    def pair(self, label: str, value: str, keep: tuple[str, ...]) -> None:
        name = line_of(label, self.label_style)
        indent = width_mm(name) + _LABEL_GAP_MM
        lines = lines_of(value, self.style, mm_to_pt(self.room - indent), keep)
        self._room_for(indent + max((width_mm(line) for line in lines), default=0.0))
        start = self.x
        self._put(name, start, QUIET)
        for row, line in enumerate(lines):
            if row:
                self.new_row()
            self._put(line, start + indent)
            self.x = start + indent + width_mm(line) + _BETWEEN_MM

    def say(self, text: str) -> None:
        if not text:
            return
        line = line_of(text, self.style)
        self._room_for(width_mm(line))
        self.too_wide_mm = max(self.too_wide_mm, width_mm(line) - self.room)
        self._put(line, self.x)
        self.x += width_mm(line) + _BETWEEN_MM

    def fits(self, text: str) -> bool:
        """Whether there is room for it in the row that was begun."""
        return self.x + width_mm(line_of(text, self.style)) <= self.room

    def say_right(self, text: str) -> None:
        """At the end of the row that was begun; alone in a row it begins like the others."""
        line = line_of(text, self.style)
        self._room_for(width_mm(line))
        self.too_wide_mm = max(self.too_wide_mm, width_mm(line) - self.room)
        self._put(line, self.room - width_mm(line) if self.x > 0 else 0.0)
        self.x = self.room

    def typed(self, label: str) -> tuple[float, float]:
        """Room for the short code after its label; where it goes."""
        name = line_of(label, self.style)
        code = line_of(_WIDEST_CODE, Style(faces.LATIN, _CODE_PT), _CODE_SPACE_EM)
        self._room_for(width_mm(name) + 1.6 + width_mm(code))
        self._put(name, self.x)
        at = self.left + self.x + width_mm(name) + 1.6, self.y
        self.x += width_mm(name) + 1.6 + width_mm(code)
        return at


def _small_print(texts: tuple[str, ...], face: str, plan: CardPlan) -> tuple[Block, float]:
    style = Style(faces.LATIN if face == faces.LATIN else faces.SONG, _SMALL_PT, colour=QUIET)
    lines = [line for text in texts for line in lines_of(text, style, mm_to_pt(plan.room_mm))]
    if not lines:
        return Block(()), plan.floor_mm
    floor = plan.floor_mm + _SMALL_BELOW_MM
    top = floor - (len(lines) - 1) * _SMALL_STEP_MM
    marks = tuple(Text(line, plan.side_mm, top + row * _SMALL_STEP_MM, QUIET) for row, line in enumerate(lines))
    return Block(marks), top - 4.0 - _QUIET_MM + 1.2
