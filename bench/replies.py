"""What an answer from the reply page costs: the median of a POST in process, beside a Flask page that does nothing.

Each POST is a new guest's: find the code, lock the event, take a seat, write ledger, state, history and audit, and
commit durably to a SQLite file (synchronous=FULL). The baseline answers "hello" to a POST in the same process.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from flask import Flask

from clients.models import Client
from core.db import db, now
from events.models import Event
from invitations.codes.tokens import unseal
from invitations.guests.inviting import invite
from tests.house import Cast, build_app, settle

GUESTS = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{Path(folder) / 'yaji.db'}", Path(folder))
        with app.app_context():
            cast = settle(app)
        event_id = cast.add_event(capacity=GUESTS)
        with app.app_context():
            tokens = guests(cast, event_id)
        browser = app.test_client()
        keys = {
            token: re.search(r'name="key" value="(\w+)"', browser.get(f"/i/{token}").text)[1]  # type: ignore[index]
            for token in tokens
        }

        def reply(number: int) -> int:
            token = tokens[number]
            return browser.post(f"/i/{token}", data={"key": keys[token], "answer": "accept"}).status_code

        ours = median_ms(reply, expect=303)
    nothing = Flask("nothing")
    nothing.add_url_rule("/", "hello", lambda: "hello", methods=["POST"])
    plain = nothing.test_client()
    baseline = median_ms(lambda _number: plain.post("/", data={"answer": "accept"}).status_code, expect=200)
    print(
        json.dumps(
            {
                "bench": "reply_post",
                "n": GUESTS,
                "unit": "ms, median",
                "ours": round(ours, 3),
                "baseline": round(baseline, 3),
                "ratio": round(ours / baseline, 1),
            }
        )
    )


def guests(cast: Cast, event_id: int) -> list[str]:
    """The tokens of so many guests of one event."""
    owner = cast.staff("zhao")
    clients = [
        Client(
            number=f"B{number}",
            rm_id=owner.id,
            branch_id=owner.branch_id,
            surname="王",
            given_name=str(number),
            salutation_override="尊敬的客人",
            sort_key=f"{number:04}",
        )
        for number in range(GUESTS)
    ]
    db.session.add_all(clients)
    db.session.flush()
    invitations = invite(owner, db.session.get_one(Event, event_id), clients, now=now())
    tokens = [unseal(invitation).token for invitation in invitations]
    db.session.commit()
    return tokens


def median_ms(act: Callable[[int], int], *, expect: int) -> float:
    times = []
    for number in range(GUESTS):
        began = time.perf_counter()
        status = act(number)
        times.append((time.perf_counter() - began) * 1000)
        if status != expect:
            raise SystemExit(f"expected {expect}, got {status}")
    return statistics.median(times)


if __name__ == "__main__":
    main()
