"""Every address that changes something refuses a form without its key, whoever is signed in."""

import pytest

from staff.access import BY_TOKEN, EVERYBODY, access_of
from tests.conventions.test_routes import address
from tests.house import PEOPLE

OWN_KEY = {"reply.answer", "reply.code", "join.enter", "feedback.send_from_room", "feedback.send_personal"}
"""The guest's pages: no session, so no key of a session. The answer carries one made from its token; the code's form
changes nothing."""


@pytest.fixture
def guarded(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def who_may(app, endpoint: str) -> str | None:
    """Somebody of the house whom the address lets in; None: nobody needs to be signed in."""
    allowed = access_of(app, endpoint)
    if allowed in (EVERYBODY, BY_TOKEN, None):
        return None
    return next(who for who, (_name, roles, branch) in PEOPLE.items() if branch == "001" and roles & allowed)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # it is asked before any row is
def test_a_form_without_its_key_is_refused_wherever_it_is_sent(cast, guarded):
    browsers = {None: guarded.test_client()}
    taken = []
    for rule in guarded.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in OWN_KEY:
            continue
        who = who_may(guarded, rule.endpoint)
        browser = browsers.setdefault(who, cast.signed_in(who) if who else browsers[None])
        answer = browser.post(address(rule), data={"name": "x", "answer": "accepted"})
        by_token = access_of(guarded, rule.endpoint) == BY_TOKEN  # no form of ours, and no session opens it
        if answer.status_code != (401 if by_token else 400):
            taken.append((rule.rule, who, answer.status_code))

    assert taken == []
