"""Which columns meant what the last time: remembered per branch for lists with the same headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from clients.lists.fields import meanings
from clients.lists.headings import fingerprint
from clients.models import ColumnMapping
from core.db import db
from staff.models import Staff


def remembered(actor: Staff, headings: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns (place → code) and fixed values of the last list with these headings; empty when there was none.

    A field that the reader may not fill, or that is retired by now, is left out.
    """
    found = db.session.get(ColumnMapping, (actor.branch_id, fingerprint(headings)))
    if found is None:
        return {}, {}
    known = meanings(actor)
    columns = {place: code for place, code in found.columns.items() if code in known and int(place) < len(headings)}
    return columns, {code: text for code, text in found.fixed.items() if code in known and code != "rm"}


def remember(
    actor: Staff, headings: Sequence[str], columns: Mapping[int, str], fixed: Mapping[str, str], *, now: datetime
) -> None:
    """Keep them for the next list of the branch."""
    key = (actor.branch_id, fingerprint(headings))
    row = db.session.get(ColumnMapping, key)
    if row is None:
        row = ColumnMapping(branch_id=key[0], headings=key[1])
        db.session.add(row)
    row.columns = {str(place): code for place, code in columns.items()}
    row.fixed = dict(fixed)
    row.used_at = now
