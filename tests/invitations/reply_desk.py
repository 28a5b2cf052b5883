"""A guest with a letter, and what the tests of the reply page do with it."""

from __future__ import annotations

import re

import pytest

from core.db import db
from invitations.models import Invitation, ReplyState


@pytest.fixture
def guest(app, cast):
    """(token, invitation, event) of a client invited to an event with one seat."""
    event_id = cast.add_event(capacity=1)
    invitation_id = cast.add_invitation(event_id, cast.add_client(phone="13800001234"))
    return cast.token(invitation_id), invitation_id, event_id


def key_in(page: str) -> str:
    return re.search(r'name="key" value="([0-9a-f]+)"', page).group(1)


def press(browser, token: str, answer: str, *, query: str = "", **more: str):
    page = browser.get(f"/i/{token}{query or '?step=change'}").text
    return browser.post(f"/i/{token}{query}", data={"key": key_in(page), "answer": answer, **more})


def send(browser, token: str, answer: str, *, step: str = "", address: str = "", **fields):
    """Press a button of the screen `step`, with what stands in the form around it. The page's mark goes along."""
    query = f"?step={step}" if step else ""
    page = browser.get(f"/i/{token}{address or query}").text
    mark = re.search(r'name="mark" value="(\w+)"', page)
    key = re.search(r'name="key" value="(\w+)"', page) or re.search(
        r'name="key" value="(\w+)"', browser.get(f"/i/{token}?step=change").text
    )
    data = {"key": key[1], "mark": mark[1] if mark else "", "answer": answer, **fields}
    return browser.post(f"/i/{token}{address or query}", data=data)


def reply_of(app, invitation_id: int) -> ReplyState:
    with app.app_context():
        return db.session.get_one(Invitation, invitation_id).reply


def change(app, model, row_id: int, **values) -> None:
    with app.app_context():
        for name, value in values.items():
            setattr(db.session.get_one(model, row_id), name, value)
        db.session.commit()


@pytest.fixture
def limited(app):
    app.config["LIMITS_ENABLED"] = True
    with app.app_context():
        from core.limits import _STRATEGY

        _STRATEGY.storage.reset()
        yield
        _STRATEGY.storage.reset()
    app.config["LIMITS_ENABLED"] = False
