"""Which screen the reply page shows, and the few words on it that are not in a template."""

from __future__ import annotations

import enum
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.book.naming import salutation
from clients.models import Client
from core.errors import DomainError
from events.models import Event
from invitations.letters.setup import reads_large
from invitations.models import Invitation, ReplyState
from printing.texts.calendar_words import date_cn, long_date_en, time_cn, time_en, weekday_cn


class Screen(enum.Enum):
    """One question or one answer a screen."""

    QUESTION = "question"
    LATE = "late"  # the deadline is over: declining still helps, accepting is a matter for the telephone
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    REASON = "reason"
    REVOKED = "revoked"
    REPLACED = "replaced"  # a new letter with another code was sent
    OVER = "over"


_ANSWERED = {
    ReplyState.ACCEPTED: Screen.ACCEPTED,
    ReplyState.WAITLISTED: Screen.WAITLISTED,
    ReplyState.DECLINED: Screen.DECLINED,
    ReplyState.CANCELLED: Screen.DECLINED,
}


def screen_for(invitation: Invitation, now: datetime, step: str = "") -> Screen:
    """What to show; `step` is the reader's wish: "change" asks the question again, "reason" asks why not."""
    event = invitation.event
    if invitation.revoked_at is not None:
        return Screen.REVOKED
    if event.over or now >= event.ends_at:
        return Screen.OVER
    answered = _ANSWERED.get(invitation.reply)
    if now >= event.starts_at:
        return Screen.ACCEPTED if answered is Screen.ACCEPTED else Screen.OVER
    if answered is Screen.DECLINED and step == "reason":
        return Screen.REASON
    if answered and step != "change":
        return answered
    standing = answered in (Screen.ACCEPTED, Screen.WAITLISTED)
    return Screen.LATE if now > event.reply_by and not standing else Screen.QUESTION


@dataclass(frozen=True)
class Contact:
    """Whom the guest may call."""

    name: str
    phone: str

    @property
    def dial(self) -> str:
        """The number as a telephone wants it."""
        return "".join(symbol for symbol in self.phone if symbol.isdigit() or symbol == "+")


def contact_of(client: Client, language: str) -> Contact:
    """The client's manager; the branch's telephone when the manager has none."""
    rm = client.rm
    return Contact((language == "en" and rm.name_en) or rm.name, rm.phone or rm.branch.phone)


def greeting(client: Client, language: str) -> str:
    """尊敬的王女士 / Dear Ms Wang; the full name when the form of address is not known."""
    try:
        return salutation(client, language)
    except DomainError:
        return client.full_name


def when_lines(event: Event, language: str) -> tuple[str, str]:
    """(二〇二七年四月十日, 星期六　下午二时三十分) / (Saturday, 10 April 2027, 2:30 pm), a line each."""
    start = event.local_start
    if language == "en":
        return long_date_en(start), time_en(start)
    return date_cn(start), f"{weekday_cn(start)}\u3000{time_cn(start)}"


def day_words(day: datetime, language: str) -> str:
    return long_date_en(day) if language == "en" else f"{date_cn(day)}（{weekday_cn(day)}）"


def is_large(client: Client, event: Event, wish: str | None) -> bool:
    """The reader's wish, else large from sixty on."""
    return wish == "1" if wish in ("0", "1") else reads_large(client, event.local_start.date())


# --- the form's key: WeChat keeps no cookies, so it comes from the token instead of a session


def form_key(token_hash: str, secret: str, day: datetime) -> str:
    """The key that today's page of this invitation carries."""
    text = f"reply:{token_hash}:{day:%Y-%m-%d}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def key_is_good(key: str, token_hash: str, secret: str, now: datetime) -> bool:
    """Whether the key is of this invitation and from today or yesterday."""
    days = (now, now - timedelta(days=1))
    return any(hmac.compare_digest(key.encode(), form_key(token_hash, secret, day).encode()) for day in days)
