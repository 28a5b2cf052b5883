"""A letter's way to its reader: printed, signed, handed to the manager, delivered, or come back.

Each step is a row that is never changed; `Invitation.dispatch` is the last one. A step that was told by mistake is
taken back by a further row. Nobody is made to tell a step that was forgotten: a letter in the client's hands is
delivered, whether or not somebody noted that it was signed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.history.ledger import correct, tell
from clients.models import Client, EntryKind, HistoryEntry
from clients.scopes import cared_for
from core.db import db
from core.errors import DomainError
from events.approval.asking import check_approved
from events.models import Event
from invitations.answers.rsvp import lock
from invitations.guests.inviting import lock_event
from invitations.models import Dispatch, DispatchStep, Invitation, Means
from invitations.runs.preflight import all_withdrawn
from staff.models import Staff

BEFORE: dict[Dispatch, frozenset[Dispatch]] = {
    Dispatch.PRINTED: frozenset({Dispatch.LISTED, Dispatch.RETURNED}),
    Dispatch.SIGNED: frozenset({Dispatch.PRINTED}),
    Dispatch.HANDED: frozenset({Dispatch.PRINTED, Dispatch.SIGNED, Dispatch.RETURNED}),
    Dispatch.DELIVERED: frozenset({Dispatch.PRINTED, Dispatch.SIGNED, Dispatch.HANDED, Dispatch.RETURNED}),
    Dispatch.RETURNED: frozenset({Dispatch.HANDED, Dispatch.DELIVERED}),
}
"""From where each step may be taken."""
IN_THE_HOUSE = (Dispatch.LISTED, Dispatch.PRINTED, Dispatch.SIGNED)
LEAVING = (Dispatch.HANDED, Dispatch.DELIVERED)


def can_take(invitation: Invitation, step: Dispatch) -> bool:
    """Whether this step is the letter's to take; for buttons, while `take` decides."""
    return invitation.revoked_at is None and invitation.dispatch in BEFORE.get(step, ())


def take(
    invitation: Invitation,
    step: Dispatch,
    *,
    staff: Staff,
    now: datetime,
    on: date | None = None,
    means: Means | None = None,
    note: str = "",
) -> None:
    """One letter takes a step; twice is the same as once. `on` is the day of a delivery or return, if not today.

    Raises DomainError: event_closed, invitation_revoked, letter_not_printed, step_out_of_order, step_in_future,
    step_before_printing, return_wants_reason, letter_withdrawn when its manager may no longer be given it, and
    not_approved or event_postponed before a letter leaves the house.
    """
    event, invitation = lock(invitation.id)
    _open(event)
    if invitation.revoked_at is not None:
        raise DomainError("invitation_revoked")
    if invitation.dispatch is step:
        return
    if invitation.dispatch is Dispatch.LISTED and step is not Dispatch.PRINTED:
        raise DomainError("letter_not_printed")
    if invitation.dispatch not in BEFORE[step]:
        raise DomainError("step_out_of_order")
    if step is Dispatch.RETURNED and not note:
        raise DomainError("return_wants_reason")
    if step is Dispatch.HANDED and to_be_destroyed([invitation], now):
        raise DomainError("letter_withdrawn")
    if step in LEAVING and invitation.dispatch in IN_THE_HOUSE:
        check_approved(event, staff=staff, now=now)
    write_step(
        event, invitation, step, staff_id=staff.id, at=_moment(event, invitation, on, now), means=means, note=note
    )


def _open(event: Event) -> None:
    if event.over:
        raise DomainError("event_closed")


def _moment(event: Event, invitation: Invitation, on: date | None, now: datetime) -> datetime:
    """When it happened: now, or at noon of the day that was told."""
    if on is None or on == now.astimezone(event.tz).date():
        return now
    moment = datetime.combine(on, time(12), event.tz)
    if moment > now:
        raise DomainError("step_in_future")
    printed = db.session.scalar(
        sa.select(sa.func.max(DispatchStep.at)).where(
            DispatchStep.invitation_id == invitation.id, DispatchStep.step == Dispatch.PRINTED
        )
    )
    if on < (printed or invitation.invited_at).astimezone(event.tz).date():
        raise DomainError("step_before_printing")
    # A letter printed in the afternoon may be delivered the same day, and that is not at noon.
    return max(moment, printed) if printed else moment


