"""From a letter file and a guest to the document, and what may be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from printing.alone.guests import Guest
from printing.alone.letter_file import LetterFile
from printing.alone.words import Trouble, sentence
from printing.designs.look import Look
from printing.documents.card import Card
from printing.documents.document import Document, sides
from printing.documents.letter import Letter, Reply
from printing.errors import (
    EmptyPlaceholder,
    LetterOverflow,
    MissingGlyphs,
    QrPayloadInvalid,
    SalutationUnknown,
)
from printing.press.page import Page
from printing.press.qr import symbol
from printing.texts.model_texts import CARD_FRAMES, FRAMES
from printing.texts.placeholders import fill, name_of
from printing.texts.salutation import card_name, salutation

# Said by the list or worked out from it, whatever columns it has.
_COMPUTED = frozenset(("salutation", "full_name"))
_LONGEST_WHOLE = 10  # characters that are kept on one line


class LeftOut(Exception):
    """A guest gets no letter; `problem` says why, in the reader's language."""

    def __init__(self, guest: Guest, problem: str) -> None:
        super().__init__(problem)
        self.guest = guest
        self.problem = problem


@dataclass(slots=True)
class Setup:
    """How the whole run is to look; `language` is that of the letters and `terminal` that of the messages."""

    letter: LetterFile
    columns: list[str]
    language: str
    terminal: str
    look: Look = field(default_factory=Look)
    format: str = "a4"
    large: bool = False
    folded: bool = False

    def check(self) -> None:
        """Raise Trouble for what would be wrong with every letter."""
        known = {*self.columns, *self.letter.values_for(self.language), *_COMPUTED}
        lacking = [code for code, must in self.letter.fields().items() if must and code not in known]
        if lacking:
            names = ", ".join(f"{{{name_of(code, self.terminal)}}}" for code in lacking)
            raise Trouble("missing-columns", names=names)


def pages_for(guest: Guest, setup: Setup) -> tuple[Page, ...]:
    """The guest's letter laid out. Raises LeftOut."""
    try:
        return sides(_document(guest, setup))
    except MissingGlyphs as error:
        raise LeftOut(guest, sentence(error.code, setup.terminal, characters=error.named)) from None
    except EmptyPlaceholder as error:
        name = name_of(str(error.details["code"]), setup.terminal)
        raise LeftOut(guest, sentence(error.code, setup.terminal, name=name)) from None
    except LetterOverflow as error:
        raise LeftOut(guest, sentence(error.code, setup.terminal, **error.details)) from None
    except QrPayloadInvalid as error:
        payload = _payload(guest.cells.get("url", ""))
        raise LeftOut(guest, sentence(error.code, setup.terminal, payload=payload)) from None
    except SalutationUnknown as error:
        raise LeftOut(guest, sentence(error.code, setup.terminal)) from None


def _document(guest: Guest, setup: Setup) -> Document:
    letter, language = setup.letter, setup.language
    person = guest.person()
    if not (person.full_name or person.override):
        raise LeftOut(guest, sentence("no-name", setup.terminal))
    values = {
        **letter.values_for(language),
        **{code: text for code, text in guest.cells.items() if text},
        "full_name": person.full_name,
        "salutation": salutation(person, language),
    }
    keep = [values[code] for code in ("salutation", "rm_name", "rm_phone", "speaker") if values.get(code)]
    named = _card_name(guest, setup)
    shared: dict[str, Any] = {
        "lang": language,
        "letterhead": letter.letterhead,
        "title": letter.title,
        "closing": letter.closing,
        "facts": tuple((label, text) for _, label, row in letter.facts if (text := fill(row, values, language))),
        "reply": _reply(guest, setup, values),
        "keep": tuple(text for text in (*keep, named) if 0 < len(text) <= _LONGEST_WHOLE or text.isascii()),
        "large": setup.large or guest.large,
        "look": setup.look,
        "small_print": letter.small_print,
    }
    paragraphs = tuple(text for _, line in letter.body if (text := fill(line, values, language).strip()))
    signature = tuple(text for _, line in letter.signature if (text := fill(line, values, language).strip()))
    if setup.format == "card":
        frame = CARD_FRAMES[language]
        reply_by = fill(frame.reply_by, values, language) if values.get("deadline") else ""
        dress = fill(frame.dress, values, language)
        return Card(**shared, guest=named, lines=paragraphs, signature=signature, reply_by=reply_by, dress=dress)
    return Letter(
        **shared,
        salutation=fill(FRAMES[language].salutation, values, language),
        paragraphs=paragraphs,
        signature=signature,
        date=values.get("sign_date", ""),
        format=setup.format,
        folded=setup.folded,
    )


def _card_name(guest: Guest, setup: Setup) -> str:
    """王文静女士; where no title is known, as the list addresses the guest."""
    person = guest.person()
    if setup.language == "en":
        return salutation(person, "en").removeprefix("Dear ")
    try:
        return card_name(person) if person.full_name else person.override
    except SalutationUnknown:
        return person.override.removeprefix("尊敬的")


def _reply(guest: Guest, setup: Setup, values: dict[str, str]) -> Reply | None:
    if "url" not in setup.columns:
        return None
    frame = FRAMES[setup.language]
    if not guest.cells.get("url"):  # one letter without the code that all others have is a slip
        raise LeftOut(guest, sentence("no-code", setup.terminal))
    payload = _payload(guest.cells["url"])
    symbol(payload, "H" if setup.folded else "M")  # refuses now what the press would refuse in the middle of the run
    code = values.get("short_code", "")
    call = values.get("rm_phone") and values.get("rm_name")
    return Reply(
        qr_payload=payload,
        short_code=code,
        scan_line=frame.scan,
        code_label=frame.code if code else "",
        phone_line=fill(frame.call, values, setup.language) if call else "",
    )


def _payload(url: str) -> str:
    """The address with its scheme and host in capitals, which mean the same and make a smaller code."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.upper()}{mark}{host.upper()}{slash}{path}" if mark else url
