"""The day's work on answers as the house does it: once, and again without harm."""

from datetime import UTC, datetime, timedelta

from core.db import db
from core.jobs import Job, JobState, request_job, run_job
from invitations.models import Dispatch, Invitation, ReplyState
from tests.invitations.guest_desk import change, state


def work(app, day: int) -> JobState:
    with app.app_context():
        job = request_job("answers_of_the_day", subject_id=day, owner_id=0, total=0, key=f"answers:{day}")
        db.session.commit()
        job_id = job.id
        run_job(job_id)
        return db.session.get_one(Job, job_id).state


def test_silence_becomes_a_call_by_itself_and_once(app, cast):
    start = datetime.now(UTC) + timedelta(days=3)
    event_id = cast.add_event(starts_at=start, reply_by=start - timedelta(days=5))
    guest = cast.add_invitation(event_id, cast.add_client())
    unsent = cast.add_invitation(event_id, cast.add_client("李", "强"))
    change(cast, guest, dispatch=Dispatch.DELIVERED)

    assert [work(app, day) for day in (1, 2)] == [JobState.DONE] * 2

    assert state(cast, guest).reply is ReplyState.LAPSED
    assert state(cast, unsent).reply is ReplyState.NONE
    page = cast.signed_in("zhao").get(f"/events/{event_id}/guests?reply=silent").text
    assert "王文静" in page
    with app.app_context():
        assert db.session.get_one(Invitation, guest).seats == 0