def take_all(
    actor: Staff,
    event: Event,
    step: Dispatch,
    *,
    now: datetime,
    rm_id: int | None = None,
    invitation_ids: Collection[int] | None = None,
    means: Means | None = None,
) -> int:
    """The step for all letters of the event that can take it and whose client `actor` sees; returns how many.

    `rm_id` and `invitation_ids` narrow them. Letters that are further, or not so far, stay as they are; so do those
    that are still in the house and may no longer leave it, whose sheets are to be destroyed. Raises DomainError:
    event_closed, and before letters are handed out not_approved or event_postponed.
    """
    event = lock_event(event.id)
    _open(event)
    if step in LEAVING:
        check_approved(event, staff=actor, now=now)
    query = (
        sa.select(Invitation)
        .join(Client, Invitation.client_id == Client.id)
        .where(
            Invitation.event_id == event.id,
            Invitation.revoked_at.is_(None),
            Invitation.dispatch.in_(BEFORE[step] - {Dispatch.LISTED}),
            cared_for(actor),
        )
        .order_by(Invitation.id)
        .options(joinedload(Invitation.event), joinedload(Invitation.client).selectinload(Client.holds))
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    if rm_id is not None:
        query = query.where(Client.rm_id == rm_id)
    if invitation_ids is not None:
        query = query.where(Invitation.id.in_(invitation_ids))
    found = db.session.scalars(query).all()
    void = to_be_destroyed(found, now)
    invitations = [one for one in found if one.id not in void]
    for invitation in invitations:
        write_step(event, invitation, step, staff_id=actor.id, at=now, means=means)
    return len(invitations)


def to_be_destroyed(invitations: Sequence[Invitation], now: datetime) -> set[int]:
    """The ids of those whose letter is in the house and whose guest may no longer be given it."""
    here = [one for one in invitations if one.dispatch in IN_THE_HOUSE]
    return {invitation_id for invitation_id, problems in all_withdrawn(here, now).items() if problems}


def write_step(
    event: Event,
    invitation: Invitation,
    step: Dispatch,
    *,
    staff_id: int | None,
    at: datetime,
    means: Means | None = None,
    note: str = "",
) -> None:
    """The row, its state, and of a delivery or a return the entry in the client's history. Checks nothing."""
    if step is Dispatch.DELIVERED:
        means = means or invitation.send_by
    if step in _TOLD_AS:
        _tell(event, invitation, step, staff_id, at, note)
    invitation.dispatch = step
    if step is Dispatch.DELIVERED:
        invitation.delivered_at = at
    elif step in (Dispatch.RETURNED, Dispatch.LISTED):
        invitation.delivered_at = None  # nobody is called silent about a letter that they don't have
    db.session.add(
        DispatchStep(invitation_id=invitation.id, step=step, at=at, staff_id=staff_id, means=means, note=note)
    )
    db.session.flush()


_TOLD_AS = {
    Dispatch.DELIVERED: (EntryKind.LETTER_DELIVERED, "delivered"),
    Dispatch.RETURNED: (EntryKind.LETTER_RETURNED, "returned"),
}
"""The steps that the client's history tells, and how the keys of their entries begin."""


def _tell(
    event: Event, invitation: Invitation, step: Dispatch, staff_id: int | None, at: datetime, note: str = ""
) -> None:
    kind, word = _TOLD_AS[step]
    before = db.session.scalar(
        sa.select(sa.func.count()).where(DispatchStep.invitation_id == invitation.id, DispatchStep.step == step)
    )
    tell(
        invitation.client_id,
        kind,
        at=at,
        subject=event.title,
        text=note,
        staff_id=staff_id,
        source="event",
        source_id=event.id,
        key=f"{word}:{invitation.id}" + (f":{before}" if before else ""),
    )


def _tell_taken_back(invitation: Invitation, step: Dispatch, staff: Staff, now: datetime) -> None:
    """The step's entry stays in the history, struck by a further one."""
    kind, word = _TOLD_AS[step]
    key = f"{word}:{invitation.id}"
    entry = db.session.scalar(
        sa.select(HistoryEntry)
        .where(
            HistoryEntry.client_id == invitation.client_id,
            HistoryEntry.kind == kind,
            sa.or_(HistoryEntry.key == key, HistoryEntry.key.startswith(f"{key}:", autoescape=True)),
        )
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    )
    if entry is not None:
        correct(entry, at=now, staff_id=staff.id, struck=True)


def way(steps: Iterable[DispatchStep]) -> list[DispatchStep]:
    """The steps that hold, in their order: a row that leads back to an earlier one takes back what lay between."""
    holding: list[DispatchStep] = []
    for step in steps:
        reached = [index for index, one in enumerate(holding) if one.step is step.step]
        if step.step is Dispatch.LISTED:
            holding = []
        elif reached:
            holding = holding[: reached[0] + 1]
        else:
            holding.append(step)
    return holding


def take_back(invitation: Invitation, *, staff: Staff, now: datetime) -> Dispatch:
    """Take the last step back, by a further row; returns where the letter is now.

    Printing is not taken back: the sheet exists. Raises DomainError: event_closed, nothing_to_take_back.
    """
    event, invitation = lock(invitation.id)
    _open(event)
    holding = way(steps_of([invitation.id]).get(invitation.id, []))
    if len(holding) < 2 or holding[-1].step is not invitation.dispatch:
        raise DomainError("nothing_to_take_back")
    before = holding[-2]
    if invitation.dispatch in _TOLD_AS:
        _tell_taken_back(invitation, invitation.dispatch, staff, now)
    invitation.dispatch = before.step
    invitation.delivered_at = before.at if before.step is Dispatch.DELIVERED else None
    db.session.add(
        DispatchStep(invitation_id=invitation.id, step=before.step, at=now, staff_id=staff.id, means=None, note="")
    )
    db.session.flush()
    return before.step


def steps_of(invitation_ids: Collection[int]) -> dict[int, list[DispatchStep]]:
    """All steps of these letters in the order in which they were told; the caller has checked the scope of the ids."""
    query = (
        sa.select(DispatchStep)
        .where(DispatchStep.invitation_id.in_(invitation_ids))
        .order_by(DispatchStep.id)
        .options(joinedload(DispatchStep.staff).options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch)))
    )
    found: dict[int, list[DispatchStep]] = {}
    for step in db.session.scalars(query):
        found.setdefault(step.invitation_id, []).append(step)
    return found


