"""Everything an invitation may be on paper, through one door: laid out as pages, frozen as text, thawed again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from printing.designs.look import Look
from printing.documents.card import Card
from printing.documents.card_layout import lay_out_card
from printing.documents.letter import Letter, Reply
from printing.documents.letter_layout import lay_out
from printing.press.page import Page

Document = Letter | Card

PILE = "pile"
"""Beside a frozen document, with whose letters its sheet lies; no part of the document."""


def fit(document: Document) -> Page:
    """The front.

    Raises MissingGlyphs, QrPayloadInvalid, or LetterOverflow for what doesn't fit its paper at the smallest setting.
    """
    return sides(document)[0]


def sides(document: Document) -> tuple[Page, ...]:
    """All sides in the order of printing: a letter on A5 has its facts and its code on the back. Raises like `fit`.

    A print run prints these; documents of one format have one number of sides.
    """
    return (lay_out_card(document),) if isinstance(document, Card) else lay_out(document).sides


def freeze(document: Document) -> dict[str, Any]:
    """The document as JSON keeps it. Its codes stay out: a copy of the database must not hold them."""
    content = asdict(document)
    if document.reply:
        del content["reply"]["qr_payload"], content["reply"]["short_code"]
    if isinstance(document, Card):
        content["format"] = "card"
    return content


def thaw(content: dict[str, Any], *, qr_payload: str, short_code: str) -> Document:
    """The frozen document with its codes put back; the same content and codes give the same page."""
    values = {name: _tuples(value) for name, value in content.items() if name != PILE}
    reply = content["reply"]
    values["reply"] = Reply(qr_payload=qr_payload, short_code=short_code, **reply) if reply else None
    if "look" in values:
        values["look"] = Look(**content["look"])
    if values.get("format") == "card":
        del values["format"]
        return Card(**values)
    return Letter(**values)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, (list, tuple)) else value
