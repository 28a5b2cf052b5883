"""One thing done to many clients at once; each tells whom it left out and why."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from clients.book.saving import interest_bits_of
from clients.contact.holds import hold, lift
from clients.contact.may_contact import holds_on
from clients.history.handing_over import give_to
from clients.models import (
    Client,
    ClientDelegate,
    ClientHold,
    ClientInterest,
    HoldKind,
    Interest,
    InterestSource,
)
from core.db import db
from core.errors import DomainError
from staff.models import Staff
from staff.scope import sees

MOST_AT_ONCE = 1000


class Action(enum.Enum):
    HAND_OVER = "hand_over"
    INTEREST = "interest"
    HOLD = "hold"
    LIFT = "lift"


class LeftOut(enum.Enum):
    """Why nothing was done to a client."""

    NOT_YOURS = "not_yours"  # not in the reader's book, or no longer
    IS_SO = "is_so"  # as it was wanted already
    REFUSED = "refused"  # the rule says no


@dataclass
class Outcome:
    done: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def chosen(actor: Staff, ids: Sequence[int]) -> list[Client]:
    """Those of these clients whom `actor` sees. Raises DomainError: bulk_nobody, bulk_too_many."""
    if not ids:
        raise DomainError("bulk_nobody")
    if len(ids) > MOST_AT_ONCE:
        raise DomainError("bulk_too_many", most=MOST_AT_ONCE)
    query = sa.select(Client).where(Client.id.in_(ids), sees(actor, Client))
    options = (selectinload(Client.holds), selectinload(Client.interests))
    return [*db.session.scalars(query.options(*options).order_by(Client.sort_key, Client.id))]


def hand_over(clients: Sequence[Client], owner: Staff, *, staff: Staff, now: datetime) -> Outcome:
    """Let `owner` look after these clients; whoever stood in and now owns stands in no more."""
    result = Outcome()
    for client in clients:
        if give_to(client, owner, staff=staff, now=now):
            result.done += 1
        else:
            result.left_out[LeftOut.IS_SO] += 1
    ids = [client.id for client in clients]
    standing_in = sa.select(ClientDelegate).where(
        ClientDelegate.client_id.in_(ids), ClientDelegate.staff_id == owner.id
    )
    for row in db.session.scalars(standing_in):
        db.session.delete(row)
    return result


def add_interest(clients: Sequence[Client], interest: Interest, source: InterestSource) -> Outcome:
    result = Outcome()
    for client in clients:
        known = {row.interest for row in client.interests}
        if interest in known:
            result.left_out[LeftOut.IS_SO] += 1
            continue
        client.interests.append(ClientInterest(interest=interest, source=source, confidence=2))
        client.interest_bits = interest_bits_of({*known, interest})
        result.done += 1
    return result


def put_on_hold(
    clients: Sequence[Client],
    kind: HoldKind,
    *,
    since: date,
    until: date | None,
    note: str,
    staff: Staff,
    now: datetime,
) -> Outcome:
    """Invite none of them for a time. Raises DomainError: hold_ends_before, hold_for_good."""
    result = Outcome()
    for client in clients:
        if kind in holds_on(client, since):
            result.left_out[LeftOut.IS_SO] += 1
            continue
        hold(client, kind, since=since, until=until, note=note, staff=staff, now=now)
        result.done += 1
    return result


def lift_holds(
    clients: Sequence[Client], kind: HoldKind, *, today: date, because: str, staff: Staff, now: datetime
) -> Outcome:
    """End their holds of one kind; what stands for good stays where a manager's word is missing."""
    result = Outcome()
    for client in clients:
        rows = [row for row in client.holds if row.kind is kind and _stands(row, today)]
        if not rows:
            result.left_out[LeftOut.IS_SO] += 1
            continue
        try:
            for row in rows:
                lift(row, today=today, staff=staff, because=because, now=now)
        except DomainError:
            result.left_out[LeftOut.REFUSED] += 1
        else:
            result.done += 1
    return result


def _stands(row: ClientHold, today: date) -> bool:
    return row.since <= today and (row.until is None or today <= row.until)
