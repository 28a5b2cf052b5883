"""Long work: a `job` row is the truth (state, progress, heartbeat), the queue only wakes a worker.

The queue forgets a task when its worker is killed. So a worker claims the row with a lease, renews it with each item,
and a sweeper puts rows whose lease ran out back on the queue; work is written so that doing it again does no harm.
"""

from __future__ import annotations

import enum
import fcntl
import secrets
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from huey import MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, db, execute_dml, now
from core.limits import forget_old_windows
from core.logs import log
from core.zone import home_day

LEASE = timedelta(seconds=60)
"""A worker that has not renewed its claim for this long counts as dead. Items take well under a second each."""


class JobState(enum.Enum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of long work, shown with its progress to the person who asked for it."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]  # the row that the work is about: a print run, an import
    owner_id: Mapped[int]  # the staff member who may watch it
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)  # the same work asked for twice is one job
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED, index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(sa.String(32))  # who works on it now
    heartbeat: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    error: Mapped[str | None]

    @property
    def finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)


class JobLost(Exception):
    """Another worker has taken this job over; stop without a further write."""


class Progress:
    """What the work calls after each item: commits the item together with the count and the renewed lease."""

    def __init__(self, job_id: int, lease: str) -> None:
        self.job_id = job_id
        self.lease = lease

    def __call__(self, done: int, total: int) -> None:
        """Commit the session. Raises JobLost (and rolls back) when another worker holds the lease."""
        held = execute_dml(
            sa.update(Job)
            .where(Job.id == self.job_id, Job.lease == self.lease)
            .values(done=done, total=total, heartbeat=now())
        )
        if held != 1:
            db.session.rollback()
            raise JobLost(self.job_id)
        db.session.commit()


Work = Callable[[int, Progress], None]
KINDS: dict[str, Work] = {}
DAILY: list[str] = []
EVERY_MINUTE: list[Callable[[], object]] = []
"""What a worker does each minute beside the sweeping: letting the outbox go. Two workers may do it at once."""
THE_HOUSE = 0
"""The owner of work that nobody asked for; no member of staff has this id."""


def job_kind(name: str) -> Callable[[Work], Work]:
    """Register the function that does one kind of job: `work(subject_id, progress)`."""

    def register(work: Work) -> Work:
        KINDS[name] = work
        return work

    return register


def daily_job(name: str) -> Callable[[Work], Work]:
    """As `job_kind`, for what the house does by itself once a day; its subject is the day's ordinal."""

    def register(work: Work) -> Work:
        DAILY.append(name)
        return job_kind(name)(work)

    return register


def request_job(kind: str, *, subject_id: int, owner_id: int, total: int, key: str | None = None) -> Job:
    """Add a job to the session (the caller commits, then calls `wake`). The same key twice gives the same job."""
    key = key or f"{kind}:{subject_id}"
    found = db.session.scalar(sa.select(Job).where(Job.key == key))
    if found is not None:
        return found
    job = Job(kind=kind, subject_id=subject_id, owner_id=owner_id, total=total, key=key)
    db.session.add(job)
    db.session.flush()
    return job


def retry(job: Job) -> None:
    """Put a failed job back; it continues after the items that it has done. The caller commits, then calls `wake`."""
    if job.state is JobState.FAILED:
        job.state, job.error, job.lease = JobState.QUEUED, None, None


def wake(app: Flask, job: Job) -> None:
    """Tell the queue that a committed job is waiting."""
    # After the commit the row is stale: asking it for its id would open a new transaction, and hold SQLite's one lock
    # while the worker waits for it.
    identity = sa.inspect(job).identity
    assert identity is not None  # a committed row has one
    app.extensions["jobs"].run(identity[0])


def run_job(job_id: int) -> bool:
    """Claim and do one job. Returns False when it is done, gone, or in another worker's hands."""
    lease = secrets.token_hex(16)
    moment = now()
    free = sa.or_(
        Job.state == JobState.QUEUED,
        sa.and_(Job.state == JobState.RUNNING, Job.heartbeat < moment - LEASE),
    )
    claimed = execute_dml(
        sa.update(Job).where(Job.id == job_id, free).values(state=JobState.RUNNING, lease=lease, heartbeat=moment)
    )
    db.session.commit()
    if claimed != 1:
        return False
    job = db.session.get_one(Job, job_id)
    kind, subject_id = job.kind, job.subject_id
    db.session.commit()
    try:
        KINDS[kind](subject_id, Progress(job_id, lease))
        _finish(job_id, lease, JobState.DONE, None)
    except JobLost:
        log.warning("job_lost", job=job_id, kind=kind)
    except Exception as error:
        db.session.rollback()
        log.exception("job_failed", job=job_id, kind=kind)
        _finish(job_id, lease, JobState.FAILED, getattr(error, "code", None) or type(error).__name__)
    return True


