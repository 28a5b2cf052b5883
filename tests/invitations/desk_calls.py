"""What the tests of the desk share: guests with an answer and a letter, calls, and the morning's work."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from clients.models import Client, Consent, ConsentHow, ContactChannel, Purpose
from core.db import db
from core.outbox import OutboxMail
from events.models import Event, EventStatus
from invitations.answers.calls import open_call
from invitations.desk.reminders import due_step, plan, remind, settle_outdated
from invitations.models import CallReason, CallTask, Dispatch, Invitation, Reminder, ReplyState


def guest(cast, event_id, surname="王", given="文静", *, rm="zhao", reply=ReplyState.ACCEPTED, **values) -> int:
    """Somebody on the guest list who has the letter; the invitation's id."""
    client_id = cast.add_client(surname, given, rm=rm, **values)
    invitation_id = cast.add_invitation(event_id, client_id)
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        invitation.dispatch, invitation.delivered_at = Dispatch.DELIVERED, invitation.invited_at
        invitation.reply = reply
        invitation.replied_at = None if reply is ReplyState.NONE else invitation.invited_at
        db.session.commit()
    return invitation_id


def agrees_to_mail(cast, invitation_id, *, given=True) -> None:
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        invitation.client.email = "wang@example.com"
        db.session.add(
            Consent(
                client_id=invitation.client_id,
                purpose=Purpose.INVITATION,
                channel=ContactChannel.EMAIL,
                given=given,
                at=invitation.invited_at,
                how=ConsentHow.SIGNED,
                text_version="1",
            )
        )
        db.session.commit()


def morning(cast, event_id, at: datetime) -> None:
    """What the morning's work does about one evening."""
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        settle_outdated(event, at)
        days = due_step(event, at)
        if days is not None and event.status is EventStatus.INVITING:
            remind(plan(event, days, at), now=at)
        db.session.commit()


def called(cast, reason=CallReason.REMINDER) -> dict[int, str]:
    """Who has an open call of this reason, with the call's key."""
    query = sa.select(CallTask).where(CallTask.reason == reason, CallTask.done_at.is_(None))
    with cast.app.app_context():
        return {task.invitation_id: task.key for task in db.session.scalars(query)}


def mails(cast) -> list[OutboxMail]:
    with cast.app.app_context():
        return list(db.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def reminded(cast) -> int:
    with cast.app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Reminder))


def call(cast, invitation_id, reason=CallReason.SILENT, *, due_at: datetime, now: datetime) -> int:
    with cast.app.app_context():
        task = open_call(db.session.get_one(Invitation, invitation_id), reason, due_at=due_at, now=now)
        db.session.commit()
        return task.id


def client_of(cast, invitation_id) -> int:
    with cast.app.app_context():
        return db.session.get_one(Client, db.session.get_one(Invitation, invitation_id).client_id).id
