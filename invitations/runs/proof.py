"""The proof of a run: its first and its longest letter, marked so that nobody takes them for letters.

A proof's code opens nothing: a sheet that is left lying about on a desk must not be somebody's invitation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from core.db import db
from invitations.runs.preflight import NOBODY
from printing.documents.document import sides, thaw
from printing.models import PrintedLetter, PrintRun
from printing.press.page import Block, Mark, Page, Placed, Rule, Text
from printing.press.paper import pt_to_mm
from printing.setting import faces
from printing.setting.typeset import single_line

_MARK = "样张 PROOF"
_COLOUR = "#B3261E"
_SIZE_PT = 15.0
_TOP_MM = 6.0
_PAD_MM = 3.0


def proof_letters(run: PrintRun) -> list[PrintedLetter]:
    """The first letter and, if it is another, the longest: what can go wrong shows in these."""
    letters = db.session.scalars(
        sa.select(PrintedLetter).where(PrintedLetter.run_id == run.id).order_by(PrintedLetter.position)
    ).all()
    if not letters:
        return []
    longest = max(letters, key=lambda letter: (len(str(letter.content)), -letter.position))
    return list(dict.fromkeys((letters[0], longest)))


def proof_pages(letters: Sequence[PrintedLetter]) -> list[Page]:
    """The pages of these letters with the mark, their codes nobody's. Raises like printing.documents.document.sides."""
    pages = []
    for letter in letters:
        document = thaw(letter.content, qr_payload=NOBODY.address, short_code=NOBODY.short_code)
        pages += [_marked(page) for page in sides(document)]
    return pages


def _marked(page: Page) -> Page:
    """A frame with the word in the top margin, where no letter has anything but its letterhead's ground."""
    line = single_line(_MARK, base=faces.SONG, size_pt=_SIZE_PT)
    width = pt_to_mm(line.width_pt)
    x, height = page.paper.width_mm - width - 2 * _PAD_MM - _TOP_MM, 9.0
    right, bottom = x + width + 2 * _PAD_MM, _TOP_MM + height
    corners = ((x, _TOP_MM), (right, _TOP_MM), (right, bottom), (x, bottom))
    frame = [Rule(*begin, *end, 1.2, _COLOUR) for begin, end in zip(corners, (*corners[1:], corners[0]), strict=True)]
    marks: tuple[Mark, ...] = (Text(line, x + _PAD_MM, _TOP_MM + 6.5, _COLOUR), *frame)
    return replace(page, blocks=(*page.blocks, Placed(Block(marks), 0, 0)))
