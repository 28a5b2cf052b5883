"""The outbox: each mail to one reader and once; what nobody can know is told to a person and never sent again."""

from __future__ import annotations

import dataclasses
import email
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.policy import SMTP

import pytest
import sqlalchemy as sa

import core.smtp
from core.db import db
from core.mailing import LEASE, REST, check_mail, message_of, readable_address, send_waiting, still_wanted, write_mail
from core.outbox import MailState, OutboxMail
from core.smtp import dotted
from tests.core.smtp_server import post_office

SAID = {"mail": "MAIL FROM", "rcpt": "RCPT TO", "data": "DATA", "text": "text"}
SUBJECT = "春茶品鉴：4月10日星期六14:30"
SENDER = "江南银行 <events@bank.example>"


@pytest.fixture
def office(app, monkeypatch):
    """A mail server that the house uses."""
    monkeypatch.setattr(core.smtp, "PATIENCE", 1)
    usual = app.extensions["settings"]
    with post_office() as server:
        app.extensions["settings"] = dataclasses.replace(usual, mail_url=server.url, mail_from=SENDER)
        yield server
        app.extensions["settings"] = usual


def put(app, key: str = "one", *, to: str = "wang@example.com", due_in: timedelta = timedelta(), **values) -> int:
    with app.app_context():
        texts = {
            "subject": "春茶品鉴：4月10日星期六14:30",
            "body": "王女士：\n\n给您留着座位。\n.\n李明",
            "source": "test",
        }
        mail = write_mail(key, to=to, source_id=1, due_at=datetime.now(UTC) + due_in, **texts | values)
        db.session.commit()
        return mail.id


def send(app) -> int:
    with app.app_context():
        return send_waiting()


def row(app, mail_id: int) -> OutboxMail:
    with app.app_context():
        return db.session.get_one(OutboxMail, mail_id)


def wait_no_longer(app, *mail_ids: int, **values) -> None:
    """The time that a mail is put off for has passed."""
    with app.app_context():
        past = datetime.now(UTC) - timedelta(seconds=1)
        db.session.execute(sa.update(OutboxMail).where(OutboxMail.id.in_(mail_ids)).values({"due_at": past} | values))
        db.session.commit()


def test_a_mail_goes_to_its_one_reader_once(app, office):
    mail_id = put(app)

    assert (send(app), send(app)) == (1, 0)

    [(sender, reader, text)] = office.taken
    message = email.message_from_bytes(text, policy=SMTP)
    assert "<events@bank.example>" in sender
    assert reader == "<wang@example.com>"
    assert message["To"] == "wang@example.com"
    assert message["Subject"] == SUBJECT
    assert message["From"] == SENDER
    assert message.get_content().replace("\r\n", "\n").strip().endswith(".\n李明")
    assert row(app, mail_id).state is MailState.SENT


def test_several_mails_go_by_one_connection_each_to_its_own_reader(app, office):
    for number in range(3):
        put(app, f"mail {number}", to=f"reader{number}@example.com")

    assert send(app) == 3
    assert [reader for _sender, reader, _text in office.taken] == [f"<reader{n}@example.com>" for n in range(3)]


def test_the_same_key_twice_is_one_mail(app, office):
    assert put(app) == put(app)
    assert send(app) == 1


def test_a_mail_waits_for_its_hour(app, office):
    put(app, due_in=timedelta(hours=1))

    assert send(app) == 0


def test_without_a_mail_server_nothing_goes_out_and_nothing_is_lost(app):
    mail_id = put(app)

    assert send(app) == 0
    assert row(app, mail_id).state is MailState.WAITING


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "text"])
def test_put_off_by_the_server_it_is_tried_again_later_and_later(app, office, step):
    mail_id = put(app)
    office.answers[step] = "451 try later"

    send(app)
    first = row(app, mail_id)
    wait_no_longer(app, mail_id)
    send(app)
    second = row(app, mail_id)

    assert (first.state, second.state) == (MailState.WAITING, MailState.WAITING)
    assert second.due_at - datetime.now(UTC) > timedelta(minutes=3)
    assert second.error == f"451 after {SAID[step]}"

    office.answers.clear()
    wait_no_longer(app, mail_id)
    send(app)
    assert row(app, mail_id).state is MailState.SENT
    assert len(office.taken) == 1


def test_after_eight_tries_it_is_given_up_and_told(app, office):
    mail_id = put(app)
    office.answers["rcpt"] = "451 try later"
    wait_no_longer(app, mail_id, tries=7)

    send(app)

    assert row(app, mail_id).state is MailState.REFUSED


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "text"])
def test_refused_for_good_it_is_never_tried_again_and_the_others_go(app, office, step):
    mail_id = put(app)
    office.answers[step] = "550 no such reader wang@example.com"
    send(app)
    office.answers.clear()
    other = put(app, "two", to="li@example.com")
    wait_no_longer(app, mail_id)

    send(app)

    assert row(app, mail_id).state is MailState.REFUSED
    assert "wang" not in row(app, mail_id).error
    assert row(app, other).state is MailState.SENT


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("how", ["drop", "hang"])
def test_a_connection_lost_before_the_text_costs_nothing(app, office, step, how):
    mail_id, other = put(app), put(app, "two")
    office.answers[step] = how

    send(app)

    assert row(app, mail_id).state is MailState.WAITING
    assert row(app, other).tries == 0, "the others wait for the next minute"
    office.answers.clear()
    wait_no_longer(app, mail_id)
    assert send(app) == 2


