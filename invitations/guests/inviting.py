"""Inviting: from the clients of a segment to the guest list, saying who is left out and why."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from clients.contact.may_contact import Reason, may_contact
from clients.contact.reasons import may_be_excepted
from clients.history.ledger import tell
from clients.models import Client, EntryKind, Purpose
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.answers.rsvp import lock
from invitations.codes.tokens import issue
from invitations.guests.choices import freeze
from invitations.guests.same_type.exclusions import Exclusion, exceptions_of, exclusions
from invitations.models import Dispatch, Invitation, ReplyState, Segment
from invitations.segments import Rule, members
from staff.models import Staff


class LeftOut(enum.Enum):
    """Why a client of the segment is not invited, beside what speaks against contacting them at all."""

    ALREADY_INVITED = "already_invited"
    TAKEN_BACK = "taken_back"  # was invited to this event, and the invitation revoked


Why = LeftOut | Reason | Exclusion


@dataclass(frozen=True)
class Choice:
    """What inviting a segment comes to: whom to invite, and whom not with the reason."""

    fit: list[Client]
    left_out: list[tuple[Client, tuple[Why, ...]]]  # the gravest reason first


def choose(actor: Staff, event: Event, rule: Rule, *, now: datetime) -> Choice:
    """Go through the clients whom `actor` sees and `rule` selects; nothing is written."""
    today = now.astimezone(event.tz).date()
    clients = db.session.scalars(
        members(actor, rule, today).options(
            selectinload(Client.rm).lazyload(Staff.roles), selectinload(Client.interests)
        )
    ).all()
    invited = _invited(event)
    verdicts = may_contact(clients, purpose=Purpose.INVITATION, channel=None, day=today)
    against, excepted = exclusions(event, clients), exceptions_of(event)
    choice = Choice([], [])
    for client in clients:
        if client.id in invited:
            reason = LeftOut.ALREADY_INVITED if invited[client.id] is None else LeftOut.TAKEN_BACK
            choice.left_out.append((client, (reason,)))
            continue
        why: list[Why] = [*verdicts[client.id].reasons]
        why += [against[client.id]] if client.id in against else []
        if client.id in excepted:
            why = [one for one in why if isinstance(one, Reason) and not may_be_excepted(one)]
        if why:
            choice.left_out.append((client, tuple(why)))
        else:
            choice.fit.append(client)
    return choice


def _invited(event: Event) -> dict[int, datetime | None]:
    """Who is invited to the event, and when that was taken back; who was invited as a duplicate is invited too."""
    person = sa.func.coalesce(Client.merged_into_id, Client.id)
    rows = db.session.execute(
        sa.select(person, Invitation.revoked_at).join(Invitation.client).where(Invitation.event_id == event.id)
    ).all()
    standing = {client_id: None for client_id, revoked_at in rows if revoked_at is None}
    return dict(rows) | standing


def invite_ticked(
    actor: Staff,
    event: Event,
    rule: Rule,
    ticked: Collection[int],
    *,
    now: datetime,
    segment: Segment | None = None,
) -> list[Invitation]:
    """Invite those of the ticked clients whom `choose` still finds fit; it is asked again under the event's lock.

    How they were chosen is kept: by which rule, of `segment` when it is a saved one, among whom, and why each.

    Ids that the rule does not select or the actor does not see are passed over. Raises DomainError: event_closed,
    event_over, nobody_chosen, or nobody_fit when all that are ticked have meanwhile been invited or put on hold.
    """
    event = lock_event(event.id)
    fit = choose(actor, event, rule, now=now).fit
    clients = [client for client in fit if client.id in ticked]
    if ticked and not clients:
        raise DomainError("nobody_fit")
    invitations = invite(actor, event, clients, now=now)
    freeze(actor, event, rule, fit, {client.id for client in clients}, segment=segment, now=now)
    return invitations


def lock_event(event_id: int) -> Event:
    """The event as it is now, kept for the rest of the transaction from whoever else invites to it."""
    query = sa.select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def invite(actor: Staff, event: Event, clients: Sequence[Client], *, now: datetime) -> list[Invitation]:
    """Put the clients on the guest list, each with a code of their own, and tell it in their histories.

    Raises DomainError: event_closed, event_over, nobody_chosen, not_contacted for somebody whom not even a manager may
    let in (deceased, merged, consent withdrawn, no way left), or already_invited: the database refuses a second
    invitation of one client, whoever was first.
    """
    if event.over:
        raise DomainError("event_closed")
    if event.starts_at <= now:
        raise DomainError("event_over")
    if not clients:
        raise DomainError("nobody_chosen")
    _never(clients, event, now)
    invitations = [_invitation(actor, event, client, now) for client in clients]
    try:
        with db.session.begin_nested():
            db.session.add_all(invitations)
    except IntegrityError:
        raise DomainError("already_invited") from None
    for client in sorted(clients, key=lambda one: one.id):
        tell(
            client.id,
            EntryKind.INVITED,
            at=now,
            subject=event.title,
            staff_id=actor.id,
            source="event",
            source_id=event.id,
        )
    if event.status is EventStatus.DRAFT:
        event.status = EventStatus.INVITING
    db.session.flush()
    return invitations


def _never(clients: Sequence[Client], event: Event, now: datetime) -> None:
    """Refuse those whom nobody can make an exception for, whichever way they came to be chosen."""
    day = now.astimezone(event.tz).date()
    verdicts = may_contact(clients, purpose=Purpose.INVITATION, channel=None, day=day, caps=False)
    for client in clients:
        for reason in verdicts[client.id].reasons:
            if not may_be_excepted(reason):
                raise DomainError("not_contacted", reason=reason.sentence)


def _invitation(actor: Staff, event: Event, client: Client, now: datetime) -> Invitation:
    invitation = Invitation(
        event_id=event.id,
        client_id=client.id,
        invited_by_id=actor.id,
        invited_at=now,
        language=client.language,
    )
    issue(invitation)
    return invitation


def revoke(invitation: Invitation, *, now: datetime, staff: Staff | None = None) -> None:
    """Take an invitation back before it is delivered; its code then opens a page that explains itself.

    The history tells of it, and it no longer counts among those the client had.

    Raises DomainError("already_delivered"): after that it is a matter for an apology by telephone.
    """
    event, invitation = lock(invitation.id)  # the guest may answer at this moment
    if invitation.dispatch is Dispatch.DELIVERED or invitation.reply is not ReplyState.NONE:
        raise DomainError("already_delivered")
    if invitation.revoked_at is not None:
        return
    invitation.revoked_at = now
    tell(
        invitation.client_id,
        EntryKind.WITHDRAWN,
        at=now,
        subject=event.title,
        staff_id=staff.id if staff else None,
        source="event",
        source_id=event.id,
        key=f"withdrawn:{invitation.id}",
    )
