"""The back of a letter on A5: the facts, the code beneath them, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from printing.designs.art import Art
from printing.designs.plan import Plan
from printing.documents.blocks import Style, line_of, lines_of, whole_in, width_mm
from printing.documents.letter import Letter, short_code_grouped
from printing.documents.letter_foot import small_print_of
from printing.errors import LetterOverflow
from printing.press.page import HAIRLINE, QUIET, Block, Code, Mark, Page, Placed, Rule, Text
from printing.press.paper import mm_to_pt
from printing.setting import faces
from printing.setting.typeset import Line

_TOP_MM = 22.0
_FACTS = ((13.0, 8.4), (12.5, 7.4), (12.0, 6.4))  # size in pt and step in mm, as many facts allow
_LABEL_PT = 11.0
_LABEL_GAP_MM = 5.5
_QR_MM = 28.0
_QUIET_MM = _QR_MM * 4 / 25
_FOLDED_CODE_FROM_MM = 117.0  # 12 mm below the middle, where an A5 sheet is folded once more for a small envelope
_REPLY_PT = 11.5
_REPLY_STEP_MM = 6.2
_CODE_PT = 14.0
_CODE_SPACE_EM = 0.08
_SPACE_MM = 1.8
_CAPTION_MM = _QUIET_MM + 5.4  # from the code to the first baseline below it
_ABOVE_MM = 13.0  # from the hairline to the code
_RULE_MM = 36.0
_ABOVE_SMALL_MM = 10.0


@dataclass(frozen=True, slots=True)
class _Back:
    """What all letters of an event share on their back, and where the code goes."""

    block: Block
    small: Block
    code_y_mm: float


def back_of(letter: Letter, plan: Plan) -> Page:
    """The back of this letter: facts above, the code in the middle below. Raises LetterOverflow for too many facts."""
    reply = letter.reply
    words = (reply.scan_line, reply.phone_line) if reply else None
    keep = whole_in("\n".join([value for _, value in letter.facts]), letter.keep)
    shared = _back(letter.facts, words, letter.small_print, letter.face, plan, keep, letter.folded)
    blocks = [Placed(shared.block, 0.0, 0.0)]
    if reply:
        centre = plan.paper.width_mm / 2
        label = line_of(reply.code_label, Style(letter.face, _REPLY_PT))
        code = line_of(short_code_grouped(reply.short_code), Style(faces.LATIN, _CODE_PT), _CODE_SPACE_EM)
        left = centre - (width_mm(label) + _SPACE_MM + width_mm(code)) / 2
        y = shared.code_y_mm + _QR_MM + _CAPTION_MM
        marks: list[Mark] = [
            Code(reply.qr_payload, centre - _QR_MM / 2, shared.code_y_mm, _QR_MM, letter.code_level),
            Text(label, left, y),
            Text(code, left + width_mm(label) + _SPACE_MM, y),
        ]
        blocks.append(Placed(Block(tuple(marks)), 0.0, 0.0))
    blocks.append(Placed(shared.small, 0.0, 0.0))
    return Page(plan.paper, letter.lang, tuple(blocks), Art(letter.look, plan, back=True))


@lru_cache(maxsize=64)
def _back(
    facts: tuple[tuple[str, str], ...],
    words: tuple[str, str] | None,
    small_print: tuple[str, ...],
    face: str,
    plan: Plan,
    keep: tuple[str, ...],
    folded: bool,
) -> _Back:
    left, measure = plan.left_mm, plan.room_mm
    small, small_top = small_print_of(small_print, face, left, measure, plan.back_floor_mm)
    below = _QR_MM + _CAPTION_MM + 2 * _REPLY_STEP_MM  # the code and its three lines
    code_y = small_top - (_ABOVE_SMALL_MM if small.marks else 0.0) - below
    if folded:
        code_y = max(code_y, _FOLDED_CODE_FROM_MM)
    rule_y = code_y - _ABOVE_MM if words else code_y + below
    for size_pt, step_mm in _FACTS:
        rows = _rows(facts, face, size_pt, measure, keep)
        facts_mm = sum(len(value) for _, value in rows) * step_mm
        if _TOP_MM + facts_mm <= rule_y:
            break
    else:
        raise LetterOverflow(over_mm=round(_TOP_MM + facts_mm - rule_y, 1))
    # In the middle of what is left above, or from the top when there is much to say.
    y = max(_TOP_MM, (_TOP_MM + rule_y - facts_mm) / 2) + step_mm * 0.68
    marks: list[Mark] = []
    for (label, label_mm), value in rows:
        marks.append(Text(label, left, y, QUIET))
        for line in value:
            marks.append(Text(line, left + label_mm, y))
            y += step_mm
    if words:
        centre = plan.paper.width_mm / 2
        marks.append(Rule(centre - _RULE_MM / 2, rule_y, centre + _RULE_MM / 2, rule_y, 0.35, HAIRLINE))
        y = code_y + _QR_MM + _CAPTION_MM + _REPLY_STEP_MM
        for text in words:
            line = line_of(text, Style(face, _REPLY_PT))
            marks.append(Text(line, centre - width_mm(line) / 2, y))
            y += _REPLY_STEP_MM
    return _Back(Block(tuple(marks)), small, code_y)


def _rows(
    facts: tuple[tuple[str, str], ...], face: str, size_pt: float, measure_mm: float, keep: tuple[str, ...]
) -> list[tuple[tuple[Line, float], tuple[Line, ...]]]:
    style = Style(faces.LATIN if face == faces.LATIN else faces.SONG, _LABEL_PT)
    labels = [line_of(label, style) for label, _ in facts]
    label_mm = max((width_mm(label) for label in labels), default=0.0) + _LABEL_GAP_MM
    return [
        ((label, label_mm), lines_of(value, Style(face, size_pt), mm_to_pt(measure_mm - label_mm), keep))
        for label, (_, value) in zip(labels, facts, strict=True)
        if value.strip()
    ]
