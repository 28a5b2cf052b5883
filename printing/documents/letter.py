"""What a letter says; letter_layout.py lays it out."""

from __future__ import annotations

from dataclasses import dataclass, field

from printing.designs.look import Look
from printing.setting import faces


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
    `large` sets the text for older readers. `format` is "a4" or "a5"; `small_print` stands at the very end, a line or
    more each; a letter that will be `folded` for its envelope has a code that bears a crease.
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
    format: str = "a4"
    look: Look = field(default_factory=Look)
    small_print: tuple[str, ...] = ()
    folded: bool = False

    @property
    def face(self) -> str:
        """The face that the letter speaks in: Kai for Chinese, Garamond for English."""
        return base_face(self.lang)

    @property
    def code_level(self) -> str:
        """How much of its code may be lost."""
        return "H" if self.folded else "M"

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
            *self.small_print,
        )


def base_face(lang: str) -> str:
    """The face of a language's letters."""
    return faces.LATIN if lang == "en" else faces.KAI


def short_code_grouped(code: str) -> str:
    """7KQ4MY8P as it is read aloud and typed: 7KQ4-MY8P."""
    bare = code.replace("-", "")
    return "-".join(bare[i : i + 4] for i in range(0, len(bare), 4))
