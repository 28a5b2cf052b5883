"""The foot of a letter: the facts in digits beside the QR code, and how to answer, under a hairline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportlab.lib.colors import Color

from printing.press import qr
from printing.press.paper import A4, mm_to_pt, pt_to_mm
from printing.press.sheet import HAIRLINE, INK, SEAL_RED, Sheet
from printing.setting import faces
from printing.setting.typeset import Line, paragraph, single_line

if TYPE_CHECKING:
    from printing.documents.letter import Letter, Reply

# The code: an arm's length away a phone wants a tenth of the distance; 25 mm is the least on our letters.
QR_MM = 28.0
_BOTTOM_BASELINE_MM = A4.height_mm - 18.0
_FACTS_PT = 12.0
_FACTS_STEP_MM = 6.9
_LABEL_PT = 10.5
_LABEL_GAP_MM = 4.5
_REPLY_PT = 11.0
_REPLY_STEP_MM = 5.8
_CODE_PT = 12.5
_CODE_SPACE_EM = 0.06  # symbols to be typed one by one stand a little apart
_SPACE_MM = 1.6
_WIDE_SPACE_MM = 4.0
_LEAST_BETWEEN_MM = 8.0
_ABOVE_MM = 7.0  # from the hairline to the code
_GAP_MM = 5.0  # between the code's quiet zone and the facts


@dataclass(slots=True)
class Foot:
    """The foot's marks and where it begins (mm from the top); `too_wide_mm` is what a line has beyond the measure."""

    top_mm: float
    marks: list[Callable[[Sheet], None]] = field(default_factory=list)
    too_wide_mm: float = 0.0

    def put(self, line: Line, x_mm: float, baseline_mm: float, colour: Color = INK) -> None:
        """Place a line of the foot."""
        self.marks.append(lambda sheet: sheet.text(line, x_mm, baseline_mm, colour))


def short_code_grouped(code: str) -> str:
    """7KQ4MY8P as it is read aloud and typed: 7KQ4-MY8P."""
    bare = code.replace("-", "")
    return "-".join(bare[i : i + 4] for i in range(0, len(bare), 4))


def lay_out_foot(letter: Letter, base: str, left_mm: float, measure_mm: float) -> Foot:
    """Place facts and reply at the bottom of the page, as high as they need; an absent one takes no room."""
    if not letter.facts and letter.reply is None:
        return Foot(A4.height_mm - 25.0)
    foot = Foot(0.0)
    floor = _BOTTOM_BASELINE_MM
    code_mm = quiet = 0.0
    if letter.reply:
        quiet = qr.quiet_zone_mm(len(qr.matrix(letter.reply.qr_payload)), QR_MM)
        code_mm = QR_MM
        floor -= _place_reply(foot, letter.reply, base, left_mm, measure_mm)
        floor -= quiet + 3.2  # the caption's ascenders stay out of the quiet zone

    facts_left = left_mm + (code_mm + quiet + _GAP_MM if letter.reply else 0)
    rows = _facts(letter, base, left_mm + measure_mm - facts_left)
    facts_mm = _FACTS_STEP_MM * sum(len(value) for _, value in rows)
    height = max(code_mm, facts_mm)
    top = floor - height
    if letter.reply:
        payload, y = letter.reply.qr_payload, top + (height - code_mm) / 2
        foot.marks.append(lambda sheet: sheet.qr(payload, left_mm, y, QR_MM))
    _place_facts(foot, rows, facts_left, top + (height - facts_mm) / 2, _label_width_mm(rows))

    foot.top_mm = top - _ABOVE_MM
    rule_y = foot.top_mm
    foot.marks.append(lambda sheet: sheet.rule(left_mm, left_mm + measure_mm, rule_y, weight_pt=0.35, colour=HAIRLINE))
    return foot


def _facts(letter: Letter, base: str, room_mm: float) -> list[tuple[Line, list[Line]]]:
    label_base = faces.LATIN if base == faces.LATIN else faces.SONG
    labels = [single_line(label, base=label_base, size_pt=_LABEL_PT) for label, _ in letter.facts]
    label_mm = max((pt_to_mm(label.width_pt) for label in labels), default=0) + _LABEL_GAP_MM
    return [
        (
            label,
            paragraph(
                value,
                base=base,
                size_pt=_FACTS_PT,
                measure_pt=mm_to_pt(room_mm - label_mm),
                justify=False,
                keep=letter.keep,
            ),
        )
        for label, (_, value) in zip(labels, letter.facts, strict=True)
        if value.strip()
    ]


def _label_width_mm(rows: list[tuple[Line, list[Line]]]) -> float:
    return max((pt_to_mm(label.width_pt) for label, _ in rows), default=0) + _LABEL_GAP_MM


def _place_facts(
    foot: Foot, rows: list[tuple[Line, list[Line]]], left_mm: float, top_mm: float, label_mm: float
) -> None:
    # The baseline stands at two thirds of its row, so that the block looks centred on the code.
    y = top_mm + _FACTS_STEP_MM * 0.68
    for label, value in rows:
        foot.put(label, left_mm, y, SEAL_RED)
        for line in value:
            foot.put(line, left_mm + label_mm, y)
            y += _FACTS_STEP_MM


def _place_reply(foot: Foot, reply: Reply, base: str, left_mm: float, measure_mm: float) -> float:
    """Put the reply's words on the lowest rows; returns how far above the lowest baseline they begin (mm)."""
    scan = single_line(reply.scan_line, base=base, size_pt=_REPLY_PT)
    label = single_line(reply.code_label, base=base, size_pt=_REPLY_PT)
    code = single_line(
        short_code_grouped(reply.short_code), base=faces.LATIN, size_pt=_CODE_PT, letter_space_em=_CODE_SPACE_EM
    )
    phone = single_line(reply.phone_line, base=base, size_pt=_REPLY_PT)
    typed_mm = _width_mm(label) + _SPACE_MM + _width_mm(code)
    both_mm = typed_mm + _WIDE_SPACE_MM + _width_mm(phone)
    foot.too_wide_mm = max(0.0, *(part - measure_mm for part in (_width_mm(scan), typed_mm, _width_mm(phone))))

    def put(line: Line, x_mm: float, row: int) -> None:
        foot.put(line, x_mm, _BOTTOM_BASELINE_MM - row * _REPLY_STEP_MM)

    def put_code(x_mm: float, row: int) -> None:
        put(label, x_mm, row)
        put(code, x_mm + _width_mm(label) + _SPACE_MM, row)

    if _width_mm(scan) + _LEAST_BETWEEN_MM + both_mm <= measure_mm:
        start = left_mm + measure_mm - both_mm
        put(scan, left_mm, 0)
        put_code(start, 0)
        put(phone, start + typed_mm + _WIDE_SPACE_MM, 0)
        return 0.0
    if both_mm <= measure_mm:
        put(scan, left_mm, 1)
        put_code(left_mm, 0)
        put(phone, left_mm + typed_mm + _WIDE_SPACE_MM, 0)
        return _REPLY_STEP_MM
    put(scan, left_mm, 2)
    put_code(left_mm, 1)
    put(phone, left_mm, 0)
    return 2 * _REPLY_STEP_MM


def _width_mm(line: Line) -> float:
    return pt_to_mm(line.width_pt)
