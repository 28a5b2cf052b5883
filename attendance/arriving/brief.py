"""What a relationship manager wants to know on the way from the desk to the door. For that manager alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from attendance.arriving.alerts import Party, party_here
from attendance.arriving.name_reading import reading
from attendance.models import Presence, Welcome
from clients.history.counting import struck_entries
from clients.models import EntryKind, HistoryEntry
from clients.page.brief import last_entries
from clients.page.card import Card
from core.db import db
from core.zone import home_day
from invitations.answers.party import Person, companions_of, party_of
from invitations.models import Invitation, MemberKind
from invitations.paper.seated import tables_told
from staff.models import Staff

EVENINGS = (EntryKind.OUTCOME_ATTENDED, EntryKind.REPRESENTED, EntryKind.OUTCOME_NO_SHOW, EntryKind.OUTCOME_EXCUSED)
LAST_EVENINGS = 4
LAST_CONTACTS = 3


@dataclass(frozen=True)
class ArrivalBrief:
    """One client, as their relationship manager reads of them on a phone."""

    invitation: Invitation
    card: Card
    presence: Presence | None
    welcome: Welcome | None
    table: str
    company: list[Person]
    """Who comes along, with names where they are known; a further client of the letter too."""
    contacts: Sequence[HistoryEntry]
    evenings: Sequence[HistoryEntry]

    @property
    def party(self) -> Party | None:
        """Who of the party is here."""
        return party_here(self.presence) if self.presence is not None else None

    @property
    def reading(self) -> str:
        """How the name is said."""
        return reading(self.card.client)


def arrival_brief(actor: Staff, invitation: Invitation, *, now: datetime) -> ArrivalBrief:
    """The brief of a guest whose client `actor` looks after; the caller has made sure of that."""
    card = Card(actor, invitation.client, home_day(now))
    party = party_of(invitation)
    presence = db.session.get(Presence, invitation.id)
    return ArrivalBrief(
        invitation=invitation,
        card=card,
        presence=presence,
        welcome=_welcome(invitation, presence),
        table=tables_told(invitation.event, [invitation.id]).get(invitation.id, ""),
        company=company_of(invitation, party),
        contacts=last_entries(card)[:LAST_CONTACTS],
        evenings=_evenings(card),
    )


def company_of(invitation: Invitation, party: Sequence[Person]) -> list[Person]:
    """A further client of the letter is called as the book has them: the answer knows only who it is."""
    names = {guest.client_id: guest.client.full_name for guest in invitation.joint}
    joint = [person for person in party if person.kind is MemberKind.JOINT]
    return [
        *(replace(person, name=names.get(person.client_id or 0, "") or person.name) for person in joint),
        *companions_of(party),
    ]


def _welcome(invitation: Invitation, presence: Presence | None) -> Welcome | None:
    found = db.session.get(Welcome, invitation.id)
    return found if found is not None and presence is not None and found.at >= presence.at else None


def _evenings(card: Card) -> Sequence[HistoryEntry]:
    """The last evenings to which the client had said yes, and what became of them."""
    query = (
        sa.select(HistoryEntry)
        .where(
            HistoryEntry.client_id.in_(card.ids),
            HistoryEntry.kind.in_(EVENINGS),
            HistoryEntry.id.not_in(struck_entries(card.ids)),
        )
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .limit(LAST_EVENINGS)
    )
    return db.session.scalars(query).all()


def overdue(entry: HistoryEntry, today: date) -> bool:
    """Whether a promised day has passed."""
    return entry.next_on is not None and entry.next_on < today
