"""A dinner with tables and guests who come, and how its plan is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from clients.models import Relation, RelationKind
from core.db import db, now
from events.models import Event, EventTable, TableShape
from events.tables.rules import add_tables, tables_of
from invitations.models import Invitation, MemberKind, PartyMember, ReplyState
from invitations.seating.plan import Plan, read_plan
from tests.house import Cast


@dataclass
class Dinner:
    """An event with guests by name, and shorthand for what tests do with it."""

    cast: Cast
    event_id: int
    guests: dict[str, int]  # invitations
    clients: dict[str, int]

    def key(self, name: str, member: int = 0) -> str:
        return f"{self.guests[name]}-{member}"

    @property
    def page(self) -> str:
        return f"/events/{self.event_id}/seating"

    @contextmanager
    def plan(self, actor: str | None = None) -> Iterator[Plan]:
        """The plan, in an application context; what is changed in it is kept."""
        with self.cast.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            yield read_plan(self.cast.staff(actor) if actor else None, event, "zh")
            db.session.commit()

    def do(self, rule: Any, *arguments: Any, who: str = "li", **options: Any) -> Any:
        """A move of seating/moves.py on the present plan."""
        with self.plan() as plan:
            return rule(plan, *arguments, staff=self.cast.staff(who), now=now(), **options)

    def chair_of(self, name: str, member: int = 0) -> tuple[int, int] | None:
        """(table's number, chair) of somebody."""
        with self.plan() as plan:
            seat = plan.seats.get(self.key(name, member))
            return (plan.table(seat.table_id).number, seat.chair) if seat else None

    def table_id(self, number: int) -> int:
        with self.cast.app.app_context():
            tables = tables_of(db.session.get_one(Event, self.event_id))
            return next(table.id for table in tables if table.number == number)

    def add_guest(
        self, name: str, *, companions: int = 0, reply: ReplyState = ReplyState.ACCEPTED, **values: Any
    ) -> int:
        client_id = self.cast.add_client(name[:1], name[1:], number=f"{self.event_id}{name}", **values)
        self.clients[name] = client_id
        self.guests[name] = self.cast.add_invitation(self.event_id, client_id)
        self.answer(name, reply)
        for place in range(1, companions + 1):
            self.bring(name, place)
        return self.guests[name]

    def answer(self, name: str, reply: ReplyState) -> None:
        with self.cast.app.app_context():
            db.session.get_one(Invitation, self.guests[name]).reply = reply
            db.session.commit()

    def bring(self, name: str, place: int, called: str = "", **values: Any) -> None:
        """Somebody more comes with a guest."""
        with self.cast.app.app_context():
            if db.session.get(PartyMember, (self.guests[name], 0)) is None:
                db.session.add(PartyMember(invitation_id=self.guests[name], place=0, kind=MemberKind.GUEST))
            kind = values.pop("kind", MemberKind.COMPANION)
            db.session.add(PartyMember(invitation_id=self.guests[name], place=place, kind=kind, name=called, **values))
            db.session.commit()

    def relate(self, one: str, other: str, kind: RelationKind) -> None:
        with self.cast.app.app_context():
            db.session.add(Relation(client_id=self.clients[one], other_id=self.clients[other], kind=kind))
            db.session.commit()

    def lay(self, count: int, seats: int = 8, **values: Any) -> list[int]:
        with self.cast.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            added = add_tables(event, count=count, seats=seats, **{"shape": TableShape.ROUND} | values)
            db.session.commit()
            return [table.id for table in added]

    def change_table(self, number: int, **values: Any) -> None:
        with self.cast.app.app_context():
            table = db.session.get_one(EventTable, self.table_id(number))
            for name, value in values.items():
                setattr(table, name, value)
            db.session.commit()


def dinner(cast: Cast, *names: str, **values: Any) -> Dinner:
    """An event at which these guests come alone."""
    found = Dinner(cast, cast.add_event(**values), {}, {})
    for name in names:
        found.add_guest(name)
    return found
