"""The foot of a letter: the facts in digits beside the QR code, how to answer, and the small print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from printing.designs.plan import Plan
from printing.documents.blocks import Style, line_of, lines_of, whole_in, width_mm
from printing.documents.letter import Letter, Reply, short_code_grouped
from printing.documents.letter_column import Column
from printing.press.page import HAIRLINE, QUIET, Block, Code, Mark, Placed, Rule, Text
from printing.press.paper import mm_to_pt
from printing.setting import faces
from printing.setting.typeset import Line

# The code: an arm's length away a phone wants a tenth of the distance; 25 mm is the least on our letters.
QR_MM = 28.0
# Its quiet zone is four modules; in our smallest symbol, of 25 modules, they are the widest.
QUIET_MM = QR_MM * 4 / 25
_FACTS_PT = 12.0
_FACTS_STEP_MM = 6.9
_LEAST_FACTS_STEP_MM = 6.0
_LABEL_PT = 10.5
_LABEL_GAP_MM = 4.5
_REPLY_PT = 11.0
_REPLY_STEP_MM = 5.8
_CODE_PT = 12.5
_CODE_SPACE_EM = 0.06  # symbols to be typed one by one stand a little apart
_TYPED = Style(faces.LATIN, _CODE_PT)
_WIDEST_CODE = "WWWW-WWWW"
_SPACE_MM = 1.6
_WIDE_SPACE_MM = 4.0
_LEAST_BETWEEN_MM = 8.0
_ABOVE_MM = 7.0  # from the hairline to the code
_LEAST_ABOVE_MM = 5.5
_BELOW_FLOOR_MM = 6.0  # where there is no foot, the last line of text may stand on the floor itself
_GAP_MM = 5.0  # between the code's quiet zone and the facts
_SMALL_PT = 9.0  # 小五: the least that a risk line may be
_SMALL_STEP_MM = 4.2
_ABOVE_SMALL_MM = 7.2


@dataclass(frozen=True, slots=True)
class Foot:
    """Everything of the foot that all letters of an event share, where it begins, and where each letter's own goes."""

    block: Block
    small: Block
    top_mm: float
    too_wide_mm: float = 0.0  # what a line that can't be wrapped has beyond the measure
    code_at: tuple[float, float] = (0.0, 0.0)
    typed_at: tuple[float, float] = (0.0, 0.0)
    phone: Block | None = None  # the call, where it follows the short code; it may have its own row
    has_code: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a foot stands, and how."""

    floor_mm: float
    left_mm: float
    measure_mm: float
    folded: bool
    compact: bool


def foot_of(letter: Letter, plan: Plan, column: Column, *, empty: bool = False) -> Foot:
    """Facts, reply and small print at the bottom of the page, as high as they need; an absent one takes no room.

    An `empty` foot is that of a letter whose facts and reply are on its back.
    """
    if empty:
        return Foot(Block(()), Block(()), plan.floor_mm + _BELOW_FLOOR_MM)
    reply = letter.reply
    words = (reply.scan_line, reply.code_label, reply.phone_line) if reply else None
    keep = whole_in("\n".join([value for _, value in letter.facts]), letter.keep)
    place = _Place(plan.floor_mm, column.left_mm, column.measure_mm, letter.folded, column.setting.compact)
    return _foot(letter.facts, words, letter.small_print, letter.face, place, keep)


def own_code(letter: Letter, reply: Reply, foot: Foot) -> list[Placed]:
    """The code that only this letter has, and what follows it."""
    code = line_of(short_code_grouped(reply.short_code), _TYPED, _CODE_SPACE_EM)
    (x, y), (typed_x, typed_y) = foot.code_at, foot.typed_at
    marks = Code(reply.qr_payload, x, y, QR_MM, letter.code_level), Text(code, typed_x, typed_y)
    placed = [Placed(Block(marks), 0.0, 0.0)]
    if foot.phone is not None:
        placed.append(Placed(foot.phone, typed_x + width_mm(code) + _WIDE_SPACE_MM, typed_y))
    return placed


@lru_cache(maxsize=256)
def _foot(
    facts: tuple[tuple[str, str], ...],
    words: tuple[str, str, str] | None,
    small_print: tuple[str, ...],
    face: str,
    place: _Place,
    keep: tuple[str, ...],
) -> Foot:
    left_mm, measure_mm = place.left_mm, place.measure_mm
    small, floor = small_print_of(small_print, face, left_mm, measure_mm, place.floor_mm)
    if not facts and words is None:
        return Foot(Block(()), small, floor + _BELOW_FLOOR_MM)
    step_mm = _LEAST_FACTS_STEP_MM if place.compact else _FACTS_STEP_MM
    above_mm = _LEAST_ABOVE_MM if place.compact else _ABOVE_MM
    marks: list[Mark] = []
    too_wide = 0.0
    typed_at, phone = (0.0, 0.0), None
    code_mm = 0.0
    if words:
        caption, too_wide, typed_at, phone, floor = _caption(words, face, left_mm, measure_mm, floor)
        marks += caption
        code_mm = QR_MM
        floor -= QUIET_MM + 3.2  # the caption's ascenders stay out of the quiet zone
    facts_left = left_mm + (QR_MM + QUIET_MM + _GAP_MM if words else 0)
    rows = _rows(facts, face, left_mm + measure_mm - facts_left, keep)
    facts_mm = step_mm * sum(len(value) for _, value in rows)
    height = max(code_mm, facts_mm)
    top = floor - height
    # Facts beyond the code's height begin with it, so that a folded letter's code stays far from the crease above.
    code_y = floor - code_mm if place.folded else top + (height - code_mm) / 2
    shown = [
        Rule(left_mm, top - above_mm, left_mm + measure_mm, top - above_mm, 0.35, HAIRLINE),
        *_facts_marks(rows, facts_left, top + (height - facts_mm) / 2, step_mm),
        *marks,
    ]
    return Foot(
        Block(tuple(shown)), small, top - above_mm, too_wide, (left_mm, code_y), typed_at, phone, words is not None
    )


def _rows(
    facts: tuple[tuple[str, str], ...], face: str, room_mm: float, keep: tuple[str, ...]
) -> list[tuple[Line, tuple[Line, ...]]]:
    style = Style(faces.LATIN if face == faces.LATIN else faces.SONG, _LABEL_PT)
    labels = [line_of(label, style) for label, _ in facts]
    room_mm -= max((width_mm(label) for label in labels), default=0) + _LABEL_GAP_MM
    return [
        (label, lines_of(value, Style(face, _FACTS_PT), mm_to_pt(room_mm), keep))
        for label, (_, value) in zip(labels, facts, strict=True)
        if value.strip()
    ]


def _facts_marks(
    rows: list[tuple[Line, tuple[Line, ...]]], left_mm: float, top_mm: float, step_mm: float
) -> list[Mark]:
    label_mm = max((width_mm(label) for label, _ in rows), default=0) + _LABEL_GAP_MM
    marks: list[Mark] = []
    # The baseline stands at two thirds of its row, so that the block looks centred on the code.
    y = top_mm + step_mm * 0.68
    for label, value in rows:
        marks.append(Text(label, left_mm, y, QUIET))
        for line in value:
            marks.append(Text(line, left_mm + label_mm, y))
            y += step_mm
    return marks


def _caption(
    words: tuple[str, str, str], face: str, left_mm: float, measure_mm: float, floor_mm: float
) -> tuple[list[Mark], float, tuple[float, float], Block | None, float]:
    """How to answer, on the lowest rows: marks, excess width, where the short code goes, the call after it, top."""
    style = Style(face, _REPLY_PT)
    scan, label, phone = (line_of(text, style) for text in words)
    widest = width_mm(line_of(_WIDEST_CODE, _TYPED, _CODE_SPACE_EM))
    typed_mm = width_mm(label) + _SPACE_MM + widest
    one_row = typed_mm + _WIDE_SPACE_MM + width_mm(phone) <= measure_mm
    rows = 2 if one_row else 3
    too_wide = max(0.0, *(part - measure_mm for part in (width_mm(scan), typed_mm, width_mm(phone))))
    top = floor_mm - (rows - 1) * _REPLY_STEP_MM
    marks: list[Mark] = [Text(scan, left_mm, top), Text(label, left_mm, top + _REPLY_STEP_MM)]
    if not one_row:
        marks.append(Text(phone, left_mm, floor_mm))
    typed_at = left_mm + width_mm(label) + _SPACE_MM, top + _REPLY_STEP_MM
    return marks, too_wide, typed_at, Block((Text(phone, 0.0, 0.0),)) if one_row else None, top


@lru_cache(maxsize=64)
def small_print_of(
    texts: tuple[str, ...], face: str, left_mm: float, measure_mm: float, floor_mm: float
) -> tuple[Block, float]:
    """The small print up from the floor; returns the lowest baseline that is left."""
    style = Style(faces.LATIN if face == faces.LATIN else faces.SONG, _SMALL_PT, colour=QUIET)
    lines = [line for text in texts for line in lines_of(text, style, mm_to_pt(measure_mm))]
    if not lines:
        return Block(()), floor_mm
    top = floor_mm - (len(lines) - 1) * _SMALL_STEP_MM
    marks = tuple(Text(line, left_mm, top + row * _SMALL_STEP_MM, QUIET) for row, line in enumerate(lines))
    return Block(marks), top - _ABOVE_SMALL_MM
