"""Evenings counted: their letters, and what is counted of the evening as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from attendance.feedback.marks import Tally, tally
from attendance.figures.letters import Letter, letters_of
from attendance.figures.measures import Facts, summed
from attendance.models import Feedback, WalkIn
from attendance.walk_ins.standing import stands
from clients.models import Client
from core.db import db
from events.models import BudgetLine, Event
from invitations.models import EventQuota
from staff.models import Role, Staff
from staff.scope import sees


@dataclass(frozen=True)
class Counted:
    """Some evenings as one reader sees them."""

    events: Sequence[Event]
    letters: Sequence[Letter]
    whole: dict[int, Facts] = field(default_factory=dict)  # by event: what no letter tells
    feedback: dict[int, list[Feedback]] = field(default_factory=dict)
    quotas: dict[tuple[int, int], int] = field(default_factory=dict)  # (event, manager): places

    def of(self, event_id: int) -> Facts:
        """One evening."""
        letters = summed([letter.facts for letter in self.letters if letter.event_id == event_id])
        return letters + self.whole.get(event_id, Facts())

    @property
    def by_event(self) -> dict[int, Facts]:
        """Each evening, in one pass."""
        found: defaultdict[int, list[Facts]] = defaultdict(list)
        for letter in self.letters:
            found[letter.event_id].append(letter.facts)
        return {event.id: summed(found[event.id]) + self.whole.get(event.id, Facts()) for event in self.events}

    @property
    def all(self) -> Facts:
        """All of them together."""
        return summed(list(self.by_event.values()))

    def tally(self, *event_ids: int) -> Tally:
        """The feedback on these evenings, on all of them without an id."""
        chosen = event_ids or tuple(self.feedback)
        return tally(row for event_id in chosen for row in self.feedback.get(event_id, ()))


def count_evenings(actor: Staff | None, events: Sequence[Event]) -> Counted:
    """These evenings as `actor` sees them, or as the house does: eleven queries at most, however many there are.

    Whoever sees only their own clients gets these clients' figures, without money and without what nobody signed.
    """
    ids = [event.id for event in events]
    if not ids:
        return Counted(events, [])
    quotas = _quotas(actor, ids)
    letters = letters_of(actor, events, quotas)
    whole = _walk_ins(actor, ids)
    for event_id, facts in _money(actor, ids).items():
        whole[event_id] = whole.get(event_id, Facts()) + facts
    for (event_id, _rm_id), seats in quotas.items():
        whole[event_id] = whole.get(event_id, Facts()) + Facts(quota=seats)
    for event in events:
        whole[event.id] = replace(whole.get(event.id, Facts()), events=1)
    return Counted(events, letters, whole, _feedback(actor, ids), quotas)


def whole_branch(actor: Staff | None) -> bool:
    """Whether these figures are of everybody, not of the own clients alone."""
    return actor is None or actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def _quotas(actor: Staff | None, ids: Sequence[int]) -> dict[tuple[int, int], int]:
    query = sa.select(EventQuota.event_id, EventQuota.rm_id, EventQuota.seats).where(EventQuota.event_id.in_(ids))
    if actor is not None and not whole_branch(actor):
        query = query.where(EventQuota.rm_id == actor.id)
    return {(event_id, rm_id): seats for event_id, rm_id, seats in db.session.execute(query)}


def _walk_ins(actor: Staff | None, ids: Sequence[int]) -> dict[int, Facts]:
    lead = sa.case((WalkIn.consented_at.is_not(None), 1), else_=0)
    query = (
        sa.select(WalkIn.event_id, sa.func.sum(WalkIn.heads), sa.func.sum(lead))
        .where(WalkIn.event_id.in_(ids), stands())
        .group_by(WalkIn.event_id)
    )
    if actor is not None and not whole_branch(actor):
        own = WalkIn.client_id.in_(sa.select(Client.id).where(sees(actor, Client)))
        query = query.where(sa.or_(WalkIn.owner_id == actor.id, own))
    return {
        event_id: Facts(walk_ins=int(heads), leads=int(leads)) for event_id, heads, leads in db.session.execute(query)
    }


def _money(actor: Staff | None, ids: Sequence[int]) -> dict[int, Facts]:
    query = (
        sa.select(
            BudgetLine.event_id,
            sa.func.sum(BudgetLine.planned),
            sa.func.sum(sa.func.coalesce(BudgetLine.actual, 0)),
            sa.func.count(BudgetLine.actual),
        )
        .where(BudgetLine.event_id.in_(ids))
        .group_by(BudgetLine.event_id)
    )
    if actor is not None:
        query = query.where(sees(actor, BudgetLine))
    return {
        event_id: Facts(planned=int(planned), spent=int(spent), bills=bills)
        for event_id, planned, spent, bills in db.session.execute(query)
    }


def _feedback(actor: Staff | None, ids: Sequence[int]) -> dict[int, list[Feedback]]:
    query = sa.select(Feedback).where(Feedback.event_id.in_(ids)).order_by(Feedback.id)
    if actor is not None:
        query = query.where(sees(actor, Feedback))
    found: defaultdict[int, list[Feedback]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.event_id].append(row)
    return dict(found)
