"""Going through a branch's book for pairs that may be one person: in blocks, by the same indexes as on entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from clients.duplicates.finding import Row, matches, traits_of
from clients.duplicates.likeness import Likeness
from clients.models import Client, ContactChannel, ContactPoint, DuplicatePair
from core.db import db, execute_dml, now
from core.jobs import Job, Progress, daily_job, job_kind, request_job
from staff.models import Branch

BLOCK = 5_000
KIND = "duplicates"
MONDAY = 0


@job_kind(KIND)
def sweep_branch(branch_id: int, progress: Progress) -> None:
    """Write the pairs of a branch; done again, it finds the same ones."""
    _sweep(branch_id, progress)


def _sweep(branch_id: int, progress: Callable[[int, int], None]) -> None:
    book = sa.and_(Client.branch_id == branch_id, Client.merged_into_id.is_(None))
    total = db.session.scalar(sa.select(sa.func.count(Client.id)).where(book)) or 0
    done, last = 0, 0
    while block := _block(book, last):
        found = matches(book, [(person.id, _row(person, points)) for person, points in block], after=True)
        first, last = last, block[-1][0].id
        _write(branch_id, first, last, found)
        done += len(block)
        db.session.expunge_all()
        progress(min(done, total), total)


@daily_job("duplicates_weekly")
def sweep_all(day: int, progress: Progress) -> None:
    """In the night to Monday, every branch's book; on other days nothing."""
    if date.fromordinal(day).weekday() != MONDAY:
        return
    branch_ids = db.session.scalars(sa.select(Branch.id).order_by(Branch.id)).all()
    for place, branch_id in enumerate(branch_ids, start=1):
        _sweep(branch_id, _one_of(progress, place, len(branch_ids)))


def _one_of(progress: Progress, place: int, many: int) -> Callable[[int, int], None]:
    """The progress of one branch, as a part of the work on all."""
    return lambda _done, _total: progress(place, many)


def request_sweep(branch_id: int, owner_id: int) -> Job:
    """Ask for a sweep; while one of this branch is under way, that one. The caller commits and wakes it."""
    latest = latest_sweep(branch_id)
    if latest is not None and not latest.finished:
        return latest
    key = f"{KIND}:{branch_id}:{latest.id if latest else 0}"
    return request_job(KIND, subject_id=branch_id, owner_id=owner_id, total=0, key=key)


def latest_sweep(branch_id: int) -> Job | None:
    """The last sweep that somebody asked for."""
    query = sa.select(Job).where(Job.kind == KIND, Job.subject_id == branch_id).order_by(Job.id.desc()).limit(1)
    return db.session.scalar(query)


_COLUMNS = (
    Client.id,
    Client.surname,
    Client.given_name,
    Client.name_en,
    Client.gender,
    Client.birth_date,
    Client.birthday,
    Client.household_id,
    Client.phone,
    Client.email,
)


def _block(book: sa.ColumnElement[bool], last: int) -> list[tuple[Any, list[Any]]]:
    """The next clients by id, each with the further numbers and addresses."""
    people = db.session.execute(
        sa.select(*_COLUMNS).where(book, Client.id > last).order_by(Client.id).limit(BLOCK)
    ).all()
    points: dict[int, list[Any]] = defaultdict(list)
    if people:
        of_block = sa.and_(ContactPoint.client_id > last, ContactPoint.client_id <= people[-1].id)
        for row in db.session.execute(
            sa.select(ContactPoint.client_id, ContactPoint.channel, ContactPoint.value).where(of_block)
        ):
            points[row.client_id].append(row)
    return [(person, points.get(person.id, [])) for person in people]


def _row(person: Any, points: Sequence[Any]) -> Row:
    phones = {person.phone, *(row.value for row in points if row.channel is ContactChannel.PHONE)} - {""}
    emails = {person.email, *(row.value for row in points if row.channel is ContactChannel.EMAIL)} - {""}
    return Row(traits_of(person), frozenset(phones), frozenset(email.lower() for email in emails))


def _write(branch_id: int, first: int, last: int, found: dict[int, dict[int, Likeness]]) -> None:
    """Bring the pairs of a block up to date: what was dismissed stays so, what fits no more goes."""
    of_block = sa.and_(DuplicatePair.low_id > first, DuplicatePair.low_id <= last)
    in_branch = sa.select(Client.id).where(Client.branch_id == branch_id, Client.id > first, Client.id <= last)
    rows = db.session.execute(
        sa.select(DuplicatePair.low_id, DuplicatePair.high_id, DuplicatePair.score, DuplicatePair.dismissed_at).where(
            of_block, DuplicatePair.low_id.in_(in_branch)
        )
    ).all()
    known = {(row.low_id, row.high_id): row for row in rows}
    wanted = {(low, high): likely for low, ones in found.items() for high, likely in ones.items()}
    moment = now()
    new, changed = [], []
    for (low, high), likely in wanted.items():
        reasons = [reason.value for reason in likely.reasons]
        row = known.get((low, high))
        values = {"low_id": low, "high_id": high, "score": likely.score, "reasons": reasons}
        if row is None:
            new.append(values | {"found_at": moment})
        elif row.score != likely.score and row.dismissed_at is None:
            changed.append(values)
    if new:
        db.session.execute(sa.insert(DuplicatePair), new)
    for values in changed:
        pair = sa.and_(DuplicatePair.low_id == values["low_id"], DuplicatePair.high_id == values["high_id"])
        told = {"score": values["score"], "reasons": values["reasons"]}
        execute_dml(sa.update(DuplicatePair).where(pair).values(told))
    for (low, high), row in known.items():
        if (low, high) not in wanted and row.dismissed_at is None:
            pair = sa.and_(DuplicatePair.low_id == low, DuplicatePair.high_id == high)
            execute_dml(sa.delete(DuplicatePair).where(pair))
