"""What the client book costs at the size of a large bank, beside the plain ORM way: one JSON object a line.

    .venv/bin/python bench/clients.py                      1,000,000 clients, 5,000,000 entries of history
    .venv/bin/python bench/clients.py --small              100,000 and 500,000
    .venv/bin/python bench/clients.py URL … --only search  of books that bench/client_book.py has made

Search while typing, the page of a client with 2,000 entries, may_contact for 2,000 clients; then segments
(bench/clients_segments.py) and the import of a list (bench/clients_import.py). Without URLs the book is made on SQLite
and on a private PostgreSQL and thrown away; with the large one all takes some fifteen minutes on two quiet cores.

The baseline of search is what a tutorial teaches: ILIKE '%…%' over the columns of names and numbers, which finds
neither initials nor surnames of two readings; it is run once with one to three words. That of the page loads the
client's whole history before it shows twenty entries; that of may_contact asks for each client by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from pypinyin import lazy_pinyin

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import clients_import, clients_segments
from bench.client_book import ADMIN, TODAY, build, manager_of, organiser_of
from clients import scopes  # noqa: F401 - registers who sees what
from clients.contact.may_contact import may_contact, may_contact_one
from clients.finding.listing import clients_by_id
from clients.finding.search import search
from clients.models import Client, EntryKind, HistoryEntry, Purpose
from core.config import load_settings
from core.db import db, init_database
from staff.models import Staff
from staff.scope import sees
from tests import postgres
from tests.house import build_app, queries, settle

PARTS = ("search", "page", "contact", "segments", "import")
BRANCH = 12
WORDS = 200
PAGE = 50
ENTRIES = 2_000
MANY = 2_000


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("urls", nargs="*")
    options.add_argument("--small", action="store_true")
    options.add_argument("--only", action="append", choices=PARTS)
    options.add_argument("--page-of", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.page_of:
        page_in_house(chosen.page_of)
        return
    size = {"clients": 100_000, "history": 500_000} if chosen.small else {}
    for room in ("staff", "printing", "clients", "membership", "events", "invitations", "attendance"):
        import_module(f"{room}.models")
    parts = chosen.only or PARTS
    for url in (chosen.urls or ("sqlite", "postgresql")) if {*parts} - {"import"} else ():
        with ExitStack() as stack:
            try:
                measure(url if ":" in url else stack.enter_context(_book(url, **size)), parts)
            except postgres.NoPostgres:
                print("no PostgreSQL on this machine", file=sys.stderr)
    if "import" in parts:
        command = [sys.executable, clients_import.__file__, *(("--rows", "10000") if chosen.small else ())]
        subprocess.run(command, check=True)


@contextmanager
def _book(kind: str, **size: int) -> Iterator[str]:
    """The address of a book that is made for the time."""
    with ExitStack() as stack:
        if kind == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            url = f"sqlite:///{folder}/book.db"
        else:
            url = stack.enter_context(postgres.server())
        build(url, **size)
        yield url


def measure(url: str, parts: Sequence[str]) -> None:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.extensions["settings"] = load_settings({"DATABASE_URL": url, "PUBLIC_BASE_URL": "http://localhost:8000"})
    init_database(app)
    with app.test_request_context("/"):
        name = db.engine.dialect.name
        total = db.session.scalar(sa.select(sa.func.count(Client.id))) or 0
        if "search" in parts:
            measure_search(name, total)
        if "contact" in parts:
            measure_contact(name)
        if "page" in parts:
            measure_page(name)
        db.session.remove()
        db.engine.dispose()
    if "segments" in parts:
        clients_segments.measure(url)


# Search


def measure_search(name: str, total: int) -> None:
    """Two hundred different words of each kind, as typed by three readers; the page is its fifty clients loaded."""
    kinds = _typed(total)
    for who, staff_id in (("organiser", organiser_of(BRANCH)), ("manager", manager_of(BRANCH, 3)), ("admin", ADMIN)):
        actor = db.session.get_one(Staff, staff_id)
        for kind, words in kinds.items():
            for word in words[:5]:
                _page(actor, word)
            ids = [timed(partial(search, actor, word)) for word in words]
            pages = [timed(partial(_page, actor, word)) for word in words[: WORDS // 4]]
            plain = [timed(partial(_plain_search, actor, word)) for word in words[: 1 if who == "admin" else 3]]
            more = {"p95": p95(ids), "page": median(pages), "page_p95": p95(pages)}
            say(f"search_{kind}_{who}_{name}", total, "ms, median of 200 words", median(ids), median(plain), **more)


def _typed(total: int) -> dict[str, list[str]]:
    """What people type: of clients who are in the book."""
    dice = random.Random(7)  # noqa: S311 - the same words each time
    ids = dice.sample(range(1, total + 1), WORDS)
    rows = db.session.execute(sa.select(Client.surname, Client.given_name, Client.phone).where(Client.id.in_(ids)))
    kinds: dict[str, list[str]] = {"two_characters": [], "pinyin": [], "initials": [], "tail": [], "begun": []}
    for surname, given, phone in rows:
        name = surname + given
        sounds = lazy_pinyin(name)
        whole = "".join(sounds)
        kinds["two_characters"].append(name[-2:] if dice.random() < 0.5 else name[:2])
        kinds["pinyin"].append(whole[: dice.randrange(3, len(whole) + 1)])
        kinds["initials"].append("".join(sound[0] for sound in sounds))
        kinds["tail"].append(phone[-4:])
        kinds["begun"].append(dice.choice((whole[:1], whole[:2], name[:1])))
    return kinds


def _page(actor: Staff, word: str) -> None:
    clients_by_id(actor, search(actor, word).ids[:PAGE])
    db.session.expunge_all()
    db.session.add(actor)


def _plain_search(actor: Staff, word: str) -> None:
    columns = (Client.surname + Client.given_name, Client.sort_key, Client.phone, Client.number, Client.name_en)
    query = sa.select(Client).where(sees(actor, Client), sa.or_(*(column.icontains(word) for column in columns)))
    db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery()))
    db.session.scalars(query.order_by(Client.sort_key, Client.id).limit(PAGE)).all()
    db.session.expunge_all()
    db.session.add(actor)


# May we contact them?


def measure_contact(name: str) -> None:
    """The verdict on some of one branch for an invitation, the clients loaded already."""
    query = sa.select(Client).where(Client.branch_id == BRANCH).order_by(Client.id).limit(MANY)
    chosen = db.session.scalars(query).all()
    ours = [
        timed(lambda: may_contact(chosen, purpose=Purpose.INVITATION, channel=None, day=TODAY)) for _round in range(6)
    ]
    few = chosen[:100]
    one_by_one = timed(
        lambda: [may_contact_one(client, purpose=Purpose.INVITATION, channel=None, day=TODAY) for client in few]
    )
    say(
        f"may_contact_{name}", len(chosen), "ms, median", median(ours[1:]), one_by_one * len(chosen) / len(few),
        baseline_from="100 clients, each by itself",
    )  # fmt: skip
    db.session.expunge_all()


# The page of a client


def measure_page(name: str) -> None:
    """The whole request by the application, on a migrated database of its own: the book has nobody who can sign in."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/page.db" if name == "sqlite" else stack.enter_context(postgres.server())
        command = [sys.executable, __file__, "--page-of", url]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
    print(told.stdout, end="", flush=True)


