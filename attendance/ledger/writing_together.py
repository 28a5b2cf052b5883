"""SQLite takes one write at a time and waits for the disk at each commit: what several threads want to write at the
same moment goes into one transaction. Whoever comes first writes for all who wait; nobody is answered before the
commit."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from attendance.ledger.quick_sql import INSERT_PRESENCE, INSERT_SCAN, NOTE


@dataclass
class _Wish:
    """One scan to be written, and what came of it."""

    values: dict[str, Any]
    entered: bool = False
    done: bool = False


class _Writer:
    """The one who writes into one file from this process."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.waiting: deque[_Wish] = deque()

    def all_waiting(self) -> list[_Wish]:
        """Those who wait; taken out one by one, so that nobody who comes meanwhile is forgotten."""
        found = []
        while True:
            try:
                found.append(self.waiting.popleft())
            except IndexError:
                return found


_WRITERS: defaultdict[str, _Writer] = defaultdict(_Writer)


def write_together(connection: sa.Connection, values: dict[str, Any]) -> bool:
    """Whether this scan let the party in; otherwise nothing of it is written. Raises what the database says, and then
    nothing is written of anybody's."""
    writer, wish = _WRITERS[str(connection.engine.url)], _Wish(values)
    writer.waiting.append(wish)
    with writer.turn:
        if not wish.done:
            wishes = writer.all_waiting()
            try:
                _write(connection, wishes)
            finally:
                for one in wishes:
                    one.done = True
    return wish.entered


def _write(connection: sa.Connection, wishes: list[_Wish]) -> None:
    """All of them in one transaction, each wholly or not at all."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        entered = [_enter(connection, wish.values) for wish in wishes]
        connection.exec_driver_sql("COMMIT" if any(entered) else "ROLLBACK")
    except BaseException:
        if connection.connection.in_transaction:  # a full disk has rolled back already
            connection.exec_driver_sql("ROLLBACK")
        raise
    for wish, one in zip(wishes, entered, strict=True):
        wish.entered = one


def _enter(connection: sa.Connection, values: dict[str, Any]) -> bool:
    connection.exec_driver_sql("SAVEPOINT one")
    try:
        scan = connection.execute(INSERT_SCAN, values).scalar()
        entered = bool(scan and connection.execute(INSERT_PRESENCE, values | {"scan": scan}).scalar())
        if entered:
            connection.execute(NOTE, values | {"scan": scan})
    except sa.exc.IntegrityError:  # the same scan_id at one instant
        entered = False
    if not entered:
        connection.exec_driver_sql("ROLLBACK TO one")
    connection.exec_driver_sql("RELEASE one")
    return entered
