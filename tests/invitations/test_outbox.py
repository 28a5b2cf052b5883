"""The outbox as its organiser sees it: what went out, what wants an eye, and what a person may do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.mailing import write_mail
from core.outbox import MailState, OutboxMail
from staff.models import Role, StaffRole
from tests.house import queries
from tests.invitations.desk_calls import guest

NOW = datetime.now(UTC)


def mail(cast, invitation_id, state=MailState.WAITING, *, key="a", **values) -> int:
    with cast.app.app_context():
        row = write_mail(
            f"reminder:{invitation_id}:{key}",
            to=f"{key}@example.com",
            subject="春茶品鉴",
            body="…",
            source="reminder",
            source_id=invitation_id,
            due_at=NOW,
        )
        row.state = state
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()
        return row.id


def state_of(cast, mail_id) -> MailState:
    with cast.app.app_context():
        return db.session.get_one(OutboxMail, mail_id).state


@pytest.fixture
def mine(cast, event_id):
    return guest(cast, event_id)


@pytest.mark.parametrize(
    ("how", "after"),
    [("arrived", MailState.SENT), ("again", MailState.WAITING), ("drop", MailState.DROPPED)],
)
def test_a_person_settles_what_nobody_knows(cast, mine, how, after):
    mail_id = mail(cast, mine, MailState.UNSURE)

    cast.signed_in("li").post(f"/outbox/{mail_id}", data={"how": how})

    assert state_of(cast, mail_id) is after


def test_a_waiting_mail_can_be_stopped_but_not_said_to_have_arrived(cast, mine):
    mail_id = mail(cast, mine)
    li = cast.signed_in("li")

    li.post(f"/outbox/{mail_id}", data={"how": "arrived"})
    assert state_of(cast, mail_id) is MailState.WAITING
    li.post(f"/outbox/{mail_id}", data={"how": "drop"})
    assert state_of(cast, mail_id) is MailState.DROPPED


@pytest.mark.parametrize("state", [MailState.SENT, MailState.SENDING, MailState.DROPPED])
def test_what_is_sent_is_not_sent_again(cast, mine, state):
    mail_id = mail(cast, mine, state)

    cast.signed_in("li").post(f"/outbox/{mail_id}", data={"how": "again"})

    assert state_of(cast, mail_id) is state


def test_a_mail_that_is_on_its_way_this_moment_is_left_to_its_worker(cast, mine):
    mail_id = mail(cast, mine, MailState.UNSURE, lease="x", leased_at=datetime.now(UTC))
    li = cast.signed_in("li")

    assert "正在发送" in li.get("/outbox").text
    li.post(f"/outbox/{mail_id}", data={"how": "again"})
    assert state_of(cast, mail_id) is MailState.UNSURE

    with cast.app.app_context():
        db.session.get_one(OutboxMail, mail_id).leased_at = datetime.now(UTC) - timedelta(hours=1)
        db.session.commit()
    assert "可能已发出" in li.get("/outbox").text


def test_the_page_says_that_no_mail_goes_out_and_what_happens_instead(cast):
    page = cast.signed_in("li").get("/outbox").text
    assert "尚未设置邮件服务器" in page
    assert "还没有邮件" in page


def test_what_wants_an_eye_stands_first_and_states_filter(cast, mine):
    mail(cast, mine, MailState.UNSURE, key="unsure")
    mail(cast, mine, MailState.SENT, key="sent")
    li = cast.signed_in("li")

    page = li.get("/outbox").text
    assert page.index("unsure@example.com") < page.index("sent@example.com")
    assert "sent@example.com" not in li.get("/outbox?state=unsure").text


def test_another_branch_sees_nothing_of_it(cast, mine):
    mail_id = mail(cast, mine, MailState.UNSURE)
    with cast.app.app_context():
        organiser = db.session.scalars(sa.select(StaffRole).where(StaffRole.name == Role.ORGANISER.value)).one()
        person = cast.staff("stranger")
        person.roles.append(organiser)
        db.session.commit()
    stranger = cast.signed_in("stranger")

    assert "a@example.com" not in stranger.get("/outbox").text
    assert stranger.post(f"/outbox/{mail_id}", data={"how": "drop"}).status_code == 404


def test_an_unknown_word_is_refused(cast, mine):
    assert cast.signed_in("li").post(f"/outbox/{mail(cast, mine)}", data={"how": "x"}).status_code == 400


def test_the_page_asks_the_same_of_the_database_for_one_mail_and_for_three(cast, event_id, mine):
    def asked() -> int:
        li.get("/outbox")
        with queries(cast.app) as seen:
            li.get("/outbox")
        return len(seen)

    li = cast.signed_in("li")
    mail(cast, mine)
    one = asked()
    for name in ("敏", "强"):
        mail(cast, guest(cast, event_id, "陈", name), key=f"k{ord(name)}")
    assert asked() == one
