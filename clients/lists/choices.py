"""What the reader of a list chooses: columns, a sheet, values for all rows, and what becomes of single rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clients.lists.fields import meanings
from clients.lists.headings import guess_columns, heading_place
from clients.lists.planning import fixed_values
from clients.lists.run import EVERY, LEAVE, NEW, UPDATE
from clients.lists.store import opened
from clients.lists.uploads import SHEET, as_kept, sheet_of, store_of
from clients.models import ClientImport
from core.db import now
from core.errors import DomainError
from core.forms import clean
from core.spreadsheet_guard import MAX_COLUMNS
from core.zone import home_day
from staff.models import Staff

_MOST_DECISIONS = 5_000


def keep_columns(row: ClientImport) -> tuple[Any, ...]:
    """All that a plan depends on, for comparing."""
    return dict(row.columns), dict(row.fixed), row.rm_id


def change_columns(actor: Staff, row: ClientImport, told: Mapping[str, str]) -> None:
    """Set columns, sheet and fixed values from a form's fields: column-3, sheet, fixed-tier, fixed-field and -text.

    Raises ValueError for a meaning that the reader may not choose, DomainError: sheet_unknown, fixed_unreadable.
    """
    known = meanings(actor)
    sheet = told.get(SHEET, "")
    if sheet.isdecimal() and len(sheet) < 6 and int(sheet) != sheet_of(row):
        _change_sheet(row, int(sheet))
        return
    chosen: dict[int, str] = {}
    for name, code in told.items():
        place = name.removeprefix("column-")
        if name == place or not place.isascii() or not place.isdecimal() or len(place) > 3 or not code:
            continue
        if code not in known:
            raise ValueError(code)
        if int(place) < MAX_COLUMNS:
            chosen[int(place)] = code
    fixed = {
        code: clean(text)
        for name, text in told.items()
        if name.startswith("fixed-") and (code := name.removeprefix("fixed-")) in known and clean(text)
    }
    more = told.get("more-field", "")
    if more and clean(told.get("more-text", "")):
        if more not in known:
            raise ValueError(more)
        fixed[more] = clean(told["more-text"])
    fixed_values(fixed, known, today=home_day(now()))
    row.columns = {SHEET: sheet_of(row), **as_kept(chosen)}
    row.fixed = fixed


def _change_sheet(row: ClientImport, sheet: int) -> None:
    """Turn to another sheet of the file, and guess its columns. Raises DomainError("sheet_unknown")."""
    with opened(store_of(row)) as store:
        found = [one for one in store.sheets() if one.place == sheet and one.rows >= 2]
        if not found:
            raise DomainError("sheet_unknown")
        _place, headings = heading_place(store.head(sheet))
    row.columns = {SHEET: sheet, **as_kept(guess_columns(headings))}
    row.rows = found[0].rows
    row.decisions = {}


def decide(row: ClientImport, line: str, choice: str) -> None:
    """Keep the choice for a line, or for all possible duplicates ("*"); no choice takes it away.

    Raises ValueError for what can't be chosen.
    """
    if row.confirmed_at is not None or row.done_at is not None:
        return
    if line != EVERY and not (line.isascii() and line.isdecimal() and len(line) < 8):
        raise ValueError(line)
    decisions = dict(row.decisions)
    if not choice:
        decisions.pop(line, None)
    elif choice in (NEW, UPDATE, LEAVE) and len(decisions) < _MOST_DECISIONS:
        decisions[line] = choice
    else:
        raise ValueError(choice)
    row.decisions = decisions
