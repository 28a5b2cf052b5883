"""An evening to try the door on: an event that begins in an hour, and guests with their answers."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from attendance.ledger.checking_in import Answer, check_in, find_invitation
from attendance.models import Method
from core.db import db
from events.models import Event, EventStatus
from invitations.answers.rsvp import accept, decline
from invitations.codes.tokens import unseal
from invitations.models import Channel, Invitation, ReplyState
from tests.house import Cast

SCRIPT = {"Accept": "application/json"}


def new_scan() -> str:
    return str(uuid.uuid4())


@dataclass
class Evening:
    cast: Cast
    event_id: int

    @property
    def app(self) -> Flask:
        return self.cast.app

    @property
    def door(self) -> str:
        return f"/door/{self.event_id}"

    def guest(
        self,
        surname: str = "郑",
        given_name: str = "雅文",
        *,
        reply: ReplyState = ReplyState.ACCEPTED,
        revoked: bool = False,
        **values: Any,
    ) -> int:
        """A client with an invitation and an answer to it; returns the invitation's id."""
        client_id = self.cast.add_client(surname, given_name, **values)
        invitation_id = self.cast.add_invitation(self.event_id, client_id)
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            asked = event.reply_by - timedelta(days=1)
            if reply in (ReplyState.ACCEPTED, ReplyState.CANCELLED):
                accept(invitation_id, channel=Channel.QR, now=asked)
            if reply in (ReplyState.DECLINED, ReplyState.CANCELLED):
                decline(invitation_id, channel=Channel.QR, now=asked)
            invitation = db.session.get_one(Invitation, invitation_id)
            if reply is ReplyState.WAITLISTED:
                invitation.reply = reply
            if revoked:
                invitation.revoked_at = asked
            db.session.commit()
        return invitation_id

    def code(self, invitation_id: int) -> str:
        """The short code, as it is printed: 7KQ4-MY8P."""
        with self.app.app_context():
            return unseal(db.session.get_one(Invitation, invitation_id)).grouped

    def scan(
        self, invitation_id: int | None, *, who: str = "door", scan_id: str = "", at: datetime | None = None
    ) -> Answer:
        """Check in by the rule, in a session of its own; the answer's rows are loaded and detached."""
        code = self.code(invitation_id) if invitation_id else "7KQ4-MY8P"
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            invitation = find_invitation(code)
            answer = check_in(
                event,
                invitation,
                scan_id=scan_id or new_scan(),
                method=Method.CAMERA,
                staff=self.cast.staff(who),
                now=at or datetime.now(UTC),
            )
            db.session.commit()
            db.session.refresh(answer.scan)
            if answer.first is not None:
                db.session.refresh(answer.first)
            return answer

    def post(self, browser: FlaskClient, path: str = "", **values: Any) -> TestResponse:
        return browser.post(f"{self.door}{path}", data={"scan_id": new_scan()} | values)


def an_evening(cast: Cast, *, begins: timedelta = timedelta(hours=1), **values: Any) -> Evening:
    """An evening to which people are being invited; it begins in an hour."""
    event_id = cast.add_event(starts_at=datetime.now(UTC) + begins, **values)
    with cast.app.app_context():
        db.session.get_one(Event, event_id).status = EventStatus.INVITING
        db.session.commit()
    return Evening(cast, event_id)


RANDOM = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # scan ids
    r"|\?v=[0-9a-f]{12}"  # assets
    r"|sha384-[\w+/=]+"
    r"|(?<=csrf-token\" content=\")[^\"]+"
    r"|(?<=csrf_token\" value=\")[^\"]+"
)


def without_random(text: str) -> str:
    """The page without its random symbols, in which a short marker may stand by chance."""
    return RANDOM.sub("", text)


def words(answer: TestResponse) -> str:
    """The page's text without its tags, for reading what a person reads."""
    text = re.sub(r"<(script|style|template).*?</\1>", "", answer.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
