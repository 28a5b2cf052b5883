"""The jobs of a list: planning it, writing it, and undoing it. Each continues where a killed worker stopped."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import force_locale

from clients.lists.mappings import remember
from clients.lists.planning import plan_list
from clients.lists.run import write_list
from clients.lists.store import ListStore, opened
from clients.lists.undoing import undo_list
from clients.lists.uploads import FOLDER, codes_of, keep_left_out, sheet_of, store_of, sweep_files
from clients.models import ClientImport
from core import files
from core.db import db, now
from core.errors import DomainError
from core.jobs import Job, JobState, Progress, job_kind, request_job
from core.languages import LOCALES
from core.zone import home_day
from staff.audit import act_for, record
from staff.models import Staff

PLAN, WRITE, UNDO = "client_plan", "client_import", "client_undo"


def job_of(row: ClientImport, kind: str) -> Job | None:
    return db.session.scalar(sa.select(Job).where(Job.key == f"{kind}:{row.id}"))


def ask_for(kind: str, row: ClientImport) -> Job:
    """The list's job of this kind, from the beginning. A worker that is still at it loses its lease and stops."""
    db.session.flush()
    job = request_job(kind, subject_id=row.id, owner_id=row.staff_id, total=row.rows)
    if job.state is not JobState.QUEUED or job.done or job.owner_id != row.staff_id:
        job.state, job.lease, job.error, job.done = JobState.QUEUED, None, None, 0
        job.owner_id, job.total = row.staff_id, row.rows
    return job


def planned(row: ClientImport) -> bool:
    """Whether the plan stands as the columns are now."""
    job = job_of(row, PLAN)
    return job is not None and job.state is JobState.DONE


@job_kind(PLAN)
def plan_job(import_id: int, progress: Progress) -> None:
    """Plan the list for whoever sent it. A list that is confirmed or gone is left alone."""
    row = db.session.get(ClientImport, import_id)
    if row is None or row.confirmed_at is not None or row.done_at is not None:
        return
    actor = db.session.get_one(Staff, row.staff_id)
    act_for(actor.id)
    path, owner_id = store_of(row), row.rm_id
    codes, fixed, sheet = codes_of(row), dict(row.fixed), sheet_of(row)
    with opened(path) as store, force_locale(LOCALES[actor.language]):
        plan_list(
            store,
            actor,
            sheet=sheet,
            codes=codes,
            fixed=fixed,
            owner=db.session.get(Staff, owner_id) if owner_id else None,
            today=home_day(now()),
            progress=progress,
        )


@job_kind(WRITE)
def write_job(import_id: int, progress: Progress) -> None:
    """Write the list; done again, it does nothing."""
    row = db.session.get(ClientImport, import_id)
    if row is None or row.confirmed_at is None or row.done_at is not None:
        return
    actor = db.session.get_one(Staff, row.staff_id)
    act_for(actor.id)
    done = db.session.scalar(sa.select(Job.done).where(Job.id == progress.job_id)) or 0
    path = store_of(row)
    with opened(path) as store, force_locale(LOCALES[actor.language]):
        write_list(store, row, actor, done=done, clock=now, progress=progress)
        finish(store, db.session.get_one(ClientImport, import_id), progress, moment=now())
    path.unlink(missing_ok=True)
    sweep_files()


def finish(store: ListStore, row: ClientImport, progress: Progress, *, moment: datetime) -> None:
    """Keep the rows that stay out, remember the columns, note the run, and commit it all with the job's progress."""
    left_out, count = keep_left_out(store, row)
    row.file, row.left_out, row.done_at = left_out, count, moment
    actor = db.session.get_one(Staff, row.staff_id)
    remember(actor, store.about("headings", []), codes_of(row), row.fixed, now=moment)
    record("import", "client_import", row.id, rows=row.rows, added=row.added, changed=row.changed, left_out=count)
    total = row.added + row.changed
    try:
        progress(total, total)
    except BaseException:
        if left_out:
            files.drop(FOLDER, left_out)
        raise


@job_kind(UNDO)
def undo_job(import_id: int, progress: Progress) -> None:
    """Take the list back; done again, it does nothing."""
    row = db.session.get(ClientImport, import_id)
    if row is None or row.done_at is None or row.undone_at is not None:
        return
    if row.undone_by_id is None:
        raise DomainError("import_not_undone")
    act_for(row.undone_by_id)
    undo_list(row.id, db.session.get_one(Staff, row.undone_by_id), clock=now, progress=progress)
