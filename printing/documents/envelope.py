"""Overprints for envelopes that are bought ready-made: digits, address and name, and all else is left blank.

Sizes and zones are those of GB/T 1416-2021; where it moved a zone of 2003, both places are kept blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from printing.documents.fitted import centred, left, name_within, one_line, right, width_mm, within, wrapped
from printing.press.page import Block, Page, Placed, Text
from printing.press.paper import Paper, pt_to_mm
from printing.setting import faces
from printing.setting.typeset import Line

STOCKS = {
    "DL": Paper("DL", 220, 110),
    "ZL": Paper("ZL", 230, 120),
    "C5": Paper("C5", 229, 162),
    "B6": Paper("B6", 176, 125),
}
CODE_DIGITS = 6
# The printed boxes, one digit in each, 8 mm wide with 2 mm between them.
BOX_MM = 8.0
BOX_PITCH_MM = 10.0
BOXES_LEFT_MM = 12.0
BOXES_TOP_MM = 9.0
_DIGIT_PT = 16.0
_DIGIT_BASELINE_MM = BOXES_TOP_MM + 6.2

_BELOW_TOP_MM = 32.0  # under the machine-read area and the stamp
_ABOVE_BOTTOM_MM = 21.0
_SIDE_MM = 16.0
_ADDRESS_PT = 13.0
_SENDER_PT = 11.0
_SENDER_STEP_MM = 5.6
_SENDER_ROWS = 3
_NAME_PT = 24.0
_TITLE_EM = 0.75  # 女士 收 beside the larger name
_LEAST_NAME_PT = 13.0
_BETWEEN_MM = 7.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle of an envelope, in mm from its top left."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is printed for one reader. `ending` is 收, 亲启 or 台启; `note` stands at the lower left ("By hand")."""

    name: str
    honorific: str = ""
    ending: str = ""
    address: tuple[str, ...] = ()
    postcode: str = ""
    sender: tuple[str, ...] = ()
    note: str = ""
    lang: str = "zh"


def blank_zones(paper: Paper) -> tuple[Zone, ...]:
    """What the post's machines and stamps need: nothing of ours stands there but the digits in their boxes."""
    return (
        Zone(0, 0, 90, 26),
        Zone(paper.width_mm - 45, 0, 45, 30),
        Zone(0, paper.height_mm - 20, paper.width_mm, 20),
    )


def writing_zone(paper: Paper) -> Zone:
    """Where address, name and sender may stand."""
    return Zone(
        _SIDE_MM,
        _BELOW_TOP_MM,
        paper.width_mm - 2 * _SIDE_MM,
        paper.height_mm - _BELOW_TOP_MM - _ABOVE_BOTTOM_MM,
    )


def by_post(envelope: Envelope, paper: Paper, *, offset: tuple[float, float] = (0.0, 0.0)) -> Page:
    """Within the country: postcode in the boxes, address, the name larger and centred, the sender at the lower right.

    An English envelope names its reader above the address, as its reader would. `offset` is by how much the printer
    misses to the right and downwards (mm); everything is moved back by it.
    """
    zone = writing_zone(paper)
    inner = zone.width_mm - 20
    sender, sender_top = _sender(envelope.sender, zone)
    if envelope.lang == "en":
        area = Zone(paper.width_mm * 0.3, zone.y_mm, paper.width_mm * 0.7 - zone.x_mm, sender_top - 3 - zone.y_mm)
        reader = _name_first(envelope, area, 14.0, 0.5)
        return _page(paper, "en", [(_digits(envelope.postcode), 0, 0), (reader, 0, 0), (sender, 0, 0)], offset)
    name, name_height = _name(envelope, paper.width_mm / 2, inner)
    room = sender_top - 3 - zone.y_mm - name_height - _BETWEEN_MM
    lines, step = within(envelope.address, size_pt=_ADDRESS_PT, room_mm=inner, height_mm=room)
    block_height = step * len(lines) + _BETWEEN_MM + name_height
    # A little above the middle: the eye's middle of an envelope.
    top = zone.y_mm + max(0.0, (sender_top - 3 - zone.y_mm - block_height) * 0.4)
    written = [left(line, zone.x_mm + 10, top + pt_to_mm(_ADDRESS_PT) + i * step) for i, line in enumerate(lines)]
    return _page(
        paper,
        envelope.lang,
        [
            (_digits(envelope.postcode), 0.0, 0.0),
            (Block(tuple(written)), 0.0, 0.0),
            (name, 0.0, top + step * len(lines) + _BETWEEN_MM),
            (sender, 0.0, 0.0),
        ],
        offset,
    )


def by_hand(envelope: Envelope, paper: Paper, *, offset: tuple[float, float] = (0.0, 0.0)) -> Page:
    """Handed over: the name in the middle (王文静女士 亲启), who sends it at the lower right (李明 敬上)."""
    zone = writing_zone(paper)
    sender, sender_top = _sender(envelope.sender, zone)
    name, name_height = _name(envelope, paper.width_mm / 2, zone.width_mm)
    room = sender_top - 4 - zone.y_mm
    marks: list[tuple[Block, float, float]] = [(name, 0.0, zone.y_mm + (room - name_height) * 0.45), (sender, 0.0, 0.0)]
    if envelope.note:
        note = one_line(envelope.note, size_pt=_SENDER_PT, room_mm=zone.width_mm / 3)
        marks.append((Block((left(note, zone.x_mm, _lowest(zone)),)), 0.0, 0.0))
    return _page(paper, envelope.lang, marks, offset)


