"""What an event's letters say besides its plan: the particulars that its texts name, and the risks to warn of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clients.models import Client, Gender
from core.errors import DomainError
from events.models import Event, Risk
from invitations.letters.setup import CARD, LANGUAGES
from invitations.letters.values import letter_values
from invitations.models import Invitation, Means
from printing.errors import PrintingError
from printing.texts.model_texts import CARD_FRAMES, FRAMES, ModelText
from printing.texts.placeholders import FIELDS, fields_of
from printing.texts.samples import SAMPLES
from printing.texts.templates import text_for
from staff.models import Staff

_ELSEWHERE = frozenset(
    {
        "salutation", "full_name", "card_name", "personal_detail", "table", "short_code",  # of the guest
        "unit", "branch", "rm_name", "rm_phone",  # of whoever writes
        "event_title", "venue", "address", "parking", "speaker", "heads",  # of the event's plan
        "date_cn", "date_num", "date_en", "weekday", "time_cn", "time_num", "time_en", "date_formal",
        "time_formal", "duration", "deadline", "planned_date",
        "sign_date", "closing",  # of the clock
    }
)  # fmt: skip
"""What a letter has from elsewhere; a particular of that name would contradict it, or never be read."""
_FORMAL = frozenset({"banquet", "reception", "charity"})
"""Kinds of event to which one is also asked by a formal card."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A particular that the letters name, by language: whether they must have it, and what stands there else."""

    code: str
    needed: Mapping[str, bool]
    usual: Mapping[str, str]


def asked(event: Event, now: datetime) -> list[Asked]:
    """The particulars that the event's texts use, in both languages, those of its own kind first."""
    used: dict[str, dict[str, bool]] = {language: _used(event, language) for language in LANGUAGES}
    usual = {language: letter_values(_unfilled(event, language), now) for language in LANGUAGES}
    codes = {code for found in used.values() for code in found} - _ELSEWHERE
    return [
        Asked(
            code,
            needed={
                language: used[language].get(code, False) and not usual[language].get(code) for language in LANGUAGES
            },
            usual={language: usual[language].get(code, "") for language in LANGUAGES},
        )
        for code in _in_order(codes)
    ]


def _in_order(codes: set[str]) -> list[str]:
    everywhere = {code for frame in FRAMES.values() for _label, row in frame.facts for code in fields_of(row)}
    known = [code for code, _chinese in FIELDS if code in codes]
    return sorted(known, key=lambda code: code in everywhere | {"companions_text"})


def _used(event: Event, language: str) -> dict[str, bool]:
    """The placeholders of all texts that this event may be written with, each with whether it must have a value."""
    kinds = [event.format.value, *([CARD] if event.format.value in _FORMAL else [])]
    found: dict[str, bool] = {}
    for kind in kinds:
        text, _version = text_for(event.branch_id, kind, language)
        for part in _parts(text):
            try:
                fields = fields_of(part)
            except PrintingError:
                continue  # an approved text is sound; a model text that isn't is found by its own test
            for code, must in fields.items():
                found[code] = found.get(code, False) or must
    return found


def _parts(text: ModelText) -> Iterable[str]:
    frame = FRAMES[text.lang]
    yield from (text.body, *text.closing)
    if text.kind == CARD:
        card = CARD_FRAMES[text.lang]
        yield from (*card.signature, card.reply_by, card.dress, *(row for _label, row in card.facts))
    else:
        yield from (*frame.signature, *(row for _label, row in frame.facts))


def said(event: Event, language: str) -> dict[str, str]:
    """The particulars as they are kept, by code."""
    return {code: str(text) for code, text in (event.particulars or {}).get(language, {}).items()}


def save_wording(event: Event, particulars: Mapping[str, Mapping[str, str]], risks: Iterable[Risk]) -> None:
    """Keep the particulars given (an empty one is forgotten, one that was not asked stays) and the risks.

    Raises DomainError("event_closed").
    """
    if event.over:
        raise DomainError("event_closed")
    put(event, particulars, risks)


def put(event: Event, particulars: Mapping[str, Mapping[str, str]], risks: Iterable[Risk]) -> None:
    """Like `save_wording`, for a trial that is never kept, whatever the event's state."""
    kept: dict[str, Any] = {}
    for language in LANGUAGES:
        whole = said(event, language) | dict(particulars.get(language, {}))
        kept[language] = {code: text for code, text in whole.items() if text.strip()}
    event.particulars = kept
    chosen = set(risks)
    event.risks = [risk.value for risk in Risk if risk in chosen]


def sample_invitation(event: Event, language: str) -> Invitation:
    """An invitation of nobody's to this event, to see the letter as a guest will; it is never added to the database."""
    return _sample(event, language, personal_detail=SAMPLES[language]["personal_detail"])


def _unfilled(event: Event, language: str) -> Invitation:
    """The same for the values that stand where no particular was written."""
    plain = Event(**{name: getattr(event, name) for name in _PLAN}, particulars={}, risks=[])
    return _sample(plain, language, personal_detail="")


_PLAN = (
    "format", "title", "title_en", "speaker", "speaker_en", "venue", "venue_en", "address", "address_en", "parking",
    "parking_en", "companions", "companions_most", "starts_at", "ends_at", "reply_by", "zone", "capacity", "branch_id",
    "branch",
)  # fmt: skip


def _sample(event: Event, language: str, *, personal_detail: str) -> Invitation:
    sample = SAMPLES[language]
    writer = Staff(name=SAMPLES["zh"]["rm_name"], name_en=SAMPLES["en"]["rm_name"], phone=sample["rm_phone"])
    writer.branch = event.branch
    guest = Client(
        surname="王", given_name="文静", name_en="Wang Wenjing", gender=Gender.FEMALE, title="", salutation_override="",
        language=language, phone="", postal_address="", postcode="", country="CN", birth_date=None,
    )  # fmt: skip
    guest.rm = writer
    return Invitation(
        event=event, client=guest, language=language, personal_detail=personal_detail, send_by=Means.BY_HAND
    )
