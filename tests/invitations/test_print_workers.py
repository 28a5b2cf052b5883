"""Workers that die: every letter is printed once, whenever a process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
import sqlalchemy as sa

from clients.models import Client, HistoryEntry
from core.db import db, now
from core.jobs import Job, JobState, run_job
from events.models import Event
from invitations.models import InvitationLetter
from printing.models import PrintedLetter, PrintRun
from printing.print_run import FILES, sweep_files
from tests.invitations.print_desk import order, ordered, pdf_of, printed, texts_in, told

ROOT = Path(__file__).parent.parent.parent


# One process reads the programs, and each worker is its child: a process of its own, that nothing has to be read for.
NURSERY = """
import os, sys
from app import create_app
from core.jobs import run_job
from printing.setting import faces
app = create_app()
faces.load()
print("ready", flush=True)
while line := sys.stdin.readline():
    child = os.fork()
    if not child:
        with app.app_context():
            run_job(int(line))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """Workers, one after the other, each a process that can be killed."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.child = 0

    def begin(self, job_id: int) -> None:
        """A new worker does the job."""
        self.process.stdin.write(f"{job_id}\n")
        self.process.stdin.flush()
        self.child = int(self.process.stdout.readline())

    def send(self, what: signal.Signals) -> None:
        os.kill(self.child, what)

    def ended(self) -> int:
        """How the worker ended: 0 when it came to its end, the signal's number below zero when it was killed."""
        return int(self.process.stdout.readline())


@pytest.fixture
def worker(app) -> Iterator[Nursery]:
    settings = app.extensions["settings"]
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ
        | {
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(settings.data_dir),
            "PUBLIC_BASE_URL": settings.public_base_url,
            "QUEUE_URL": "memory://",
            "LOG_LEVEL": "ERROR",
        },
    )
    with process:
        assert process.stdout.readline() == "ready\n"
        yield Nursery(process)
        process.stdin.close()


def progress_of(app, job_id: int) -> tuple[int, JobState]:
    with app.app_context():
        return tuple(db.session.execute(sa.select(Job.done, Job.state).where(Job.id == job_id)).one())


def forget_the_dead(app, job_id: int) -> None:
    """A minute later: the lease of a dead worker has run out."""
    with app.app_context():
        db.session.execute(sa.update(Job).where(Job.id == job_id).values(heartbeat=now() - timedelta(minutes=2)))
        db.session.commit()


@pytest.fixture
def crowd(app, cast):
    """Sixty guests, so that there is time to die."""
    event_id = cast.add_event(capacity=60)
    with app.app_context():
        from clients.book.saving import save_client
        from invitations.guests.inviting import invite

        owner = cast.staff("zhao")
        clients = [
            save_client(
                Client(rm_id=owner.id, branch_id=owner.branch_id, number=f"K{number}"),
                surname="王",
                given_name=f"客{number}",
                salutation_override=f"尊敬的{number:02}号客人",
            )
            for number in range(60)
        ]
        db.session.flush()
        for invitation in invite(owner, db.session.get_one(Event, event_id), clients, now=now()):
            invitation.personal_detail = "您爱喝白茶"
        db.session.commit()
    return event_id


