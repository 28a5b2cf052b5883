"""Whether a client may be spoken to after an evening; one function, for tasks, lists and letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from clients.contact.may_contact import Reason, ReasonCode, Verdict, may_contact
from clients.contact.reasons import may_be_excepted
from clients.models import Client, ContactChannel, Purpose
from core.db import db
from events.models import Event
from invitations.models import GuestException


def may_follow_up(clients: Sequence[Client], *, day: date, channel: ContactChannel | None = None) -> dict[int, Verdict]:
    """The verdict on each by id. A word after an evening is a greeting; who wishes no more of us gets none either."""
    greeting = may_contact(clients, purpose=Purpose.GREETING, channel=channel, day=day, caps=False)
    selling = may_contact(clients, purpose=Purpose.MARKETING, channel=channel, day=day, caps=False)
    return {client.id: _with_wish(greeting[client.id], selling[client.id]) for client in clients}


def _with_wish(greeting: Verdict, selling: Verdict) -> Verdict:
    wished = tuple(reason for reason in selling.reasons if reason.code is ReasonCode.OPTED_OUT)
    if not wished:
        return greeting
    warnings = tuple(one for one in greeting.warnings if one.code is not ReasonCode.OPTED_OUT)
    return Verdict(False, (*wished, *greeting.reasons), warnings)


def reasons_against(clients: Sequence[Client], event: Event, *, day: date) -> dict[int, tuple[Reason, ...]]:
    """By the client's id why nobody is to call or write, empty where somebody may; a manager's exception counts."""
    verdicts = may_follow_up(clients, day=day)
    found = {client.id: verdicts[client.id].reasons for client in clients}
    stopped = [client_id for client_id, reasons in found.items() if reasons]
    if stopped:
        excepted = sa.select(GuestException.client_id).where(
            GuestException.event_id == event.id, GuestException.client_id.in_(stopped)
        )
        for client_id in db.session.scalars(excepted):
            found[client_id] = tuple(reason for reason in found[client_id] if not may_be_excepted(reason))
    return found
