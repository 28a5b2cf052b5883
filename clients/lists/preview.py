"""What the preview of a list shows of each row: its own cells, what becomes of it, and what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from clients.book.extra_fields import shown
from clients.lists.fields import Meaning
from clients.lists.rows import Said, Verdict, sentence
from clients.lists.run import EVERY, choice_of
from clients.lists.store import ListStore
from clients.lists.telling import Teller
from clients.models import Client
from core.db import db
from staff.models import Staff
from staff.scope import visible

PER_PAGE = 50


@dataclass(frozen=True)
class Change:
    """A field of a known client: its name, and what stands there before and after."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """A row of the preview."""

    line: int
    verdict: Verdict
    texts: Sequence[str]
    errors: Mapping[int, str]  # place of a cell → why it can't be used
    reasons: Sequence[str]  # of the row as a whole
    guessed: Sequence[str] | None
    changes: Sequence[Change]
    client: Client | None  # who is meant, or perhaps meant
    why_possible: Sequence[str]
    choice: str | None


class RowPages(Pagination):
    """The planned rows, page by page, for the pager that all lists have."""

    def _query_items(self) -> list[Any]:
        args = self._query_args
        return list(args["store"].planned(args["verdicts"], limit=self.per_page, offset=self._query_offset))

    def _query_count(self) -> int:
        counts, verdicts = self._query_args["counts"], self._query_args["verdicts"]
        return sum(count for verdict, count in counts.items() if not verdicts or verdict in verdicts)


def pages(store: ListStore, counts: Mapping[str, int], verdict: Verdict | None, page: int) -> RowPages:
    """One page of the plan."""
    return RowPages(
        store=store,
        counts=counts,
        verdicts=[verdict.value] if verdict else [],
        page=page,
        per_page=PER_PAGE,
        max_per_page=PER_PAGE,
        error_out=False,
    )


def shown_rows(
    rows: Sequence[tuple[int, str, list[str], dict[str, Any]]],
    actor: Staff,
    codes: Mapping[int, str],
    known: Mapping[str, Meaning],
    decisions: Mapping[str, str],
    why: Mapping[str, Any],
) -> list[Shown]:
    """The rows as the page shows them; two queries, however many there are. `why` has the words of likenesses."""
    teller = Teller(_people(rows), _extras(known))
    clients = _clients(actor, rows)
    return [_shown(row, codes, known, decisions, teller, clients, why) for row in rows]


def _shown(
    row: tuple[int, str, list[str], dict[str, Any]],
    codes: Mapping[int, str],
    known: Mapping[str, Meaning],
    decisions: Mapping[str, str],
    teller: Teller,
    clients: Mapping[int, Client],
    why: Mapping[str, Any],
) -> Shown:
    line, verdict, texts, data = row
    errors: dict[str, Said] = data.get("e", {})
    at_cells = [*errors.values()]
    match = data.get("m")
    return Shown(
        line=line,
        verdict=Verdict(verdict),
        texts=texts,
        errors={place: sentence(errors[code]) for place, code in codes.items() if code in errors},
        reasons=[sentence(one) for one in data.get("r", ()) if one not in at_cells],
        guessed=data.get("g"),
        changes=[
            Change(_label(field, known), teller.told(field, before), teller.told(field, after))
            for field, (before, after) in data.get("d", {}).items()
        ],
        client=clients.get(match[0] if match else data.get("c", 0)),
        why_possible=[str(why[reason]) for reason in (match[2] if match else ()) if reason in why],
        choice=choice_of(line, verdict, decisions),
    )


_LABELS = {"points": "phones", "birthday": "birth_date"}


def _label(field: str, known: Mapping[str, Meaning]) -> Any:
    meaning = known.get(_LABELS.get(field, field))
    return meaning.label if meaning else field


def _people(rows: Sequence[tuple[int, str, list[str], dict[str, Any]]]) -> dict[int, str]:
    """Names of the managers whom changes speak of."""
    ids = {one for _line, _verdict, _texts, data in rows for one in data.get("d", {}).get("rm", ()) if one}
    if not ids:
        return {}
    return dict(db.session.execute(sa.select(Staff.id, Staff.name).where(Staff.id.in_(ids))).all())


def _extras(known: Mapping[str, Meaning]) -> dict[str, Any]:
    def saying(meaning: Meaning) -> Any:
        assert meaning.extra is not None
        field = meaning.extra
        return lambda value: f"{meaning.label}: {shown(field, value)}"

    return {str(one.extra.id): saying(one) for one in known.values() if one.extra is not None}


def _clients(actor: Staff, rows: Sequence[tuple[int, str, list[str], dict[str, Any]]]) -> dict[int, Client]:
    ids = {data["m"][0] if "m" in data else data.get("c") for _line, _verdict, _texts, data in rows} - {None}
    if not ids:
        return {}
    people = db.session.scalars(visible(actor, Client).where(Client.id.in_(ids)))
    return {client.id: client for client in people}


def good_rows(store: ListStore, counts: Mapping[str, int], decisions: Mapping[str, str]) -> int:
    """How many rows would be written if the reader agreed now."""
    good = counts.get(Verdict.NEW.value, 0) + counts.get(Verdict.CHANGES.value, 0)
    possible = counts.get(Verdict.POSSIBLE.value, 0)
    chosen = {line: choice for line, choice in decisions.items() if line != EVERY}
    if possible and decisions.get(EVERY, "leave") != "leave":
        good += possible
    for line, choice in chosen.items():
        row = store.one(int(line))
        if row is None or row[0] != int(line):
            continue
        was = row[1] != Verdict.POSSIBLE.value or decisions.get(EVERY, "leave") != "leave"
        good += int(choice != "leave") - int(was)
    return good
