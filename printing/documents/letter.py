"""A letter on one A4 page: what it says, how it is fitted, drawn, and many of them rendered into one PDF."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from printing.documents.letter_layout import Layout, Setting, base_face, lay_out
from printing.errors import LetterOverflow, PrintingError
from printing.press.paper import A4
from printing.press.sheet import Sheet
from printing.setting import faces

# Base 85 makes streams safe for seven-bit mail of the nineties, a quarter longer and slower to write.
rl_config.useA85 = 0

# Sizes in pt: 四号 for letters, 三号 for readers from sixty; Garamond is the smaller face, yet Latin reads well at 13.
_SIZES = {("zh", False): 14.0, ("zh", True): 16.0, ("en", False): 13.0, ("en", True): 15.0}
_SMALLEST_PT = 12.0  # 小四; below, older readers give up
# Line spacing in em: as it should be, and the tightest we allow before the type itself gets smaller.
_LEADINGS = {"zh": (1.75, 1.7, 1.65), "en": (1.45, 1.38, 1.32)}
_PDF_LANG = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Reply:
    """How the guest answers: the code to scan, the short code to type, the number to call."""

    qr_payload: str  # upper-case alphanumeric, see printing/press/qr.py
    short_code: str  # eight symbols, drawn in two groups of four
    scan_line: str
    code_label: str
    phone_line: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, every string as it is to be printed; nothing in it is markup.

    `closing` is the pair at the end of the text: (敬请, 光临), or ("Yours sincerely,", ""). `signature` holds unit and
    person in the order of the language. `keep` lists strings that no line may split: the name with its title, a date.
    `large` sets the text for older readers.
    """

    lang: str
    letterhead: tuple[str, ...]
    salutation: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, str]
    signature: tuple[str, ...]
    date: str
    title: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    reply: Reply | None = None
    keep: tuple[str, ...] = ()
    large: bool = False

    def texts(self) -> tuple[str, ...]:
        """Everything that will be drawn as text, for checks."""
        reply = self.reply
        return (
            *self.letterhead,
            self.title,
            self.salutation,
            *self.paragraphs,
            *self.closing,
            *self.signature,
            self.date,
            *(part for row in self.facts for part in row),
            *((reply.scan_line, reply.code_label, reply.short_code, reply.phone_line) if reply else ()),
        )


def fit(letter: Letter) -> Layout:
    """The letter laid out in the first setting of the ladder in which it fits its page.

    The ladder: leading down to its tightest, then the type by half points, never below 12 pt. `Layout.setting` tells
    which it was. Raises MissingGlyphs, or LetterOverflow with the millimetres that are too much at the last step.
    """
    faces.require("".join(letter.texts()), base_face(letter.lang))
    layout = None
    for setting in _ladder(letter):
        layout = lay_out(letter, setting)
        if layout.over_mm <= 0:
            return layout
    assert layout is not None  # the ladder has at least one step
    raise LetterOverflow(over_mm=round(layout.over_mm, 1))


def draw_letter(canvas: Canvas, letter: Letter) -> Setting:
    """Draw the letter on the canvas's current A4 page and tell in which setting; raises like `fit`, before any ink."""
    layout = fit(letter)
    sheet = Sheet(canvas, A4)
    for mark in layout.marks:
        mark(sheet)
    return layout.setting


def render(letters: Iterable[Letter], *, title: str, progress: Callable[[int], None] | None = None) -> bytes:
    """One PDF with a page a letter; the same letters give the same bytes.

    `title` is the document's title and goes into its metadata, so it names the event and never a client. `progress` is
    called with the number of letters done after each. Raises like `fit`, with `index` (from 0) added to the details.
    """
    buffer = io.BytesIO()
    _render(letters, buffer, title, progress)
    return buffer.getvalue()


def render_to(
    path: Path, letters: Iterable[Letter], *, title: str, progress: Callable[[int], None] | None = None
) -> int:
    """Like `render`, into a file that appears only when complete; returns the number of pages."""
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as file:
            pages = _render(letters, file, title, progress)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return pages


def _render(
    letters: Iterable[Letter],
    file: io.BufferedIOBase,
    title: str,
    progress: Callable[[int], None] | None,
) -> int:
    faces.load()
    canvas: Canvas | None = None
    count = 0
    for index, letter in enumerate(letters):
        if canvas is None:
            canvas = _canvas(file, title, letter.lang)
        try:
            draw_letter(canvas, letter)
        except PrintingError as error:
            error.details["index"] = index
            raise
        canvas.showPage()
        count = index + 1
        if progress:
            progress(count)
    if canvas is None:
        raise ValueError("no letters to render")
    canvas.save()
    return count


def _canvas(file: io.BufferedIOBase, title: str, lang: str) -> Canvas:
    canvas = Canvas(
        file,
        pagesize=A4.size_pt,
        # ReportLab lists its default font, an unembedded Helvetica, on every page; print shops refuse such files.
        initialFontName=base_face(lang),
        invariant=1,
        pageCompression=1,
        lang=_PDF_LANG[lang],
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("Yaji")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def _ladder(letter: Letter) -> Iterable[Setting]:
    size = _SIZES[letter.lang, letter.large]
    leadings = _LEADINGS[letter.lang]
    for leading in leadings:
        yield Setting(size, leading)
    while size - 0.5 >= _SMALLEST_PT:
        size -= 0.5
        yield Setting(size, leadings[-1])
