"""What a person may do with a mail that did not go out by itself, or of which nobody knows whether it did."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from core.mailing import being_sent
from core.outbox import MailState, OutboxMail

TO_SETTLE = (MailState.UNSURE, MailState.REFUSED)


class Settling(enum.Enum):
    """What somebody has found out about a mail, or decides."""

    ARRIVED = "arrived"
    AGAIN = "again"
    DROP = "drop"


def settle_mail(mail: OutboxMail, how: Settling, *, now: datetime) -> None:
    """Settle a mail. Only by a person's word is one sent again whose text a server may have.

    Raises DomainError("mail_settled") for a mail in which nothing is to be settled, or not any more.
    """
    query = sa.select(OutboxMail).where(OutboxMail.id == mail.id).with_for_update()
    mail = db.session.scalars(query.execution_options(populate_existing=True)).one()
    waits = mail.state is MailState.WAITING and how is Settling.DROP
    if being_sent(mail, now) or not (waits or mail.state in TO_SETTLE):
        raise DomainError("mail_settled")
    if how is Settling.ARRIVED:
        mail.state, mail.sent_at = MailState.SENT, mail.leased_at or now
    elif how is Settling.AGAIN:
        mail.state, mail.tries, mail.due_at = MailState.WAITING, 0, now
    else:
        mail.state = MailState.DROPPED
    mail.lease = None
