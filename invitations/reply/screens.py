"""Which screen the guest's page shows: one question or one answer at a time."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta

from events.models import CompanionPolicy, Event, EventFormat, EventStatus
from invitations.answers.times import answerable_until, latest_day_to_decide
from invitations.models import Invitation, ReplyState
from printing.texts.calendar_words import date_cn, long_date_en, month_day_cn, time_cn, time_en, weekday_cn


class Screen(enum.Enum):
    """One question or one answer a screen."""

    QUESTION = "question"
    LATE = "late"  # the deadline is over: declining still helps, accepting is a matter for the telephone
    # What follows a yes.
    TOGETHER = "together"  # of a joint letter: who of its readers
    PARTY = "party"  # how many come along
    PEOPLE = "people"  # who they are
    DIET = "diet"
    RIDE = "ride"
    WORD = "word"
    # Further answers.
    LATER = "later"
    DELEGATE = "delegate"
    REASON = "reason"
    AGAIN = "again"  # whether to tell of the next evening of this kind
    # An answer that stands.
    ACCEPTED = "accepted"
    DELEGATED = "delegated"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CHANGE = "change"  # what is to be another
    TAIL = "tail"  # the telephone's last digits, before a standing answer is changed
    # Nothing to answer.
    REVOKED = "revoked"
    REPLACED = "replaced"  # a new letter with another code was sent
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    BEGUN = "begun"
    OVER = "over"


_STANDING = {
    ReplyState.ACCEPTED: Screen.ACCEPTED,
    ReplyState.DELEGATED: Screen.DELEGATED,
    ReplyState.WAITLISTED: Screen.WAITLISTED,
    ReplyState.DECLINED: Screen.DECLINED,
    ReplyState.CANCELLED: Screen.DECLINED,
}
_COMING = (Screen.ACCEPTED, Screen.DELEGATED)
_DAYS_OFFERED = 5


def screen_for(
    invitation: Invitation, now: datetime, step: str = "", *, trusted: bool = True, joint: bool = False
) -> Screen:
    """What to show; `step` is the reader's wish. Who wishes to change a standing answer and is not `trusted` is asked
    for the telephone's last digits first."""
    closed = _closed(invitation, now)
    if closed is not None:
        return closed
    standing = _STANDING.get(invitation.reply)
    wish = _steps(invitation, standing, now, joint=joint).get(step)
    if wish is None:
        if standing is not None:
            return standing
        return Screen.QUESTION if may_say_yes(invitation, now) else Screen.LATE
    return wish if trusted or standing is None else Screen.TAIL


def explains_itself(screen: Screen) -> bool:
    """Whether there is nothing to answer on this screen: it says why."""
    return screen in (
        Screen.REVOKED, Screen.REPLACED, Screen.POSTPONED, Screen.CANCELLED, Screen.BEGUN, Screen.OVER,
    )  # fmt: skip


def _closed(invitation: Invitation, now: datetime) -> Screen | None:
    """The screen of what can't be answered, if it is so."""
    event = invitation.event
    if invitation.revoked_at is not None:
        return Screen.REVOKED
    if event.status is EventStatus.CANCELLED:
        return Screen.CANCELLED
    if event.over or now >= event.ends_at:
        return Screen.OVER
    if event.status is EventStatus.POSTPONED:
        return Screen.POSTPONED
    if now < event.starts_at:
        return None
    standing = _STANDING.get(invitation.reply)
    return standing if standing in _COMING else Screen.BEGUN


def _steps(invitation: Invitation, standing: Screen | None, now: datetime, *, joint: bool) -> dict[str, Screen]:
    """The further screens that an address may name, as far as they fit the answer that stands."""
    found: list[Screen] = []
    if standing in (Screen.ACCEPTED, Screen.WAITLISTED):
        asked = questions(invitation.event, joint=joint)
        found = [*asked, Screen.CHANGE, *([Screen.PEOPLE] if Screen.PARTY in asked else [])]
    elif standing is Screen.DELEGATED:
        found = [Screen.CHANGE]
    elif standing is Screen.DECLINED:
        found = [Screen.REASON, Screen.AGAIN]
    elif days_to_choose(invitation, now):
        found = [Screen.LATER]
    if may_delegate(invitation, now):
        found.append(Screen.DELEGATE)
    steps = {screen.value: screen for screen in found}
    if standing is Screen.DECLINED and may_say_yes(invitation, now):
        steps[Screen.CHANGE.value] = Screen.QUESTION
    return steps


def questions(event: Event, *, joint: bool) -> list[Screen]:
    """What is asked after a yes, in this order; each may be left out."""
    wanted = {
        Screen.TOGETHER: joint,
        Screen.PARTY: event.companions is not CompanionPolicy.NONE,
        Screen.DIET: event.format not in (EventFormat.ONLINE, EventFormat.LECTURE),
        Screen.RIDE: event.format is not EventFormat.ONLINE,
        Screen.WORD: True,
    }
    return [step for step, asked in wanted.items() if asked]


def after(step: Screen | None, event: Event, *, joint: bool) -> str:
    """The name of the question after `step`, of the first one after none; "" when nothing more is asked."""
    found = questions(event, joint=joint)
    if step is Screen.PEOPLE:
        step = Screen.PARTY
    left = found if step is None else found[found.index(step) + 1 :] if step in found else []
    return left[0].value if left else ""


def may_say_yes(invitation: Invitation, now: datetime) -> bool:
    """Until the deadline, or the later day by which the guest promised to say; who has said yes stays asked."""
    standing = _STANDING.get(invitation.reply)
    return standing in (*_COMING, Screen.WAITLISTED) or now <= answerable_until(invitation.event, invitation)


def may_delegate(invitation: Invitation, now: datetime) -> bool:
    """Whether somebody else may come instead; on an English card for a banquet it would be impolite to offer."""
    event = invitation.event
    impolite = event.format is EventFormat.BANQUET and invitation.language == "en"
    return event.delegate_ok and not impolite and may_say_yes(invitation, now)


def days_to_choose(invitation: Invitation, now: datetime) -> list[date]:
    """The days by which a guest may promise to say, at most five, spread until three days before the event."""
    event = invitation.event
    if not event.tentative_ok or not may_say_yes(invitation, now):
        return []
    first = now.astimezone(event.tz).date() + timedelta(days=1)
    number = (latest_day_to_decide(event) - first).days + 1
    few = min(number, _DAYS_OFFERED)
    places = {round(index * (number - 1) / max(1, few - 1)) for index in range(few)}
    return [first + timedelta(days=place) for place in sorted(places)]


def moved(event: Event) -> bool:
    """Whether the letter names another day than the event now has."""
    return event.announced_for is not None and event.announced_for != event.starts_at


# --- words of days


def when_lines(event: Event, language: str) -> tuple[str, str]:
    """(二〇二七年四月十日, 星期六　下午二时三十分) / (Saturday, 10 April 2027, 2:30 pm), a line each."""
    start = event.local_start
    if language == "en":
        return long_date_en(start), time_en(start)
    return date_cn(start), f"{weekday_cn(start)}\u3000{time_cn(start)}"


def time_words(time: datetime, language: str) -> str:
    return time_en(time) if language == "en" else time_cn(time)


def day_words(day: datetime, language: str) -> str:
    return long_date_en(day) if language == "en" else f"{date_cn(day)}（{weekday_cn(day)}）"


def near_day_words(day: datetime, language: str) -> str:
    """四月三日 星期六: of a day soon, whose year goes without saying."""
    return long_date_en(day).rsplit(" ", 1)[0] if language == "en" else f"{month_day_cn(day)} {weekday_cn(day)}"
