"""Asking for approval: the manager for the money and the list, compliance where a flag asks for it.

Each asking keeps what was seen: the sum planned, the flags, the beginning. What changes later beyond that asks again;
until it is approved anew, no further letter leaves the house. A saving, or a flag that falls away, asks nobody.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from events.approval.flags import raised
from events.approval.moves import locked, move
from events.approval.settings import APPROVE_SMALL, SMALL_SUM
from events.models import ApprovalPart, ApprovalStep, BudgetLine, Event, EventStatus, Flag
from staff.audit import record
from staff.models import Role, Staff, StaffRole
from staff.settings import setting

FEN = 100


class ApprovalState(enum.Enum):
    """Whether the event's letters may leave the house, and if not, why."""

    NOT_NEEDED = "not_needed"  # a small evening, in a branch that lets those pass
    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    REFUSED = "refused"
    GRANTED = "granted"
    LAPSED = "lapsed"  # granted, but something has changed since


class Change(enum.Enum):
    """What asks for approval anew."""

    MONEY = "money"
    DAY = "day"
    FLAGS = "flags"


@dataclass(frozen=True)
class Standing:
    """Where an event's approval stands."""

    state: ApprovalState
    flags: frozenset[Flag]
    planned: int
    needed: tuple[ApprovalPart, ...]
    waiting: tuple[ApprovalStep, ...] = ()
    changed: tuple[Change, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether letters may leave the house."""
        return self.state in (ApprovalState.GRANTED, ApprovalState.NOT_NEEDED)


def planned_sum(event: Event) -> int:
    """What the event is planned to cost, in fen."""
    total = sa.select(sa.func.coalesce(sa.func.sum(BudgetLine.planned), 0)).where(BudgetLine.event_id == event.id)
    return int(db.session.scalar(total) or 0)


def standing(event: Event) -> Standing:
    """Where the approval stands now; nothing is written."""
    steps, flags, planned = last_steps(event), raised(event), planned_sum(event)
    needed = (ApprovalPart.MANAGER, *([ApprovalPart.COMPLIANCE] if flags else []))
    waiting = tuple(step for step in steps.values() if step.decided_at is None)
    changed = _changed(event, steps, flags, planned)

    def found(state: ApprovalState) -> Standing:
        return Standing(state, flags, planned, needed, waiting, changed)

    if waiting:
        return found(ApprovalState.WAITING)
    if event.approved_at is not None:
        return found(ApprovalState.LAPSED if changed else ApprovalState.GRANTED)
    if _is_free(event, flags, planned):
        return found(ApprovalState.NOT_NEEDED)
    refused = any(step.granted is False for step in steps.values())
    return found(ApprovalState.REFUSED if refused else ApprovalState.NOT_ASKED)


def _is_free(event: Event, flags: frozenset[Flag], planned: int) -> bool:
    """A small evening in a branch that lets those pass."""
    if flags or setting(event.branch_id, APPROVE_SMALL):
        return False
    return planned <= setting(event.branch_id, SMALL_SUM) * FEN


def last_steps(event: Event) -> dict[ApprovalPart, ApprovalStep]:
    """Of each part its last asking."""
    return {step.part: step for step in steps_of(event)}


def steps_of(event: Event) -> list[ApprovalStep]:
    """All askings with what was decided, the first one first."""
    query = (
        sa.select(ApprovalStep)
        .where(ApprovalStep.event_id == event.id)
        .order_by(ApprovalStep.id)
        .options(
            joinedload(ApprovalStep.asked_by).lazyload(Staff.roles),
            joinedload(ApprovalStep.decided_by).lazyload(Staff.roles),
        )
    )
    return list(db.session.scalars(query))


def _changed(
    event: Event, steps: Mapping[ApprovalPart, ApprovalStep], flags: frozenset[Flag], planned: int
) -> tuple[Change, ...]:
    """What is beyond the last grants. What was let pass before there were askings has none, and nothing to compare."""
    if event.approved_at is None or not steps:
        return ()
    found = [change for part in ApprovalPart for change in _beyond(event, steps.get(part), part, flags, planned)]
    return tuple(dict.fromkeys(found))


def _beyond(
    event: Event, step: ApprovalStep | None, part: ApprovalPart, flags: frozenset[Flag], planned: int
) -> list[Change]:
    if part is ApprovalPart.COMPLIANCE:
        known = set(step.seen.get("flags", [])) if step is not None else set()
        return [Change.FLAGS] if {flag.value for flag in flags} - known else []
    if step is None:
        return []
    found = [Change.MONEY] if planned > int(step.seen.get("planned", planned)) else []
    seen_day = datetime.fromisoformat(step.seen["starts_at"]).astimezone(event.tz).date()
    return [*found, *([Change.DAY] if seen_day != event.local_start.date() else [])]


def seen_now(event: Event, flags: frozenset[Flag], planned: int) -> dict[str, Any]:
    """What whoever decides has before them."""
    return {
        "planned": planned,
        "flags": sorted(flag.value for flag in flags),
        "starts_at": event.starts_at.isoformat(),
        "capacity": event.capacity,
        "heads_outside": event.heads_outside,
    }


# --- asking


def ask(event: Event, *, staff: Staff, now: datetime, said: str = "", listed: bool = False) -> Standing:
    """Ask whoever has not yet granted what is planned now. A small evening is let pass at once.

    `listed` says that guests are on the list already: once approved, the event is inviting. Raises DomainError:
    event_closed, start_in_past, event_postponed, approval_waiting, or approval_stands.
    """
    event = locked(event.id)
    _plannable(event, now)
    found = standing(event)
    if found.state is ApprovalState.WAITING:
        raise DomainError("approval_waiting")
    if found.state is ApprovalState.GRANTED:
        raise DomainError("approval_stands")
    if found.state is ApprovalState.NOT_NEEDED:
        _pass_small(event, found, staff, now, listed)
        return standing(event)
    steps = last_steps(event)
    parts = [part for part in found.needed if _to_ask(event, steps.get(part), part, found)]
    seen = seen_now(event, found.flags, found.planned)
    db.session.add_all(
        ApprovalStep(event_id=event.id, part=part, asked_at=now, asked_by_id=staff.id, said=said, seen=seen)
        for part in parts
    )
    event.approved_at = None
    if event.status is not EventStatus.INVITING and event.status is not EventStatus.SUBMITTED:
        move(event, EventStatus.SUBMITTED, now=now, staff=staff, reason=said[:200])
    if not parts:  # what was refused has fallen away, and the rest is granted
        _grant(event, staff, now, listed)
    db.session.flush()
    return standing(event)


def _to_ask(event: Event, step: ApprovalStep | None, part: ApprovalPart, found: Standing) -> bool:
    if step is None or not step.granted:
        return True
    return bool(_beyond(event, step, part, found.flags, found.planned))


def _plannable(event: Event, now: datetime) -> None:
    if event.over:
        raise DomainError("event_closed")
    if event.status is EventStatus.POSTPONED:
        raise DomainError("event_postponed")
    if event.starts_at <= now:
        raise DomainError("start_in_past")


def take_back(event: Event, *, staff: Staff, now: datetime) -> None:
    """Whoever asked thinks better of it. Raises DomainError("approval_not_waiting")."""
    event = locked(event.id)
    waiting = standing(event).waiting
    if not waiting:
        raise DomainError("approval_not_waiting")
    _leave(waiting, now)
    if event.status is EventStatus.SUBMITTED:
        move(event, EventStatus.DRAFT, now=now, staff=staff)
    db.session.flush()


def _leave(steps: Sequence[ApprovalStep], now: datetime) -> None:
    """Askings that nobody need decide any more: decided by nobody."""
    for step in steps:
        step.decided_at = now


# --- deciding


def may_decide(staff: Staff, part: ApprovalPart, branch_id: int) -> bool:
    """The manager for the money; for compliance its officer, and in a branch without one the manager."""
    if staff.branch_id != branch_id:
        return False
    if part is ApprovalPart.COMPLIANCE and people_with(Role.COMPLIANCE, branch_id):
        return staff.may(Role.COMPLIANCE)
    return staff.may(Role.MANAGER)


def people_with(role: Role, branch_id: int, *, but: int | None = None) -> bool:
    """Whether the branch has somebody active with this role, beside the one that is left out."""
    query = sa.select(Staff.id).where(
        Staff.branch_id == branch_id, Staff.active, ~Staff.is_device, Staff.roles.any(StaffRole.name == role.value)
    )
    if but is not None:
        query = query.where(Staff.id != but)
    return db.session.scalar(query.limit(1)) is not None


def decide(
    step: ApprovalStep, *, staff: Staff, granted: bool, comment: str = "", now: datetime, listed: bool = False
) -> None:
    """Grant what was asked, or refuse it and say why; a refusal ends the other part's asking too.

    Four eyes: nobody decides what they asked for themselves while the branch has somebody else who may. In a branch
    with only one manager that rule would stop every evening, so the manager then may, and the audit log says so.
    Raises DomainError: not_the_approver, approval_decided, comment_missing, or own_event.
    """
    event = locked(step.event_id)
    db.session.refresh(step)
    if not may_decide(staff, step.part, event.branch_id):
        raise DomainError("not_the_approver")
    if step.decided_at is not None:
        raise DomainError("approval_decided")
    if not granted and not comment:
        raise DomainError("comment_missing")
    if step.asked_by_id == staff.id:
        role = Role.COMPLIANCE if staff.may(Role.COMPLIANCE) and not staff.may(Role.MANAGER) else Role.MANAGER
        if people_with(role, event.branch_id, but=staff.id):
            raise DomainError("own_event")
        record("approve_own", "approval_step", step.id)
    step.decided_at, step.decided_by_id, step.granted, step.comment = now, staff.id, granted, comment
    db.session.flush()
    found = standing(event)
    if not granted:
        _leave(found.waiting, now)
        if event.status is EventStatus.SUBMITTED:
            move(event, EventStatus.REJECTED, now=now, staff=staff, reason=comment[:200])
    elif not found.waiting:
        _grant(event, staff, now, listed)
    db.session.flush()


def _grant(event: Event, staff: Staff | None, now: datetime, listed: bool) -> None:
    event.approved_at = now
    if event.status in (EventStatus.DRAFT, EventStatus.SUBMITTED, EventStatus.REJECTED):
        move(event, EventStatus.APPROVED, now=now, staff=staff)
    if listed and event.status is EventStatus.APPROVED:
        move(event, EventStatus.INVITING, now=now, staff=staff)


def _pass_small(event: Event, found: Standing, staff: Staff, now: datetime, listed: bool) -> None:
    """Nobody's word is needed; what was planned is kept all the same, so that a later change is noticed."""
    db.session.add(
        ApprovalStep(
            event_id=event.id,
            part=ApprovalPart.MANAGER,
            asked_at=now,
            asked_by_id=staff.id,
            seen=seen_now(event, found.flags, found.planned),
            decided_at=now,
            granted=True,
        )
    )
    _grant(event, staff, now, listed)
    db.session.flush()


def grant_by_own_word(event: Event, *, staff: Staff, now: datetime, reason: str) -> None:
    """A manager who changes the plan has approved the change with it: the money's part is granted as it is now."""
    found = standing(event)
    db.session.add(
        ApprovalStep(
            event_id=event.id,
            part=ApprovalPart.MANAGER,
            asked_at=now,
            asked_by_id=staff.id,
            said=reason,
            seen=seen_now(event, found.flags, found.planned),
            decided_at=now,
            decided_by_id=staff.id,
            granted=True,
        )
    )
    db.session.flush()


# --- what others ask


def begin_inviting(event: Event, *, staff: Staff, now: datetime) -> None:
    """Somebody is on the guest list: an approved event is now inviting, and a small one passes by itself.

    Others may be listed before they are approved; their letters wait.
    """
    if event.status is EventStatus.DRAFT and event.approved_at is None:
        found = standing(event)
        if found.state is ApprovalState.NOT_NEEDED:
            _pass_small(event, found, staff, now, True)
    if event.status is EventStatus.APPROVED:
        move(event, EventStatus.INVITING, now=now, staff=staff)


def check_approved(event: Event, *, staff: Staff, now: datetime) -> None:
    """Before a letter leaves the house. A small evening whose branch asks nobody passes here at the latest.

    Raises DomainError: event_postponed, or not_approved.
    """
    if event.status is EventStatus.POSTPONED:
        raise DomainError("event_postponed")
    found = standing(event)
    if not found.passes:
        raise DomainError("not_approved")
    if event.approved_at is None:
        _pass_small(event, found, staff, now, True)