def page_in_house(url: str) -> None:
    """In a process of its own, since the application is put together once in a process."""
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(url, Path(folder))
        with app.app_context():
            cast = settle(app)
        client_id = cast.add_client()
        with app.app_context():
            name = db.engine.dialect.name
            db.session.execute(sa.insert(HistoryEntry), [*_entries(client_id, cast.staff_ids["zhao"])])
            db.session.commit()
        browser = cast.signed_in("zhao")

        def ours() -> None:
            assert browser.get(f"/clients/{client_id}").status_code == 200

        def plain() -> None:
            with app.test_request_context("/"):
                entries = sa.select(HistoryEntry).where(HistoryEntry.client_id == client_id)
                told = db.session.scalars(entries.order_by(HistoryEntry.at.desc())).all()
                assert len([(entry.kind, entry.staff.name if entry.staff else "") for entry in told]) >= ENTRIES
            ours()

        for _ in range(5):
            ours()
        with queries(app) as seen:
            ours()
        walls, began = [], time.process_time()
        for _ in range(60):
            walls.append(timed(ours))
        cpu = (time.process_time() - began) * 1000 / len(walls)
        baseline = [timed(plain) for _ in range(5)]
        say(
            f"client_page_{name}", ENTRIES, "ms, median", median(walls), median(baseline),
            p95=p95(walls), cpu=round(cpu, 1), queries=len(seen),
        )  # fmt: skip
        with app.app_context():
            db.engine.dispose()


def _entries(client_id: int, staff_id: int) -> Iterator[dict[str, Any]]:
    kinds = (EntryKind.CALL, EntryKind.WECHAT, EntryKind.INVITED, EntryKind.OUTCOME_ATTENDED)
    for n in range(ENTRIES):
        yield {
            "client_id": client_id,
            "at": (datetime.now().astimezone() - timedelta(hours=13 * n)),
            "kind": kinds[n % 4],
            "subject": "春茶品鉴" if n % 4 > 1 else "",
            "text": "聊了近况，约了下次见面" if n % 4 < 2 else "",
            "staff_id": staff_id,
        }


# Figures


def timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def median(times: Sequence[float]) -> float:
    return round(sorted(times)[len(times) // 2], 2)


def p95(times: Sequence[float]) -> float:
    return round(sorted(times)[int(len(times) * 0.95)], 2)


def say(bench: str, n: int, unit: str, ours: float, baseline: float, **more: Any) -> None:
    """One line of figures; the ratio says how many times better ours is, the load how busy the machine was."""
    line = {"bench": bench, "n": n, "unit": unit, "ours": round(ours, 2), "baseline": round(baseline, 1)}
    load = {"load": round(os.getloadavg()[0], 1)}
    print(json.dumps(line | {"ratio": round(baseline / ours, 1)} | more | load), flush=True)


if __name__ == "__main__":
    main()
