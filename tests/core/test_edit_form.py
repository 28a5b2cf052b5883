"""Two people change one row: the second is told, loses nothing, and decides."""

import re

import pytest

from clients.models import Client
from core.db import db
from events.models import Event


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's form, as it was drawn."""
    from html.parser import HTMLParser

    fields: dict[str, list[str]] = {}

    class Reader(HTMLParser):
        select = ""

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            name, value = given.get("name"), given.get("value") or ""
            if tag == "select":
                self.select = name
            if tag == "option" and "selected" in given:
                fields.setdefault(self.select, []).append(value)
            checkable = given.get("type") in ("checkbox", "radio")
            if tag == "input" and name and (not checkable or "checked" in given):
                fields.setdefault(name, []).append(value)

    Reader().feed(page[page.index('class="entry-form"') :])
    return fields


@pytest.fixture
def event_page(cast):
    return f"/events/{cast.add_event()}/edit"


def test_a_colleagues_change_is_not_overwritten_unseen(cast, app, event_page):
    mine, theirs = cast.signed_in("li"), cast.signed_in("manager")
    form = form_of(mine.get(event_page).text)
    theirs.post(event_page, data=form_of(theirs.get(event_page).text) | {"venue": ["新的茶室"]})

    answer = mine.post(event_page, data=form | {"title": ["另一个名字"]})

    assert answer.status_code == 422
    assert "有同事修改过" in answer.text
    assert "另一个名字" in answer.text
    with app.app_context():
        assert db.session.query(Event.venue).scalar() == "新的茶室"

    again = mine.post(event_page, data=form_of(answer.text))
    assert again.status_code == 302
    with app.app_context():
        assert db.session.query(Event.title).scalar() == "另一个名字"


def test_answers_that_come_in_meanwhile_are_no_change(cast, event_page):
    browser = cast.signed_in("li")
    form = form_of(browser.get(event_page).text)
    event_id = int(re.search(r"\d+", event_page)[0])
    cast.add_invitation(event_id, cast.add_client())

    assert browser.post(event_page, data=form).status_code == 302


def test_a_client_is_guarded_too(cast, app):
    page = f"/clients/{cast.add_client()}/edit"
    mine, theirs = cast.signed_in("zhao"), cast.signed_in("manager")
    form = form_of(mine.get(page).text)
    theirs.post(page, data=form_of(theirs.get(page).text) | {"district": ["余杭区"]})

    answer = mine.post(page, data=form | {"district": ["西湖区"]})

    assert answer.status_code == 422
    with app.app_context():
        assert db.session.query(Client.district).scalar() == "余杭区"
