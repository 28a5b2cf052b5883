"""Whether a letter sounds like one: simple, plain and true (简单、平淡、朴实), said as findings at their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from printing.texts.placeholders import code_of
from printing.texts.samples import SAMPLES
from printing.texts.unwelcome import CLAIMS, DENIED, SELLING, SET_PHRASES, STIFF

DENY = "deny"
WARN = "warn"

_WITHOUT_DETAIL = frozenset({"card", "club_welcome", "club_renewal", "postponed", "put_off", "cancelled"})
INVITATIONS = frozenset(
    {"salon", "lecture", "trip", "banquet", "online", "reception", "family", "sport", "visit", "charity"}
)
NEVER_SELLING = frozenset({"congratulation", "apology", "condolence", "thanks_unsigned"})
"""Letters in which any product, rate, invitation or code to scan is out of place."""

# How long a text may be: characters in Chinese, words in English.
_LENGTHS = {
    "zh": {"invitation": 300, "letter": 260, "card": 60, "greeting": 60, "postcard": 80, "sms": 70},
    "en": {"invitation": 180, "letter": 160, "card": 60, "greeting": 45, "postcard": 50, "sms": 30},
}
_LONGEST_SENTENCE = {"zh": 60, "en": 35}
# What the one sentence that may be longer tells of: when and where.
_WHEN_AND_WHERE = frozenset(
    {"date_cn", "date_num", "date_en", "date_formal", "time_cn", "time_num", "time_en", "time_formal", "venue"}
)
_SAYS_WHEN = {
    "zh": re.compile(r"月[〇一二三四五六七八九十廿\d]{1,3}日|[上下]午.{1,4}时|\d{1,2}[:：]\d{2}"),
    "en": re.compile(
        r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
        r"\b\d{1,2}(?::\d{2})? ?[ap]m\b"
    ),
}

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_MARKS = re.compile(r"\[\[|\]\]")
_MASK = "\ue000"  # in place of whatever is not the text itself, so that offsets stay and no phrase matches in it
_SENTENCE = {
    "zh": re.compile(r"[^。！？!?\n]+[。！？!?]?"),
    "en": re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?]?"),
}
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u26ff\u2700-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23fa\u2934\u2935\ufe0f\u20e3]+"
)
_SET_PHRASE = re.compile("|".join(SET_PHRASES))
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody should look at again: `code` names the rule, (start, end) the place in code points."""

    code: str
    start: int
    end: int
    severity: str


def check_style(text: str, *, kind: str, language: str, product: bool = False) -> list[Finding]:
    """What is wrong with the tone of `text`, in the order of its places.

    `text` may be a template or a filled letter; its placeholders count as long as what usually stands for them. `kind`
    is a kind of model text or another kind of letter (NEVER_SELLING, "postcard", "sms", "greeting"); `product` says
    that products are spoken of, which turns boasts from a warning into a refusal.
    """
    plain = _masked(text)
    found = [
        *_phrases(plain, kind, language, product),
        *(Finding("emoji", *match.span(), DENY) for match in _EMOJI.finditer(plain)),
        *_exclamations(plain, language),
        *_sentences(text, plain, kind, language),
        *_length(text, kind, language),
    ]
    if language == "zh":
        found += _set_phrases(plain)
    return sorted(found, key=lambda finding: (finding.start, -finding.end))


def check_template(text: str, *, kind: str, language: str, product: bool = False) -> list[Finding]:
    """Like `check_style`, for a template: it should also leave a place for the one thing that is this guest's own."""
    found = check_style(text, kind=kind, language=language, product=product)
    own = {"一事", "personal_detail"} & {match.group(1) for match in _FIELD.finditer(text)}
    if kind not in _WITHOUT_DETAIL and text.strip() and not own:
        found.append(Finding("no_detail", len(text), len(text), WARN))
    return found


def measured(text: str, language: str) -> int:
    """How long a text is: characters without blanks in Chinese, words in English, its placeholders filled as usual."""
    filled = _FIELD.sub(lambda match: _usual(match.group(1), language), _MARKS.sub("", text))
    return sum(not char.isspace() for char in filled) if language == "zh" else len(_WORD.findall(filled))


def _usual(name: str, language: str) -> str:
    return SAMPLES[language].get(code_of(name) or "", name)


def longest(kind: str, language: str) -> int:
    """How long a text of this kind should be at most, measured by `measured`."""
    lengths = _LENGTHS[language]
    return lengths["invitation"] if kind in INVITATIONS else lengths.get(kind, lengths["letter"])


def _masked(text: str) -> str:
    for pattern in (_FIELD, _MARKS):
        text = pattern.sub(lambda match: _MASK * len(match.group()), text)
    return text


@cache
def _expression(group: str, code: str, language: str) -> re.Pattern[str]:
    lists = {"denied": DENIED[language].get(code, ()), "claim": CLAIMS[language], "stiff": STIFF[language]}
    phrases = "|".join(SELLING[language] if group == "selling" else lists[group])
    return re.compile(phrases if language == "zh" else rf"\b(?:{phrases})(?!\w)", re.IGNORECASE)


def _phrases(plain: str, kind: str, language: str, product: bool) -> Iterator[Finding]:
    for code in DENIED[language]:
        yield from _each("denied", code, plain, language, DENY)
    yield from _each("claim", "claim", plain, language, DENY if product else WARN)
    yield from _each("stiff", "stiff", plain, language, WARN)
    if kind in NEVER_SELLING:
        yield from _each("selling", "selling", plain, language, DENY)


def _each(group: str, code: str, plain: str, language: str, severity: str) -> Iterator[Finding]:
    for match in _expression(group, code, language).finditer(plain):
        yield Finding(code, *match.span(), severity)


def _exclamations(plain: str, language: str) -> Iterator[Finding]:
    """In Chinese one is enough (敬礼！); an English letter needs none."""
    marks = [match.span() for match in re.finditer("[！!]", plain)]
    for start, end in marks if language == "en" else marks[1:]:
        yield Finding("exclamation", start, end, WARN)


def _set_phrases(plain: str) -> Iterator[Finding]:
    """万事如意 says nothing even by itself; of others, all after a paragraph's first."""
    at = 0
    for paragraph in plain.split("\n"):
        for number, match in enumerate(_SET_PHRASE.finditer(paragraph)):
            if number or match.group() == "万事如意":
                yield Finding("set_phrase", at + match.start(), at + match.end(), WARN)
        at += len(paragraph) + 1


def _sentences(text: str, plain: str, kind: str, language: str) -> Iterator[Finding]:
    """Sentences too long to be read once, but for the one that tells when and where."""
    excused = False
    for match in _SENTENCE[language].finditer(plain):
        start, end = match.span()
        if measured(text[start:end], language) <= _LONGEST_SENTENCE[language]:
            continue
        if kind in INVITATIONS | {"card"} and not excused and _tells_when(text[start:end], language):
            excused = True
            continue
        start += len(match.group()) - len(match.group().lstrip())
        yield Finding("long_sentence", start, end, WARN)


def _tells_when(sentence: str, language: str) -> bool:
    codes = {code_of(name) for name in _FIELD.findall(sentence)}
    return bool(codes & _WHEN_AND_WHERE) or bool(_SAYS_WHEN[language].search(sentence))


def _length(text: str, kind: str, language: str) -> Iterator[Finding]:
    """One finding over what is too much, from about the place where the text should have ended."""
    most = longest(kind, language)
    total = measured(text, language)
    if total > most:
        yield Finding("too_long", round(len(text) * most / total), len(text), WARN)
