"""一事: the one real thing about a guest that makes a printed letter a letter, written by the relationship manager."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from clients.models import Client, EntryKind, HistoryEntry
from clients.scopes import cared_for
from core.db import db
from events.models import Event
from invitations.guests.guest_list import DECLINED, STANDS
from invitations.models import Invitation
from printing.texts.samples import SAMPLES
from printing.texts.style import Finding, check_style
from staff.models import Staff

LENGTHS = {"zh": (8, 40), "en": (20, 110)}
"""From how many to how many characters: shorter says nothing, longer is a letter of its own."""
EXAMPLES = {
    "zh": (SAMPLES["zh"]["personal_detail"], "，所以我先想到了您。"),
    "en": (SAMPLES["en"]["personal_detail"], ", so I thought of you first."),
}
"""A good line, and how the letter goes on after it."""
REMINDERS = 3
_OUR_PAPER = (EntryKind.INVITED, EntryKind.LETTER_PRINTED, EntryKind.LETTER_DELIVERED)
"""What we sent reminds nobody of the guest."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a manager's guests have theirs."""

    rm: Staff
    guests: int
    written: int


def expected() -> sa.ColumnElement[bool]:
    """Guests who still get a letter or may get one again: neither taken back nor declined."""
    return sa.and_(STANDS, ~DECLINED)


def lacking() -> sa.ColumnElement[bool]:
    return sa.func.trim(Invitation.personal_detail) == ""


def counts(actor: Staff, event: Event) -> list[Count]:
    """Per relationship manager, over the guests whom `actor` may see; who lacks most comes first."""
    written = sa.func.sum(sa.case((lacking(), 0), else_=1))
    rows = db.session.execute(
        sa.select(Staff, sa.func.count(), written)
        .select_from(Invitation)
        .join(Client, Invitation.client_id == Client.id)
        .join(Staff, Client.rm_id == Staff.id)
        .where(Invitation.event_id == event.id, expected(), cared_for(actor))
        .group_by(Staff.id)
        .options(lazyload(Staff.roles), lazyload(Staff.branch))
    )
    found = [Count(rm, int(guests), int(done)) for rm, guests, done in rows]
    return sorted(found, key=lambda one: (one.written - one.guests, one.rm.id))


def mark_of(invitation: Invitation) -> str:
    """Changes with the text and with nothing else: a guest's answer is no reason to ask the writer twice."""
    return hashlib.sha256(invitation.personal_detail.encode()).hexdigest()[:16]


def length_is_right(text: str, language: str) -> bool:
    shortest, longest = LENGTHS[language]
    return shortest <= len(text) <= longest


def findings_of(invitation: Invitation, text: str) -> list[Finding]:
    """What the style check says of these words alone."""
    product = bool(invitation.event.risks)
    return check_style(text, kind=invitation.event.format.value, language=invitation.language, product=product)


def last_lines(client_ids: Sequence[int]) -> dict[int, list[HistoryEntry]]:
    """The latest entries of each client's history, newest first; the caller has checked the scope of the ids.

    A duplicate and the client it was merged into have one history, whichever of the two was invited.
    """
    person = sa.func.coalesce(Client.merged_into_id, Client.id)
    people = sa.select(Client.id, person).where(Client.id.in_(client_ids))
    asked = dict(db.session.execute(people).all()) if client_ids else {}
    numbered = (
        sa.select(
            HistoryEntry.id,
            person.label("person_id"),
            sa.func.row_number()
            .over(partition_by=person, order_by=(HistoryEntry.at.desc(), HistoryEntry.id.desc()))
            .label("place"),
        )
        .join(Client, Client.id == HistoryEntry.client_id)
        .where(
            sa.or_(Client.id.in_(asked.values()), Client.merged_into_id.in_(asked.values())),
            HistoryEntry.kind.not_in(_OUR_PAPER),
        )
        .subquery()
    )
    query = (
        sa.select(HistoryEntry, numbered.c.person_id)
        .join(numbered, numbered.c.id == HistoryEntry.id)
        .where(numbered.c.place <= REMINDERS)
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .options(lazyload(HistoryEntry.staff), lazyload(HistoryEntry.client))
    )
    found: dict[int, list[HistoryEntry]] = {}
    for entry, person_id in db.session.execute(query) if asked else ():
        found.setdefault(person_id, []).append(entry)
    return {client_id: found[person_id] for client_id, person_id in asked.items() if person_id in found}
