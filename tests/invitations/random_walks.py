"""Random sequences of everything guests and staff do with answers: `python -m tests.invitations.random_walks [N]`.

After each sequence the seats are within the capacity (unless it was lowered), every guest is in exactly one state of
each axis, the counted sums agree with the lists, and the waitlist's order is total and stable: whoever waits before and
after a step of somebody else stands in the same order. A few thousand run in the suite, 100,000 before a release.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from core.db import db
from core.errors import DomainError
from events.models import CompanionPolicy, Event, WaitlistPolicy
from invitations.answers import changes, holds, lapsing, offers, rsvp, waitlist
from invitations.answers.party import GUEST, Person
from invitations.answers.waitlist import Precedence
from invitations.models import (
    AgeGroup,
    ChangeRequest,
    Channel,
    Dispatch,
    Invitation,
    OfferState,
    Reply,
    ReplyState,
    SeatHold,
    SeatOffer,
)
from staff.models import Staff
from tests.house import NOW, build_app, settle
from tests.invitations.answer_desk import DEADLINE, START, check_sums, evening

GUESTS, STEPS = 6, 10

Guests = dict[int, Any]
ROWS = sa.text("SELECT id, reply, seats, waited_since, wait_rank FROM invitation WHERE event_id = :event")
SEATS = sa.text("SELECT seats_taken + seats_held, capacity + overbooked_by, seats_taken FROM event WHERE id = :event")
OFFERED = sa.text("SELECT SUM(seats) FROM seat_offer WHERE state = 'open'")


class Walk:
    """One evening, walked through again and again: each sequence begins with the tables as they were."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            cast = settle(app)
        self.event_id, self.guests = evening(cast, GUESTS, capacity=4)
        self.staff_ids = cast.staff_ids
        self.dice = random.Random()
        self.now = NOW
        self.least = 0  # seats promised when the capacity was last lowered below them

    # --- a sequence

    def run(self, seed: int) -> None:
        """One sequence, rolled back at its end. Raises AssertionError where an invariant does not hold."""
        self.dice = random.Random(seed)
        self.now, self.least = NOW, 0
        with self.app.app_context():
            self._begin()
            before = self.guests_now()
            for _step in range(STEPS):
                before = self.step(before)
            check_sums(self.event_id)
            assert self.order(before) == [one.invitation.id for one in waitlist.queue(self.event)]
            db.session.rollback()

    def _begin(self) -> None:
        event = self.event
        event.companions, event.companions_most = CompanionPolicy.FAMILY, 3
        event.waitlist = self.dice.choice(list(WaitlistPolicy))
        event.capacity = self.dice.randint(2, 6)
        db.session.execute(sa.update(Invitation).values(dispatch=Dispatch.DELIVERED))
        db.session.flush()
        db.session.expire_all()

    def step(self, before: Guests) -> Guests:
        """One move of somebody; a refusal leaves everything as it was."""
        act = self.dice.choice(MOVES)
        who = self.dice.choice(self.guests)
        try:
            with db.session.begin_nested():
                act(self, who)
        except DomainError:
            refused = True
        else:
            refused = False
        db.session.flush()
        db.session.expire_all()
        after = self.guests_now()
        assert not refused or after == before, act
        self._check(act.__name__, who, before, after)
        return after

    def _check(self, act: str, who: int, before: Guests, after: Guests) -> None:
        promised, limit, taken = db.session.execute(SEATS, {"event": self.event_id}).one()
        self.least = promised if act == "lower" else min(self.least, promised)
        assert promised <= max(limit, self.least), (act, promised, limit)
        assert taken == sum(row.seats for row in after.values()) + (db.session.scalar(OFFERED) or 0), act
        moved = set(before) if act in ("run_out", "offer", "pass_time") else {who}
        old, new = self.order(before), self.order(after)
        stayed = [one for one in old if one in new and one not in moved]
        assert stayed == [one for one in new if one in stayed], (act, old, new)
        for guest, row in after.items():
            one, other = ReplyState(before[guest].reply), ReplyState(row.reply)
            assert one is other or (one, other) in ALLOWED, (act, one, other)

    # --- what stands

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def guests_now(self) -> Guests:
        return {row.id: row for row in db.session.execute(ROWS, {"event": self.event_id})}

    @staticmethod
    def order(rows: Guests) -> list[int]:
        """Who waits, as the rows themselves say; it must be total, so that no two stand in one place."""
        waiting = [row for row in rows.values() if row.reply == ReplyState.WAITLISTED.value]
        assert all(row.waited_since is not None for row in waiting)
        return [row.id for row in sorted(waiting, key=lambda row: (row.wait_rank, row.waited_since, row.id))]

    def staff(self, who: str) -> Staff:
        return db.session.get_one(Staff, self.staff_ids[who])

    def told(self) -> dict[str, Any]:
        """By whom and how: the client, a manager or an organiser, who may have been told so."""
        who = self.dice.choice([None, None, "zhao", "li"])
        told = {"now": self.now, "channel": Channel.PHONE if who else Channel.QR}
        if who:
            told |= {"staff": self.staff(who), "told_by_client": self.dice.random() < 0.7}
        if self.dice.random() < 0.3:
            told["once"] = str(self.dice.randint(1, 3))
        return told

    def party(self) -> list[Person] | None:
        if self.dice.random() < 0.4:
            return None
        ages = [AgeGroup.ADULT, AgeGroup.CHILD, AgeGroup.INFANT]
        number = self.dice.randint(0, 3)
        names = self.dice.sample(["甲", "乙", "丙", ""], number)
        return [GUEST, *(Person(name=name, age_group=self.dice.choice(ages)) for name in names)]

    def later(self) -> datetime:
        return min(self.now + timedelta(hours=self.dice.choice([1, 7, 30, 90])), START - timedelta(minutes=1))


