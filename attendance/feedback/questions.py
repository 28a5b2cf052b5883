"""The form as it is asked, and for how long (domain practice, feedback form)."""

from __future__ import annotations

import enum
from datetime import datetime

from events.models import FEEDBACK_LASTS, Event, EventStatus

LOW = 6
"""Who would recommend with this or less is no friend of the evening (NPS: 0 to 6)."""


class Topic(enum.Enum):
    """What somebody would like to come to next."""

    TEA = "tea"
    CALLIGRAPHY = "calligraphy"
    HEALTH = "health"
    EDUCATION = "education"
    SUCCESSION = "succession"
    MARKETS = "markets"
    TRIPS = "trips"
    FAMILY = "family"
    OTHER = "other"


MARKS = ("overall", "useful", "speaker", "welcome")
"""The questions that are answered by 1 to 5."""

# What people write who are not content. Too many calls do no harm; one too few does.
_UNHAPPY = (
    "投诉", "失望", "不满", "生气", "太差", "很差", "差劲", "糟糕", "浪费时间", "没意思", "不耐烦", "冷落",
    "没人理", "推销",
    "complain", "disappoint", "unhappy", "annoy", "rude", "terrible", "awful", "waste of time", "ignored", "pitch",
)  # fmt: skip


class Window(enum.Enum):
    """Whether feedback is taken now."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


def window_of(event: Event, now: datetime) -> Window:
    """From the beginning until a week after the end; an evening that was called off has none."""
    if event.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return Window.CANCELLED
    if now < event.starts_at:
        return Window.EARLY
    return Window.OPEN if now <= event.ends_at + FEEDBACK_LASTS else Window.OVER


def closes_at(event: Event) -> datetime:
    return event.ends_at + FEEDBACK_LASTS


def sounds_unhappy(words: str) -> bool:
    """Whether the words hold one that discontented people use."""
    text = words.casefold()
    return any(word in text for word in _UNHAPPY)
