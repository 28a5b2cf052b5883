"""The real queues, embedded in the web process: a file beside SQLite, tables inside PostgreSQL."""

import time

import pytest

from core.db import db
from core.jobs import KINDS, Job, JobState, request_job, start_workers, wake
from tests.house import build_app


@pytest.fixture
def working(app, tmp_path):
    """An application with its own queue on the database under test, and its workers running."""
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    queue = f"sqlite:///{tmp_path / 'queue.db'}" if url.startswith("sqlite") else url
    found = build_app(url, tmp_path, QUEUE_URL=queue)

    def work(_subject_id, progress):
        for item in range(3):
            progress(item + 1, 3)

    KINDS["three-items"] = work
    consumer = start_workers(found)
    yield found
    consumer.stop(graceful=True)
    del KINDS["three-items"]
    with found.app_context():
        db.session.remove()
        db.engine.dispose()


def finished(app, job_id: int) -> Job:
    for _try in range(100):
        with app.app_context():
            job = db.session.get_one(Job, job_id)
            if job.finished:
                return job
        time.sleep(0.1)
    raise AssertionError("the job did not finish")


def test_a_job_that_is_woken_is_done_by_a_worker_thread(working):
    with working.app_context():
        job = request_job("three-items", subject_id=1, owner_id=1, total=3)
        db.session.commit()
        wake(working, job)
        job_id = job.id

    job = finished(working, job_id)

    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)


def test_only_one_process_of_a_machine_runs_the_jobs(working):
    assert start_workers(working) is None


# On PostgreSQL another machine may be at work; tests/core/test_jobs.py tries the lease.
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_job_left_behind_is_found_when_workers_start(app, tmp_path):
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    KINDS["left-behind"] = lambda _subject_id, progress: progress(1, 1)
    found = build_app(url, tmp_path, QUEUE_URL=f"sqlite:///{tmp_path / 'queue.db'}")
    with found.app_context():
        job = request_job("left-behind", subject_id=1, owner_id=1, total=1)
        job.state, job.lease = JobState.RUNNING, "a killed process"
        db.session.commit()
        job_id = job.id

    consumer = start_workers(found)
    try:
        assert finished(found, job_id).state is JobState.DONE
    finally:
        consumer.stop(graceful=True)
        del KINDS["left-behind"]