def abroad(envelope: Envelope, paper: Paper, *, offset: tuple[float, float] = (0.0, 0.0)) -> Page:
    """To another country: the sender at the top left, the addressee's lines right of the middle and low.

    `address` holds all lines after the name, the country on the last one, as printing/documents/address.py forms them.
    """
    zone = writing_zone(paper)
    sender_room = min(92.0, paper.width_mm - 45 - 12 - 4)  # free of the stamp
    lines, step = within(envelope.sender, size_pt=9.5, room_mm=sender_room, height_mm=24, leading_em=1.35)
    sender = Block(tuple(left(line, 12.0, 12.0 + i * step) for i, line in enumerate(lines)))
    area = Zone(paper.width_mm * 0.4, 42.0, paper.width_mm * 0.6 - zone.x_mm, zone.y_mm + zone.height_mm - 42.0)
    reader = _name_first(envelope, area, 13.0, 0.6)
    return _page(paper, envelope.lang, [(sender, 0.0, 0.0), (reader, 0.0, 0.0)], offset)


def _name_first(envelope: Envelope, area: Zone, size_pt: float, lowered: float) -> Block:
    """Name and address line under line, `lowered` of what is free in the area standing above them."""
    texts = (f"{envelope.name} {envelope.honorific}".strip(), *envelope.address)
    lines, step = within(texts, size_pt=size_pt, room_mm=area.width_mm, height_mm=area.height_mm, leading_em=1.4)
    first = area.y_mm + max(0.0, area.height_mm - step * len(lines)) * lowered + step * 0.7
    return Block(tuple(left(line, area.x_mm, first + i * step) for i, line in enumerate(lines)))


@lru_cache(maxsize=512)
def _digits(postcode: str) -> Block:
    """The digits in the middle of their boxes; a postcode of another shape has no boxes to stand in."""
    if len(postcode) != CODE_DIGITS or not postcode.isdigit():
        return Block(())
    marks = []
    for i, digit in enumerate(postcode):
        line = one_line(digit, size_pt=_DIGIT_PT, room_mm=BOX_MM, face=faces.LATIN)
        marks.append(centred(line, BOXES_LEFT_MM + i * BOX_PITCH_MM + BOX_MM / 2, _DIGIT_BASELINE_MM))
    return Block(tuple(marks))


def _lowest(zone: Zone) -> float:
    """The lowest baseline; descenders stay above the zone's end."""
    return zone.y_mm + zone.height_mm - 1.4


@lru_cache(maxsize=512)
def _sender(lines: tuple[str, ...], zone: Zone) -> tuple[Block, float]:
    """The sender's lines, the last one lowest, ending at the right; and where they begin."""
    room = zone.width_mm * 0.62
    set_lines = [line for text in lines for line in wrapped(text, size_pt=_SENDER_PT, room_mm=room)]
    step = _SENDER_STEP_MM
    if len(set_lines) > _SENDER_ROWS:
        set_lines, step = within(lines, size_pt=_SENDER_PT, room_mm=room, height_mm=_SENDER_STEP_MM * _SENDER_ROWS)
    edge, lowest = zone.x_mm + zone.width_mm, _lowest(zone)
    last = len(set_lines) - 1
    marks = tuple(right(line, edge, lowest - (last - i) * step) for i, line in enumerate(set_lines))
    return Block(marks), lowest - last * step - step


def _name(envelope: Envelope, centre_mm: float, room_mm: float) -> tuple[Block, float]:
    """王文静 女士 收 centred: one line while it is large enough, else the name over several; and how high it stands."""
    tail = [part for part in (envelope.honorific, envelope.ending) if part]
    size = _NAME_PT
    while size >= _LEAST_NAME_PT:
        spaced = 0.12 if len(envelope.name) <= 4 else 0.0
        parts = [one_line(envelope.name, size_pt=size, room_mm=10_000, spaced_em=spaced)]
        parts += [one_line(part, size_pt=size * _TITLE_EM, room_mm=10_000, spaced_em=0.1) for part in tail]
        gap = pt_to_mm(size * 0.6)
        wide = sum(width_mm(part) for part in parts) + gap * (len(parts) - 1)
        if wide <= room_mm:
            return _in_a_row(parts, gap, centre_mm - wide / 2, pt_to_mm(size) * 0.9), pt_to_mm(size)
        size *= 0.96
    name, step = name_within(envelope.name, size_pt=_LEAST_NAME_PT, room_mm=room_mm, height_mm=14, leading_em=1.25)
    marks: list[Text] = [centred(line, centre_mm, 4 + i * step) for i, line in enumerate(name)]
    if tail:
        below = one_line(" ".join(tail), size_pt=_LEAST_NAME_PT, room_mm=room_mm)
        marks.append(centred(below, centre_mm, 4 + len(name) * step + 1))
    return Block(tuple(marks)), 4 + len(marks) * step


def _in_a_row(parts: list[Line], gap_mm: float, x_mm: float, baseline_mm: float) -> Block:
    marks = []
    for part in parts:
        marks.append(left(part, x_mm, baseline_mm))
        x_mm += width_mm(part) + gap_mm
    return Block(tuple(marks))


def _page(paper: Paper, lang: str, blocks: list[tuple[Block, float, float]], offset: tuple[float, float]) -> Page:
    dx, dy = offset
    return Page(paper, lang, tuple(Placed(block, x - dx, y - dy) for block, x, y in blocks if block.marks))
