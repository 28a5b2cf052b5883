"""What a line of the list says of a client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clients.book.naming import address_or_none
from clients.book.saving import readable_phone
from clients.contact.may_contact import holds_on
from clients.models import Client, HoldKind


@dataclass(frozen=True)
class Line:
    """A client in the list."""

    client: Client
    today: date

    @property
    def days_since(self) -> int | None:
        """Since the client last took part in a contact."""
        last = self.client.last_contact_on
        return None if last is None else max(0, (self.today - last).days)

    @property
    def holds(self) -> list[HoldKind]:
        return holds_on(self.client, self.today)

    @property
    def phone(self) -> str:
        return readable_phone(self.client.phone)

    def address(self, language: str) -> str | None:
        return address_or_none(self.client, language)
