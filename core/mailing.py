"""The outbox: a message is written in the transaction that wants it, and let go later, to one reader and once.

A message that a worker took and did not get to the server is tried again. One whose text was given to the server is
never sent again by itself, whatever became of the connection, the worker or this machine: it is marked UNSURE before
the text goes out, and SENT only by the server's word.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask import current_app

from core.config import Settings
from core.db import db, execute_dml, now
from core.forms import clean
from core.health import FOR_THE_DOCTOR, Finding
from core.jobs import EVERY_MINUTE
from core.logs import log
from core.outbox import MailState, OutboxMail
from core.smtp import MailServer, Refused, TryLater, Unsure

LEASE = timedelta(minutes=10)
"""A worker that took a message so long ago and gave no text to the server is dead."""
REST = timedelta(minutes=15)
"""So long nothing more is sent after a message of which nobody knows: a server that hangs must not swallow them all."""
MOST_AT_ONCE = 200
MOST_TRIES = 8
SUBJECT_MOST = 160

StillWanted = Callable[[OutboxMail, datetime], bool]
_ASKED: dict[str, StillWanted] = {}
_BUSY = threading.Lock()


def still_wanted(source: str) -> Callable[[StillWanted], StillWanted]:
    """Register who is asked, at the moment of sending, whether a message of this source is still to go out."""

    def register(ask: StillWanted) -> StillWanted:
        _ASKED[source] = ask
        return ask

    return register


def mail_is_sent() -> bool:
    """Whether this house has a mail server; without one nothing should be put into the outbox."""
    settings: Settings = current_app.extensions["settings"]
    return bool(settings.mail_url)


def readable_address(text: str) -> str:
    """The address as mail servers want it, its domain in ASCII; empty for what no server of ours could deliver to."""
    try:
        found = validate_email(clean(text), check_deliverability=False)
    except EmailNotValidError:
        return ""
    return found.ascii_email or ""


def write_mail(
    key: str, *, to: str, subject: str, body: str, source: str, source_id: int, due_at: datetime
) -> OutboxMail | None:
    """Put a message into the outbox; the same key twice is one message. None for an address that can't be one."""
    address = readable_address(to)
    if not address:
        return None
    found = db.session.scalar(sa.select(OutboxMail).where(OutboxMail.key == key))
    if found is not None:
        return found
    mail = OutboxMail(
        key=key,
        to=address,
        subject=" ".join(clean(subject).split())[:SUBJECT_MOST],
        body=clean(body),
        source=source,
        source_id=source_id,
        due_at=due_at,
    )
    db.session.add(mail)
    return mail


def send_waiting() -> int:
    """Let go what is due, as many as the server takes; returns how many it has taken. Commits after each message."""
    if not mail_is_sent() or not _BUSY.acquire(blocking=False):
        return 0  # another thread of this process is at it
    settings: Settings = current_app.extensions["settings"]
    server = MailServer(settings.mail_url)
    sent = 0
    try:
        _take_back_forgotten(now())
        for mail_id in _due(now()):
            lease = _claim(mail_id, now())
            state = _send(server, settings.mail_from, mail_id, lease) if lease else MailState.DROPPED
            sent += state is MailState.SENT
            if state in (None, MailState.UNSURE):
                break  # the server is gone or hangs: the others wait
        return sent
    finally:
        server.close()
        db.session.rollback()
        _BUSY.release()


def _due(moment: datetime) -> list[int]:
    """What waits, the earliest first; nothing while the outbox rests."""
    lately = sa.and_(
        OutboxMail.state == MailState.UNSURE, OutboxMail.lease.is_(None), OutboxMail.leased_at > moment - REST
    )
    query = (
        sa.select(OutboxMail.id)
        .where(OutboxMail.state == MailState.WAITING, OutboxMail.due_at <= moment, sa.not_(sa.exists().where(lately)))
        .order_by(OutboxMail.due_at, OutboxMail.id)
        .limit(MOST_AT_ONCE)
    )
    found = list(db.session.scalars(query))
    db.session.commit()
    return found


