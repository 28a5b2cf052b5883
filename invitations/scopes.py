"""Which segments, invitations and print runs each role sees."""

from __future__ import annotations

import sqlalchemy as sa

from clients.models import Client
from clients.scopes import cared_for
from core.outbox import OutboxMail
from events.models import Event
from events.scopes import events_of, tonight
from invitations.models import (
    CallTask,
    ChangeRequest,
    GuestListVersion,
    Invitation,
    Nomination,
    PartyMember,
    SeatOffer,
    Segment,
)
from printing.models import PrintRun
from staff.models import Role, Staff
from staff.scope import scope


@scope(Invitation)
def invitations_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Whoever sees the client sees the invitation; door staff see those of tonight's events."""
    conditions = [Invitation.client_id.in_(sa.select(Client.id).where(cared_for(actor)))]
    if actor.may(Role.DOOR):
        events = sa.select(Event.id).where(events_of(actor), Event.branch_id == actor.branch_id, tonight())
        conditions.append(Invitation.event_id.in_(events))
    return sa.or_(*conditions)


@scope(CallTask)
def calls_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Whoever sees the client sees what is to be called about; not the door."""
    return CallTask.invitation_id.in_(_cared_for_invitations(actor))


@scope(OutboxMail)
def mails_of(actor: Staff) -> sa.ColumnElement[bool]:
    """A reminder's mail belongs to whoever sees its client; what no rule here knows, nobody sees."""
    reminds = OutboxMail.source == "reminder"
    return sa.and_(reminds, OutboxMail.source_id.in_(_cared_for_invitations(actor)))


def _cared_for_invitations(actor: Staff) -> sa.Select[int]:
    return sa.select(Invitation.id).join(Invitation.client).where(cared_for(actor))


@scope(Nomination)
def nominations_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Whoever sees the client sees that they were proposed."""
    return Nomination.client_id.in_(sa.select(Client.id).where(cared_for(actor)))


@scope(GuestListVersion)
def list_versions_of(actor: Staff) -> sa.ColumnElement[bool]:
    """A version names all guests of an event: for whoever plans in its branch."""
    if actor.may(Role.ADMIN):
        return sa.true()
    if not actor.may(Role.ORGANISER, Role.MANAGER):
        return sa.false()
    return GuestListVersion.event_id.in_(sa.select(Event.id).where(Event.branch_id == actor.branch_id))


@scope(PartyMember)
def people_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Whoever sees the client sees who comes along."""
    return PartyMember.invitation_id.in_(_cared_for_invitations(actor))


@scope(ChangeRequest)
def changes_of(actor: Staff) -> sa.ColumnElement[bool]:
    return ChangeRequest.invitation_id.in_(_cared_for_invitations(actor))


@scope(SeatOffer)
def offers_of(actor: Staff) -> sa.ColumnElement[bool]:
    return SeatOffer.invitation_id.in_(_cared_for_invitations(actor))


@scope(Segment)
def segments_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Organisers and managers see the branch's, RMs their own and what colleagues of the branch share.

    A rule's name may give a client away ("Wang's divorce"). Organisers and managers see every client of the branch
    anyway; RMs don't, so that theirs and everybody's are kept from other RMs until their owner shares them.
    """
    if actor.may(Role.ADMIN):
        return sa.true()
    if actor.may(Role.ORGANISER, Role.MANAGER):
        return sa.or_(Segment.branch_id == actor.branch_id, Segment.owner_id == actor.id)
    shared = sa.and_(Segment.shared.is_(True), Segment.branch_id == actor.branch_id)
    return sa.or_(Segment.owner_id == actor.id, shared)


def may_change(actor: Staff, segment: Segment) -> bool:
    """Of those who see a segment: its owner, and whoever sees the branch's; RMs with whom it is shared copy it."""
    return segment.owner_id == actor.id or actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)


@scope(PrintRun)
def print_runs_of(actor: Staff) -> sa.ColumnElement[bool]:
    """A PDF of letters shows all its guests: RMs see the runs that they ordered, the branch's organisers all."""
    if actor.may(Role.ADMIN):
        return sa.true()
    if actor.may(Role.ORGANISER, Role.MANAGER):
        return sa.or_(PrintRun.branch_id == actor.branch_id, PrintRun.ordered_by_id == actor.id)
    return PrintRun.ordered_by_id == actor.id
