"""A form that comes after its session has ended: nothing that was typed is lost, and no stranger can use that."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from core.db import db
from invitations.models import Segment

OURS = {"Origin": "http://localhost"}
TYPED = {"name": "爱茶的 <朋友>", "types": ["RET", "PRO"], "min_holdings": "3"}


@pytest.fixture
def guarded(app):
    """The application with form keys switched on, as it is in earnest."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def kept(page: str) -> list[tuple[str, str]]:
    """The hidden fields of the page's own form."""
    form = page[page.index('<form method="post"') :]
    return [(name, unescape(value)) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)]


def segments(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Segment.name)))


def test_what_was_typed_survives_signing_in_again(cast, guarded, app):
    late = app.test_client().post("/segments/new", data=TYPED, headers=OURS)

    assert late.status_code == 400
    fields = dict(kept(late.text))
    assert fields["name"] == TYPED["name"]
    assert [value for name, value in kept(late.text) if name == "types"] == ["RET", "PRO"]
    assert segments(app) == []


def test_one_press_after_signing_in_sends_it(cast, guarded, app):
    browser = cast.signed_in("li")
    stale = browser.post("/segments/new", data={**TYPED, "csrf_token": "of-an-earlier-session"}, headers=OURS)
    assert stale.status_code == 400

    fields: dict[str, list[str]] = {}
    for name, value in kept(stale.text):
        fields.setdefault(name, []).append(value)
    answer = browser.post("/segments/new", data=fields, headers=OURS)

    assert answer.status_code == 302
    assert segments(app) == [TYPED["name"]]


def test_a_page_that_asks_by_script_is_told_so_in_its_own_way(cast, guarded, app):
    by_script = {**OURS, "Accept": "application/json"}
    gone = app.test_client().post("/door/1", data={"code": "x"}, headers=by_script)
    stale = cast.signed_in("door").post("/door/1", data={"code": "x", "csrf_token": "old"}, headers=by_script)

    assert (gone.status_code, gone.is_json) == (400, True)
    assert (stale.status_code, stale.is_json) == (400, True)


def test_a_form_from_another_site_is_not_kept(cast, guarded):
    browser = cast.signed_in("li")
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        answer = browser.post("/segments/new", data=TYPED, headers=headers)

        assert answer.status_code == 400
        assert "爱茶的" not in answer.text


def test_passwords_are_never_written_into_a_page(cast, guarded):
    browser = cast.signed_in("admin")
    typed = {"username": "new", "password": "secret-secret-secret"}

    answer = browser.post("/staff/new", data=typed, headers=OURS)

    assert answer.status_code == 400
    assert "secret-secret" not in answer.text
    assert dict(kept(answer.text))["username"] == "new"


def test_a_part_of_an_open_page_is_never_replaced_by_the_sign_in_page(cast, browser):
    answer = browser.post("/segments/count", headers={"HX-Request": "true"})

    assert answer.status_code == 401  # htmx leaves the page as it is
