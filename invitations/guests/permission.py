"""Whether an invitation's letter may go to its guest by the means that is planned: asked for many letters at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from clients.contact.may_contact import Reason, may_contact
from clients.contact.reasons import may_be_excepted
from clients.models import Client, ContactChannel, Purpose
from core.db import db
from invitations.guests.joint import joint_guests
from invitations.models import GuestException, Invitation, Means

CHANNEL_OF = {
    Means.BY_HAND: ContactChannel.HAND,
    Means.POST: ContactChannel.POST,
    Means.COURIER: ContactChannel.POST,
}
"""A courier brings a letter to the door as the post does."""

Reasons = tuple[Reason, ...]


def forbidden(
    invitations: Sequence[Invitation],
    now: datetime,
    *,
    channel: ContactChannel | None = None,
    purpose: Purpose = Purpose.INVITATION,
) -> dict[int, Reasons]:
    """By the invitation's id why its guest may not be given the letter, empty where nothing speaks against it.

    It goes by the means that is planned, or for all by `channel`; to be told of a change is a service. How often
    somebody was invited lately is not asked: this invitation is counted already. What speaks against one of the two
    whom a letter asks together speaks against the letter. Event and client should be loaded.
    """
    together: dict[tuple[date, ContactChannel], list[Invitation]] = defaultdict(list)
    for invitation in invitations:
        day = now.astimezone(invitation.event.tz).date()
        together[day, channel or CHANNEL_OF[invitation.send_by]].append(invitation)
    found: dict[int, Reasons] = {}
    readers = _readers(invitations)
    for (day, by), letters in together.items():
        clients = list({one.id: one for letter in letters for one in readers[letter.id]}.values())
        verdicts = may_contact(clients, purpose=purpose, channel=by, day=day, caps=False)
        for letter in letters:
            found[letter.id] = tuple(why for one in readers[letter.id] for why in verdicts[one.id].reasons)
    return _with_exceptions(found, invitations)


def _readers(invitations: Sequence[Invitation]) -> dict[int, list[Client]]:
    """Who reads each letter, by the invitation's id: its client, and who is asked by the same letter."""
    joint = joint_guests([invitation.id for invitation in invitations])
    asked = {one.id: [one.client, *joint.get(one.id, ())] for one in invitations}
    persons = _persons([client for clients in asked.values() for client in clients])
    return {letter_id: [persons[client.id] for client in clients] for letter_id, clients in asked.items()}


def _persons(clients: Sequence[Client]) -> dict[int, Client]:
    """Who each of them is: whoever was invited as a duplicate is the client that stayed."""
    invited = {client.id: client for client in clients}
    kept_ids = {client.merged_into_id for client in invited.values() if client.merged_into_id is not None}
    kept = {}
    if kept_ids:
        kept = {one.id: one for one in db.session.scalars(sa.select(Client).where(Client.id.in_(kept_ids)))}
    return {client_id: kept.get(client.merged_into_id or 0, client) for client_id, client in invited.items()}


def _with_exceptions(found: dict[int, Reasons], invitations: Sequence[Invitation]) -> dict[int, Reasons]:
    """Without what a manager has passed over for the evening."""
    if not any(found.values()):
        return found
    events = {invitation.event_id for invitation in invitations}
    rows = sa.select(GuestException.event_id, GuestException.client_id).where(GuestException.event_id.in_(events))
    excepted = {(event_id, client_id) for event_id, client_id in db.session.execute(rows)}
    for invitation in invitations:
        if (invitation.event_id, invitation.client_id) in excepted:
            found[invitation.id] = tuple(one for one in found[invitation.id] if not may_be_excepted(one))
    return found
