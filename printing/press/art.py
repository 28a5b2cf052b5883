"""What stands under the text of many pages: drawn by ReportLab, written once a document, shown by name."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from printing.press.page import Background
from printing.press.paper import Paper
from printing.press.sheet import Sheet
from printing.press.stream import PdfFile
from printing.setting import faces

# Base 85 makes streams safe for seven-bit mail of the nineties, a quarter longer and slower to write.
rl_config.useA85 = 0
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")


class Art:
    """The backgrounds of one document as forms of the file."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._names: dict[tuple[Background, Paper], str] = {}
        self.numbers: dict[str, int] = {}

    def shown(self, background: Background, paper: Paper) -> str:
        """The call of the background's form, written at its first use."""
        name = self._names.get((background, paper))
        if name is None:
            name = self._names[background, paper] = f"A{len(self._names) + 1}"
            self.numbers[name] = self._write(_drawn(background, paper))
        return f"/{name} Do"

    def _write(self, drawing: _Drawing) -> int:
        numbers = {number: self._file.reserve() for number in drawing.objects}
        for number, (entries, rest) in drawing.objects.items():
            moved = _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], entries)
            self._file.write(numbers[number], moved + rest)
        return numbers[drawing.form]


@dataclass(frozen=True)
class _Drawing:
    """A form and all it needs: objects by number, each cut before its stream, and the number of the form."""

    objects: dict[int, tuple[bytes, bytes]]
    form: int


# Compressing a logo takes longer than a letter. A background is its fields and nothing else, so it is drawn but once.
@lru_cache(maxsize=16)
def _drawn(background: Background, paper: Paper) -> _Drawing:
    # ReportLab lists its default font, an unembedded Helvetica, in every file; print shops refuse such files.
    canvas = Canvas(io.BytesIO(), pagesize=paper.size_pt, initialFontName=faces.KAI, invariant=1, pageCompression=1)
    document = canvas._doc
    name = pdfdoc.xObjectName("art")
    canvas.beginForm("art")
    background.draw(Sheet(canvas, paper))
    shadings = canvas._shadingUsed
    canvas.endForm()
    form = document.idToObject[name]
    # ReportLab leaves a form's transparency and gradients to the page, which here knows nothing of them.
    resources = pdfdoc.PDFResourceDictionary()
    resources.basicFonts()
    resources.allProcs()
    if form.XObjects:
        resources.XObject = form.XObjects
    if form.ExtGState:
        resources.ExtGState = form.ExtGState
    resources.setShading(shadings)
    resources.setColorSpace(form._colorsUsed)
    form.Resources = resources
    for font in document.delayedFonts:
        font.addObjects(document)
    objects: dict[int, tuple[bytes, bytes]] = {}
    while waiting := [known for known in document.numberToId if known not in objects]:  # formatting may add more
        for number in waiting:
            content = pdfdoc.pdfdocEnc(pdfdoc.format(document.idToObject[document.numberToId[number]], document, 1))
            entries, mark, rest = content.strip().partition(b"stream")
            objects[number] = entries, mark + rest
    return _Drawing(objects, document.idToObjectNumberAndVersion[name][0])
