"""Inviting: from the clients of a segment to the guest list, saying who is left out and why."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
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
from events.approval.asking import begin_inviting
from events.models import Event
from invitations.answers.rsvp import lock
from invitations.codes.tokens import issue
from invitations.guests.choices import freeze
from invitations.guests.joint import ask_together, couples, joint_clients, joint_guests
from invitations.guests.quotas import check_places, plans
from invitations.guests.same_type.exclusions import (
    CLIENTS_WORD,
    Exclusion,
    exceptions_of,
    exclusions,
    refused_theme,
)
from invitations.guests.waves import put_in_wave
from invitations.models import (
    Dispatch,
    Invitation,
    JointGuest,
    Nomination,
    NominationState,
    ReplyState,
    Segment,
    Wave,
)
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


@dataclass(frozen=True)
class Weighed:
    """What there is to say of clients who might be invited, by their ids; of whom nothing is said, both are missing."""

    against: dict[int, tuple[Why, ...]]  # the gravest reason first
    warnings: dict[int, tuple[Reason, ...]]  # to be minded, though they may be invited


def weigh(event: Event, clients: Sequence[Client], *, now: datetime) -> Weighed:
    """Why each of these clients is not to be invited, or what to mind; what a manager has passed over is left out."""
    invited = _invited(event)
    day = now.astimezone(event.tz).date()
    verdicts = may_contact(clients, purpose=Purpose.INVITATION, channel=None, day=day)
    against, excepted = exclusions(event, clients), exceptions_of(event)
    found: dict[int, tuple[Why, ...]] = {}
    for client in clients:
        if client.id in invited:
            found[client.id] = (LeftOut.ALREADY_INVITED if invited[client.id] is None else LeftOut.TAKEN_BACK,)
            continue
        why: list[Why] = [*verdicts[client.id].reasons]
        why += [against[client.id]] if client.id in against else []
        if client.id in excepted:
            why = [one for one in why if not passable(one)]
        if why:
            found[client.id] = tuple(why)
    return Weighed(found, {one.id: said for one in clients if (said := verdicts[one.id].warnings)})


def passable(why: Why) -> bool:
    """Whether a manager may let somebody be invited in spite of it."""
    if isinstance(why, Reason):
        return may_be_excepted(why)
    return isinstance(why, Exclusion) and why not in CLIENTS_WORD


def choose(actor: Staff, event: Event, rule: Rule, *, now: datetime) -> Choice:
    """Go through the clients whom `actor` sees and `rule` selects; nothing is written."""
    today = now.astimezone(event.tz).date()
    clients = db.session.scalars(
        members(actor, rule, today).options(
            selectinload(Client.rm).lazyload(Staff.roles), selectinload(Client.interests)
        )
    ).all()
    against = weigh(event, clients, now=now).against
    return Choice(
        [client for client in clients if client.id not in against],
        [(client, against[client.id]) for client in clients if client.id in against],
    )


def _invited(event: Event) -> dict[int, datetime | None]:
    """Who is invited to the event, and when that was taken back; who was invited as a duplicate is invited too.

    So is whoever is asked by the letter of another of the household.
    """
    person = sa.func.coalesce(Client.merged_into_id, Client.id)
    own = sa.select(person, Invitation.revoked_at).join(Invitation.client).where(Invitation.event_id == event.id)
    joint = (
        sa.select(person, Invitation.revoked_at)
        .join(JointGuest, JointGuest.client_id == Client.id)
        .join(Invitation, Invitation.id == JointGuest.invitation_id)
        .where(JointGuest.event_id == event.id)
    )
    rows = [*db.session.execute(own), *db.session.execute(joint)]
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
    wave: Wave | None = None,
    homes: Collection[int] = (),
) -> list[Invitation]:
    """Invite those of the ticked clients whom `choose` still finds fit; it is asked again under the event's lock.

    How they were chosen is kept: by which rule, of `segment` when it is a saved one, among whom, and why each. `homes`
    are the households of which one letter asks two. A manager whose places on the list are given out fills no more.

    Ids that the rule does not select or the actor does not see are passed over. Raises DomainError: event_closed,
    event_over, nobody_chosen, quota_full, or nobody_fit when all that are ticked have meanwhile been invited or put on
    hold.
    """
    event = lock_event(event.id)
    fit = choose(actor, event, rule, now=now).fit
    clients = [client for client in fit if client.id in ticked]
    if ticked and not clients:
        raise DomainError("nobody_fit")
    if not plans(actor):
        check_places(event, clients)
    together = {one.id: other for one, other in couples(clients) if one.household_id in homes}
    invitations = invite(actor, event, clients, now=now, wave=wave, together=together)
    freeze(actor, event, rule, fit, {client.id for client in clients}, segment=segment, now=now)
    return invitations


def lock_event(event_id: int) -> Event:
    """The event as it is now, kept for the rest of the transaction from whoever else invites to it."""
    query = sa.select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def invite(
    actor: Staff,
    event: Event,
    clients: Sequence[Client],
    *,
    now: datetime,
    wave: Wave | None = None,
    together: Mapping[int, Client] | None = None,
) -> list[Invitation]:
    """Put the clients on the guest list, each with a code of their own, and tell it in their histories.

    `together` names, by the client whose invitation it is, the other one of the household whom the same letter asks;
    both are among the clients. Who often stays away is of wave B at best.

    Raises DomainError: event_closed, event_over, nobody_chosen, not_contacted for somebody whom not even a manager may
    let in (deceased, merged, consent withdrawn, no way left, no more of this theme), joint_apart, or already_invited:
    the database refuses a second invitation of one client, whoever was first.
    """
    if event.over:
        raise DomainError("event_closed")
    if event.starts_at <= now:
        raise DomainError("event_over")
    if not clients:
        raise DomainError("nobody_chosen")
    _never(clients, event, now)
    _not_asked_by_another(clients, event)
    together = together or {}
    partners = {partner.id for partner in together.values()}
    addressees = [client for client in clients if client.id not in partners]
    invitations = [_invitation(actor, event, client, now) for client in addressees]
    try:
        with db.session.begin_nested():
            db.session.add_all(invitations)
            for invitation, client in zip(invitations, addressees, strict=True):
                if client.id in together:
                    ask_together(event, invitation, client, together[client.id])
    except IntegrityError:
        raise DomainError("already_invited") from None
    if wave is not None:
        put_in_wave(event, invitations, wave, now=now)
    _settle_nominations(actor, event, clients, now)
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
    begin_inviting(event, staff=actor, now=now)
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
    if refused_theme(event, [client.id for client in clients]):
        raise DomainError("theme_refused")


def _settle_nominations(actor: Staff, event: Event, clients: Sequence[Client], now: datetime) -> None:
    """Whoever was proposed and is invited by another way is accepted: nobody decides about them any more."""
    waiting = sa.select(Nomination).where(
        Nomination.event_id == event.id,
        Nomination.client_id.in_([client.id for client in clients]),
        Nomination.state == NominationState.PROPOSED,
    )
    for nomination in db.session.scalars(waiting):
        nomination.state = NominationState.ACCEPTED
        nomination.decided_at, nomination.decided_by_id = now, actor.id


def _not_asked_by_another(clients: Sequence[Client], event: Event) -> None:
    """Refuse whoever is asked already by the letter of another of the household, a merged duplicate included."""
    asked = sa.select(Client.id).where(
        Client.id.in_([client.id for client in clients]),
        Client.id.in_(
            sa.select(sa.func.coalesce(Client.merged_into_id, Client.id)).where(Client.id.in_(joint_clients(event)))
        ),
    )
    if db.session.scalar(asked.limit(1)) is not None:
        raise DomainError("already_invited")


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
    partners = joint_guests([invitation.id]).get(invitation.id, [])
    for client_id in sorted([invitation.client_id, *(partner.id for partner in partners)]):
        of_partner = "" if client_id == invitation.client_id else f":{client_id}"
        tell(
            client_id,
            EntryKind.WITHDRAWN,
            at=now,
            subject=event.title,
            staff_id=staff.id if staff else None,
            source="event",
            source_id=event.id,
            key=f"withdrawn:{invitation.id}{of_partner}",
        )
