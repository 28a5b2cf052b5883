"""A client book of a large bank, for measuring: 1,000,000 clients of 50 branches and 5,000,000 entries of history.

    .venv/bin/python bench/client_book.py sqlite:////tmp/book.db
    .venv/bin/python bench/client_book.py postgresql+psycopg://…/book --clients 100000 --history 500000

The same book each time, thought up by two processes and written past the ORM as fast as the database takes it:
executemany on SQLite, COPY on PostgreSQL. The columns of `client` that sum up other rows agree with those rows, and
the keys by which clients are searched stand there. Staff of branch n: an organiser with the id `organiser_of(n)` and
twenty relationship managers; the administrator is ADMIN.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pypinyin import lazy_pinyin

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.guests import _COMMON as CHARACTERS
from bench.guests import _SURNAMES as SURNAMES
from clients.book.indexing import KEY_COLUMNS, key_rows
from clients.models import (
    Client,
    ClientHolding,
    ClientInterest,
    ClientKey,
    ClientType,
    EntryKind,
    Gender,
    HistoryEntry,
    Holding,
    Interest,
    Tier,
)
from core.db import Base
from staff.models import Branch, Role, Staff, StaffRole

TODAY = date(2027, 3, 20)
BRANCHES = 50
MANAGERS = 20
ADMIN = 1
BLOCK = 10_000
PROCESSES = 2

_TYPES, _TIERS = [kind.value for kind in ClientType], [tier.value for tier in Tier]
_INTERESTS, _HOLDINGS = [interest.value for interest in Interest], [holding.value for holding in Holding]
_DISTRICTS = ("滨江", "上城", "拱墅", "西湖", "萧山", "余杭", "临平", "钱塘", "富阳", "临安")
_SOUNDS = {character: lazy_pinyin(character)[0] for character in {*SURNAMES, *CHARACTERS}}
_TITLES = ("春茶品鉴", "书法雅集", "养生讲堂", "亲子采摘", "市场展望")
_TEXTS = ("聊了近况，约了下次见面", "问了存款到期的安排", "孩子今年中考，想了解志愿", "")

Row = dict[str, Any]
Values = list[Any]


def organiser_of(branch_id: int) -> int:
    return ADMIN + branch_id


def manager_of(branch_id: int, place: int) -> int:
    return ADMIN + BRANCHES + (branch_id - 1) * MANAGERS + place + 1


def build(url: str, *, clients: int = 1_000_000, history: int = 5_000_000) -> None:
    """Make the tables in an empty database and fill them. Refuses a database that has tables already."""
    for room in ("staff", "printing", "clients", "membership", "events", "invitations", "attendance"):
        import_module(f"{room}.models")
    engine = sa.create_engine(url)
    Base.metadata.create_all(engine, checkfirst=False)
    indexes = [index for table in _heavy() for index in table.indexes]
    for index in indexes:
        index.drop(engine)
    _people(engine)
    connection = engine.raw_connection()
    cursor = connection.cursor()
    if engine.dialect.name == "sqlite":
        for pragma in ("synchronous=OFF", "journal_mode=OFF", "foreign_keys=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("BEGIN")
    else:
        cursor.execute("SET session_replication_role = replica")  # the rows are right: no need to look up each key
    write = _copy if engine.dialect.name == "postgresql" else _execute_many
    make = partial(_block, clients=clients, entries_each=history / clients)
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        for rows in pool.imap(make, range(1, clients + 1, BLOCK)):
            for table in _heavy():
                write(cursor, table, rows[table.name])
    connection.commit()
    connection.close()
    for index in indexes:
        index.create(engine)
    _settle(engine)


def _heavy() -> list[sa.Table]:
    return [Base.metadata.tables[kind.__tablename__] for kind in _HEAVY]


_HEAVY: tuple[type[Base], ...] = (Client, ClientInterest, ClientHolding, HistoryEntry, ClientKey)


def _block(first: int, *, clients: int, entries_each: float) -> dict[str, list[Values]]:
    """The rows of so many clients, in the order of their tables' columns and in the database's own form."""
    chance = random.Random(first)  # noqa: S311 - the same book each time
    rows: dict[str, list[Row]] = {table.name: [] for table in _heavy()}
    entries = itertools.count(int(first * (2 * entries_each + 2)))
    for client_id in range(first, min(first + BLOCK, clients + 1)):
        _client(client_id, chance, entries_each, rows, entries)
    return {table.name: [_complete(table, row) for row in rows[table.name]] for table in _heavy()}


def _people(engine: sa.Engine) -> None:
    """Branches, their organisers and relationship managers, and one administrator. Nobody can sign in."""
    branches = [
        {
            "id": n,
            "code": f"{n:03}",
            "bank_name": "江南银行",
            "bank_name_en": "Jiangnan Bank",
            "name": f"第{n}支行",
            "name_en": f"Branch {n}",
            "address": "",
            "phone": "0571-8888-0000",
        }
        for n in range(1, BRANCHES + 1)
    ]
    people = [(ADMIN, 1, Role.ADMIN)]
    people += [(organiser_of(n), n, Role.ORGANISER) for n in range(1, BRANCHES + 1)]
    people += [(manager_of(n, place), n, Role.RM) for n in range(1, BRANCHES + 1) for place in range(MANAGERS)]
    link = Base.metadata.tables["staff_role_link"]
    roles = {role: place for place, role in enumerate(Role, start=1)}
    with engine.begin() as connection:
        connection.execute(sa.insert(Branch), branches)
        connection.execute(sa.insert(StaffRole), [{"id": place, "name": role.value} for role, place in roles.items()])
        connection.execute(
            sa.insert(Staff),
            [
                {
                    "id": staff_id,
                    "username": f"staff{staff_id}",
                    "name": f"员工{staff_id}",
                    "branch_id": branch_id,
                    "password": "*",
                    "fs_uniquifier": f"{staff_id:032}",
                }
                for staff_id, branch_id, _role in people
            ],
        )
        connection.execute(
            sa.insert(link), [{"staff_id": staff_id, "role_id": roles[role]} for staff_id, _branch, role in people]
        )


def _client(
    client_id: int, chance: random.Random, entries_each: float, rows: dict[str, list[Row]], ids: Iterator[int]
) -> None:
    """One client with interests, holdings and history, appended to `rows`."""
    branch_id = chance.randrange(BRANCHES) + 1
    surname, given = chance.choice(SURNAMES), "".join(chance.choices(CHARACTERS, k=chance.choice((1, 2, 2, 2))))
    sounds = "".join(_SOUNDS[character] for character in surname + given)
    interests = chance.sample(range(len(_INTERESTS)), chance.choice((1, 2, 2, 2, 3, 3, 4)))
    holdings = chance.sample(range(len(_HOLDINGS)), chance.choice((1, 1, 2, 2, 2, 3, 3, 5)))
    born = date(1940 + int(chance.triangular(0, 68, 28)), chance.randrange(12) + 1, chance.randrange(28) + 1)
    phone = f"+861{chance.randrange(3, 10)}{chance.randrange(10**9):09}"
    manager = manager_of(branch_id, chance.randrange(MANAGERS))
    told = _history(client_id, manager, chance, entries_each, ids)
    rows["history_entry"] += told
    rows["client_interest"] += [
        {"client_id": client_id, "interest": _INTERESTS[place], "confidence": chance.randrange(1, 4)}
        for place in interests
    ]
    rows["client_holding"] += [{"client_id": client_id, "holding": _HOLDINGS[place]} for place in holdings]
    rows["client"].append(
        {
            "id": client_id,
            "number": f"C{client_id:08}",
            "surname": surname,
            "given_name": given,
            "gender": chance.choice((Gender.FEMALE.value, Gender.MALE.value)),
            "birth_date": born,
            "birthday": f"{born:%m-%d}",
            "phone": phone,
            "phone_tail": phone[-4:],
            "district": chance.choice(_DISTRICTS),
            "tier": chance.choices(_TIERS, (40, 30, 16, 9, 4, 1))[0],
            "client_type": chance.choice(_TYPES),
            "further_type_bits": 1 << chance.randrange(len(_TYPES)) if chance.random() < 0.2 else 0,
            "branch_id": branch_id,
            "rm_id": manager,
            "risk_level": f"C{chance.randrange(1, 6)}",
            "holdings_count": len(holdings),
            "holding_bits": sum(1 << place for place in holdings),
            "interest_bits": sum(1 << place for place in interests),
            "sort_key": sounds,
            "created_at": datetime(2020, 1, 1),
            **_sums(told),
        }
    )
    keys = key_rows(
        client_id,
        branch_id,
        surname=surname,
        given_name=given,
        name_en="",
        texts=[f"C{client_id:08}"],
        phones=[phone],
    )
    rows["client_key"] += [dict(zip(KEY_COLUMNS, key, strict=True)) for key in sorted(keys)]


def _history(client_id: int, manager: int, chance: random.Random, entries_each: float, ids: Iterator[int]) -> list[Row]:
    """Some evenings and calls of the last three years, the oldest first."""
    days = sorted(chance.randrange(1, 1100) for _ in range(int(chance.uniform(0, 2 * entries_each) + 0.5)))
    rows: list[Row] = []
    for ago in reversed(days):
        kind = chance.choices(
            (EntryKind.CALL, EntryKind.WECHAT, EntryKind.INVITED, EntryKind.OUTCOME_ATTENDED, EntryKind.DECLINED),
            (30, 20, 30, 14, 6),
        )[0]
        event = kind not in (EntryKind.CALL, EntryKind.WECHAT)
        rows.append(
            {
                "id": next(ids),
                "client_id": client_id,
                "at": datetime.combine(TODAY - timedelta(days=ago), datetime.min.time()) + timedelta(hours=6),
                "kind": kind.value,
                "subject": chance.choice(_TITLES) if event else "",
                "text": "" if event else chance.choice(_TEXTS),
                "staff_id": manager,
            }
        )
    return rows


def _sums(told: Sequence[Row]) -> Row:
    """What of the history stands in the client's own row."""

    def days(*kinds: EntryKind) -> list[date]:
        codes = {kind.value for kind in kinds}
        return [entry["at"].date() for entry in reversed(told) if entry["kind"] in codes]

    invited, attended = days(EntryKind.INVITED), days(EntryKind.OUTCOME_ATTENDED)
    contacts = days(EntryKind.CALL, EntryKind.WECHAT, EntryKind.OUTCOME_ATTENDED, EntryKind.DECLINED)
    answers = [entry["kind"] for entry in reversed(told) if entry["kind"] in ("outcome_attended", "declined")]
    return {
        "last_contact_on": contacts[0] if contacts else None,
        "last_invited_on": invited[0] if invited else None,
        **{f"attended_on_{n + 1}": attended[n] if n < len(attended) else None for n in range(4)},
        "times_invited": len(invited),
        "times_attended": len(attended),
        "declines_in_row": len(list(itertools.takewhile(lambda kind: kind == "declined", answers))),
    }


