"""The card that stands on the tables: what is asked, the code, and the same in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from events.models import Event
from printing.documents.fitted import centred, legible, one_line, within
from printing.press.page import QUIET, Block, Code, Mark, Page, Placed, Rule
from printing.press.paper import Paper, pt_to_mm

_LINES = {
    "zh": ("请您说说今天的活动", "手机扫码，八个小问题，约两分钟", "可不留姓名"),
    "en": ("How did you find today?", "Scan with your telephone: eight short questions, two minutes", "No name needed"),
}  # one paper for readers of both: not the words of a screen, which follow its reader's language


def card_page(event: Event, paper: Paper, payload: str) -> Page:
    """One side of A6 or A5, upright; the code is a third of its height and stands in the middle."""
    scale = paper.width_mm / 105.0
    side = 9.0 * scale
    room = paper.width_mm - 2 * side
    marks: list[Mark] = []
    y = 15.0 * scale
    y = _heading(marks, event.title, paper, y, 12.0 * scale, room)
    y = _words(marks, _LINES["zh"], paper, y + 9.5 * scale, scale, room)
    size = 46.0 * scale
    top = (paper.height_mm - size) / 2 + 1.0 * scale
    marks.append(Code(payload, (paper.width_mm - size) / 2, top, size))
    y = _words(marks, _LINES["en"], paper, top + size + 12.0 * scale, scale, room)
    marks.append(Rule(side, paper.height_mm - 13.0 * scale, paper.width_mm - side, paper.height_mm - 13.0 * scale))
    if event.title_en:
        foot = one_line(legible(event.title_en), size_pt=9.0 * scale, room_mm=room)
        marks.append(centred(foot, paper.width_mm / 2, paper.height_mm - 7.0 * scale, QUIET))
    return Page(paper, "zh", (Placed(Block(tuple(marks)), 0, 0),))


def _heading(marks: list[Mark], text: str, paper: Paper, y: float, size: float, room: float) -> float:
    lines, step = within((legible(text),), size_pt=size, room_mm=room, height_mm=pt_to_mm(size) * 2.6, leading_em=1.3)
    for line in lines:
        marks.append(centred(line, paper.width_mm / 2, y, QUIET))
        y += step
    return y - step


def _words(marks: list[Mark], lines: Sequence[str], paper: Paper, y: float, scale: float, room: float) -> float:
    for text, size, colour in zip(lines, (16.0, 9.5, 9.5), (None, QUIET, QUIET), strict=True):
        line = one_line(text, size_pt=size * scale, room_mm=room)
        marks.append(centred(line, paper.width_mm / 2, y, *([colour] if colour else [])))
        y += 6.2 * scale
    return y
