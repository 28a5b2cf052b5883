"""The server processes of a race: `python -m tests.races.server PORTS [GUARD …]`, a process for each of PORTS (1,2).

The programs are read once and the processes are forked from that; none shares anything with another but the database.
The settings come from the environment. A GUARD names what is taken away in this process, for the control: "seats"
counts the taken seats and then writes, without lock or condition; "presence" looks whether somebody is in and then
writes, without the primary key deciding; "merges" looks whether both clients are in the book and then points one to
the other, without locking them; "numbers" reads a sequence and then writes the next. All leave the time between looking
and writing that a busy machine has.
"""

from __future__ import annotations

import os
import sys
import time

import sqlalchemy as sa
from waitress import serve

from app import create_app
from core.db import db

PAUSE = 0.02  # seconds between looking and writing, so that the race shows on a quick machine too


def without_seats_guard() -> None:
    """As one would write it without thinking of others: count, compare, write."""
    from events.models import Event
    from invitations.answers import rsvp, seats
    from invitations.models import Invitation

    def lock_to_answer(invitation_id: int) -> tuple[Event, Invitation, seats.Hanging]:
        invitation = db.session.get_one(Invitation, invitation_id)
        return invitation.event, invitation, seats.Hanging()

    def take_seats(event: Event, n: int, *, past_waiting: bool = True) -> bool:
        taken = sa.select(sa.func.coalesce(sa.func.sum(Invitation.seats), 0)).where(Invitation.event_id == event.id)
        free = db.session.scalar(taken) + n <= event.capacity
        time.sleep(PAUSE)
        return free

    rsvp.lock_to_answer, seats.take_seats = lock_to_answer, take_seats


def without_presence_guard() -> None:
    """Look whether the guest is in, then let in; the row that would decide is not written, and nobody is held."""
    from attendance.door import quick_views
    from attendance.ledger import checking_in as door
    from attendance.models import ADMITTING, Scan

    def enter(invitation, scan) -> bool:
        earlier = sa.select(sa.func.count()).where(
            Scan.invitation_id == invitation.id, Scan.id != scan.id, Scan.verdict.in_(ADMITTING)
        )
        nobody = db.session.scalar(earlier) == 0
        time.sleep(PAUSE)
        return nobody

    door._enter, door.hold_guest = enter, lambda _invitation: None
    quick_views.check_in_quickly = lambda *_asked: None  # the quick way rests on that row alone


def without_merges_guard() -> None:
    """Look whether both are in the book, then point one to the other; nobody waits for anybody."""
    from clients.duplicates import merging
    from clients.models import Client

    def looked_at(_actor, *client_ids: int) -> list[Client]:
        found = [db.session.get_one(Client, client_id) for client_id in client_ids]
        if any(client.merged_into_id is not None for client in found):
            raise merging.DomainError("merge_not_there")
        time.sleep(PAUSE)
        return found

    merging._locked = looked_at


def without_numbers_guard() -> None:
    """Read the last number, add one, write it; nobody waits for anybody."""
    from membership import numbers
    from membership.models import MemberSequence

    def raised(branch_id: int, year: int) -> int:
        query = sa.select(MemberSequence.last).where(MemberSequence.branch_id == branch_id, MemberSequence.year == year)
        following = (db.session.scalar(query) or 0) + 1
        time.sleep(PAUSE)
        if following == 1:
            db.session.add(MemberSequence(branch_id=branch_id, year=year, last=1))
        else:
            db.session.execute(
                sa.update(MemberSequence)
                .where(MemberSequence.branch_id == branch_id, MemberSequence.year == year)
                .values(last=following)
            )
        return following

    numbers._raised = raised
    numbers._taken = lambda _number: False


def main(ports: list[int], guards: list[str]) -> None:
    app = create_app(WTF_CSRF_ENABLED=False, LIMITS_ENABLED=False)
    if "seats" in guards:
        without_seats_guard()
    if "presence" in guards:
        without_presence_guard()
    if "merges" in guards:
        without_merges_guard()
    if "numbers" in guards:
        without_numbers_guard()
    if guards and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        with app.app_context():  # SQLite's guard is BEGIN IMMEDIATE; without it every writer begins as the driver would
            db.engine.update_execution_options(sqlite_begin="DEFERRED")
    with app.app_context():
        db.engine.dispose()  # each process opens connections of its own
    port = next((port for port in ports[1:] if not os.fork()), ports[0])
    serve(app, host="127.0.0.1", port=port, threads=16, ident=None, connection_limit=400, backlog=512)


if __name__ == "__main__":
    main([int(port) for port in sys.argv[1].split(",")], sys.argv[2:])
