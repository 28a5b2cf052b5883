"""Workers that die: every letter is printed once, whenever a process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
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


WORKER = """
import sys
from app import create_app
from core.jobs import run_job
app = create_app()
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    run_job(int(sys.argv[1]))
"""


def worker(app, job_id: int) -> subprocess.Popen:
    """A process that waits for a line and then does the job."""
    settings = app.extensions["settings"]
    child = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job_id)],
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
    assert child.stdout.readline() == "ready\n"
    return child


def begin(child: subprocess.Popen) -> None:
    child.stdin.write("go\n")
    child.stdin.flush()


def progress_of(app, job_id: int) -> tuple[int, JobState]:
    with app.app_context():
        job = db.session.get_one(Job, job_id)
        return job.done, job.state


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
        from clients.book import save_client
        from invitations.inviting import invite

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


def test_workers_may_be_killed_at_any_moment_and_every_letter_is_printed_once(app, cast, crowd):
    run_id, job_id = ordered(app, cast, crowd)
    reached = []
    folder = Path(app.config["DATA_DIR"]) / "files" / FILES
    for stop_after in (1, 10, 30, 50, 70, 100):  # while it draws, and while it reads back
        child = worker(app, job_id)
        begin(child)
        deadline = time.monotonic() + 30
        while (done := progress_of(app, job_id))[0] < stop_after and done[1] is not JobState.DONE:
            assert time.monotonic() < deadline, "the worker makes no progress"
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.wait()
        reached.append(progress_of(app, job_id))
        with app.app_context():
            run = db.session.get_one(PrintRun, run_id)
            assert run.finished_at is None or run.file is not None
            if run.file is not None:  # never a half file
                assert len(pypdf.PdfReader(folder / run.file).pages) == 60 + 1
        forget_the_dead(app, job_id)
    last = worker(app, job_id)
    begin(last)
    assert last.wait(60) == 0

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


def test_a_worker_whose_lease_was_taken_writes_nothing_more(app, cast, crowd):
    run_id, job_id = ordered(app, cast, crowd)
    child = worker(app, job_id)
    begin(child)
    while progress_of(app, job_id)[0] < 10:
        time.sleep(0.002)
    child.send_signal(signal.SIGSTOP)  # asleep for longer than its lease
    forget_the_dead(app, job_id)
    with app.app_context():
        assert run_job(job_id)
    child.send_signal(signal.SIGCONT)

    assert child.wait(60) == 0

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
    with pytest.raises(sa.exc.IntegrityError):  # the keys: refused
        cast.signed_in("li").post(f"/print-runs/{run_id}/printed")
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
