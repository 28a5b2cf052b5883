"""One row of a list, understood: the values of a client, the refusals of its cells, and what was guessed."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from clients.book.birthdays import check_lunar
from clients.book.naming import split_name
from clients.book.owners import may_name_owner, possible_owners
from clients.book.postal import restored_postcode
from clients.lists.cells import guess_title
from clients.lists.columns import Column
from clients.lists.fields import EXTRA, Reader
from clients.models import CelebrateBy, Client
from core.errors import DomainError
from staff.models import Staff


class Verdict(enum.Enum):
    """What a row does."""

    NEW = "new"
    CHANGES = "changes"
    POSSIBLE = "possible"  # perhaps somebody known: the reader chooses
    SAME = "same"
    LEFT_OUT = "left_out"


Said = list[Any]
"""A refusal as it is kept: its code and its parameters."""


def said(refusal: DomainError) -> Said:
    """The refusal as it is kept; `sentence` says it again."""
    details = refusal.details.items()
    return [refusal.code, {name: value if isinstance(value, int) else str(value) for name, value in details}]


def sentence(kept: Said) -> str:
    """The sentence of a kept refusal, in the reader's language."""
    code, details = kept
    return str(DomainError(code, **details).sentence)


@dataclass(slots=True)
class Row:
    """A row of the list and what it would do."""

    line: int  # as the spreadsheet counts
    texts: list[str]
    raw: str = "[]"  # the texts as JSON, as they came
    values: dict[str, Any] = field(default_factory=dict)
    verdict: Verdict = Verdict.NEW
    errors: dict[str, Said] = field(default_factory=dict)  # of cells, by the code of their column
    reasons: list[Said] = field(default_factory=list)
    guessed: list[str] | None = None  # surname and given name, when one column held both
    client_id: int | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)  # field → before and after
    match: list[Any] | None = None  # of a possible duplicate: the client's id, the score, and why

    def leave_out(self, refusal: DomainError) -> None:
        self.verdict = Verdict.LEFT_OUT
        self.reasons.append(said(refusal))

    @property
    def name_and_phone(self) -> tuple[str, str]:
        values = self.values
        name = values.get("surname", "") + values.get("given_name", "") or values.get("name_en", "")
        return name, values.get("phone", "")

    def found(self) -> dict[str, Any]:
        """What the plan found out beside the values, without what is empty."""
        if self.verdict is Verdict.NEW and not self.guessed:
            return {}  # most rows
        found: dict[str, Any] = {}
        for key, value in (
            ("e", self.errors), ("r", self.reasons), ("g", self.guessed), ("c", self.client_id),
            ("d", self.changes), ("m", self.match),
        ):  # fmt: skip
            if value:
                found[key] = value
        return found


class Owners:
    """Whom a list may name as the relationship manager."""

    def __init__(self, actor: Staff, fallback: Staff | None) -> None:
        self.free = may_name_owner(actor)
        people = possible_owners(actor)
        self.by_username = {person.username: person.id for person in people}
        self.by_name: dict[str, list[int]] = {}
        self.branches = {person.id: person.branch_id for person in people}
        for person in people:
            for name in {person.name, person.name_en}:
                self.by_name.setdefault(name, []).append(person.id)
        owner = fallback if self.free else actor
        self.fallback = owner.id if owner is not None else None
        if owner is not None:
            self.branches[owner.id] = owner.branch_id

    def named(self, text: str) -> int:
        """Raises DomainError: rm_not_you, rm_unknown, rm_ambiguous."""
        found = self.by_username.get(text.lower())
        people = [found] if found else self.by_name.get(text, [])
        if not people:
            raise DomainError("rm_unknown", word=text) if self.free else DomainError("rm_not_you")
        if len(people) > 1:
            raise DomainError("rm_ambiguous", word=text)
        return people[0]


Columns = Sequence[tuple[int, str, Reader]]
Block = Sequence[tuple[int, str, list[str]]]
"""Line, the texts as JSON, the texts."""


