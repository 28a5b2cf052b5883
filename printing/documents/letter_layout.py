"""Where everything stands on a letter's page, in mm from the top left, and how it is made to fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from printing.designs.art import Art, folds_of
from printing.designs.look import Look
from printing.designs.plan import plan_of
from printing.documents.blocks import merged, require_glyphs, whole_in
from printing.documents.letter import Letter, Reply
from printing.documents.letter_back import back_of
from printing.documents.letter_column import Column, Setting
from printing.documents.letter_foot import foot_of, own_code
from printing.documents.letter_head import head_of
from printing.errors import LetterOverflow, MissingGlyphs
from printing.press import qr
from printing.press.page import Page, Paragraph, Placed
from printing.press.paper import pt_to_mm

# Sizes in pt: 四号 for letters, 三号 for readers from sixty; Garamond is the smaller face, yet Latin reads well at 13.
_SIZES = {("zh", False): 14.0, ("zh", True): 16.0, ("en", False): 13.0, ("en", True): 15.0}
_SMALLEST_PT = 12.0  # 小四; below, older readers give up
# Line spacing in em: as it should be, and the tightest we allow before the type itself gets smaller.
_LEADINGS = {"zh": (1.75, 1.7, 1.65), "en": (1.45, 1.38, 1.32)}
_TIGHTEST = {"zh": 1.55, "en": 1.25}  # only in the smallest type, when nothing else is left
_CLEAR_OF_FOOT_MM = 6.0
_CLEAR_OF_SEAL_MM = 1.0  # with the seal itself, 40 mm high, the 42 mm that a stamp wants
_CLEAR_OF_FOLD_MM = 3.0
_SEAL_BESIDE_MM = 24.0  # an English seal's middle, right of a signature that begins at the margin


class Laid(NamedTuple):
    """A letter laid out: its sides, and in which setting of the ladder it fitted."""

    sides: tuple[Page, ...]
    setting: Setting


def lay_out(letter: Letter) -> Laid:
    """The letter in the first setting of the ladder in which it fits its page.

    The ladder: leading, then the blanks of the foot, then the type by half points, never below 12 pt. A letter on A5
    with facts or a reply has them on its back, so that a pile of them is printed on both sides alike. Raises
    MissingGlyphs, QrPayloadInvalid, or LetterOverflow with the millimetres that are too much at the last step.
    """
    shared = _shared_by(letter)
    texts = letter.salutation, *letter.paragraphs
    own = shared.sheet(0).column.own(texts, letter.keep)
    if any(block.layout.missing for block in own):  # asked of thousands of letters, answered once a layout
        require_glyphs(letter.texts(), letter.face)
    if letter.reply:
        require_glyphs((letter.reply.short_code,), letter.face)
        qr.symbol(letter.reply.qr_payload, letter.code_level)  # refused here, before there is any ink
    over_mm = 0.0
    for number, setting in enumerate(shared.ladder):
        sheet = shared.sheet(number)
        if number:
            own = sheet.column.own(texts, letter.keep)
        frame = sheet.frame(tuple([len(block.layout.lines) for block in own]))
        over_mm = frame.over_mm
        if over_mm <= 0:
            return Laid(shared.sides(letter, own, sheet, frame), setting)
    raise LetterOverflow(over_mm=round(over_mm, 1))


@dataclass(frozen=True, slots=True)
class _Frame:
    """All of a page but a guest's own words, for texts of so many lines."""

    over_mm: float  # by how much the letter runs over; 0 or less fits
    above: tuple[Placed, ...]
    own_mm: tuple[float, ...]  # where each of a guest's own texts begins
    below: tuple[Placed, ...]
    art: Art


class _Sheet:
    """One setting of what all letters of an event share: the column, what is above and below it."""

    def __init__(self, letter: Letter, setting: Setting, *, two_sided: bool) -> None:
        look = letter.look
        self.letter = letter
        self.plan = plan = plan_of(look.design, letter.format, logo=bool(look.logo))
        self.column = column = Column(letter, plan, setting)
        self.head, head_too_wide = head_of(letter.letterhead, plan, column.left_mm, column.measure_mm)
        self.foot = foot_of(letter, plan, column, empty=two_sided)
        # Single lines can't be wrapped: one wider than the measure doesn't fit either.
        self.too_wide_mm = max(head_too_wide, column.too_wide_mm, self.foot.too_wide_mm)
        self._tall_mm = (
            len(column.signature.marks) - 1
        ) * column.step_mm  # from the signature's first baseline to its last
        self._art: dict[float, Art] = {}
        self.small = merged([Placed(self.foot.small, 0.0, 0.0)])
        # Most letters of an event have as many lines as some other has.
        self.frame = lru_cache(maxsize=256)(self._frame)

    def _frame(self, rows: tuple[int, ...]) -> _Frame:
        column = self.column
        signature_mm = self._signature_at(column.end_mm(column.rows_of(rows)))
        above, own_mm, below = column.framed(rows, signature_mm)
        return _Frame(
            self._over(signature_mm),
            merged([Placed(self.head, 0.0, 0.0), *above]),
            own_mm,
            merged([*below, Placed(self.foot.block, 0.0, 0.0)]),
            self._art_under(signature_mm),
        )

    def _signature_at(self, y: float) -> float:
        """The signature's first baseline: after the text, and below a fold that would go through it."""
        if self.letter.folded:
            rises = pt_to_mm(self.column.setting.size_pt) + _CLEAR_OF_FOLD_MM
            for fold in folds_of(self.plan.paper):
                if y - rises < fold < y + self._tall_mm + _CLEAR_OF_FOLD_MM:
                    y = fold + rises
        return y

    def _over(self, signature_mm: float) -> float:
        """By how much the letter runs over (mm); 0 or less fits."""
        if self.too_wide_mm > 0:
            return self.too_wide_mm
        bottom = signature_mm + self._tall_mm + _CLEAR_OF_FOOT_MM
        look = self.letter.look
        if look.seal:
            bottom = max(bottom, self._seal_centre(signature_mm) + look.seal_mm / 2 + _CLEAR_OF_SEAL_MM)
        return bottom - self.foot.top_mm

    def _art_under(self, signature_mm: float) -> Art:
        """What stands under the text; letters whose signatures stand alike share it."""
        key = round(signature_mm, 1) if self.letter.look.seal else 0.0
        found = self._art.get(key)
        if found is None:
            at = None
            if self.letter.look.seal:
                column = self.column
                beside = column.signature_mm + _SEAL_BESIDE_MM if column.english else column.signature_mm / 2
                at = round(column.signature_left_mm + beside, 1), round(self._seal_centre(key), 1)
            found = self._art[key] = Art(self.letter.look, self.plan, folded=self.letter.folded, seal_at=at)
        return found

    def _seal_centre(self, signature_mm: float) -> float:
        """Over the unit's name and the date: the middle of the signature's lines as the eye sees it."""
        return signature_mm + self._tall_mm / 2 - pt_to_mm(self.column.setting.size_pt) * 0.35


