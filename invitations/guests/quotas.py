"""Places on the guest list that each relationship manager may fill (名额), and how those not filled flow back.

A place is held by somebody whom the manager proposed, or a client of theirs who is invited; it is free again when they
are not accepted, or decline. It is a place for a letter: seats are taken by answers alone, so whoever accepts while the
evening is full waits for a seat, whatever a quota says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.models import Client
from core.db import db
from core.errors import DomainError
from core.jobs import Progress, daily_job
from core.zone import beginning_of
from events.models import OVER, Event
from invitations.models import EventQuota, Invitation, Nomination, NominationState, ReplyState
from staff.models import Role, Staff, StaffRole, StaffRoleLink

MOST_PLACES = 2000
GIVEN_UP = (ReplyState.DECLINED, ReplyState.CANCELLED)


def plans(actor: Staff) -> bool:
    """Whether somebody decides about the guest list as a whole, and not only about clients of their own."""
    return actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)


@dataclass(frozen=True)
class Places:
    """A manager's places: given, held by somebody, and what has flowed back."""

    rm: Staff
    given: int
    held: int
    proposed: int  # of those held, still to be decided
    coming: int  # seats that answers of these clients take
    returns_on: date | None
    returned: int

    @property
    def free(self) -> int:
        return max(0, self.given - self.held)

    @property
    def over(self) -> int:
        """Held beyond what is given, as when the organiser invited some of the manager's clients directly."""
        return max(0, self.held - self.given)


def held_places(event: Event) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """By manager: places held in all, of them only proposed, and seats of those who come. Two queries."""
    rows = db.session.execute(
        sa.select(Client.rm_id, sa.func.count(), sa.func.sum(Invitation.seats))
        .join(Invitation, Invitation.client_id == Client.id)
        .where(
            Invitation.event_id == event.id,
            Invitation.revoked_at.is_(None),
            Invitation.reply.not_in(GIVEN_UP),
        )
        .group_by(Client.rm_id)
    )
    held: Counter[int] = Counter()
    coming: Counter[int] = Counter()
    for rm_id, number, seats in rows:
        held[rm_id] += int(number)
        coming[rm_id] += int(seats or 0)
    waiting = db.session.execute(
        sa.select(Client.rm_id, sa.func.count())
        .join(Nomination, Nomination.client_id == Client.id)
        .where(Nomination.event_id == event.id, Nomination.state == NominationState.PROPOSED)
        .group_by(Client.rm_id)
    )
    proposed: Counter[int] = Counter({rm_id: int(number) for rm_id, number in waiting})
    return held + proposed, proposed, coming


def quotas_of(event: Event) -> dict[int, EventQuota]:
    rows = db.session.scalars(
        sa.select(EventQuota)
        .where(EventQuota.event_id == event.id)
        .options(joinedload(EventQuota.rm).options(sa.orm.lazyload(Staff.roles)))
    )
    return {row.rm_id: row for row in rows}


def places_of(event: Event) -> list[Places]:
    """Each manager with places or with guests, by name; a fixed number of queries."""
    quotas = quotas_of(event)
    held, proposed, coming = held_places(event)
    missing = held.keys() - quotas.keys()
    people = {rm_id: quota.rm for rm_id, quota in quotas.items()}
    if missing:
        query = sa.select(Staff).where(Staff.id.in_(missing)).options(sa.orm.lazyload(Staff.roles))
        people |= {person.id: person for person in db.session.scalars(query)}
    found = [
        Places(
            person,
            given=quotas[rm_id].seats if rm_id in quotas else 0,
            held=held[rm_id],
            proposed=proposed[rm_id],
            coming=coming[rm_id],
            returns_on=quotas[rm_id].returns_on if rm_id in quotas else None,
            returned=quotas[rm_id].returned if rm_id in quotas else 0,
        )
        for rm_id, person in people.items()
    ]
    return sorted(found, key=lambda one: (one.rm.name, one.rm.id))


