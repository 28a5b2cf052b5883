"""An event's board: how the guest list comes to a full room, and what the caterer has to know of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from clients.models import Client, ClientType
from clients.scopes import cared_for
from core.db import db
from events.models import Event
from invitations.models import (
    AgeGroup,
    CallTask,
    Diet,
    Dispatch,
    Invitation,
    PartyMember,
    ReplyState,
    Wave,
)
from staff.models import Staff

Key = TypeVar("Key", bound=Hashable)

COMING = (ReplyState.ACCEPTED, ReplyState.DELEGATED)
UNANSWERED = (ReplyState.NONE, ReplyState.LAPSED)


@dataclass
class Tally:
    """Invitations at each step of their way, and the heads and seats that the answers come to."""

    invited: int = 0
    delivered: int = 0
    answered: int = 0
    coming: int = 0
    declined: int = 0
    undecided: int = 0
    waiting: int = 0
    heads: int = 0
    seats: int = 0

    def add(self, *, delivered: bool, reply: ReplyState, number: int, heads: int, seats: int) -> None:
        self.invited += number
        self.delivered += number if delivered else 0
        self.answered += number if reply not in UNANSWERED else 0
        self.undecided += number if reply is ReplyState.TENTATIVE else 0
        self.waiting += number if reply is ReplyState.WAITLISTED else 0
        self.declined += number if reply in (ReplyState.DECLINED, ReplyState.CANCELLED) else 0
        if reply in COMING:
            self.coming += number
            self.heads += heads
            self.seats += seats

    @property
    def silent(self) -> int:
        return self.invited - self.answered

    def share(self, number: int) -> int:
        """`number` in a hundred of those invited, for a bar."""
        return round(100 * number / self.invited) if self.invited else 0


@dataclass
class Board:
    """The whole, and the same by wave, manager and type of client."""

    whole: Tally = field(default_factory=Tally)
    waves: dict[Wave | None, Tally] = field(default_factory=dict)
    managers: list[tuple[Staff, Tally]] = field(default_factory=list)
    types: dict[ClientType | None, Tally] = field(default_factory=dict)


def board_of(actor: Staff, event: Event) -> Board:
    """The board over the guests whom `actor` may see; two queries whatever the number of guests."""
    board = Board()
    by_manager: defaultdict[int, Tally] = defaultdict(Tally)
    waves: defaultdict[Wave | None, Tally] = defaultdict(Tally)
    types: defaultdict[ClientType | None, Tally] = defaultdict(Tally)
    for wave, rm_id, kind, delivered, reply, number, heads, seats in _rows(actor, event):
        counted: dict[str, Any] = {
            "delivered": bool(delivered),
            "reply": reply,
            "number": number,
            "heads": int(heads or 0),
            "seats": int(seats or 0),
        }
        for tally in (board.whole, waves[wave], by_manager[rm_id], types[kind]):
            tally.add(**counted)
    names = sa.select(Staff).where(Staff.id.in_(list(by_manager))).order_by(Staff.name, Staff.id)
    people = db.session.scalars(names.options(sa.orm.lazyload(Staff.branch), sa.orm.lazyload(Staff.roles)))
    board.managers = [(person, by_manager[person.id]) for person in people]
    board.waves = _in_order(waves, Wave)
    board.types = _in_order(types, ClientType)
    return board


def _rows(actor: Staff, event: Event) -> Iterable[Any]:
    delivered = sa.case((Invitation.dispatch == Dispatch.DELIVERED, 1), else_=0)
    heads = sa.func.coalesce(sa.func.nullif(Invitation.heads, 0), 1)
    seats = sa.func.coalesce(sa.func.nullif(Invitation.seats, 0), 1)
    groups = (Invitation.wave, Client.rm_id, Client.client_type, delivered, Invitation.reply)
    return db.session.execute(
        sa.select(*groups, sa.func.count(), sa.func.sum(heads), sa.func.sum(seats))
        .join(Client, Client.id == Invitation.client_id)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None), cared_for(actor))
        .group_by(*groups)
    )


def _in_order(tallies: dict[Key | None, Tally], order: Iterable[Key]) -> dict[Key | None, Tally]:
    return {key: tallies[key] for key in (*order, None) if key in tallies}


def calls_of(actor: Staff, event: Event, now: datetime) -> tuple[int, int]:
    """How many calls about the event are open, and how many of them overdue, of clients whom `actor` may see."""
    mine = sa.select(Invitation.id).join(Invitation.client).where(Invitation.event_id == event.id, cared_for(actor))
    late = sa.func.sum(sa.case((CallTask.due_at < now, 1), else_=0))
    query = sa.select(sa.func.count(), late).where(
        CallTask.event_id == event.id, CallTask.done_at.is_(None), CallTask.invitation_id.in_(mine)
    )
    number, overdue = db.session.execute(query).one()
    return int(number), int(overdue or 0)


@dataclass(frozen=True)
class Kitchen:
    """How many eat, and what they do not eat: sums alone, no name and no cause."""

    ages: Counter[AgeGroup]
    diets: Counter[Diet]
    own_words: int  # persons who wrote what they do not eat in their own words
    outside: int  # hosts and speakers

    @property
    def plates(self) -> int:
        """From three years on a child has a plate (domain practice, companions)."""
        return sum(self.ages.values()) - self.ages[AgeGroup.INFANT] + self.outside


def kitchen_of(event: Event) -> Kitchen:
    """What the caterer has to know of everybody who comes as far as is known; three queries."""
    comes = sa.and_(Invitation.event_id == event.id, Invitation.revoked_at.is_(None), Invitation.reply.in_(COMING))
    persons = sa.select(PartyMember).join(PartyMember.invitation).where(comes)
    by_age = persons.with_only_columns(PartyMember.age_group, sa.func.count()).group_by(PartyMember.age_group)
    ages: Counter[AgeGroup] = Counter(dict(db.session.execute(by_age).all()))
    members = sa.exists().where(PartyMember.invitation_id == Invitation.id)
    without = sa.func.coalesce(sa.func.nullif(Invitation.heads, 0), 1)
    ages[AgeGroup.ADULT] += int(
        db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(without), 0)).where(comes, ~members)) or 0
    )
    minding = sa.or_(sa.cast(PartyMember.diets, sa.Text) != "[]", PartyMember.diet_note != "")
    rows = db.session.execute(persons.where(minding).with_only_columns(PartyMember.diets, PartyMember.diet_note)).all()
    diets = Counter(Diet(code) for codes, _note in rows for code in codes)
    return Kitchen(ages, diets, sum(bool(note) for _codes, note in rows), event.heads_outside)
