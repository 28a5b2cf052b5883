"""What answers from the reply page cost, on SQLite and on PostgreSQL, beside a Flask page that does nothing.

Each POST is a new guest's: find the code, lock the event, take a seat, write ledger, state, party, history and audit,
and commit durably. First in process (medians, statements, the page's weight), then over HTTP: two processes, sixteen
connections; the baseline is a page that says "hello", served by two such processes in the same run.
"""

from __future__ import annotations

import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent.parent))

import sqlalchemy as sa
from flask import Flask

from clients.models import Client
from core.db import db, now
from events.models import Event
from invitations.codes.tokens import unseal
from invitations.guests.inviting import invite
from tests import postgres
from tests.house import Cast, queries
from tests.races.field import Field, new_field
from tests.waiting import until_alive

GUESTS = 300
CONNECTIONS = 16
HELLO = """
import os, sys
from flask import Flask
from waitress import serve
app = Flask("nothing")
app.add_url_rule("/", "hello", lambda: "hello", methods=["GET", "POST"])
app.add_url_rule("/healthz", "alive", lambda: "alive")
serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8)
"""


def main() -> None:
    nothing = Flask("nothing")
    nothing.add_url_rule("/", "hello", lambda: "hello", methods=["GET", "POST"])
    plain = nothing.test_client()
    post = median_ms(lambda _number: plain.post("/", data={"answer": "accept"}).status_code, expect=200)
    get = median_ms(lambda _number: plain.get("/").status_code, expect=200)
    with hello() as ports:
        baseline = rate(ports, [("GET", "/", "")] * 2000)
        for kind, url in databases():
            with tempfile.TemporaryDirectory() as folder:
                own = url or f"sqlite:///{folder}/yaji.db"
                with new_field(own, Path(folder)) as field:
                    in_process(field, kind, post=post, get=get)
                    over_http(field, kind, baseline)


def databases() -> Iterator[tuple[str, str]]:
    """SQLite, and PostgreSQL where there is one."""
    yield "sqlite", ""
    try:
        with postgres.server() as url:
            name = "bench_replies"
            engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                connection.execute(sa.text(f"CREATE DATABASE {name}"))
            engine.dispose()
            yield "postgresql", sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    except postgres.NoPostgres:
        print(json.dumps({"bench": "reply", "skipped": "no PostgreSQL on this machine"}))


def in_process(field: Field, kind: str, *, post: float, get: float) -> None:
    """Medians of one browser, the statements of one answer, the bytes of the page and all that it loads."""
    app = field.app
    tokens = invited(field)
    browser = app.test_client()
    keys = {token: key_of(browser.get(f"/i/{token}").text) for token in tokens}

    def reply(number: int) -> int:
        token = tokens[number]
        return browser.post(f"/i/{token}", data={"key": keys[token], "answer": "accept"}).status_code

    with queries(app) as seen:
        reply(0)
    tell("reply_statements", kind, 1, {"ours": len(seen)})
    fresh = invited(field)
    tokens, keys = fresh, {token: key_of(browser.get(f"/i/{token}").text) for token in fresh}
    compare("reply_post", kind, median_ms(reply, expect=303), post)
    page = fresh[0]
    compare("reply_page", kind, median_ms(lambda _number: browser.get(f"/i/{page}").status_code, expect=200), get)
    html = browser.get(f"/i/{page}").text
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    weight = len(html.encode()) + sum(len(browser.get(one).data) for one in linked)
    tell("reply_page_bytes", kind, len(linked) + 1, {"ours": weight, "target": 20_000})


def over_http(field: Field, kind: str, baseline: Rate) -> None:
    """Answers and pages a second at sixteen connections."""
    ports = field.servers(guarded=True)
    tokens = invited(field)
    browser = field.app.test_client()
    answers = [
        (
            "POST",
            f"/i/{token}",
            urlencode({"key": key_of(browser.get(f"/i/{token}").text), "answer": "accept"}),
        )
        for token in tokens
    ]
    for name, requests in (("reply_http", answers), ("reply_page_http", [("GET", f"/i/{tokens[0]}", "")] * 600)):
        ours = rate(ports, requests)
        figures = {"ours": ours.a_second, "baseline": baseline.a_second, "p50_ms": ours.p50, "p99_ms": ours.p99}
        tell(name, kind, len(requests), figures | {"ratio": round(ours.a_second / baseline.a_second, 2)})


class Rate:
    """How many requests a second were answered, and how long one took."""

    def __init__(self, times: list[float], seconds: float) -> None:
        ordered = sorted(times)
        self.a_second = round(len(times) / seconds, 1)
        self.p50 = round(ordered[len(ordered) // 2] * 1000, 1)
        self.p99 = round(ordered[int(len(ordered) * 0.99)] * 1000, 1)


def rate(ports: list[int], requests: list[tuple[str, str, str]]) -> Rate:
    """Send all requests over sixteen connections that stay open, spread over the processes."""
    times: list[float] = []
    waiting = list(enumerate(requests))
    lock = threading.Lock()

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", ports[number % len(ports)], timeout=60)
        headers = {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
        while True:
            with lock:
                if not waiting:
                    return
                _place, (method, path, body) = waiting.pop()
            began = time.perf_counter()
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (200, 303):
                raise SystemExit(f"{path}: {answer.status}")
            with lock:
                times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Rate(times, time.perf_counter() - began)


@contextmanager
def hello() -> Iterator[list[int]]:
    """Two processes that say hello."""
    ports = [18104, 18105]
    processes = [subprocess.Popen([sys.executable, "-c", HELLO, str(port)]) for port in ports]
    try:
        for port in ports:
            until_alive(port)
        yield ports
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    if found is None:
        raise SystemExit("no key on the reply page")
    return found[1]


def invited(field: Field) -> list[str]:
    """The tokens of so many guests of a new event."""
    event_id = field.cast.add_event(capacity=GUESTS)
    with field.app.app_context():
        return guests(field.cast, event_id)


def guests(cast: Cast, event_id: int) -> list[str]:
    """The tokens of so many guests of one event."""
    owner = cast.staff("zhao")
    clients = [
        Client(
            number=f"B{event_id}-{number}",
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


def compare(name: str, kind: str, ours: float, baseline: float) -> None:
    figures = {"ours": round(ours, 3), "baseline": round(baseline, 3), "ratio": round(ours / baseline, 1)}
    tell(name, kind, GUESTS, {"unit": "ms, median"} | figures)


def tell(name: str, kind: str, n: int, figures: dict[str, object]) -> None:
    print(json.dumps({"bench": name, "database": kind, "n": n} | figures), flush=True)


if __name__ == "__main__":
    main()
