"""What the organiser's board of an event costs: the page in process for 20 guests and for 2,000, and its queries.

The guests have parties, diets, waves, four managers and every type of client, and are at every step of the way. The
baseline is the same page for 20 guests: what it costs besides are the guests.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from flask import Flask
from flask.testing import FlaskClient

from clients.models import Client, ClientType
from core.db import db, now
from events.models import Event
from invitations.guests.inviting import invite
from invitations.models import AgeGroup, Diet, Dispatch, Invitation, MemberKind, PartyMember, ReplyState, Wave
from tests.house import Cast, build_app, queries, settle

FEW, MANY = 20, 2000
TIMES = 15
REPLIES = (
    ReplyState.ACCEPTED,
    ReplyState.ACCEPTED,
    ReplyState.DECLINED,
    ReplyState.NONE,
    ReplyState.TENTATIVE,
    ReplyState.WAITLISTED,
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{Path(folder) / 'yaji.db'}", Path(folder))
        with app.app_context():
            cast = settle(app)
        small, large = (evening(cast, number) for number in (FEW, MANY))
        browser = cast.signed_in("li")
        baseline, few = measure(app, browser, small)
        ours, many = measure(app, browser, large)
    if few != many:
        raise SystemExit(f"{few} queries for {FEW} guests, {many} for {MANY}")
    line = {"bench": "organisers_board", "n": MANY, "unit": "ms, median", "ours": round(ours, 1), "queries": many}
    print(json.dumps(line | {"baseline": round(baseline, 1), "ratio": round(ours / baseline, 1)}))


def measure(app: Flask, browser: FlaskClient, event_id: int) -> tuple[float, int]:
    """The page's median in milliseconds, and how many queries it asks."""
    browser.get(f"/events/{event_id}/board")
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        if browser.get(f"/events/{event_id}/board").status_code != 200:
            raise SystemExit("the board is not shown")
        times.append((time.perf_counter() - began) * 1000)
    with queries(app) as asked:
        browser.get(f"/events/{event_id}/board")
    return statistics.median(times), len(asked)


def evening(cast: Cast, number: int) -> int:
    """An event with so many guests, half of them with somebody they bring; its id."""
    event_id = cast.add_event(capacity=number, title=f"{number}")
    with cast.app.app_context():
        li, event = cast.staff("li"), db.session.get_one(Event, event_id)
        owners = [cast.staff(name) for name in ("zhao", "sun")]
        kinds, waves = list(ClientType), list(Wave)
        clients = [
            Client(
                number=f"{number}-{each}",
                rm_id=owners[each % 2].id,
                branch_id=li.branch_id,
                surname="王",
                given_name=str(each),
                client_type=kinds[each % len(kinds)],
                sort_key=f"{each:04}",
            )
            for each in range(number)
        ]
        db.session.add_all(clients)
        db.session.flush()
        for each, invitation in enumerate(invite(li, event, clients, now=now())):
            invitation.wave, invitation.reply = waves[each % 3], REPLIES[each % len(REPLIES)]
            invitation.dispatch = Dispatch.DELIVERED if each % 4 else Dispatch.HANDED
            if invitation.reply is ReplyState.ACCEPTED:
                bring(invitation, each)
        db.session.commit()
    return event_id


def bring(invitation: Invitation, number: int) -> None:
    """The guest's party, with a diet here and there."""
    heads = 1 + number % 2
    invitation.heads = invitation.seats = heads
    for place in range(heads):
        db.session.add(
            PartyMember(
                invitation_id=invitation.id,
                place=place,
                kind=MemberKind.COMPANION if place else MemberKind.GUEST,
                age_group=AgeGroup.CHILD if place and number % 5 == 0 else AgeGroup.ADULT,
                diets=[Diet.VEGETARIAN.value] if number % 7 == 0 else [],
            )
        )


if __name__ == "__main__":
    main()
