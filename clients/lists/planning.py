"""Planning a list: what each of its rows would do, block by block, written into the list's store. Changes no client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from clients.lists.columns import SEVERAL_COLUMNS, Column
from clients.lists.fields import EXTRA, Meaning, Reader, meanings, readers
from clients.lists.headings import heading_place, our_mark
from clients.lists.known import Known
from clients.lists.rows import Owners, Row, Verdict, said, understand
from clients.lists.store import ListStore
from core.bulk import uncollected
from core.errors import DomainError
from staff.models import Staff

BLOCK = 2_000
"""Rows that are planned together: as many queries a block, however long the list is."""
NAMING = (Column.NAME, Column.GIVEN_NAME, Column.NAME_EN, Column.SURNAME)
"""One of these must be among the columns."""
MOST_REASONS = 50

Progress = Callable[[int, int], None]


def problem_of(codes: Mapping[int, str], known: Mapping[str, Meaning]) -> DomainError | None:
    """Why nothing at all can be brought in with these columns."""
    for code, count in Counter(codes.values()).items():
        column = known[code].column if code in known else None
        if count > 1 and column not in SEVERAL_COLUMNS and code in known:
            return DomainError("import_column_twice", column=known[code].label)
    return None if {column.value for column in NAMING} & set(codes.values()) else DomainError("import_no_name")


def fixed_values(fixed: Mapping[str, str], known: Mapping[str, Meaning], *, today: date) -> dict[str, Any]:
    """What stands in every row. Raises DomainError("fixed_unreadable")."""
    found: dict[str, Any] = {}
    for code, text in fixed.items():
        if code not in known:
            continue
        value, refusal = Reader(known[code], today=today).read(text)
        if refusal is not None:
            raise DomainError("fixed_unreadable", text=text, column=known[code].label, why=refusal.sentence)
        if value is not None:
            if code.startswith(EXTRA):
                found["extra"] = found.get("extra", {}) | {code.removeprefix(EXTRA): value}
            else:
                found[code] = value
    return found


def plan_list(
    store: ListStore,
    actor: Staff,
    *,
    sheet: int,
    codes: Mapping[int, str],
    fixed: Mapping[str, str],
    owner: Staff | None,
    today: date,
    progress: Progress,
) -> None:
    """Write the plan of a sheet into the store, anew. `owner` gets the new clients whose row names nobody.

    Raises DomainError("fixed_unreadable"); whatever else is wrong stands at its row.
    """
    known = meanings(actor)
    info = next(one for one in store.sheets() if one.place == sheet)
    place, headings = heading_place(store.head(sheet))
    columns = readers(codes, known, today=today, from_1904=info.from_1904)
    everywhere = fixed_values(fixed, known, today=today)
    owners = Owners(actor, owner)
    book = Known(actor, owners)
    reasons: Counter[str] = Counter()
    done = 0
    store.begin()
    store.forget_plan()
    for block in store.raw_blocks(sheet, after=place, size=BLOCK):
        with uncollected():
            rows = understand([one for one in block if not our_mark(one[2])], columns, everywhere, owners)
            book.decide(rows)
            store.add_planned((row.line, row.verdict.value, row.raw, row.values, row.found()) for row in rows)
        for row in rows:
            if row.verdict is Verdict.LEFT_OUT:
                reasons.update(_counted(row))
        done += len(block)
        progress(done, info.rows)
    store.finish_plan(headings=headings, sheet=sheet, reasons=[[*pair] for pair in reasons.most_common(MOST_REASONS)])
    store.commit()


def _counted(row: Row) -> set[str]:
    """The reasons as they are counted: once a row, by their sentences in the reader's language."""
    return {DomainError(code, **details).sentence for code, details in row.reasons}


__all__ = ["BLOCK", "fixed_values", "plan_list", "problem_of", "said"]
