"""Changes of a seating plan: to a chair and away from it, locks, a whole proposal, and taking the last change back.

Every one of them goes through `write`, which remembers what was before, so that each can be undone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.models import SeatingStep, SeatPlace, SeatWish
from invitations.seating.plan import Plan, Seat, last_step
from invitations.seating.proposal import Proposal, propose
from invitations.seating.sitters import SPEAKER, Sitter
from staff.models import Staff


def lock_event(event: Event) -> None:
    """Hold the event until the transaction ends, so that two who seat its guests do it one after the other.

    Raises DomainError("event_closed") when nothing is arranged any more.
    """
    locked = sa.select(Event).where(Event.id == event.id).with_for_update()
    db.session.scalars(locked.execution_options(populate_existing=True)).one()
    if event.over:
        raise DomainError("event_closed")


def seat(plan: Plan, who: str, table_id: int, chair: int, *, staff: Staff, now: datetime) -> None:
    """Give somebody a chair. Whoever has it takes the first one's chair in exchange, or has none for now.

    Raises DomainError: seat_unknown for a person or chair that is not of this evening, seat_locked for a locked one.
    """
    _person(plan, who)
    table = plan.table(table_id)
    if table is None or not 1 <= chair <= table.seats:
        raise DomainError("seat_unknown")
    here, other = plan.seats.get(who), plan.by_chair.get((table_id, chair))
    if other == who:
        return
    _refuse_locked(plan, who, other)
    changes: dict[str, Seat | None] = {who: Seat(table_id, chair)}
    if other is not None:
        changes[other] = here
    write(plan, changes, staff=staff, now=now)


def unseat(plan: Plan, who: str, *, staff: Staff, now: datetime) -> None:
    """Take somebody's chair away. Raises DomainError: seat_unknown, seat_locked."""
    _person(plan, who)
    if who in plan.seats:
        _refuse_locked(plan, who)
        write(plan, {who: None}, staff=staff, now=now)


def set_lock(plan: Plan, who: Collection[str], locked: bool, *, staff: Staff, now: datetime) -> int:
    """Lock or release those of `who` who have a chair; returns how many it changed."""
    changes = {
        key: plan.seats[key]._replace(locked=locked)
        for key in who
        if key in plan.seats and plan.seats[key].locked is not locked
    }
    if changes:
        write(plan, changes, staff=staff, now=now)
    return len(changes)


def seat_all(plan: Plan, hosts: Collection[str], *, anew: bool, staff: Staff, now: datetime) -> Proposal:
    """Propose chairs and write them down: for all who are not locked (`anew`), or for those who have none.

    `hosts` are the keys of our people who sit with the guests; others of us give up their chairs unless locked.
    Raises DomainError: seats_no_table, seats_nobody.
    """
    if not plan.tables:
        raise DomainError("seats_no_table")
    if not plan.guests:
        raise DomainError("seats_nobody")
    fixed = {key: seat for key, seat in plan.seats.items() if seat.locked or not anew}
    chosen = [person for person in plan.people.values() if person.host and (person.key in hosts or person.key in fixed)]
    proposal = propose(
        plan.ties,
        chosen,
        plan.for_proposal(),
        {key: (seat.table_id, seat.chair) for key, seat in fixed.items()},
        heads_per_host=plan.heads_per_host,
        seed=plan.event.id,
    )
    wanted: dict[str, Seat | None] = {key: Seat(*place) for key, place in proposal.chairs.items()}
    wanted |= {key: None for key in plan.seats if key not in fixed and key not in wanted}
    changes = {key: found for key, found in wanted.items() if plan.seats.get(key) != found}
    if changes:
        write(plan, changes, staff=staff, now=now)
    return proposal


def wish(plan: Plan, who: str, *, front: bool, aisle: bool) -> None:
    """Note where a guest had better sit. Raises DomainError("seat_unknown") for anybody but a guest."""
    person = _person(plan, who)
    if person.host:
        raise DomainError("seat_unknown")
    row = db.session.get(SeatWish, (person.invitation_id, person.member))
    if front or aisle:
        row = row or SeatWish(invitation_id=person.invitation_id, member=person.member)
        row.front, row.aisle = front, aisle
        db.session.add(row)
    elif row is not None:
        db.session.delete(row)


def undo(plan: Plan, *, now: datetime) -> None:
    """Take the last change back, as far as its people still come and its chairs are still there.

    Raises DomainError("seats_nothing_to_undo").
    """
    step = last_step(plan.event)
    if step is None:
        raise DomainError("seats_nothing_to_undo")
    step.undone_at = now
    chairs = {table.id: table.seats for table in plan.tables}
    changes: dict[str, Seat | None] = {}
    for one in step.before:
        if one["who"] not in plan.people:
            continue
        there = one["table"] is not None and one["chair"] <= chairs.get(one["table"], 0)
        changes[one["who"]] = Seat(one["table"], one["chair"], one["locked"]) if there else None
    _put(plan, changes)


def write(plan: Plan, changes: Mapping[str, Seat | None], *, staff: Staff, now: datetime) -> None:
    """Put people on other chairs, or on none, and remember how it was. Whoever had such a chair has none then."""
    wanted = {(seat.table_id, seat.chair) for seat in changes.values() if seat}
    displaced = {key: None for place, key in plan.by_chair.items() if place in wanted and key not in changes}
    before = []
    for key in (*changes, *displaced):
        old = plan.seats.get(key)
        before.append(
            {
                "who": key,
                "table": old.table_id if old else None,
                "chair": old.chair if old else None,
                "locked": bool(old and old.locked),
            }
        )
    db.session.add(SeatingStep(event_id=plan.event.id, at=now, staff_id=staff.id, before=before))
    _put(plan, {**changes, **displaced})


def _put(plan: Plan, changes: Mapping[str, Seat | None]) -> None:
    wanted = {(seat.table_id, seat.chair) for seat in changes.values() if seat}
    for key, row in plan.rows.items():
        # Also rows of people who no longer come: their chair is given away now.
        if key in changes or (row.table_id, row.chair) in wanted:
            db.session.delete(row)
    db.session.flush()  # a chair is free before somebody else has it
    db.session.add_all(_row(plan, plan.people[key], seat) for key, seat in changes.items() if seat)
    db.session.flush()


def _row(plan: Plan, person: Sitter, seat: Seat) -> SeatPlace:
    return SeatPlace(
        event_id=plan.event.id,
        table_id=seat.table_id,
        chair=seat.chair,
        locked=seat.locked,
        invitation_id=person.invitation_id,
        member=person.member,
        staff_id=person.staff_id,
        speaker=person.key == SPEAKER,
    )


def _person(plan: Plan, who: str) -> Sitter:
    if who not in plan.people:
        raise DomainError("seat_unknown")
    return plan.people[who]


def _refuse_locked(plan: Plan, *keys: str | None) -> None:
    if any(key in plan.seats and plan.seats[key].locked for key in keys if key):
        raise DomainError("seat_locked")
