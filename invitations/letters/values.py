"""What an invitation's letter may name, in the letter's own language: every field's value from one event and client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from events.models import CompanionPolicy, Event
from invitations.models import Invitation
from printing.texts.calendar_words import (
    closing,
    date_cn,
    date_en,
    for_letter,
    long_date_en,
    month_day_cn,
    number_cn,
    time_cn,
    time_en,
)
from staff.models import Staff

_WELCOME_BEFORE = timedelta(minutes=30)  # from when somebody stands at a banquet's door
_ENDS_OF_SENTENCES = "。．.，,；;、 \u3000"


def letter_values(invitation: Invitation, now: datetime) -> dict[str, str]:
    """Everything a text may name but the salutation and the code; what is not known is empty."""
    event, language = invitation.event, invitation.language
    rm: Staff = invitation.client.rm
    english = language == "en"
    local_now = now.astimezone(event.tz)
    clock = time_en if english else time_cn
    said = {field: _own(event, field, english) for field in ("title", "venue", "address", "parking", "speaker")}
    of_time = for_letter(event.starts_at, event.tz, language)
    values = {
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
        "planned_date": _planned(event, local_now, english),
        "host_time": clock(event.local_start - _WELCOME_BEFORE),
        "seat_time": clock(event.local_start),
        "return_time": _return(event, clock, english),
        "companions_text": companions_words(event, language),
        "sign_date": date_en(local_now) if english else date_cn(local_now),
        "closing": closing(local_now, language),
        # The text goes on after it: “您爱喝老白茶，所以我先想到了您。”
        "personal_detail": without_end(invitation.personal_detail),
    }
    told = {code: str(text) for code, text in (event.particulars or {}).get(language, {}).items() if str(text).strip()}
    # Dates, weekdays and times come from the one timestamp, whatever anybody wrote.
    return values | told | of_time


def without_end(words: str) -> str:
    """Without the mark at their end, since the text goes on."""
    return words.strip().rstrip(_ENDS_OF_SENTENCES)


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


def _planned(event: Event, local_now: datetime, english: bool) -> str:
    """The day on which a moved or cancelled evening was first to be, with the year as the deadline has it."""
    day = (event.announced_for or event.starts_at).astimezone(event.tz)
    if english:
        return long_date_en(day)
    return month_day_cn(day) if day.year == local_now.year else date_cn(day)


def _return(event: Event, clock: Callable[[datetime], str], english: bool) -> str:
    """下午五时, with its day when that is another one."""
    end = event.local_end
    if end.date() == event.local_start.date():
        return clock(end)
    return f"{clock(end)} on {long_date_en(end)}" if english else f"{month_day_cn(end)}{clock(end)}"


def companions_words(event: Event, language: str) -> str:
    """A sentence on whom the guest may bring, as the event's plan has it; none where nobody is."""
    most = event.companions_most or 1
    if language == "en":
        others = f"up to {_english(most)} others" if most > 1 else "somebody"
        return {
            CompanionPolicy.ONE: "You are welcome to bring a member of your family.",
            CompanionPolicy.SEVERAL: f"You are welcome to bring {others}.",
            CompanionPolicy.FAMILY: "Do bring your family, children included.",
        }.get(event.companions, "")
    counted = "两" if most == 2 else number_cn(most)
    return {
        CompanionPolicy.ONE: "您愿意的话，可以带一位家人同来。",
        CompanionPolicy.SEVERAL: f"您愿意的话，可以带{counted}位亲友同来。",
        CompanionPolicy.FAMILY: "欢迎带上家人和孩子同来。",
    }.get(event.companions, "")


def _english(number: int) -> str:
    return _ENGLISH_NUMBERS[number] if 0 < number < len(_ENGLISH_NUMBERS) else str(number)


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