def _claim(mail_id: int, moment: datetime) -> str | None:
    """Take a waiting message for this worker alone; None when another was faster, or nobody wants it any more."""
    lease = secrets.token_hex(16)
    waits = sa.and_(OutboxMail.id == mail_id, OutboxMail.state == MailState.WAITING)
    values = {"state": MailState.SENDING, "lease": lease, "leased_at": moment, "tries": OutboxMail.tries + 1}
    taken = execute_dml(sa.update(OutboxMail).where(waits).values(**values))
    mail = db.session.get_one(OutboxMail, mail_id, populate_existing=True)
    wanted = _ASKED.get(mail.source)
    if taken and wanted is not None and not wanted(mail, moment):
        _move(mail_id, lease, MailState.DROPPED, lease=None)
        taken = 0
    db.session.commit()
    return lease if taken else None


def _send(server: MailServer, sender: str, mail_id: int, lease: str) -> MailState | None:
    """What became of one claimed message; None when there was no server to hand it to."""
    mail = db.session.get_one(OutboxMail, mail_id)
    reader, tries, lost = mail.to, mail.tries, False
    db.session.commit()

    def from_here_unsure() -> None:
        if not _move(mail_id, lease, MailState.UNSURE, lease=lease):
            raise TryLater("taken over by another worker")
        db.session.commit()

    values: dict[str, object] = {}
    try:
        text = bytes(message_of(mail, sender))
        db.session.commit()
        server.hand_over(parseaddr(sender)[1], reader, text, before_text=from_here_unsure)
        state, values["sent_at"], reason = MailState.SENT, now(), ""
    except TryLater as error:
        state = MailState.REFUSED if tries >= MOST_TRIES else MailState.WAITING
        values["due_at"], reason, lost = now() + timedelta(minutes=2**tries), str(error), error.lost
    except Unsure as error:
        state, reason = MailState.UNSURE, str(error)
    except (Refused, ValueError, MessageError) as error:
        state, reason = MailState.REFUSED, str(error) if isinstance(error, Refused) else type(error).__name__
    _move(mail_id, lease, state, **values, lease=None, error=reason[:200])
    db.session.commit()
    if reason:
        log.warning("mail_not_sent", mail=mail_id, state=state.value, reason=reason)
    return None if lost else state


def _move(mail_id: int, held_by: str, state: MailState, **values: object) -> bool:
    """Give a message that this worker holds its next state; False when another has it by now."""
    held = sa.and_(OutboxMail.id == mail_id, OutboxMail.lease == held_by)
    return bool(execute_dml(sa.update(OutboxMail).where(held).values(state=state, **values)))


def _take_back_forgotten(moment: datetime) -> None:
    """Messages whose worker died before it gave the text to the server wait again."""
    dead = sa.and_(OutboxMail.state == MailState.SENDING, OutboxMail.leased_at < moment - LEASE)
    execute_dml(sa.update(OutboxMail).where(dead).values(state=MailState.WAITING, lease=None))
    db.session.commit()


def message_of(mail: OutboxMail, sender: str) -> EmailMessage:
    """The message as it goes out: plain text, one reader, and the same Message-ID however often it is tried."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=clean(name), addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{address.rsplit('@', 1)[1]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, charset="utf-8", cte="base64")
    return message


def being_sent(mail: OutboxMail, moment: datetime) -> bool:
    """Whether a worker is at it this moment: its text may be on the way, so that UNSURE is not the last word yet."""
    held = mail.lease is not None and mail.leased_at is not None
    return held and mail.leased_at > moment - LEASE  # type: ignore[operator]


def check_mail() -> Iterator[Finding]:
    """For the doctor: messages that want a person's eye, and such as should have gone long ago."""
    if not mail_is_sent():
        return
    moment = now()
    kinds = {
        "mail unsure": (
            sa.and_(
                OutboxMail.state == MailState.UNSURE,
                sa.or_(OutboxMail.lease.is_(None), OutboxMail.leased_at < moment - LEASE),
            ),
            "may have gone out; ask the readers, and say so on the page /outbox.",
        ),
        "mail refused": (OutboxMail.state == MailState.REFUSED, "can't be delivered; see the page /outbox."),
        "mail late": (
            sa.and_(
                OutboxMail.state.in_((MailState.WAITING, MailState.SENDING)),
                OutboxMail.due_at < moment - timedelta(hours=1),
            ),
            "should have gone an hour ago; look at MAIL_URL and whether a worker runs.",
        ),
    }
    for subject, (which, advice) in kinds.items():
        number = db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMail).where(which)) or 0
        yield Finding(subject, not number, f"{number} {advice}")


EVERY_MINUTE.append(send_waiting)
FOR_THE_DOCTOR.append(check_mail)