def _finish(job_id: int, lease: str, state: JobState, error: str | None) -> None:
    execute_dml(
        sa.update(Job)
        .where(Job.id == job_id, Job.lease == lease)
        .values(state=state, error=error, heartbeat=now(), lease=None)
    )
    db.session.commit()


def sweep(app: Flask, *, all_running: bool = False) -> int:
    """Wake jobs that nobody works on; with `all_running`, also those of a process that can't be alive any more."""
    moment = now()
    if all_running:
        execute_dml(sa.update(Job).where(Job.state == JobState.RUNNING).values(state=JobState.QUEUED, lease=None))
    waiting = db.session.scalars(
        sa.select(Job).where(
            sa.or_(
                Job.state == JobState.QUEUED,
                sa.and_(Job.state == JobState.RUNNING, Job.heartbeat < moment - LEASE),
            )
        )
    ).all()
    db.session.commit()
    for job in waiting:
        wake(app, job)
    forget_old_windows()
    return len(waiting)


def ask_for_the_day(app: Flask, today: date) -> None:
    """Put the day's own work on the queue, once, however many processes ask for it."""
    for kind in DAILY:
        key = f"{kind}:{today.isoformat()}"
        if db.session.scalar(sa.select(Job.id).where(Job.key == key)) is not None:
            continue
        try:
            job = request_job(kind, subject_id=today.toordinal(), owner_id=THE_HOUSE, total=0, key=key)
            db.session.commit()
        except IntegrityError:  # another process was faster
            db.session.rollback()
        else:
            wake(app, job)
    db.session.rollback()


class Jobs:
    """The queue of one application, and the task that it runs."""

    def __init__(self, app: Flask, huey: Huey) -> None:
        self.huey = huey

        def run(job_id: int) -> None:
            with app.app_context():
                run_job(job_id)

        def tick() -> None:
            with app.app_context():
                sweep(app)
                ask_for_the_day(app, home_day(now()))

        def minute() -> None:
            with app.app_context():
                for work in EVERY_MINUTE:
                    work()

        self.run = huey.task(name="run_job")(run)
        huey.periodic_task(crontab(minute="*"), name="sweep_jobs")(tick)
        huey.periodic_task(crontab(minute="*"), name="every_minute")(minute)


def init_jobs(app: Flask, queue_url: str) -> None:
    app.extensions["jobs"] = Jobs(app, _queue(queue_url))


def _queue(url: str) -> Huey:
    if url == "memory://":  # tests: a job is done within the call that wakes it
        return MemoryHuey("yaji", immediate=True, immediate_use_memory=True)
    if url.startswith("sqlite:///"):
        return SqliteHuey("yaji", filename=url.removeprefix("sqlite:///"), fsync=True)
    return PostgresHuey("yaji", dsn=url.replace("postgresql+psycopg://", "postgresql://"))


def start_workers(app: Flask, *, workers: int = 2) -> Any:
    """Run jobs in threads of this process, if no other process on this machine does (a file lock decides).

    Returns the consumer, or None when another process has it.
    """
    lock = (Path(app.config["DATA_DIR"]) / "jobs.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    app.extensions["jobs_lock"] = lock  # held as long as the process lives
    jobs: Jobs = app.extensions["jobs"]
    with app.app_context():
        # With SQLite this lock proves that no other worker is alive; with PostgreSQL one may be on another machine.
        sweep(app, all_running=db.engine.dialect.name == "sqlite")
    consumer = jobs.huey.create_consumer(workers=workers, worker_type="thread", periodic=True)
    consumer._set_signal_handlers = lambda: None  # the web server keeps its own
    consumer.start()

    def watch() -> None:
        while not consumer.stop_flag.wait(10):
            consumer.check_worker_health()

    threading.Thread(target=watch, daemon=True, name="jobs-health").start()
    return consumer
