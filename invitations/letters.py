"""From an invitation to the letter that is printed, in the client's language, and what stands in its way."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from clients.contact import holds_on
from clients.models import Client
from clients.naming import chinese_address, salutation
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.models import Invitation, ReplyState
from invitations.tokens import CODE_LENGTH, TOKEN_LENGTH, Codes
from printing.documents.letter import Letter, fit
from printing.errors import LetterOverflow, MissingGlyphs
from printing.setting import faces
from printing.texts.calendar_words import (
    date_cn,
    date_en,
    for_letter,
    long_date_en,
    month_day_cn,
    number_cn,
    time_cn,
    time_en,
)
from printing.texts.compose import compose
from printing.texts.model_texts import FRAMES, model_text
from printing.texts.placeholders import fields_of
from staff.models import Staff

LARGE_FROM_AGE = 60
_WELCOME_BEFORE = timedelta(minutes=30)  # from when somebody stands at a banquet's door
_WIDEST = Codes("W" * TOKEN_LENGTH, "W" * CODE_LENGTH)
"""Codes to try a letter with: as wide as any, and nobody's."""


class ProblemKind(enum.Enum):
    """Why a letter can't be printed."""

    EVENT_OVER = "event_over"
    DEADLINE_OVER = "deadline_over"
    EVENT_LACKS = "event_lacks"
    STAFF_LACKS = "staff_lacks"
    SALUTATION = "salutation"
    CHARACTERS = "characters"
    OVERFLOW = "overflow"
    HOLD = "hold"
    REVOKED = "revoked"
    DECLINED = "declined"


class Mend(enum.Enum):
    """Where a problem is mended."""

    EVENT = "event"
    CLIENT = "client"
    STAFF = "staff"
    GUESTS = "guests"


@dataclass(frozen=True)
class Problem:
    """One reason, where to mend it, and what its sentence quotes."""

    kind: ProblemKind
    mend: Mend
    subject_id: int
    detail: str = ""  # a field's code, a hold's kind, characters, millimetres
    whose: str = ""

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "kind": self.kind.value,
            "mend": self.mend.value,
            "subject_id": self.subject_id,
            "detail": self.detail,
            "whose": self.whose,
        }

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored | {"kind": ProblemKind(stored["kind"]), "mend": Mend(stored["mend"])})


def age_on(birth_date: date, day: date) -> int:
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def reads_large(client: Client, day: date) -> bool:
    """Whether letters and pages are set large for this client: from sixty on."""
    return client.birth_date is not None and age_on(client.birth_date, day) >= LARGE_FROM_AGE


def compose_letter(invitation: Invitation, codes: Codes, *, now: datetime) -> Letter:
    """The letter as it would be printed now.

    Raises DomainError("salutation_unknown") and printing's EmptyPlaceholder; `problems` tells of both beforehand.
    """
    event, client, language = invitation.event, invitation.client, invitation.language
    branch = client.rm.branch
    return compose(
        model_text(event.format.value, language),
        _values(invitation, now) | {"salutation": salutation(client, language), "short_code": codes.short_code},
        letterhead=tuple(line for line in (branch.bank_name, branch.bank_name_en) if line),
        qr_payload=codes.address,
        large=reads_large(client, event.local_start.date()),
        keep=_whole(client) if language == "zh" else (),
    )


def _whole(client: Client) -> tuple[str, ...]:
    """王女士 and 王文静, which no line may split."""
    return (client.full_name,) if client.salutation_override else (chinese_address(client), client.full_name)


def _values(invitation: Invitation, now: datetime) -> dict[str, str]:
    """Everything a text may name but the salutation and the code; what is not known is empty."""
    event, language = invitation.event, invitation.language
    rm: Staff = invitation.client.rm
    english = language == "en"
    local_now = now.astimezone(event.tz)
    clock = time_en if english else time_cn
    said = {field: _own(event, field, english) for field in ("title", "venue", "address", "parking", "speaker")}
    return {
        **for_letter(event.starts_at, event.tz, language),
        "full_name": invitation.client.full_name,
        "unit": rm.branch.bank_name_en if english else rm.branch.bank_name,
        "branch": rm.branch.name_en if english else rm.branch.name,
        "rm_name": rm.name_en if english else rm.name,
        "rm_phone": rm.phone,
        "event_title": said["title"],
        "venue": said["venue"],
        "address": said["address"],
        "parking": said["parking"],
        "speaker": said["speaker"],
        "pickup": said["venue"],
        "duration": duration_words(event.ends_at - event.starts_at, language),
        "deadline": _deadline(event, local_now, english),
        "heads": _heads(event.capacity, english),
        "host_time": clock(event.local_start - _WELCOME_BEFORE),
        "seat_time": clock(event.local_start),
        "return_time": _return(event, clock, english),
        "sign_date": date_en(local_now) if english else date_cn(local_now),
    }


def _own(event: Event, field: str, english: bool) -> str:
    """The event's words in the letter's own language only: a letter never mixes two."""
    words: str = getattr(event, f"{field}_en" if english else field)
    return words


def _deadline(event: Event, local_now: datetime, english: bool) -> str:
    """四月二日, with the year only when it is another one than the letter's."""
    day = event.local_reply_by
    if english:
        return long_date_en(day)
    return month_day_cn(day) if day.year == local_now.year else date_cn(day)


def _return(event: Event, clock: Callable[[datetime], str], english: bool) -> str:
    """下午五时, with its day when that is another one."""
    end = event.local_end
    if end.date() == event.local_start.date():
        return clock(end)
    return f"{clock(end)} on {long_date_en(end)}" if english else f"{month_day_cn(end)}{clock(end)}"


def _heads(capacity: int, english: bool) -> str:
    return str(capacity) if english or capacity > 99 else number_cn(capacity)


