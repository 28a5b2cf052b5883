"""A face as ReportLab draws with it: its widths, and its place among the fonts of a ReportLab document."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from printing.setting.embedding import Codes, embed
from printing.setting.truetype import TrueType


class CanvasFont:
    """What ReportLab asks of a font that is subset as it is used (its `_dynamicFont` protocol).

    ReportLab's own TTFont reads whole faces into dictionaries and cuts a document's text into subsets of 256, a new
    font each; here a face is one font, with codes of two bytes.
    """

    _multiByte = 1
    _dynamicFont = 1
    shapable = False  # a ligature glyph loses its letters when text is copied or read aloud

    def __init__(self, name: str, truetype: TrueType) -> None:
        self.fontName = name
        self.truetype = truetype
        self.face = SimpleNamespace(
            name=truetype.name,
            ascent=truetype.ascent,
            descent=truetype.descent,
            charToGlyph=truetype.characters,
            getCharWidth=self._width,
        )
        self.documents: WeakKeyDictionary[PDFDocument, Codes] = WeakKeyDictionary()

    def stringWidth(self, text: str | bytes, size: float, encoding: str = "utf-8") -> float:
        """Width of the text in points."""
        text = text.decode(encoding) if isinstance(text, bytes) else text
        return sum(self._width(ord(char)) for char in text) * size / 1000

    def splitString(self, text: str, document: PDFDocument, _encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """The text in the document's codes, all of one subset."""
        return [(0, bytes.fromhex(text.translate(self._codes(document))))]

    def getSubsetInternalName(self, _subset: int, document: PDFDocument) -> str:
        """The font's name in the resources of pages."""
        return f"/{self._codes(document).name}"

    def addObjects(self, document: PDFDocument) -> None:
        """Embed the subset; ReportLab calls it when it saves a document of its own."""
        codes = self._codes(document)

        def add(content: bytes) -> int:
            name = document.Reference(Raw(content)).name
            number: int = document.idToObjectNumberAndVersion[name][0]
            return number

        document.idToObject["BasicFonts"].dict[codes.name] = document.Reference(Raw(embed(codes, add)))

    def _codes(self, document: PDFDocument) -> Codes:
        codes = self.documents.get(document)
        if codes is None:
            codes = self.documents[document] = Codes(self.truetype, f"F{len(document.fontMapping) + 1}")
            document.fontMapping[self.fontName] = f"/{codes.name}"
            document.delayedFonts.append(self)
        return codes

    @lru_cache(maxsize=4096)  # noqa: B019 - fonts live as long as the process
    def _width(self, code: int) -> float:
        glyph = self.truetype.characters.get(code, 0)
        return self.truetype.em(self.truetype.advance(glyph))


class Raw(PDFObject):
    """Bytes as a ReportLab object."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, _document: Any) -> bytes:
        """The bytes."""
        return self.content
