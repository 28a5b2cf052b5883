"""What a letter says, read through before it is printed: style, products without their warning, a wrong weekday."""

from __future__ import annotations

import re
from collections.abc import Iterator

from events.models import Event
from invitations.letters.setup import CARD, Setup
from invitations.models import Invitation
from invitations.runs.problems import Mend, Problem, ProblemKind
from printing.documents.card import Card
from printing.documents.document import Document
from printing.texts.calendar_words import weekday_cn, weekday_en
from printing.texts.style import DENY, check_style

_WEEKDAY = re.compile(
    r"(?:星期|(?<![一二三四五六七八九十每两上下本这几\d])周)([一二三四五六日天])(?![一二三四五六七八九十次年间])"
)
_WEEKDAY_EN = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_PRODUCTS = re.compile(
    r"理财|基金|保险|投资|私募|信托|债券|股票|股市|行情|利率|黄金|\b(?:fund|funds|insurance|investments?|investing|bonds?"
    r"|shares|stock market|wealth management|interest rates?)\b",
    re.IGNORECASE,
)
_LONGEST_QUOTE = 30
_OF_ALL = frozenset({"too_long"})  # what is found of the text as a whole quotes no passage


def said_findings(invitation: Invitation, letter: Document, setup: Setup) -> Iterator[Problem]:
    """What should be looked at again in what this letter says; each names the passage and the page that mends it."""
    yield from _style(invitation, letter)
    yield from _weekday(invitation, setup)
    yield from _risk_line(invitation, setup)


def _style(invitation: Invitation, letter: Document) -> Iterator[Problem]:
    event = invitation.event
    text = "\n".join(letter.lines if isinstance(letter, Card) else letter.paragraphs)
    kind = CARD if isinstance(letter, Card) else event.format.value
    language = invitation.language
    for finding in check_style(text, kind=kind, language=language, product=bool(event.risks)):
        passage = "" if finding.code in _OF_ALL else text[finding.start : finding.end].strip()
        mend, subject_id = _source(invitation, passage)
        yield Problem(
            ProblemKind.STYLE_DENIED if finding.severity == DENY else ProblemKind.STYLE,
            mend,
            subject_id,
            detail=f"{finding.code}:{_quoted(passage)}",
        )


def _quoted(passage: str) -> str:
    return passage if len(passage) <= _LONGEST_QUOTE else f"{passage[:_LONGEST_QUOTE]}…"


def _source(invitation: Invitation, passage: str) -> tuple[Mend, int]:
    """Who wrote these words: the manager about the guest, the organiser of the event, or the template's author."""
    event = invitation.event
    if passage and passage in invitation.personal_detail:
        return Mend.DETAIL, event.id
    if passage and any(passage in words for words in (event.title, event.title_en, event.speaker, event.speaker_en)):
        return Mend.EVENT, event.id
    if passage and any(passage in str(words) for told in event.particulars.values() for words in told.values()):
        return Mend.PARTICULARS, event.id
    return Mend.TEMPLATE, event.id


def _weekday(invitation: Invitation, setup: Setup) -> Iterator[Problem]:
    """A weekday that somebody wrote by hand and that is none of the event's: the computed ones are always right."""
    event, language = invitation.event, invitation.language
    days = (event.local_start, event.local_end, event.local_reply_by)
    if language == "en":
        right, pattern = {weekday_en(day).removesuffix("day") for day in days}, _WEEKDAY_EN
    else:
        right, pattern = {weekday_cn(day)[-1] for day in days}, _WEEKDAY
    told = " ".join(str(words) for words in event.particulars.get(language, {}).values())
    title = event.title_en if language == "en" else event.title
    for mend, words in (
        (Mend.DETAIL, invitation.personal_detail),
        (Mend.EVENT, title),
        (Mend.PARTICULARS, told),
        (Mend.TEMPLATE, setup.texts[language].body),
    ):
        for found in pattern.finditer(words):
            if found.group(1).replace("天", "日") not in right:
                yield Problem(ProblemKind.WEEKDAY, mend, event.id, detail=found.group(0))


def _risk_line(invitation: Invitation, setup: Setup) -> Iterator[Problem]:
    """An evening that speaks of products and has no warning ticked. The model texts are known to speak of none."""
    event = invitation.event
    if event.risks:
        return
    own = setup.texts[invitation.language].body if invitation.language in setup.versions else ""
    for mend, words in (
        (Mend.EVENT, _titles(event)),
        (Mend.DETAIL, invitation.personal_detail),
        (Mend.TEMPLATE, own),
    ):
        found = _PRODUCTS.search(words)
        if found:
            yield Problem(ProblemKind.RISK_LINE, Mend.EVENT, event.id, detail=found.group(0), whose=mend.value)
            return


def _titles(event: Event) -> str:
    return f"{event.title} {event.title_en}"