class _Shared:
    """What the letters of an event share, in every setting that one of them needed so far."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter  # one without a guest
        self.two_sided = letter.format == "a5" and bool(letter.facts or letter.reply)
        self.ladder = tuple(_ladder(letter))
        self._sheets: dict[int, _Sheet] = {}

    def sheet(self, number: int) -> _Sheet:
        """The sheet of a step of the ladder, made at its first use."""
        found = self._sheets.get(number)
        if found is None:
            found = self._sheets[number] = _Sheet(self.letter, self.ladder[number], two_sided=self.two_sided)
        return found

    def sides(self, letter: Letter, own: Sequence[Paragraph], sheet: _Sheet, frame: _Frame) -> tuple[Page, ...]:
        """The pages, blocks in reading order."""
        left_mm = sheet.column.left_mm
        blocks = [*frame.above]
        blocks += [Placed(block, left_mm, y) for block, y in zip(own, frame.own_mm, strict=True) if not block.blank]
        blocks += frame.below
        if letter.reply and sheet.foot.has_code:
            blocks += own_code(letter, letter.reply, sheet.foot)
        blocks += sheet.small
        front = Page(sheet.plan.paper, letter.lang, tuple(blocks), frame.art)
        return (front, back_of(letter, sheet.plan)) if self.two_sided else (front,)


def _shared_by(letter: Letter) -> _Shared:
    """What this letter shares with others; raises MissingGlyphs for all its characters that no face can draw."""
    reply = letter.reply
    shared_words = (*letter.signature, letter.date, *[value for _, value in letter.facts])
    try:
        return _shared(
            letter.lang,
            letter.letterhead,
            letter.closing,
            letter.signature,
            letter.date,
            letter.title,
            letter.facts,
            (reply.scan_line, reply.code_label, reply.phone_line) if reply else None,
            whole_in(_joined(shared_words), letter.keep),
            letter.large,
            letter.format,
            letter.look,
            letter.small_print,
            letter.folded,
        )
    except MissingGlyphs:  # say all that is missing, the guest's own characters too
        require_glyphs(letter.texts(), letter.face)
        raise


@lru_cache(maxsize=256)
def _joined(texts: tuple[str, ...]) -> str:
    return "\n".join(texts)


@lru_cache(maxsize=64)
def _shared(
    lang: str,
    letterhead: tuple[str, ...],
    closing: tuple[str, str],
    signature: tuple[str, ...],
    date: str,
    title: str,
    facts: tuple[tuple[str, str], ...],
    words: tuple[str, str, str] | None,
    keep: tuple[str, ...],
    large: bool,
    form: str,
    look: Look,
    small_print: tuple[str, ...],
    folded: bool,
) -> _Shared:
    """What letters share that are alike in these; thousands of letters ask, so the question is a plain tuple."""
    letter = Letter(
        lang=lang,
        letterhead=letterhead,
        salutation="",
        paragraphs=(),
        closing=closing,
        signature=signature,
        date=date,
        title=title,
        facts=facts,
        reply=Reply("", "", *words) if words else None,
        keep=keep,
        large=large,
        format=form,
        look=look,
        small_print=small_print,
        folded=folded,
    )
    require_glyphs(letter.texts(), letter.face)
    return _Shared(letter)


def _ladder(letter: Letter) -> Iterator[Setting]:
    size = _SIZES[letter.lang, letter.large]
    leadings = _LEADINGS[letter.lang]
    for leading in leadings:
        yield Setting(size, leading)
    yield Setting(size, leadings[-1], compact=True)
    while size - 0.5 >= _SMALLEST_PT:
        size -= 0.5
        yield Setting(size, leadings[-1], compact=True)
    yield Setting(size, _TIGHTEST[letter.lang], compact=True)