_ENGLISH_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def duration_words(length: timedelta, language: str) -> str:
    """一个半小时 / an hour and a half: to the quarter of an hour, as one says it; days from one day on."""
    minutes = max(15, round(length.total_seconds() / 900) * 15)
    hours, rest = divmod(minutes, 60)
    if language == "en":
        whole = "an hour" if hours == 1 else f"{_ENGLISH_NUMBERS[hours] if hours <= 12 else hours} hours"
        part = {0: "", 15: "a quarter", 30: "a half", 45: "three quarters"}[rest]
        if not hours:
            return {15: "a quarter of an hour", 30: "half an hour", 45: "three quarters of an hour"}[rest]
        return f"{whole} and {part}" if part else whole
    counted = "两" if hours == 2 else number_cn(hours) if 0 < hours <= 99 else str(hours)
    if rest == 30:
        return f"{counted}个半小时" if hours else "半小时"
    quarter = {0: "", 15: "一刻钟", 45: "四十五分钟"}[rest]
    return f"{counted}小时{quarter}" if hours else quarter


def problems(invitation: Invitation, now: datetime) -> list[Problem]:
    """Everything that keeps this letter from being printed; an empty list means that it can be.

    The event, the client with holds, and the manager with branch should be loaded.
    """
    found = [*_standing(invitation, now), *_event_problems(invitation.event, now), *_lacking(invitation, now)]
    if any(problem.kind in (ProblemKind.EVENT_LACKS, ProblemKind.STAFF_LACKS) for problem in found):
        return found  # without these the letter can't even be tried
    return [*found, *_trial(invitation, now)]


def withdrawn(invitation: Invitation, now: datetime) -> list[Problem]:
    """What may come up between ordering a letter and drawing it."""
    return list(_standing(invitation, now))


def _standing(invitation: Invitation, now: datetime) -> Iterator[Problem]:
    client = invitation.client
    if invitation.revoked_at is not None:
        yield Problem(ProblemKind.REVOKED, Mend.GUESTS, invitation.event_id)
    if invitation.reply in (ReplyState.DECLINED, ReplyState.CANCELLED):
        yield Problem(ProblemKind.DECLINED, Mend.GUESTS, invitation.event_id)
    for kind in holds_on(client, now.astimezone(invitation.event.tz).date())[:1]:
        yield Problem(ProblemKind.HOLD, Mend.CLIENT, client.id, detail=kind.value)


def _event_problems(event: Event, now: datetime) -> Iterator[Problem]:
    if event.status is EventStatus.CLOSED or event.starts_at <= now:
        yield Problem(ProblemKind.EVENT_OVER, Mend.EVENT, event.id)
    elif event.reply_by < now:
        yield Problem(ProblemKind.DEADLINE_OVER, Mend.EVENT, event.id)


def needed_fields(kind: str, language: str) -> list[str]:
    """The codes without which the letter of this kind can't be written, in the order of the table of fields."""
    text, frame = model_text(kind, language), FRAMES[language]
    templates = (
        text.body,
        frame.salutation,
        *frame.signature,
        frame.date,
        frame.call,
        *(row for _, row in frame.facts),
    )
    needed = {code for template in templates for code, must in fields_of(template).items() if must}
    return sorted(needed - {"salutation", "short_code"})


def _lacking(invitation: Invitation, now: datetime) -> Iterator[Problem]:
    event, rm = invitation.event, invitation.client.rm
    values = _values(invitation, now)
    lacking = {
        code for code in needed_fields(event.format.value, invitation.language) if not values.get(code, "").strip()
    }
    if invitation.language == "en":
        # What guests of the Chinese letter are told, those of the English one are told too.
        lacking |= {field for field in ("address", "parking") if getattr(event, field) and not values[field]}
    for code in sorted(lacking):
        detail = f"{code}:{invitation.language}"
        if code in ("rm_name", "rm_phone", "unit", "branch"):
            yield Problem(ProblemKind.STAFF_LACKS, Mend.STAFF, rm.id, detail, whose=rm.name)
        else:
            yield Problem(ProblemKind.EVENT_LACKS, Mend.EVENT, event.id, detail)


def _trial(invitation: Invitation, now: datetime) -> Iterator[Problem]:
    """Set the letter as the printer would, without ink."""
    event, client = invitation.event, invitation.client
    try:
        fit(compose_letter(invitation, _WIDEST, now=now))
    except DomainError:
        yield Problem(ProblemKind.SALUTATION, Mend.CLIENT, client.id)
    except MissingGlyphs as error:
        yield from _undrawable(invitation, [str(char) for char in error.details["characters"]])  # type: ignore[attr-defined]
    except LetterOverflow as error:
        yield Problem(ProblemKind.OVERFLOW, Mend.EVENT, event.id, detail=str(error.details["over_mm"]))


def _undrawable(invitation: Invitation, characters: list[str]) -> Iterator[Problem]:
    """Whose characters no face can draw, so that somebody knows which page to mend."""
    client, event = invitation.client, invitation.event
    rm = client.rm
    named = f"{client.full_name}{client.name_en}{client.title}{client.salutation_override}"
    sources = (
        (Mend.CLIENT, client.id, client.full_name, faces.clean(named)),
        (Mend.STAFF, rm.id, rm.name, faces.clean(f"{rm.name}{rm.name_en}{rm.phone}")),
    )
    left = list(dict.fromkeys(characters))
    for mend, subject_id, whose, text in sources:
        own = [char for char in left if char in text]
        left = [char for char in left if char not in text]
        if own:
            yield Problem(ProblemKind.CHARACTERS, mend, subject_id, " ".join(own), whose)
    if left:
        yield Problem(ProblemKind.CHARACTERS, Mend.EVENT, event.id, " ".join(left), event.title)
