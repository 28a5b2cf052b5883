"""What a formal card says: 请柬 in Chinese, the third-person card in English; card_layout.py lays it out."""

from __future__ import annotations

from dataclasses import dataclass, field

from printing.designs.look import Look
from printing.documents.letter import Reply, base_face


@dataclass(frozen=True, slots=True)
class Card:
    """One card, every string as it is to be printed; nothing in it is markup.

    `guest` is the guest's name, on the card only when the branch's look says so. Chinese: `lines` are the invitation,
    `closing` its raised end (恭请, 光临), `signature` the host. English: `lines` stand centred, the host's first.
    `facts` are what else must be known, `reply_by` asks for the answer, `dress` stands opposite it.
    """

    lang: str
    letterhead: tuple[str, ...]
    title: str
    guest: str
    lines: tuple[str, ...]
    closing: tuple[str, str]
    signature: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    reply_by: str = ""
    dress: str = ""
    reply: Reply | None = None
    keep: tuple[str, ...] = ()
    large: bool = False
    look: Look = field(default_factory=Look)
    small_print: tuple[str, ...] = ()

    @property
    def face(self) -> str:
        """Kai for Chinese, Garamond for English."""
        return base_face(self.lang)

    def texts(self) -> tuple[str, ...]:
        """Everything that will be drawn as text, for checks."""
        reply = self.reply
        return (
            *self.letterhead,
            self.title,
            *((self.guest,) if self.look.card_named else ()),
            *self.lines,
            *self.closing,
            *self.signature,
            *(part for row in self.facts for part in row),
            self.reply_by,
            self.dress,
            *((reply.scan_line, reply.code_label, reply.short_code, reply.phone_line) if reply else ()),
            *self.small_print,
        )