@pytest.mark.parametrize("how", ["drop", "hang"])
def test_a_connection_lost_after_the_text_is_never_sent_again_by_itself(app, office, how):
    mail_id, other = put(app), put(app, "two")
    office.answers["text"] = how

    send(app)
    office.answers.clear()
    wait_no_longer(app, mail_id, other)
    send(app)

    assert row(app, mail_id).state is MailState.UNSURE
    assert (office.texts, row(app, other).state) == (1, MailState.WAITING), "the outbox rests a while"

    wait_no_longer(app, mail_id, leased_at=datetime.now(UTC) - REST - timedelta(seconds=1))
    send(app)
    assert row(app, other).state is MailState.SENT
    assert (office.texts, row(app, mail_id).state) == (2, MailState.UNSURE)


WORKER = """
import dataclasses, os
from app import create_app
from core.mailing import send_waiting
app = create_app()
with app.app_context():
    send_waiting()
"""


@pytest.mark.parametrize(("step", "left"), [("rcpt", MailState.SENDING), ("text", MailState.UNSURE)])
def test_a_worker_that_is_killed_sends_nothing_twice(app, office, step, left):
    """kill -9 before the text: it is tried again. After the text: never, since the server may have it."""
    mail_id = put(app)
    office.answers[step] = "hang"
    environment = os.environ | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql"),
        "DATA_DIR": app.config["DATA_DIR"],
        "QUEUE_URL": "memory://",
        "LOG_LEVEL": "ERROR",
        "MAIL_URL": office.url,
        "MAIL_FROM": "events@bank.example",
    }
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
    assert office.reached.wait(60)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert row(app, mail_id).state is left

    office.answers.clear()
    long_ago = datetime.now(UTC) - LEASE - timedelta(seconds=1)
    wait_no_longer(app, mail_id, leased_at=long_ago)
    send(app)
    send(app)

    unsure = left is MailState.UNSURE
    assert row(app, mail_id).state is (MailState.UNSURE if unsure else MailState.SENT)
    assert office.texts == 1


def test_a_message_keeps_its_id_however_often_it_is_tried(app, office):
    mail_id = put(app)
    with app.app_context():
        mail = db.session.get_one(OutboxMail, mail_id)
        assert message_of(mail, SENDER)["Message-ID"] == message_of(mail, SENDER)["Message-ID"]
        assert "wang" not in message_of(mail, SENDER)["Message-ID"]


HOSTILE = [
    "春茶\r\nBcc: everybody@example.com",
    "春茶\nTo: other@example.com\n\nnew body",
    "a\0b\u202ec\u2066d",
    "Bcc: x@example.com",
    "茶" * 999,
    "a" * 998,
    "=?utf-8?q?Bcc=3A_x=40example.com?=",
    "\r\n.\r\nMAIL FROM:<x@example.com>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_header_a_reader_or_a_command(app, office, text):
    put(app, subject=text, body=text)

    assert send(app) == 1

    [(_sender, reader, raw)] = office.taken
    message = email.message_from_bytes(raw, policy=SMTP)
    assert reader == "<wang@example.com>"
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert message["To"] == "wang@example.com"
    assert max(map(len, raw.split(b"\r\n"))) < 998


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@example.com",
        "a@example.com,b@example.com",
        "a@example.com\r\nRCPT TO:<b@example.com>",
        "王@例子.com",
    ],
)
def test_what_is_no_address_gets_no_mail(app, address):
    with app.app_context():
        assert (
            write_mail("x", to=address, subject="s", body="b", source="test", source_id=1, due_at=datetime.now(UTC))
            is None
        )


def test_a_domain_in_chinese_is_written_as_servers_read_it(app):
    assert readable_address("wang@例子.cn") == "wang@xn--fsqu00a.cn"


def test_what_nobody_wants_any_more_is_dropped_when_it_would_go(app, office):
    still_wanted("test_unwanted")(lambda _mail, _now: False)
    mail_id = put(app, source="test_unwanted")

    assert send(app) == 0
    assert (row(app, mail_id).state, office.taken) == (MailState.DROPPED, [])


def test_the_doctor_tells_what_wants_a_persons_eye(app, office):
    with app.app_context():
        assert all(finding.well for finding in check_mail())
    wait_no_longer(app, put(app), state=MailState.UNSURE)
    wait_no_longer(app, put(app, "two"), state=MailState.REFUSED)
    wait_no_longer(app, late := put(app, "three"))
    with app.app_context():
        db.session.execute(
            sa.update(OutboxMail).where(OutboxMail.id == late).values(due_at=datetime.now(UTC) - timedelta(hours=2))
        )
        assert [finding.subject for finding in check_mail() if not finding.well] == [
            "mail unsure", "mail refused", "mail late",
        ]  # fmt: skip


def test_every_dot_at_a_lines_start_is_doubled_and_every_line_ends_as_it_must():
    assert dotted(b".\na\r\n..b") == b"..\r\na\r\n...b\r\n.\r\n"
