"""The sheet between two piles of a run: whose letters follow, how many, and which."""

from __future__ import annotations

from printing.documents.fitted import centred, legible, one_line, within
from printing.press.page import HAIRLINE, INK, QUIET, Block, Page, Placed, Rule, Text
from printing.press.paper import A4

_CENTRE_MM = A4.width_mm / 2
_ROOM_MM = 160.0
_NAME_PT = 60.0
_EDGE_MM = 12.0


def separator_page(*, run: str, manager: str, lines: tuple[str, ...], lang: str = "zh") -> Page:
    """A page with the manager's name large enough to be seen in a stack; `lines` tell the pile ("12 letters",
    "No. 1–12: Ai Qing to Zhou Ping"). A heavy bar at both side edges shows in the pile from outside."""
    title, step = within((legible(run),), size_pt=14.0, room_mm=_ROOM_MM, height_mm=16)
    marks: list[Text | Rule] = [centred(line, _CENTRE_MM, 60 + i * step, QUIET) for i, line in enumerate(title)]
    spaced = 0.3 if len(manager) <= 3 and not manager.isascii() else 0.0
    name = one_line(legible(manager), size_pt=_NAME_PT, room_mm=_ROOM_MM, spaced_em=spaced)
    marks.append(centred(name, _CENTRE_MM, 132))
    marks.append(Rule(_CENTRE_MM - 30, 146, _CENTRE_MM + 30, 146, 0.6, HAIRLINE))
    told, step = within(tuple(legible(line) for line in lines), size_pt=18.0, room_mm=_ROOM_MM, height_mm=60)
    marks += [centred(line, _CENTRE_MM, 162 + i * step) for i, line in enumerate(told)]
    for x in (_EDGE_MM / 2, A4.width_mm - _EDGE_MM / 2):
        marks.append(Rule(x, 40, x, 110, 14.0, INK))
    return Page(A4, lang, (Placed(Block(tuple(marks)), 0, 0),))
