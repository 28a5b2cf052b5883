"""What the form of a new client shows before saving: whom the reader's own book may know already, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clients.duplicates.finding import Match, possible_duplicates
from clients.duplicates.words import said_reasons
from clients.models import Client
from core.db import db
from staff.models import Staff
from staff.scope import visible

MOST = 5


@dataclass(frozen=True)
class Hint:
    """A client of the reader's book who may be the one in the form."""

    client: Client
    match: Match

    @property
    def reasons(self) -> list[str]:
        return said_reasons(reason.value for reason in self.match.reasons)


def hints(actor: Staff, values: Mapping[str, Any], *, besides: int | None = None) -> list[Hint]:
    """At most five, the likeliest first; empty whenever a foreign client is the only one."""
    found = possible_duplicates(actor, values, besides=besides)[:MOST]
    ids = [match.client_id for match in found]
    clients = {client.id: client for client in db.session.scalars(visible(actor, Client).where(Client.id.in_(ids)))}
    return [Hint(clients[match.client_id], match) for match in found]
