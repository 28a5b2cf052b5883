"""What the pages say of a client: a line of the list, and the card that one reads before a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from clients.book.naming import address_or_none, card_name, joint_card_name, salutation
from clients.book.owners import delegates_of, may_delegate, may_read_confidences
from clients.book.saving import readable_phone
from clients.contact.may_contact import holds_on
from clients.history.ledger import last_contacts
from clients.history.reminders import days_to_birthday
from clients.models import Client, ClientHold, HoldKind
from core.db import db
from core.errors import DomainError
from staff.models import Staff
from staff.scope import visible


@dataclass(frozen=True)
class Line:
    """A client in the list."""

    client: Client
    last_contact: datetime | None
    now: datetime
    today: date

    @property
    def days_since(self) -> int | None:
        return None if self.last_contact is None else max(0, (self.now - self.last_contact).days)

    @property
    def holds(self) -> list[HoldKind]:
        return holds_on(self.client, self.today)

    @property
    def phone(self) -> str:
        return readable_phone(self.client.phone)

    def address(self, language: str) -> str | None:
        return address_or_none(self.client, language)


class Card:
    """One client as `actor` sees them now."""

    def __init__(self, actor: Staff, client: Client, now: datetime, today: date) -> None:
        self.actor = actor
        self.client = client
        self.today = today
        self.line = Line(client, last_contacts([client.id]).get(client.id), now, today)

    @cached_property
    def salutation(self) -> str | None:
        """How letters begin, or None when that is not known and must be asked."""
        try:
            return salutation(self.client, self.client.language)
        except DomainError:
            return None

    @cached_property
    def card_name(self) -> str | None:
        """The name on a formal card, together with the other one of a household of two."""
        try:
            if len(self.household) == 1:
                return joint_card_name(self.client, self.household[0])
            return card_name(self.client)
        except DomainError:
            return None

    @property
    def days_to_birthday(self) -> int | None:
        return days_to_birthday(self.client.birth_date, self.today) if self.client.birth_date else None

    @property
    def do_not_mention(self) -> str:
        return self.client.do_not_mention if may_read_confidences(self.actor) else ""

    @cached_property
    def household(self) -> Sequence[Client]:
        """The other ones of the household, as far as the reader may see them."""
        if self.client.household_id is None:
            return []
        others = visible(self.actor, Client).where(
            Client.household_id == self.client.household_id, Client.id != self.client.id
        )
        return db.session.scalars(others.order_by(Client.sort_key)).all()

    @cached_property
    def delegates(self) -> Sequence[Staff]:
        return delegates_of(self.client)

    @property
    def may_delegate(self) -> bool:
        return may_delegate(self.actor, self.client)

    @property
    def holds(self) -> list[ClientHold]:
        """The holds that stand today or begin later, those that were lifted left out."""
        open_ones = [hold for hold in self.client.holds if hold.until is None or hold.until >= self.today]
        return sorted(open_ones, key=lambda hold: hold.since)
