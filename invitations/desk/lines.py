"""What a manager may copy into a message to a guest: one line in the guest's language, for what is to be said."""

from __future__ import annotations

from datetime import datetime

from clients.book.naming import address_or_none
from core.languages import clock
from events.models import Event, EventFormat, EventStatus
from invitations.models import CallReason, CallTask, Invitation, ReplyState
from printing.texts.calendar_words import weekday_cn, weekday_en
from printing.texts.short_lines import MAILS, ONLINE_MAILS, SUBJECTS, fill, line
from staff.models import Staff

LAST_DAYS = 3
_OF_REASON = {
    CallReason.SILENT: "silent",
    CallReason.UNDECIDED: "undecided",
    CallReason.SEAT_FREE: "seat_free",
    CallReason.DELEGATE: "delegate",
    CallReason.POSTPONED: "postponed",
    CallReason.CANCELLED: "cancelled",
    CallReason.LATE_WAVE: "late",
    CallReason.CHANGED: "changed",
}


def line_for(task: CallTask, now: datetime) -> str:
    """The line that fits what the call is about, what the guest has answered meanwhile, and how near the day is."""
    if task.reason is CallReason.REMINDER:
        return reminding_line(task.invitation, now)
    if task.reason is CallReason.POSTPONED and task.invitation.event.status is not EventStatus.POSTPONED:
        return _line("changed", task.invitation)  # the new day is known: it is named, and asked about
    return _line(_OF_REASON[task.reason], task.invitation)


def reminding_line(invitation: Invitation, now: datetime) -> str:
    """The line of a reminder, also of one that is made late; who has not answered, or not decided, is asked instead."""
    if invitation.reply is ReplyState.TENTATIVE:
        return _line("undecided", invitation)
    if invitation.reply in (ReplyState.NONE, ReplyState.LAPSED):
        return _line("keeping", invitation)
    if invitation.event.format is EventFormat.ONLINE:
        return _line("online", invitation)
    days = (invitation.event.local_start.date() - now.astimezone(invitation.event.tz).date()).days
    return _line({0: "today", 1: "tomorrow"}.get(days, "days" if days <= LAST_DAYS else "week"), invitation)


def arrived_line(invitation: Invitation) -> str:
    """For a letter that was handed over some days ago: did it reach you?"""
    return _line("arrived", invitation)


def reminding_mail(invitation: Invitation) -> tuple[str, str]:
    """Subject and text of the mail that reminds a guest. It holds no code: the letter in the guest's hands has it."""
    event, language = invitation.event, invitation.language
    texts = ONLINE_MAILS if event.format is EventFormat.ONLINE else MAILS
    values = _values(invitation)
    body = fill(texts[language], values)
    return fill(SUBJECTS[language], values), "\n".join(_without_double_gaps(body))


def _without_double_gaps(body: str) -> list[str]:
    """What is not known of an event leaves no hole behind."""
    lines = body.splitlines()
    return [one for number, one in enumerate(lines) if one or (number and lines[number - 1])]


def _line(kind: str, invitation: Invitation) -> str:
    return line(kind, invitation.language, _values(invitation))


def _values(invitation: Invitation) -> dict[str, str]:
    event, client, language = invitation.event, invitation.client, invitation.language
    rm: Staff = client.rm
    place = ", " if language == "en" else "，"
    return {
        "address": address_or_none(client, language) or client.full_name,
        "title": event.said("title", language),
        "when": when(event, event.starts_at, language),
        "old_day": _day(event, event.announced_for or event.starts_at, language),
        "clock": clock(event.starts_at, event.tz),
        "venue": event.said("venue", language),
        "parking": event.said("parking", language).rstrip("。. "),
        "details": place.join(filter(None, (event.said("address", language), event.said("parking", language)))),
        "rm": rm.called(language),
        "phone": rm.phone,
        "branch": rm.branch.name_en if language == "en" else rm.branch.name,
    }


def when(event: Event, moment: datetime, language: str) -> str:
    """4月10日星期六14:30 / Saturday 10 April, 14:30, in the event's zone."""
    said = clock(moment, event.tz)
    return f"{_day(event, moment, language)}, {said}" if language == "en" else f"{_day(event, moment, language)}{said}"


def _day(event: Event, moment: datetime, language: str) -> str:
    local = moment.astimezone(event.tz)
    if language == "en":
        return f"{weekday_en(local)} {local.day} {local:%B}"
    return f"{local.month}月{local.day}日{weekday_cn(local)}"