def understand(block: Block, columns: Columns, fixed: Mapping[str, Any], owners: Owners) -> list[Row]:
    """The rows' cells as clients' values, `fixed` where a cell says nothing; refusals of cells leave a row out."""
    rows = [Row(line, texts, raw, dict(fixed)) for line, raw, texts in block]
    several: dict[int, list[tuple[str, Any]]] = {}
    for place, code, reader in columns:  # column by column: what a column's reader knows is at hand for all its cells
        known, learn = reader.known, reader.learn
        gathered, extra = _GATHERED.get(code), code.removeprefix(EXTRA) if code.startswith(EXTRA) else None
        for row in rows:
            texts = row.texts
            if place >= len(texts) or not (text := texts[place]):
                continue
            value, refusal = known.get(text) or learn(text)
            if refusal is not None:
                row.errors[code] = said(refusal)
                row.leave_out(refusal)
            elif value is None:
                continue
            elif gathered is not None:
                several.setdefault(row.line, []).append((gathered, value))
            elif extra is not None:
                row.values["extra"] = row.values.get("extra", {}) | {extra: value}
            else:
                row.values[code] = value
    for row in rows:
        _together(row, several.get(row.line, ()), owners)
    return rows


def _together(row: Row, several: Sequence[tuple[str, Any]], owners: Owners) -> None:
    """What follows from several cells of a row together."""
    values = row.values
    _name(row)
    _birthday(row)
    if several or isinstance(values.get("phone"), list):
        _contacts(row, several)
    if "title" in values and "title_kind" not in values:
        guess = guess_title(values.pop("title"), values.get("surname", ""))
        values = row.values = guess | values  # a column of its own for the gender counts more than 先生 in another
    if "rm" in values:
        try:
            values["rm"] = owners.named(values["rm"])
        except DomainError as refusal:
            values.pop("rm")
            row.errors["rm"] = said(refusal)
            row.leave_out(refusal)


_GATHERED = {
    Column.PHONES.value: "points", Column.PHONE_HOME.value: "points", Column.PHONE_WORK.value: "points",
    Column.EMAILS.value: "points", Column.ADDRESSES.value: "addresses", Column.ADDRESS_WORK.value: "addresses",
}  # fmt: skip


def _name(row: Row) -> None:
    full_name = row.values.pop("full_name", None) or row.values.pop("name", None)
    if full_name and "surname" not in row.values and "given_name" not in row.values:
        row.values["surname"], row.values["given_name"] = row.guessed = [*split_name(full_name)]


def _birthday(row: Row) -> None:
    values = row.values
    born = values.get("birth_date")
    if born is not None and len(born) == 5:
        values["birthday"] = values.pop("birth_date")
    lunar = values.get("lunar_birthday")
    if lunar is None and values.get("celebrate_by") not in ("lunar", "both"):
        return  # nearly all rows
    month, day, leap, eve = lunar or (None, None, False, False)
    way = CelebrateBy(values["celebrate_by"]) if "celebrate_by" in values else CelebrateBy.SOLAR
    try:
        check_lunar(Client(lunar_month=month, lunar_day=day, lunar_leap=leap, lunar_eve=eve, celebrate_by=way))
    except DomainError as refusal:
        row.errors[Column.LUNAR_BIRTHDAY.value] = said(refusal)
        row.leave_out(refusal)


def _contacts(row: Row, several: Sequence[tuple[str, Any]]) -> None:
    """Further numbers and addresses of all columns together; the first of several in one cell is the usual one."""
    values = row.values
    gathered: dict[str, list[Any]] = {"points": [], "addresses": []}
    if isinstance(values.get("phone"), list):
        first, *others = values["phone"]
        values["phone"] = first[1]
        gathered["points"] += others
    for key, found in several:
        gathered[key] += found
    known = {values.get("phone"), values.get("email")}
    points = [point for point in gathered["points"] if point[1] not in known]
    if points:
        values["points"] = [*{point[1]: point for point in reversed(points)}.values()][::-1]
    if gathered["addresses"]:
        values["addresses"] = gathered["addresses"]


def settle_postcode(row: Row, country: str) -> None:
    """A postcode is read as its country writes it. Raises DomainError: postcode_china, postcode_invalid."""
    if "postcode" in row.values:
        row.values["postcode"] = _postcode(row.values["postcode"], row.values.get("country") or country)


_postcode = lru_cache(maxsize=20_000)(restored_postcode)
