"""From a model text and a client's values to a letter: every template filled, nothing drawn yet."""

from collections.abc import Mapping

from printing.documents.letter import Letter, Reply
from printing.texts.model_texts import FRAMES, Frame, ModelText
from printing.texts.placeholders import fill, fill_paragraphs

# Values that no line may split, in either language.
_WIDE_SPACE = "\u3000"  # between the name and the word after it
_WHOLE_VALUES = (
    "salutation",
    "full_name",
    "rm_name",
    "rm_phone",
    "time_num",
    "time_en",
    "date_en",
    "deadline",
    "speaker",
)
# in columns (a Chinese character takes two): a longer one kept whole would leave a hole at the end of a line.
_LONGEST_WHOLE = 20


def compose(
    text: ModelText,
    values: Mapping[str, str],
    *,
    letterhead: tuple[str, ...],
    qr_payload: str | None = None,
    large: bool = False,
    keep: tuple[str, ...] = (),
) -> Letter:
    """A letter of this text to one client.

    `values` are keyed by the codes of printing/texts/placeholders.py; `keep` adds strings that stay whole (王文静女士).
    With a `qr_payload` the letter has the reply part, for which `short_code` and `rm_phone` are needed. Raises
    UnknownPlaceholder, EmptyPlaceholder or BrokenTemplate.
    """
    frame, lang = FRAMES[text.lang], text.lang
    return Letter(
        lang=lang,
        letterhead=letterhead,
        title=text.title,
        salutation=fill(frame.salutation, values, lang),
        paragraphs=fill_paragraphs(text.body, values, lang),
        closing=text.closing,
        signature=_signature(text, frame, values),
        date=fill(frame.date, values, lang),
        facts=_facts(frame, values, lang),
        reply=_reply(frame, values, lang, qr_payload) if qr_payload else None,
        keep=(*keep, *_whole(values)),
        large=large,
    )


def _whole(values: Mapping[str, str]) -> list[str]:
    present = [values[code] for code in _WHOLE_VALUES if values.get(code)]
    return [value for value in present if sum(1 if char < "\u2e80" else 2 for char in value) <= _LONGEST_WHOLE]


def _signature(text: ModelText, frame: Frame, values: Mapping[str, str]) -> tuple[str, ...]:
    *before, person = (fill(line, values, text.lang) for line in frame.signature)
    return (*before, f"{person}{text.suffix and _WIDE_SPACE + text.suffix}")


def _facts(frame: Frame, values: Mapping[str, str], lang: str) -> tuple[tuple[str, str], ...]:
    rows = ((label, fill(template, values, lang)) for label, template in frame.facts)
    # A value that goes on in a sentence ("the tea room") begins a row here.
    return tuple((label, value[0].upper() + value[1:]) for label, value in rows if value)


def _reply(frame: Frame, values: Mapping[str, str], lang: str, qr_payload: str) -> Reply:
    return Reply(
        qr_payload=qr_payload,
        short_code=fill("{short_code}", values, lang),
        scan_line=frame.scan,
        code_label=frame.code,
        phone_line=fill(frame.call, values, lang),
    )
