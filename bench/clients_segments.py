"""What a segment costs: count and first page over a large client book, beside the plain ORM way.

    .venv/bin/python bench/clients_segments.py [--clients 1000000] [--history 5000000] [URL of a book …]

Six conditions: type, tier, interest, number of holdings, days since invited, days since attended; for an organiser
within a branch, in the whole book, and so that hardly anybody is left out. Ours is invitations/segments as the pages
use it. The baseline asks the same of the rows that the columns sum up, as a tutorial teaches: Client.interests.any(),
a subquery that counts holdings, and the last entries of the history by EXISTS; it has the ORM's indexes on foreign
keys, and each of its figures is one run. Without URLs the book of bench/client_book.py is made on SQLite and on a
private PostgreSQL, which takes some ten minutes, and is thrown away.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.client_book import ADMIN, TODAY, build, manager_of, organiser_of
from clients import scopes  # noqa: F401 - registers who sees what
from clients.models import Client, ClientHolding, ClientInterest, ClientType, EntryKind, HistoryEntry, Interest, Tier
from invitations.segments import Rule, conditions, read_rule
from invitations.segments.asking import with_kinds
from invitations.segments.members import page_of
from staff.models import Staff
from staff.scope import sees
from tests import postgres

BRANCH = 12
PAGE = 50
ROUNDS = 7

FEW = ({"types": ["RET", "HOM"], "tier": "T3", "interests": ["tea", "calligraphy"], "holdings": 3}, (90, 180))
MANY = (
    {"types": ["RET", "HOM", "ENT", "PRO"], "tier": "T1", "interests": ["tea", "golf", "music", "wine"], "holdings": 2},
    (30, 30),
)


def rule_of(asked: dict[str, Any], days: tuple[int, int]) -> Rule:
    invited, attended = days
    return read_rule(
        {
            "all": [
                {"field": "primary_type", "op": "any", "value": asked["types"]},
                {"field": "tier", "op": "at_least", "value": asked["tier"]},
                {"field": "interest", "op": "any", "value": asked["interests"]},
                {"field": "holdings", "op": "at_least", "value": asked["holdings"]},
                {"field": "last_invited", "op": "not_within", "value": invited},
                {"field": "last_attended", "op": "not_within", "value": attended},
            ]
        }
    ).rule


def plain(asked: dict[str, Any], days: tuple[int, int]) -> list[sa.ColumnElement[bool]]:
    """The same conditions on the rows themselves."""
    tiers = list(Tier)

    def since(kind: EntryKind, number: int) -> sa.ColumnElement[bool]:
        first = TODAY - timedelta(days=number)
        told = sa.select(HistoryEntry.id).where(
            HistoryEntry.client_id == Client.id, HistoryEntry.kind == kind, sa.func.date(HistoryEntry.at) >= first
        )
        return told.exists()

    held = sa.select(sa.func.count()).where(ClientHolding.client_id == Client.id).scalar_subquery()
    return [
        Client.client_type.in_([ClientType(code) for code in asked["types"]]),
        Client.tier.in_(tiers[tiers.index(Tier(asked["tier"])) :]),
        Client.interests.any(ClientInterest.interest.in_([*_with_wines(asked["interests"])])),
        held >= asked["holdings"],
        sa.not_(since(EntryKind.INVITED, days[0])),
        sa.not_(since(EntryKind.OUTCOME_ATTENDED, days[1])),
    ]


def _with_wines(codes: list[str]) -> list[Interest]:
    return sorted(with_kinds([Interest(code) for code in codes]), key=lambda one: one.value)


def measure(url: str) -> None:
    engine = sa.create_engine(url)
    name = engine.dialect.name
    with Session(engine) as session:
        total = session.scalar(sa.select(sa.func.count(Client.id))) or 0
        for where, who, asked in (
            ("branch", organiser_of(BRANCH), FEW),
            ("manager", manager_of(BRANCH, 3), FEW),
            ("book", ADMIN, FEW),
            ("least_selective", ADMIN, MANY),
        ):
            actor = session.get_one(Staff, who)
            rule = rule_of(*asked)
            seen = [sees(actor, Client)]
            number = sa.select(sa.func.count(Client.id)).where(*seen, *conditions(rule, TODAY))

            def ours(
                session: Session = session, number: Any = number, actor: Staff = actor, rule: Rule = rule
            ) -> tuple[int, list[int]]:
                found = session.scalar(number) or 0
                ids = list(session.scalars(page_of(actor, rule, TODAY, found, most=PAGE)))
                session.execute(sa.select(Client).where(Client.id.in_(ids))).all()
                session.expunge_all()
                return found, ids

            theirs_where = [*seen, *plain(*asked)]

            def theirs(session: Session = session, theirs_where: Any = theirs_where) -> tuple[int, list[int]]:
                found = session.scalar(sa.select(sa.func.count(Client.id)).where(*theirs_where)) or 0
                page = sa.select(Client).where(*theirs_where).order_by(Client.sort_key, Client.id).limit(PAGE)
                ids = [client.id for client in session.scalars(page)]
                session.expunge_all()
                return found, ids

            actor.may("admin")
            fast, found = timed(ours, ROUNDS)
            slow, baseline = timed(theirs, 1)
            same = {"found": found[0], "same": found == baseline}
            say(f"segment_{where}_{name}", total, "ms, median, count and first page", fast, slow, **same)
    engine.dispose()


def timed(act: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """Milliseconds, the median of so many rounds after one that warms up; one round is measured cold."""
    result, measured = None, []
    for _ in range(rounds + (rounds > 1)):
        began = time.perf_counter()
        result = act()
        measured.append((time.perf_counter() - began) * 1000)
    return statistics.median(measured[rounds > 1 :]), result


def say(bench: str, n: int, unit: str, ours: float, baseline: float, **more: Any) -> None:
    """One line of figures; the ratio says how many times better ours is."""
    line = {"bench": bench, "n": n, "unit": unit, "ours": round(ours, 2), "baseline": round(baseline, 1)}
    print(json.dumps(line | {"ratio": round(baseline / ours, 1)} | more), flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("urls", nargs="*")
    options.add_argument("--clients", type=int, default=1_000_000)
    options.add_argument("--history", type=int, default=5_000_000)
    chosen = options.parse_args()
    for room in ("staff", "printing", "clients", "membership", "events", "invitations", "attendance"):
        import_module(f"{room}.models")
    for url in chosen.urls:
        measure(url)
    if chosen.urls:
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/book.db"
        build(url, clients=chosen.clients, history=chosen.history)
        measure(url)
    try:
        with postgres.server() as url:
            build(url, clients=chosen.clients, history=chosen.history)
            measure(url)
    except postgres.NoPostgres:
        print("no PostgreSQL on this machine", file=sys.stderr)


if __name__ == "__main__":
    main()
