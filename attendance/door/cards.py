"""What the door's screen says of an answer: a look, a word, a name, lines. Never phone, tier or a hold's cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from attendance.models import ADMITTING, Presence, Scan, Verdict
from attendance.words import VERDICTS
from clients.book.naming import chinese_address, english_address
from clients.models import Client
from core.errors import DomainError
from core.languages import clock, moment
from events.models import Event
from invitations.models import Invitation
from staff.models import Staff

LOOKS = {
    Verdict.OK: "ok",
    Verdict.DECLINED_BUT_HERE: "attention",
    Verdict.WAITLISTED_BUT_HERE: "attention",
    Verdict.UNANSWERED_BUT_HERE: "attention",
    Verdict.ALREADY: "notice",
    Verdict.OTHER_EVENT: "notice",
    Verdict.UNDONE: "notice",
    Verdict.OK_ATTENTION: "attention",
    Verdict.LEFT: "notice",
    Verdict.NOTED: "notice",
    Verdict.REVOKED: "wait",
    Verdict.UNKNOWN: "wait",
}
"""The colour, shape and sound of each verdict; see templates/shared/verdict.html."""


@dataclass(frozen=True)
class Card:
    """One verdict, ready to be shown."""

    look: str
    word: str
    name: str | None = None
    lines: list[str] = field(default_factory=list)
    undo: int | None = None
    """The invitation whose check-in the card offers to take back."""


def called(client: Client, language: str) -> str:
    """郑女士, or Ms Zheng; the full name where nothing tells how to address the guest."""
    try:
        return english_address(client) if language == "en" else chinese_address(client)
    except DomainError:
        return client.full_name


def named(staff: Staff, language: str) -> str:
    return staff.name_en if language == "en" and staff.name_en else staff.name


def card(
    verdict: Verdict,
    invitation: Invitation | None,
    event: Event,
    language: str,
    *,
    first: Scan | None = None,
    other: Event | None = None,
    table: str = "",
) -> Card:
    """The card of a verdict. `first` is the scan that let the guest in before; `other` is the event of a letter for
    another one, if the reader may know of it: without it the card names nobody."""
    look, word = LOOKS[verdict], str(VERDICTS[verdict])
    if invitation is None or (verdict is Verdict.OTHER_EVENT and other is None):
        return Card(look, word)
    client = invitation.client
    name = called(client, language)
    lines = [client.full_name] if client.full_name != name else []
    if table and (verdict in ADMITTING or verdict is Verdict.ALREADY):
        lines.insert(0, table)  # where to lead the guest
    if verdict in ADMITTING or verdict is Verdict.REVOKED:
        lines.append(_("Please tell %(name)s", name=named(client.rm, language)))
    if first is not None:
        lines.append(came(first, event, language))
    if other is not None:
        lines.append(f"{other.said('title', language)} · {other.said('venue', language)}")
        lines.append(moment(other.starts_at, language, other.tz))
    return Card(look, word, name, lines, undo=invitation.id if verdict in ADMITTING else None)


def came(scan: Scan, event: Event, language: str) -> str:
    """When, and let in by whom; of an online event, when the guest joined."""
    if scan.staff is None:
        return _("since %(time)s, joined online", time=clock(scan.at, event.tz))
    return _("since %(time)s, let in by %(name)s", time=clock(scan.at, event.tz), name=named(scan.staff, language))


@dataclass(frozen=True)
class Hit:
    """A guest found by name, before anything is done."""

    invitation_id: int
    name: str
    full_name: str
    rm: str
    came: str | None
    """When the guest came in, if that is so."""
    table: str = ""
    """Where the guest sits, if that is arranged."""


def hit(
    invitation: Invitation, presence: Presence | None, event: Event, language: str, tables: Mapping[int, str]
) -> Hit:
    client = invitation.client
    return Hit(
        invitation.id,
        called(client, language),
        client.full_name,
        named(client.rm, language),
        clock(presence.at, event.tz) if presence else None,
        tables.get(invitation.id, ""),
    )