# --- the moves


def accept(walk: Walk, who: int) -> None:
    rsvp.accept(who, party=walk.party(), **walk.told())


def decline(walk: Walk, who: int) -> None:
    rsvp.decline(who, **walk.told())


def say_later(walk: Walk, who: int) -> None:
    rsvp.say_later(who, until=walk.now.date() + timedelta(days=walk.dice.randint(0, 20)), **walk.told())


def delegate(walk: Walk, who: int) -> None:
    rsvp.delegate(who, name=walk.dice.choice(["小明", "小红"]), relation="", tail="1234", **walk.told())


def change_party(walk: Walk, who: int) -> None:
    rsvp.change_party(who, party=walk.party() or [GUEST], **walk.told())


def offer(walk: Walk, _who: int) -> None:
    following = waitlist.next_up(walk.event, waitlist.queue(walk.event))
    if following is not None:
        offers.offer(following.invitation.id, staff=walk.staff("li"), now=walk.now)


def end_offer(walk: Walk, _who: int) -> None:
    found = db.session.scalars(sa.select(SeatOffer).where(SeatOffer.state == OfferState.OPEN)).first()
    if found is None:
        return
    told = {"channel": Channel.PHONE, "staff": walk.staff("li"), "now": walk.now}
    walk.dice.choice(
        [
            lambda: offers.take(found, **told),
            lambda: offers.turn_down(found, **told),
            lambda: offers.withdraw(found, now=walk.now),
        ]
    )()


def run_out(walk: Walk, _who: int) -> None:
    offers.expire(walk.event, now=walk.now)


def precede(walk: Walk, who: int) -> None:
    waitlist.set_precedence(db.session.get_one(Invitation, who), walk.dice.choice(list(Precedence)))


def hold(walk: Walk, _who: int) -> None:
    holds.keep(walk.event, walk.dice.randint(1, 2), "媒体", staff=walk.staff("li"), now=walk.now)


def give_back(walk: Walk, _who: int) -> None:
    found = db.session.scalars(sa.select(SeatHold).where(SeatHold.released_at.is_(None))).first()
    if found is not None:
        holds.give_back(found, now=walk.now)


def lower(walk: Walk, _who: int) -> None:
    walk.event.capacity = walk.dice.randint(1, 6)


def decide(walk: Walk, _who: int) -> None:
    found = db.session.scalars(sa.select(ChangeRequest).where(ChangeRequest.decided_at.is_(None))).first()
    if found is not None:
        act = changes.grant if walk.dice.random() < 0.7 else changes.refuse
        act(found, staff=walk.staff("li"), now=walk.now)


def pass_time(walk: Walk, _who: int) -> None:
    walk.now = walk.later()
    if walk.now > DEADLINE + lapsing.GRACE:
        for guest in lapsing.silent(walk.now):
            lapsing.lapse(guest, walk.now)


MOVES: list[Callable[[Walk, int], None]] = [
    accept, accept, accept, accept, decline, decline, say_later, delegate, change_party, change_party, offer, offer,
    end_offer, run_out, precede, hold, give_back, lower, decide, pass_time, pass_time,
]  # fmt: skip

_ANSWERED = (
    ReplyState.ACCEPTED,
    ReplyState.WAITLISTED,
    ReplyState.DECLINED,
    ReplyState.TENTATIVE,
    ReplyState.DELEGATED,
)
ALLOWED = {
    *((before, after) for before in (ReplyState.NONE, ReplyState.LAPSED, ReplyState.TENTATIVE) for after in _ANSWERED),
    (ReplyState.NONE, ReplyState.LAPSED),
    *(
        (before, after)
        for before in (ReplyState.DECLINED, ReplyState.CANCELLED)
        for after in (*_ANSWERED,)
        if after is not ReplyState.DECLINED
    ),
    (ReplyState.ACCEPTED, ReplyState.CANCELLED),
    (ReplyState.ACCEPTED, ReplyState.DELEGATED),
    (ReplyState.DELEGATED, ReplyState.ACCEPTED),
    (ReplyState.DELEGATED, ReplyState.CANCELLED),
    (ReplyState.WAITLISTED, ReplyState.ACCEPTED),
    (ReplyState.WAITLISTED, ReplyState.DELEGATED),
    (ReplyState.WAITLISTED, ReplyState.DECLINED),
}
"""The moves that an answer may make (domain practice, states of a reply)."""


def walk_many(walk: Walk, number: int, *, first: int = 0, say: Callable[[int], None] = lambda _done: None) -> None:
    for seed in range(first, first + number):
        try:
            walk.run(seed)
        except AssertionError as wrong:
            raise AssertionError(f"sequence {seed}: {wrong}") from wrong
        say(seed - first + 1)


def untouched(app: Flask) -> bool:
    """Whether the sequences have left no row behind."""
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 0


def main(number: int, first: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{Path(folder) / 'yaji.db'}", Path(folder))
        began = time.monotonic()

        def say(done: int) -> None:
            if done % 1000 == 0:
                print(f"{done} sequences, {time.monotonic() - began:.0f} s", flush=True)

        walk_many(Walk(app), number, first=first, say=say)
        assert untouched(app)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
