"""What a document shows again and again is written once: blocks met a second time become forms, shown by name."""

from __future__ import annotations

from printing.press.encode import Fonts, number, operators
from printing.press.page import Block, Paragraph
from printing.press.paper import PT_PER_MM
from printing.press.paragraphs import Paragraphs
from printing.press.stream import PdfFile
from printing.setting.embedding import stream

# A name and a call cost some forty bytes, an object of its own two hundred more.
_SHORTEST = 160
_ONCE = 1024  # contents remembered that were met once
_KEPT = 4096  # contents met again; their forms are all listed in the pages' resources, which readers take in at once
_KEPT_SIZE = 4_000_000  # and so many characters of them
_SHOWN = 512  # blocks known by identity and place
# Text may hang over its block by ascent or descent and a form is cut at its box, so the box is any page's.
_BOX = b"[-3000 -3000 3000 3000]"


class Forms:
    """What one document shows of its blocks, in bounded memory.

    Whether a block becomes a form depends on the contents met so far alone, never on whose object it is: blocks that
    were made anew, as after a restart, give the same bytes as blocks that were kept. Identity only saves the work of
    encoding a block again, and is used for none whose showing could still change.
    """

    def __init__(self, file: PdfFile, fonts: Fonts, resources: bytes) -> None:
        self._file = file
        self._entries = b"/Type/XObject/Subtype/Form/BBox%b/Resources<<%b>>" % (_BOX, resources)
        self._fonts = fonts
        self._paragraphs = Paragraphs(fonts)
        self._once: dict[str, None] = {}
        self._again: dict[str, str] = {}  # a content → the call of its form, or a short content itself
        self._again_size = 0
        self._shown: dict[tuple[int, float, float], tuple[Block | Paragraph, str]] = {}
        self.numbers: dict[str, int] = {}

    def shown(self, block: Block | Paragraph, x_mm: float, y_mm: float) -> str:
        """The operators that show the block with its top left at (x, y), in mm from the bottom left of the page.

        They are none for a block without marks.
        """
        key = (id(block), x_mm, y_mm)
        known = self._shown.get(key)
        if known is not None:
            return known[1]
        if isinstance(block, Paragraph):
            content = self._paragraphs.operators(block)
        else:
            content = operators(block.marks, self._fonts)
        if not content:
            return ""
        call = self._again.get(content) or self._met_again(content)
        placed = f"q 1 0 0 1 {number(x_mm * PT_PER_MM)} {number(y_mm * PT_PER_MM)} cm {call or content} Q"
        if call:
            if len(self._shown) >= _SHOWN:
                del self._shown[next(iter(self._shown))]
            self._shown[key] = block, placed  # holding the block keeps its identity its own
        return placed

    def _met_again(self, content: str) -> str:
        """What to show of a content from its second time on; nothing at the first."""
        if content not in self._once:
            self._once[content] = None
            if len(self._once) > _ONCE:
                del self._once[next(iter(self._once))]
            return ""
        if len(self._again) >= _KEPT or self._again_size >= _KEPT_SIZE:
            return ""
        del self._once[content]
        call = content
        if len(content) >= _SHORTEST:
            name = f"B{len(self.numbers) + 1}"
            self.numbers[name] = self._file.add(stream([content.encode()], entries=self._entries))
            call = f"/{name} Do"
        self._again[content] = call
        self._again_size += len(content)
        return call
