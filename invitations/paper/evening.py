"""What lies on the tables and at the door of an evening: place cards, badges, names for the door's list."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from clients.book.naming import envelope_name, name_in
from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.models import Invitation, ReplyState
from printing.setting import faces
from staff.models import Staff


class Who(enum.Enum):
    """Which guests paper is made for."""

    COMING = "coming"
    INVITED = "invited"  # all whose invitation stands, but those who said that they can't come


COMING = (ReplyState.ACCEPTED, ReplyState.DELEGATED)


@dataclass(frozen=True)
class NoCard:
    """A guest whose name no face draws in full, with the characters that are missing."""

    invitation: Invitation
    characters: str


def _expected(event: Event, who: Who) -> list[sa.ColumnElement[bool]]:
    answers = (
        [Invitation.reply.in_(COMING)]
        if who is Who.COMING
        else [Invitation.reply.not_in((ReplyState.DECLINED, ReplyState.CANCELLED))]
    )
    return [Invitation.event_id == event.id, Invitation.revoked_at.is_(None), *answers]


def guests_expected(actor: Staff, event: Event, who: Who) -> list[Invitation]:
    """The guests of clients whom `actor` sees, in the order of their names' readings."""
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(*_expected(event, who), cared_for(actor))
        .options(contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles))
        .order_by(Client.sort_key, Client.id)
    )
    return list(db.session.scalars(query))


def sees_all_guests(event: Event, who: Who, guests: Sequence[Invitation]) -> bool:
    """Whether nobody is expected whom the reader doesn't see: a list with gaps would turn guests away."""
    count = sa.select(sa.func.count()).select_from(Invitation).where(*_expected(event, who))
    return len(guests) == (db.session.scalar(count) or 0)


def card_name(invitation: Invitation, *, titled: bool) -> str:
    """The name for a card on a table or a lapel, in the guest's language; with 女士 only when asked for."""
    named = _titled if titled else name_in
    return named(invitation.client, invitation.language)


def without_card(guests: Sequence[Invitation]) -> list[NoCard]:
    """The guests whose names can't be drawn in full; the others' cards are printed."""
    found = [(guest, faces.missing(name_in(guest.client, guest.language))) for guest in guests]
    return [NoCard(guest, " ".join(unknown)) for guest, unknown in found if unknown]


def door_name(client: Client, language: str) -> str:
    """The name on the door's list, in the reader's language."""
    return _name_for_english(client) if language == "en" else _titled(client, "zh")


def _name_for_english(client: Client) -> str:
    """Qiu Wenjing 仇文静 to compare with what the guest says and shows; Mr James Whitfield has no other name."""
    spelt = name_in(client, "en")
    return f"{spelt} {client.full_name}" if spelt != client.full_name else _titled(client, "en")


def _titled(client: Client, language: str) -> str:
    try:
        name, honorific = envelope_name(client, language)
    except DomainError:  # nobody is called 先生 on a guess; the bare name is right in any case
        return name_in(client, language)
    # 王文静女士, but John Whitfield 先生.
    return f"{name} {honorific}" if honorific and name.isascii() else name + honorific
