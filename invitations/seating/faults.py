"""What of a seating plan is not as it should be: said to whoever arranges it, who may know better."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from events.models import EventTable, TableShape
from invitations.seating.chairs import Table, at_aisle
from invitations.seating.plan import Plan
from invitations.seating.sitters import Sitter


class Fault(enum.Enum):
    """What can be wrong, the gravest first."""

    APART = "apart"  # two who are kept apart share a table
    PARTED = "parted"  # a party, a couple or a household at several tables
    BEHIND = "behind"  # wished to sit near the front
    NO_AISLE = "no_aisle"  # wished for the aisle
    NO_HOST = "no_host"  # none of us at the table
    FEW_HOSTS = "few_hosts"  # more guests to one of us than the branch wishes


GRAVE = frozenset({Fault.APART, Fault.PARTED})


@dataclass(frozen=True)
class Found:
    """One thing that is wrong: whom it concerns, and at which tables."""

    fault: Fault
    people: tuple[Sitter, ...]
    tables: tuple[EventTable, ...]


def faults(plan: Plan) -> list[Found]:
    """All that is wrong with the guests who are seated, the gravest first."""
    found = [*_apart(plan), *_parted(plan), *_wishes(plan), *_hosts(plan)]
    order = list(Fault)
    return sorted(found, key=lambda one: order.index(one.fault))


def _apart(plan: Plan) -> list[Found]:
    found = []
    for pair in plan.apart:
        one, other = sorted(pair, key=lambda key: plan.people[key].rank)
        if one in plan.seats and other in plan.seats and plan.seats[one].table_id == plan.seats[other].table_id:
            found.append(Found(Fault.APART, (plan.people[one], plan.people[other]), _tables(plan, one)))
    return sorted(found, key=lambda one: one.tables[0].number)


def _parted(plan: Plan) -> list[Found]:
    found = []
    for group in plan.ties.groups:
        seated = [person for person in group if person.key in plan.seats]
        tables = _tables(plan, *(person.key for person in seated))
        if len(tables) > 1:
            found.append(Found(Fault.PARTED, tuple(seated), tables))
    return found


def _wishes(plan: Plan) -> list[Found]:
    found = []
    for guest in plan.guests:
        seat = plan.seats.get(guest.key)
        if seat is None:
            continue
        [table] = _tables(plan, guest.key)
        if guest.front and table.id not in plan.front:
            found.append(Found(Fault.BEHIND, (guest,), (table,)))
        row = table.shape is TableShape.ROW
        if guest.aisle and seat.chair not in at_aisle(Table(table.id, table.seats, row=row)):
            found.append(Found(Fault.NO_AISLE, (guest,), (table,)))
    return found


def _hosts(plan: Plan) -> list[Found]:
    """Tables with guests and none of us, together; and those with too few of us."""
    alone, few = [], []
    for table in plan.tables:
        people = plan.seated_at(table)
        hosts = sum(one.staff_id is not None for one in people)
        guests = sum(not one.host for one in people)
        if table.shape is TableShape.ROW or not guests:
            continue
        if not hosts:
            alone.append(table)
        elif guests > hosts * plan.heads_per_host:
            few.append(table)
    found = [Found(Fault.NO_HOST, (), tuple(alone))] if alone else []
    return found + ([Found(Fault.FEW_HOSTS, (), tuple(few))] if few else [])


def _tables(plan: Plan, *keys: str) -> tuple[EventTable, ...]:
    ids = {plan.seats[key].table_id for key in keys}
    return tuple(table for table in plan.tables if table.id in ids)