def last_steps(invitation_ids: Collection[int]) -> dict[int, DispatchStep]:
    """The last step of each letter, with who told it; the caller has checked the scope of the ids."""
    last = (
        sa.select(sa.func.max(DispatchStep.id))
        .where(DispatchStep.invitation_id.in_(invitation_ids))
        .group_by(DispatchStep.invitation_id)
    )
    query = (
        sa.select(DispatchStep)
        .where(DispatchStep.id.in_(last))
        .options(joinedload(DispatchStep.staff).options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch)))
    )
    return {step.invitation_id: step for step in db.session.scalars(query)}


def waiting_by_manager(actor: Staff, event: Event) -> list[tuple[Staff, dict[str, int]]]:
    """The managers of the guests whom `actor` sees, with how many letters each could sign for or has to deliver."""

    def number(*states: Dispatch) -> sa.ColumnElement[int]:
        met = sa.and_(Invitation.revoked_at.is_(None), Invitation.dispatch.in_(states))
        return sa.func.sum(sa.case((met, 1), else_=0))

    rows: Sequence[Any] = db.session.execute(
        sa.select(
            Client.rm_id,
            number(Dispatch.PRINTED, Dispatch.SIGNED),
            number(Dispatch.PRINTED, Dispatch.SIGNED, Dispatch.HANDED),
        )
        .join(Invitation, Invitation.client_id == Client.id)
        .where(Invitation.event_id == event.id, cared_for(actor))
        .group_by(Client.rm_id)
    ).all()
    counted = {rm_id: {"hand": int(hand), "deliver": int(deliver)} for rm_id, hand, deliver in rows}
    people = db.session.scalars(
        sa.select(Staff)
        .where(Staff.id.in_(counted))
        .order_by(Staff.name)
        .options(joinedload(Staff.branch), sa.orm.lazyload(Staff.roles))
    )
    return [(person, counted[person.id]) for person in people]