def _complete(table: sa.Table, row: Row) -> Values:
    """The row's values in the table's order, the columns' own defaults where it has none."""
    return [_plain(row[name]) if name in row else default for name, default in _defaults(table.name)]


@cache
def _defaults(table: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for column in Base.metadata.tables[table].columns:
        default: Any = column.default.arg if column.default is not None else None  # type: ignore[attr-defined]
        default = default(None) if callable(default) else default
        default = getattr(default, "value", default)
        found.append((column.name, json.dumps(default) if isinstance(default, (dict, list)) else _plain(default)))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _execute_many(cursor: Any, table: sa.Table, rows: Iterable[Values]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own tables


def _copy(cursor: Any, table: sa.Table, rows: Iterable[Values]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _settle(engine: sa.Engine) -> None:
    """Leave the database as one that has run for a while: with the planner's figures, and on PostgreSQL vacuumed."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")
        else:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("--clients", type=int, default=1_000_000)
    options.add_argument("--history", type=int, default=5_000_000)
    chosen = options.parse_args()
    began = time.perf_counter()
    build(chosen.url, clients=chosen.clients, history=chosen.history)
    print(json.dumps({"made": chosen.url, "clients": chosen.clients, "s": round(time.perf_counter() - began, 1)}))


if __name__ == "__main__":
    main()
