"""Rules of what is to do: laid out from a template, computed back from the day, ticked off one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from events.checklist.timeline import AFTER_REPLY, GUARDED, days_before, due_on
from events.models import ChecklistItem, Event, EventStatus
from events.themes.template import MANAGER, Step
from staff.models import Role, Staff, StaffRole

OFF = (EventStatus.CANCELLED, EventStatus.ARCHIVED)
"""Nothing is to do any more; of a closed event there is still the report."""
RESTS = (*OFF, EventStatus.POSTPONED)
"""Nobody is reminded: the day is given up, or there is none."""
APPROVAL = "approval"


def lay_out(event: Event, steps: Iterable[Step], *, today: date, owners: dict[str, int] | None = None) -> None:
    """Add the items of a new event; what would have been due in the past is due today.

    `owners` says who sees to a step by its owner's code, else the organiser and the branch's first manager.
    """
    known = owners or {MANAGER: _manager_of(event.branch_id) or event.organiser_id}
    for step in steps:
        days = days_before(step, event)
        db.session.add(
            ChecklistItem(
                event=event,
                code=step.code,
                text=step.text,
                days_before=days,
                due_on=due_on(days, event, today=today),
                owner_id=known.get(step.owner, event.organiser_id),
                gate=step.gate,
            )
        )


def _manager_of(branch_id: int) -> int | None:
    query = sa.select(Staff.id).where(
        Staff.branch_id == branch_id, Staff.active, Staff.is_device.is_(False), _is_manager()
    )
    return db.session.scalar(query.order_by(Staff.id).limit(1))


def _is_manager() -> sa.ColumnElement[bool]:
    return Staff.roles.any(StaffRole.name == Role.MANAGER.value)


def items_of(event: Event) -> Sequence[ChecklistItem]:
    """All that is to do for the event, with who sees to it, the first first."""
    query = sa.select(ChecklistItem).where(ChecklistItem.event_id == event.id)
    return db.session.scalars(
        query.options(joinedload(ChecklistItem.owner), joinedload(ChecklistItem.done_by)).order_by(
            ChecklistItem.days_before.desc(), ChecklistItem.id
        )
    ).all()


def move_with(event: Event, *, today: date) -> None:
    """After another day or deadline: what is open falls due anew, unless somebody has fixed its day."""
    query = sa.select(ChecklistItem).where(
        ChecklistItem.event_id == event.id, ChecklistItem.done_at.is_(None), ~ChecklistItem.fixed
    )
    for item in db.session.scalars(query):
        if item.code in AFTER_REPLY:
            item.days_before = days_before(Step(item.code), event)
        item.due_on = due_on(item.days_before, event, today=today)


def is_done(item: ChecklistItem, event: Event) -> bool:
    """Whether it is ticked off; the approval is done when the event is approved, ticked or not."""
    return item.done_at is not None or (item.code == APPROVAL and event.approved_at is not None)


def gate_before(item: ChecklistItem, items: Sequence[ChecklistItem], event: Event) -> ChecklistItem | None:
    """The first open gate that the item waits for: an earlier one, on the time-line of the event."""
    for other in items if item.code in GUARDED else ():
        if other.id != item.id and other.gate and other.days_before > item.days_before and not is_done(other, event):
            return other
    return None


def tick(item: ChecklistItem, *, staff: Staff, now: datetime, note: str = "") -> None:
    """It is done. Ticking twice keeps the first. Raises DomainError: event_called_off, or gate_open."""
    _check_runs(item.event)
    if item.done_at is not None:
        return
    if gate_before(item, items_of(item.event), item.event) is not None:
        raise DomainError("gate_open")
    item.done_at, item.done_by_id = now, staff.id
    if note:
        item.note = note


def untick(item: ChecklistItem) -> None:
    """It is to do after all. Raises DomainError("event_called_off")."""
    _check_runs(item.event)
    item.done_at = item.done_by_id = None


def add_item(event: Event, *, text: str, due: date, owner: Staff) -> ChecklistItem:
    """Something of one's own to do; it moves with the event. Raises DomainError: event_called_off, not_a_colleague."""
    _check_runs(event)
    _check_owner(event, owner)
    days = (event.local_start.date() - due).days
    item = ChecklistItem(event=event, text=text, days_before=days, due_on=due, owner_id=owner.id)
    db.session.add(item)
    return item


def change_item(item: ChecklistItem, *, text: str, due: date, owner: Staff, note: str) -> None:
    """Another day (which then stays, whatever the event does), somebody else, a note; own words only of an own item.

    Raises DomainError: event_called_off, not_a_colleague.
    """
    _check_runs(item.event)
    if owner.id != item.owner_id:
        _check_owner(item.event, owner)
    if due != item.due_on:
        item.due_on, item.fixed = due, True
    if not item.code and text:
        item.text = text
    item.owner, item.note = owner, note


def remove_item(item: ChecklistItem) -> None:
    """Leave out what this evening does not need. Raises DomainError: event_called_off, or gate_stays."""
    _check_runs(item.event)
    if item.gate:
        raise DomainError("gate_stays")
    db.session.delete(item)


def colleagues(event: Event) -> Sequence[Staff]:
    """Who may see to a step: everybody of the branch who plans or looks after clients."""
    roles = [role.value for role in (Role.ORGANISER, Role.MANAGER, Role.RM)]
    query = sa.select(Staff).where(
        Staff.branch_id == event.branch_id,
        Staff.active,
        Staff.is_device.is_(False),
        Staff.roles.any(StaffRole.name.in_(roles)),
    )
    return db.session.scalars(query.order_by(Staff.id)).all()


def _check_runs(event: Event) -> None:
    if event.status in OFF:
        raise DomainError("event_called_off")


def _check_owner(event: Event, owner: Staff) -> None:
    if owner.branch_id != event.branch_id or not owner.active:
        raise DomainError("not_a_colleague")
