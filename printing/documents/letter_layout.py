"""Where everything stands on a letter's page, in mm from the top left, and how it is made to fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from printing.designs.art import Art, folds_of
from printing.designs.plan import plan_of
from printing.documents.blocks import require_glyphs, whole_in
from printing.documents.letter import Letter, Reply
from printing.documents.letter_back import back_of
from printing.documents.letter_column import Column, Own, Setting
from printing.documents.letter_foot import foot_of, own_marks
from printing.documents.letter_head import head_of
from printing.errors import LetterOverflow, MissingGlyphs
from printing.press import qr
from printing.press.page import Page, Placed
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


@dataclass(frozen=True, slots=True)
class Laid:
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
    code = (letter.reply.short_code,) if letter.reply else ()
    require_glyphs((letter.salutation, *letter.paragraphs, *code), letter.face)
    if letter.reply:
        qr.symbol(letter.reply.qr_payload, letter.code_level)  # refused here, before there is any ink
    own = [(text, whole_in(text, letter.keep)) for text in (letter.salutation, *letter.paragraphs)]
    over_mm = 0.0
    for number, setting in enumerate(shared.ladder):
        sheet = shared.sheet(number, setting)
        column = sheet.column
        signature_mm = sheet.signature_at(column.end_mm(column.rows_of(own)))
        over_mm = sheet.over(signature_mm)
        if over_mm <= 0:
            return Laid(shared.sides(letter, own, sheet, signature_mm), setting)
    raise LetterOverflow(over_mm=round(over_mm, 1))


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

    def signature_at(self, y: float) -> float:
        """The signature's first baseline: after the text, and below a fold that would go through it."""
        if self.letter.folded:
            rises = pt_to_mm(self.column.setting.size_pt) + _CLEAR_OF_FOLD_MM
            for fold in folds_of(self.plan.paper):
                if y - rises < fold < y + self._tall_mm + _CLEAR_OF_FOLD_MM:
                    y = fold + rises
        return y

    def over(self, signature_mm: float) -> float:
        """By how much the letter runs over (mm); 0 or less fits."""
        if self.too_wide_mm > 0:
            return self.too_wide_mm
        bottom = signature_mm + self._tall_mm + _CLEAR_OF_FOOT_MM
        look = self.letter.look
        if look.seal:
            bottom = max(bottom, self._seal_centre(signature_mm) + look.seal_mm / 2 + _CLEAR_OF_SEAL_MM)
        return bottom - self.foot.top_mm

    def art(self, signature_mm: float) -> Art:
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

    def sheet(self, number: int, setting: Setting) -> _Sheet:
        """The sheet of a step of the ladder, made at its first use."""
        found = self._sheets.get(number)
        if found is None:
            found = self._sheets[number] = _Sheet(self.letter, setting, two_sided=self.two_sided)
        return found

    def sides(self, letter: Letter, own: Sequence[Own], sheet: _Sheet, signature_mm: float) -> tuple[Page, ...]:
        """The pages, blocks in reading order."""
        blocks = [Placed(sheet.head, 0.0, 0.0), *sheet.column.placed(own, signature_mm)]
        blocks.append(Placed(sheet.foot.block, 0.0, 0.0))
        if letter.reply and sheet.foot.has_code:
            blocks.append(own_marks(letter, letter.reply, sheet.foot))
        blocks.append(Placed(sheet.foot.small, 0.0, 0.0))
        shown = tuple([placed for placed in blocks if placed.block.marks])
        front = Page(sheet.plan.paper, letter.lang, shown, sheet.art(signature_mm))
        return (front, back_of(letter, sheet.plan)) if self.two_sided else (front,)


def _shared_by(letter: Letter) -> _Shared:
    """What this letter shares with others; raises MissingGlyphs for all its characters that no face can draw."""
    try:
        return _shared(_without_guest(letter))
    except MissingGlyphs:  # say all that is missing, the guest's own characters too
        require_glyphs(letter.texts(), letter.face)
        raise


def _without_guest(letter: Letter) -> Letter:
    """The letter without the words that only its own guest reads."""
    reply = letter.reply
    shared_words = (*letter.signature, letter.date, *[value for _, value in letter.facts])
    return Letter(
        lang=letter.lang,
        letterhead=letter.letterhead,
        salutation="",
        paragraphs=(),
        closing=letter.closing,
        signature=letter.signature,
        date=letter.date,
        title=letter.title,
        facts=letter.facts,
        reply=Reply("", "", reply.scan_line, reply.code_label, reply.phone_line) if reply else None,
        keep=whole_in(_joined(shared_words), letter.keep),
        large=letter.large,
        format=letter.format,
        look=letter.look,
        small_print=letter.small_print,
        folded=letter.folded,
    )


@lru_cache(maxsize=256)
def _joined(texts: tuple[str, ...]) -> str:
    return "\n".join(texts)


@lru_cache(maxsize=64)
def _shared(letter: Letter) -> _Shared:
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
