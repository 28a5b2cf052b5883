"""One line for the manager's own phone after an evening, in the reader's language (domain practice, text 20)."""

from __future__ import annotations

from datetime import datetime

from attendance.models import FollowUp, FollowUpKind
from clients.book.naming import address_or_none
from events.models import Event
from printing.texts.calendar_words import weekday_cn, weekday_en
from printing.texts.short_lines import line

_OF_KIND = {
    FollowUpKind.SAME_DAY: "met_today",
    FollowUpKind.THANK_YOU: "thanks",
    FollowUpKind.NO_SHOW: "missed",
    FollowUpKind.CANCELLED_SAME_DAY: "all_well",
    FollowUpKind.QUESTION: "question",
    FollowUpKind.INTEREST: "interest",
    FollowUpKind.LEAD: "lead",
}


def line_for(task: FollowUp, now: datetime) -> str:
    """The line that fits the cause; none for who was not content: that is a call, and not a line."""
    kind = _OF_KIND.get(task.kind)
    if kind is None:
        return ""
    client, event = task.client, task.event
    language = client.language if client else "zh"
    if kind == "met_today" and now.astimezone(event.tz).date() != event.local_end.date():
        kind = "thanks"  # "today" is over
    name = address_or_none(client, language) or client.full_name if client else task.walk_in and task.walk_in.called
    return line(
        kind,
        language,
        {
            "address": name or "",
            "title": event.said("title", language),
            "day": _day(event, language),
            "rm": task.owner.called(language),
        },
    )


def _day(event: Event, language: str) -> str:
    """4月10日星期六 / Saturday 10 April, in the event's zone."""
    local = event.local_start
    if language == "en":
        return f"{weekday_en(local)} {local.day} {local:%B}"
    return f"{local.month}月{local.day}日{weekday_cn(local)}"