def places_for(event: Event, rm: Staff) -> Places | None:
    """The manager's own; none where no places are given out, and each may propose as many as they like."""
    if not db.session.scalar(sa.select(EventQuota.rm_id).where(EventQuota.event_id == event.id).limit(1)):
        return None
    own = next((one for one in places_of(event) if one.rm.id == rm.id), None)
    return own or Places(rm, 0, 0, 0, 0, None, 0)


def check_places(event: Event, clients: Sequence[Client]) -> None:
    """Refuse more guests of a manager than they have places for. The event must be locked.

    Raises DomainError("quota_full"). Without any quota there is no limit.
    """
    quotas = quotas_of(event)
    if not quotas:
        return
    held, _proposed, _coming = held_places(event)
    for rm_id, wanted in Counter(client.rm_id for client in clients).items():
        given = quotas[rm_id].seats if rm_id in quotas else 0
        if held[rm_id] + wanted > given:
            raise DomainError("quota_full", free=max(0, given - held[rm_id]))


def set_quota(event: Event, rm_id: int, seats: int, returns_on: date, *, now: datetime) -> EventQuota | None:
    """Give a manager so many places until a day; none takes them back. Fewer than are held takes nobody off the list.

    Raises DomainError: event_closed, quota_number, quota_day when the day has passed or lies after the event, or
    quota_nobody for whoever is no manager of the event's branch.
    """
    if event.over:
        raise DomainError("event_closed")
    if not 0 <= seats <= MOST_PLACES:
        raise DomainError("quota_number", most=MOST_PLACES)
    row = db.session.get(EventQuota, (event.id, rm_id))
    if seats == 0:
        if row is not None:
            db.session.delete(row)
        return None
    if row is not None and (row.seats, row.returns_on) == (seats, returns_on):
        return row
    today = now.astimezone(event.tz).date()
    if not today < returns_on <= event.local_start.date():
        raise DomainError("quota_day")
    if rm_id not in {person.id for person in managers_of(event)}:
        raise DomainError("quota_nobody")
    if row is None:
        row = EventQuota(event_id=event.id, rm_id=rm_id, seats=seats, returns_on=returns_on)
        db.session.add(row)
    row.seats, row.returns_on, row.returned = seats, returns_on, 0
    return row


def managers_of(event: Event) -> list[Staff]:
    """The relationship managers of the event's branch who work here, by name."""
    rm_role = (
        sa.select(StaffRoleLink.staff_id)
        .join(StaffRole, StaffRole.id == StaffRoleLink.role_id)
        .where(StaffRole.name == Role.RM.value)
    )
    query = sa.select(Staff).where(
        Staff.branch_id == event.branch_id, Staff.active.is_(True), Staff.is_device.is_(False), Staff.id.in_(rm_role)
    )
    return list(db.session.scalars(query.order_by(Staff.name, Staff.id).options(sa.orm.lazyload(Staff.roles))))


def flow_back(event: Event, *, today: date) -> int:
    """Give the organiser back what managers have not filled by their day, or what those left who work here no more.

    Returns how many places; a second time the same day finds none. The event must be locked.
    """
    held, _proposed, _coming = held_places(event)
    back = 0
    for quota in quotas_of(event).values():
        unused = max(0, quota.seats - held[quota.rm_id])
        if unused and (quota.returns_on <= today or not quota.rm.active):
            quota.seats -= unused
            quota.returned += unused
            back += unused
    return back


@daily_job("quotas_flow_back")
def flow_back_daily(day: int, progress: Progress) -> None:
    """Each coming event's unused places, one event at a time."""
    today = date.fromordinal(day)
    due = (
        sa.select(Event.id)
        .where(
            Event.starts_at > beginning_of(today),
            Event.status.not_in(OVER),
            Event.id.in_(sa.select(EventQuota.event_id)),
        )
        .order_by(Event.id)
    )
    ids = list(db.session.scalars(due))
    db.session.commit()
    for done, event_id in enumerate(ids, start=1):
        query = sa.select(Event).where(Event.id == event_id).with_for_update()
        event = db.session.scalars(query.execution_options(populate_existing=True)).one()
        flow_back(event, today=today)
        progress(done, len(ids))
