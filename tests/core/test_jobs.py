"""Jobs: claimed by one worker, continued after its death, never done twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import jobs
from core.db import db, now
from core.jobs import KINDS, Job, JobLost, JobState, Progress, request_job, retry, run_job, sweep


@pytest.fixture
def counting():
    """A kind of job that counts its items and can be told to fail at one."""
    seen: list[int] = []
    fail_at: set[int] = set()

    def work(subject_id: int, progress: Progress) -> None:
        done = db.session.scalar(sa.select(Job.done).where(Job.kind == "counting"))
        for item in range(done, 5):
            if item in fail_at:
                fail_at.clear()
                raise RuntimeError("王文静 must not reach the log")
            seen.append(item)
            progress(item + 1, 5)

    KINDS["counting"] = work
    yield seen, fail_at
    del KINDS["counting"]


def ask(owner: int = 1) -> int:
    job = request_job("counting", subject_id=7, owner_id=owner, total=5)
    db.session.commit()
    return job.id


def state(job_id: int) -> tuple[JobState, int]:
    db.session.expire_all()
    job = db.session.get_one(Job, job_id)
    return job.state, job.done


def test_a_job_runs_to_its_end_and_says_how_far_it_is(app, counting):
    with app.app_context():
        job_id = ask()

        assert run_job(job_id) is True

        assert state(job_id) == (JobState.DONE, 5)
        assert counting[0] == [0, 1, 2, 3, 4]


def test_the_same_work_asked_for_twice_is_one_job(app, counting):
    with app.app_context():
        assert ask() == ask()


def test_a_job_that_is_done_is_not_done_again(app, counting):
    with app.app_context():
        job_id = ask()
        run_job(job_id)

        assert run_job(job_id) is False
        assert len(counting[0]) == 5


def test_a_failed_job_keeps_what_it_did_and_goes_on_when_asked(app, counting, capsys):
    seen, fail_at = counting
    fail_at.add(3)
    with app.app_context():
        job_id = ask()
        run_job(job_id)
        assert state(job_id) == (JobState.FAILED, 3)
        assert db.session.get_one(Job, job_id).error == "RuntimeError"

        retry(db.session.get_one(Job, job_id))
        db.session.commit()
        run_job(job_id)

        assert state(job_id) == (JobState.DONE, 5)
        assert seen == [0, 1, 2, 3, 4]
    assert "王文静" not in capsys.readouterr().err


def test_a_dead_workers_job_is_taken_over_only_after_its_lease(app, counting):
    with app.app_context():
        job_id = ask()
        job = db.session.get_one(Job, job_id)
        job.state, job.lease, job.heartbeat, job.done = JobState.RUNNING, "dead", now(), 2
        db.session.commit()

        assert run_job(job_id) is False  # it may still be alive

        db.session.get_one(Job, job_id).heartbeat = now() - jobs.LEASE - timedelta(seconds=1)
        db.session.commit()
        assert sweep(app) == 1  # the memory queue runs it at once

        assert state(job_id) == (JobState.DONE, 5)
        assert counting[0] == [2, 3, 4]


def test_a_worker_that_lost_its_lease_writes_nothing_more(app, counting):
    with app.app_context():
        job_id = ask()
        job = db.session.get_one(Job, job_id)
        job.state, job.lease, job.heartbeat = JobState.RUNNING, "the-other", now()
        db.session.commit()

        with pytest.raises(JobLost):
            Progress(job_id, "mine")(1, 5)

        assert state(job_id) == (JobState.RUNNING, 0)


def test_only_the_owner_and_the_administrator_watch_a_job(cast, app, counting):
    with app.app_context():
        job_id = ask(cast.staff_ids["li"])

    assert cast.signed_in("li").get(f"/jobs/{job_id}").status_code == 200
    assert cast.signed_in("admin").get(f"/jobs/{job_id}").status_code == 200
    assert cast.signed_in("zhao").get(f"/jobs/{job_id}").status_code == 404
    assert cast.signed_in("li").get("/jobs/987654").status_code == 404