def test_workers_may_be_killed_at_any_moment_and_every_letter_is_printed_once(app, cast, crowd, worker):
    run_id, job_id = ordered(app, cast, crowd)
    reached = []
    folder = Path(app.config["DATA_DIR"]) / "files" / FILES
    for stop_after in (1, 10, 30, 50, 70, 100):  # while it draws, and while it reads back
        worker.begin(job_id)
        deadline = time.monotonic() + 30
        while (done := progress_of(app, job_id))[0] < stop_after and done[1] is not JobState.DONE:
            assert time.monotonic() < deadline, "the worker makes no progress"
            time.sleep(0.005)
        worker.send(signal.SIGKILL)
        worker.ended()
        reached.append(progress_of(app, job_id))
        with app.app_context():
            run = db.session.get_one(PrintRun, run_id)
            assert run.finished_at is None or run.file is not None
            if run.file is not None:  # never a half file
                assert len(pypdf.PdfReader(folder / run.file).pages) == 60 + 1
        forget_the_dead(app, job_id)
    worker.begin(job_id)
    assert worker.ended() == 0

    for stage in (0, 60):
        assert any(stage < done < stage + 60 and state is JobState.RUNNING for done, state in reached), reached
    assert progress_of(app, job_id) == (120, JobState.DONE)
    with app.app_context():
        run = db.session.get_one(PrintRun, run_id)
        assert (run.pages, run.mismatches) == (60 + 1, [])
        hashes = db.session.scalars(sa.select(PrintedLetter.sha256)).all()
        assert len(set(hashes)) == 60
        assert db.session.scalar(sa.select(sa.func.count()).select_from(InvitationLetter)) == 60
    texts = texts_in(pdf_of(cast.signed_in("li"), printed(cast, run_id)))
    assert told(app) == 60
    assert len(texts) == 60
    assert {number for number in range(60) if any(f"尊敬的{number:02}号客人" in text for text in texts)} == set(
        range(60)
    )


def test_a_worker_whose_lease_was_taken_writes_nothing_more(app, cast, crowd, worker):
    run_id, job_id = ordered(app, cast, crowd)
    worker.begin(job_id)
    while progress_of(app, job_id)[0] < 10:
        time.sleep(0.005)
    worker.send(signal.SIGSTOP)  # asleep for longer than its lease
    forget_the_dead(app, job_id)
    with app.app_context():
        assert run_job(job_id)
    worker.send(signal.SIGCONT)

    assert worker.ended() == 0

    with app.app_context():
        assert db.session.get_one(PrintRun, run_id).pages == 60 + 1
    printed(cast, run_id)
    assert told(app) == 60


def test_without_the_guards_a_repeated_job_would_draw_and_tell_twice(app, cast, salon):
    """The control: what the finished mark and the keys keep off really happens without them."""
    event_id, _guests = salon
    run_id, job_id = ordered(app, cast, event_id)

    def again() -> str:
        with app.app_context():
            db.session.execute(sa.update(Job).values(state=JobState.QUEUED))
            db.session.commit()
            run_job(job_id)
            assert db.session.get_one(Job, job_id).state is JobState.DONE
            return db.session.get_one(PrintRun, run_id).file

    def forget(**marks) -> None:
        with app.app_context():
            db.session.execute(sa.update(PrintRun).values(**marks))
            db.session.commit()

    first = again()
    assert again() == first  # the finished mark: nothing happens
    forget(finished_at=None, file=None)
    assert again() != first  # without it, it is drawn anew
    printed(cast, run_id)
    assert told(app) == 3
    printed(cast, run_id)
    assert told(app) == 3  # the printed mark: told once
    forget(printed_at=None)
    assert cast.signed_in("li").post(f"/print-runs/{run_id}/printed").status_code == 409  # the keys: refused
    assert told(app) == 3
    with app.app_context():
        db.session.execute(sa.update(HistoryEntry).values(key=None))
        db.session.commit()
    printed(cast, run_id)
    assert told(app) == 6


def test_files_that_a_killed_worker_left_are_swept_and_named_ones_kept(app, cast, salon):
    event_id, _guests = salon
    order(cast.signed_in("li"), event_id)
    with app.app_context():
        folder = Path(app.config["DATA_DIR"]) / "files" / FILES
        kept = db.session.scalars(sa.select(PrintRun.file)).one()
        orphans = [folder / f"{'a' * 32}.pdf", folder / f"{'b' * 32}.part"]
        young = folder / f"{'c' * 32}.part"
        for path in (*orphans, young):
            path.write_bytes(b"half")
        for path in (*orphans, folder / kept):
            os.utime(path, (time.time() - 7200, time.time() - 7200))

        sweep_files()

        assert not any(path.exists() for path in orphans)
        assert young.exists()
        assert (folder / kept).exists()
        young.unlink()
