"""What a proposal for 500 guests costs, beside seating them as they come; and that it breaks no hard rule.

Two lines: the proposal alone (pure), and all that its button does, from reading the plan to the rows in a SQLite file.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.guests import guests as invented
from clients.models import Client, ClientType, Gender, Relation, RelationKind, Tier
from core.db import db, now
from events.models import Event, TableShape
from events.tables.rules import add_tables
from invitations.guests.inviting import invite
from invitations.models import MemberKind, PartyMember, ReplyState
from invitations.seating.faults import GRAVE, faults
from invitations.seating.moves import seat_all
from invitations.seating.plan import Plan, read_plan
from invitations.seating.proposal import propose
from tests.house import Cast, build_app, settle

GUESTS = 500
TABLES, SEATS = 56, 10
KEPT_APART, COUPLES = 40, 40
RUNS = 5
MOST_SECONDS = 2.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{Path(folder) / 'yaji.db'}", Path(folder))
        with app.app_context():
            cast = settle(app)
        event_id = cast.add_event(capacity=GUESTS)
        with app.app_context():
            fill(cast, event_id)
            event = db.session.get_one(Event, event_id)
            plan = read_plan(None, event, "zh")
            hosts = sorted(key for key, one in plan.people.items() if one.host)
            baseline = median(lambda: as_they_come(plan))
            say("seating_proposal", median(lambda: proposed(plan, hosts)), baseline)
            ours = median(lambda: pressed(event, hosts))
            say("seating_button", ours, baseline, **checked(event))
            if ours > MOST_SECONDS:
                sys.exit(f"{ours:.2f} s for {GUESTS} guests: more than {MOST_SECONDS} s")


def fill(cast: Cast, event_id: int) -> None:
    """Guests with companions up to 500 persons, some married, some kept apart, at 56 tables of ten."""
    chance = Random(500)  # noqa: S311 - the same guests each time
    event = db.session.get_one(Event, event_id)
    clients = []
    for number, one in enumerate(invented(GUESTS)):
        clients.append(
            Client(
                number=f"s{number}", surname=one.called[:1], given_name=one.called[1:-2], sort_key=f"{number:04}",
                gender=chance.choice(tuple(Gender)), tier=chance.choice(tuple(Tier)), phone_tail="0000",
                client_type=chance.choice(tuple(ClientType)), branch_id=event.branch_id,
                rm_id=cast.staff_ids[chance.choice(("zhao", "sun"))],
            )
        )  # fmt: skip
    db.session.add_all(clients)
    db.session.flush()
    persons = 0
    asked = []
    while persons < GUESTS:
        persons += 1 + (size := min(chance.choices((0, 1, 2, 3), (50, 35, 10, 5))[0], GUESTS - persons - 1))
        asked.append((clients[len(asked)], size))
    invited = invite(cast.staff("li"), event, [client for client, _size in asked], now=now())
    for invitation, (_client, size) in zip(invited, asked, strict=True):
        invitation.reply = ReplyState.ACCEPTED
        for place in range(size + 1):
            kind = MemberKind.COMPANION if place else MemberKind.GUEST
            diets = ["halal"] if chance.random() < 0.05 else []
            db.session.add(PartyMember(invitation_id=invitation.id, place=place, kind=kind, diets=diets))
    ids = [client.id for client, _size in asked]
    for kind, pairs in ((RelationKind.KEEP_APART, KEPT_APART), (RelationKind.SPOUSE, COUPLES)):
        for _pair in range(pairs):
            one, other = chance.sample(ids, 2)
            db.session.add(Relation(client_id=one, other_id=other, kind=kind))
    add_tables(event, count=TABLES, seats=SEATS, shape=TableShape.ROUND, main=True)
    db.session.commit()


def as_they_come(plan: Plan) -> dict[str, tuple[int, int]]:
    """The next guest on the next chair: what somebody does who reads names from a list."""
    chairs = ((table.id, chair) for table in plan.tables for chair in range(1, table.seats + 1))
    return dict(zip((guest.key for guest in plan.guests), chairs, strict=False))


def proposed(plan: Plan, hosts: list[str]) -> None:
    chosen = [plan.people[key] for key in hosts]
    propose(plan.ties, chosen, plan.for_proposal(), {}, heads_per_host=plan.heads_per_host, seed=plan.event.id)


def pressed(event: Event, hosts: list[str]) -> None:
    """As the view does it: read, propose, write, commit."""
    plan = read_plan(None, event, "zh")
    seat_all(plan, hosts, anew=True, staff=event.organiser, now=now())
    db.session.commit()


def checked(event: Event) -> dict[str, Any]:
    """What is wrong with the plan that stands; exits when it is grave."""
    plan = read_plan(None, event, "zh")
    grave = [found.fault.value for found in faults(plan) if found.fault in GRAVE]
    if grave or plan.without_chair:
        sys.exit(f"broken: {grave}, without a chair: {len(plan.without_chair)}")
    return {"broken": len(grave), "without_chair": len(plan.without_chair)}


def median(work: Callable[[], object]) -> float:
    times = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def say(name: str, ours: float, baseline: float, **more: Any) -> None:
    line = {"bench": name, "n": GUESTS, "unit": "s, median", "ours": round(ours, 3), "baseline": round(baseline, 6)}
    print(json.dumps(line | {"ratio": round(ours / baseline, 1)} | more))


if __name__ == "__main__":
    main()
