"""Finding a guest without a letter: by name, reading, initials or the end of a telephone number."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa

from attendance.door.guests import guests_of
from attendance.models import Presence
from clients.book.keys import Range, asked, keys_of, tokens
from clients.book.naming import is_chinese, readings, split_name
from clients.finding.search import search_condition
from clients.models import Client
from core.db import db
from core.errors import DomainError
from core.forms import digits
from events.models import Event
from invitations.models import Invitation, JointGuest, PartyMember
from staff.models import Staff

MOST_HITS = 5
"""A search at the door shows so few names that nobody can read the guest list with it."""
_MOST_LOOKED_AT = 200
_INITIALS = re.compile(r"[a-z]{3}")


def search_guests(actor: Staff, event: Event, text: str) -> list[tuple[Invitation, Presence | None]]:
    """At most five guests by name, pinyin, initials or phone tail, and whether each is in.

    Who comes along, the further clients of a letter and who comes instead lead to the guest of the letter.

    Raises DomainError("search_too_short") below two Chinese characters, four letters or four digits. Three letters are
    enough as the initials of a whole name, since most Chinese names have three; as the beginning of a reading they
    would list every Wang. The door finds a guest who stands there, it does not browse.
    """
    text = digits(text).lower()
    compact = "".join(text.split())
    if not _enough(compact):
        raise DomainError("search_too_short")
    if any(len(word) < 2 for word in text.split()):
        text = compact  # z y w: letters by themselves would each be the beginning of half the names
    initials = compact if _INITIALS.fullmatch(compact) else ""
    along = _along(event, compact if initials else text, initials)
    query = (
        guests_of(actor, event)
        .add_columns(Presence)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.revoked_at.is_(None), sa.or_(search_condition(text), Invitation.id.in_(along)))
        .limit(_MOST_LOOKED_AT if initials else MOST_HITS)
    )
    found = [(invitation, presence) for invitation, presence in db.session.execute(query)]
    if initials:
        found = [one for one in found if one[0].id in along or _is_called(one[0].client, initials)]
    return found[:MOST_HITS]


def _enough(compact: str) -> bool:
    """Whether so much was typed that it is one guest's, not a page of the list."""
    if compact.isdigit():
        return len(compact) >= 4
    chinese = sum(is_chinese(symbol) for symbol in compact)
    if chinese:
        return chinese >= 2 or len(compact) >= 3
    return len(compact) >= 4 or _INITIALS.fullmatch(compact) is not None


def _is_called(client: Client, initials: str) -> bool:
    """Whether three letters are the client's initials, or a whole word of the name: Amy, Lee."""
    return _spelt(client.surname, client.given_name, initials) or initials in tokens(client.name_en)


def _spelt(surname: str, given_name: str, initials: str) -> bool:
    if not is_chinese(surname + given_name):
        return initials in tokens(f"{surname} {given_name}")
    return any(initials in (sound, short) for sound, short in readings(surname, given_name))


def _along(event: Event, text: str, initials: str) -> set[int]:
    """The invitations of this event by which somebody of this name comes beside the client, or instead.

    A fixed number of queries: clients of the house are found as in the book, all others by the names of the answers.
    """
    found: set[int] = set()
    for invitation_id, client_id in (
        (JointGuest.invitation_id, JointGuest.client_id),
        (PartyMember.invitation_id, PartyMember.client_id),
    ):
        query = (
            sa.select(invitation_id, Client)
            .join(Client, Client.id == client_id)
            .join(Invitation, Invitation.id == invitation_id)
            .where(Invitation.event_id == event.id, search_condition(text))
            .limit(_MOST_LOOKED_AT)
        )
        rows = db.session.execute(query)
        found.update(one for one, client in rows if not initials or _is_called(client, initials))
    names = (
        sa.select(PartyMember.invitation_id, PartyMember.name)
        .join(Invitation, Invitation.id == PartyMember.invitation_id)
        .where(Invitation.event_id == event.id, PartyMember.name != "")
        .union(
            sa.select(Invitation.id, Invitation.delegate_name).where(
                Invitation.event_id == event.id, Invitation.delegate_name != ""
            )
        )
    )
    words = asked(text)
    found.update(one for one, name in db.session.execute(names) if _answers(name, words, initials))
    return found


def _answers(name: str, words: Iterable[list[Range]], initials: str) -> bool:
    surname, given_name = split_name(name)
    if initials:
        return _spelt(surname, given_name, initials)
    keys = keys_of(surname=surname, given_name=given_name)
    return all(any(low <= key < high for key in keys for low, high in ranges) for ranges in words)
