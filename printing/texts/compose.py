"""From a text and a client's values to a document: every template filled, nothing laid out yet."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from printing.designs.look import Look
from printing.documents.card import Card
from printing.documents.document import Document
from printing.documents.letter import Letter, Reply
from printing.texts.model_texts import CARD_FRAMES, FRAMES, CardFrame, Frame, ModelText, frame_of
from printing.texts.placeholders import fields_of, fill

# Values that no line may split, in either language.
_WIDE_SPACE = "\u3000"  # between the name and the word after it
_WHOLE_VALUES = (
    "salutation",
    "full_name",
    "rm_name",
    "rm_phone",
    "time_num",
    "time_en",
    "date_formal",
    "time_formal",
    "date_en",
    "deadline",
    "speaker",
    "member_no",
)
# in columns (a Chinese character takes two): a longer one kept whole would leave a hole at the end of a line.
_LONGEST_WHOLE = 20
_NARROW_BELOW = "\u2e80"  # the first of the full-width characters
_POLITE_BEFORE = ("尊敬的", "Dear ")
# A traditional card has no punctuation: where a mark would stand, it has a space.
_MARKS = str.maketrans({**dict.fromkeys("，。、；：？！,.;:!?（）()", _WIDE_SPACE), **dict.fromkeys("“”‘’《》", "")})


def compose(
    text: ModelText,
    values: Mapping[str, str],
    *,
    letterhead: tuple[str, ...],
    qr_payload: str | None = None,
    large: bool = False,
    keep: tuple[str, ...] = (),
    look: Look | None = None,
    format: str = "a4",
    small_print: tuple[str, ...] = (),
    folded: bool = False,
) -> Document:
    """A letter of this text to one client on "a4" or "a5", or the formal "card".

    `values` are keyed by the codes of printing/texts/placeholders.py; `keep` adds strings that stay whole (王文静女士).
    With a `qr_payload` the document has the reply part, for which `short_code` and `rm_phone` are needed. A card names
    the guest as `card_name` among the values says (王文静女士), or else as the salutation does. Raises
    UnknownPlaceholder, EmptyPlaceholder or BrokenTemplate.
    """
    look = look or Look()
    if format == "card":
        card = _card(text, values, letterhead, qr_payload, look)
        return replace(card, keep=(card.guest, *keep, *_whole(values)), large=large, small_print=small_print)
    frame, lang = frame_of(text), text.lang
    return Letter(
        lang=lang,
        letterhead=letterhead,
        title=text.title,
        salutation=_filled(frame.salutation, values, lang),
        paragraphs=_paragraphs(text.body, values, lang),
        closing=_closing(text, values),
        signature=_signature(text, frame.signature, values),
        date=_filled(frame.date, values, lang),
        facts=_facts(frame.facts, values, lang),
        reply=_reply(frame, values, lang, qr_payload) if qr_payload else None,
        keep=(*keep, *_whole(values)),
        large=large,
        format=format,
        look=look,
        small_print=small_print,
        folded=folded,
    )


def _card(
    text: ModelText,
    values: Mapping[str, str],
    letterhead: tuple[str, ...],
    qr_payload: str | None,
    look: Look,
) -> Card:
    frame, lang = CARD_FRAMES[text.lang], text.lang
    plain = _bare if lang == "zh" and not look.card_punctuated else str
    guest = values.get("card_name", "") or _without_politeness(values.get("salutation", ""))
    return Card(
        lang=lang,
        letterhead=letterhead,
        title=text.title,
        guest=guest,
        lines=tuple(plain(line) for line in _lines(text, frame, values, look)),
        closing=_closing(text, values),
        signature=_signature(text, frame.signature, values),
        facts=tuple((label, plain(value)) for label, value in _facts(frame.facts, values, lang)),
        reply_by=plain(_filled(frame.reply_by, values, lang)),
        dress=_capital(_filled(frame.dress, values, lang)),
        reply=_card_reply(text.lang, values, qr_payload) if qr_payload else None,
        look=look,
    )


def _card_reply(lang: str, values: Mapping[str, str], qr_payload: str) -> Reply:
    """As a letter's, in fewer words."""
    card = CARD_FRAMES[lang]
    return replace(_reply(FRAMES[lang], values, lang, qr_payload), scan_line=card.scan, code_label=card.code)


def _lines(text: ModelText, frame: CardFrame, values: Mapping[str, str], look: Look) -> tuple[str, ...]:
    """The card's lines; in English the host's own is followed by whose company is asked for."""
    host, *others = _paragraphs(text.body, values, text.lang)
    return (host, *(frame.named if look.card_named else frame.unnamed), *others)


def _bare(text: str) -> str:
    """Without punctuation, however many marks stood there: 三号厅（东侧） is 三号厅　东侧."""
    return _WIDE_SPACE.join(part for part in text.translate(_MARKS).split(_WIDE_SPACE) if part.strip())


def _without_politeness(salutation: str) -> str:
    for word in _POLITE_BEFORE:
        salutation = salutation.removeprefix(word)
    return salutation


def _paragraphs(body: str, values: Mapping[str, str], lang: str) -> tuple[str, ...]:
    """A paragraph a line of the text; one that came out empty is left out."""
    filled = (_filled(line, values, lang) for line in _lines_of(body))
    return tuple([line.strip() for line in filled if line.strip()])


@lru_cache(maxsize=256)
def _lines_of(body: str) -> tuple[str, ...]:
    return tuple(body.strip().splitlines())


def _filled(template: str, values: Mapping[str, str], lang: str) -> str:
    """The template filled; paragraphs that say the same to every guest are filled once."""
    fields = _fields_of(template)
    return _fill(template, fields, tuple([values.get(code, "") for code in fields]), lang)


@lru_cache(maxsize=512)
def _fields_of(template: str) -> tuple[str, ...]:
    return tuple(fields_of(template))


@lru_cache(maxsize=2048)
def _fill(template: str, fields: tuple[str, ...], values: tuple[str, ...], lang: str) -> str:
    return fill(template, dict(zip(fields, values, strict=True)), lang)


def _whole(values: Mapping[str, str]) -> list[str]:
    present = [values[code] for code in _WHOLE_VALUES if values.get(code)]
    return [value for value in present if _columns(value) <= _LONGEST_WHOLE]


@lru_cache(maxsize=2048)
def _columns(value: str) -> int:
    return sum(1 if char < _NARROW_BELOW else 2 for char in value)


def _signature(text: ModelText, templates: tuple[str, ...], values: Mapping[str, str]) -> tuple[str, ...]:
    if not templates:
        return ()
    *before, person = (_filled(line, values, text.lang) for line in templates)
    return (*before, f"{person}{text.suffix and _WIDE_SPACE + text.suffix}")


def _closing(text: ModelText, values: Mapping[str, str]) -> tuple[str, str]:
    """The pair, which may name the season's wish: 顺颂 and {结语}."""
    first, second = (_filled(half, values, text.lang) for half in text.closing)
    return first, second


def _facts(rows: tuple[tuple[str, str], ...], values: Mapping[str, str], lang: str) -> tuple[tuple[str, str], ...]:
    filled = ((label, _filled(template, values, lang)) for label, template in rows)
    # A value that goes on in a sentence ("the tea room") begins a row here.
    return tuple([(label, _capital(value)) for label, value in filled if value])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reply(frame: Frame, values: Mapping[str, str], lang: str, qr_payload: str) -> Reply:
    return Reply(
        qr_payload=qr_payload,
        short_code=values.get("short_code") or _filled("{short_code}", values, lang),
        scan_line=frame.scan,
        code_label=frame.code,
        phone_line=_filled(frame.call, values, lang),
    )
