"""Every route × every role: the declared may come in, nobody else."""

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter

from app import BLUEPRINTS
from staff.access import BY_TOKEN, EVERYBODY, UndeclaredRoute, access_of, check_declared
from staff.models import Role
from tests.house import PEOPLE

NOBODY = "nobody"
ACTORS = [NOBODY, "li", "zhao", "door", "manager", "admin"]


def roles_of(who: str) -> set[Role]:
    return set() if who == NOBODY else PEOPLE[who][1]


def address(rule) -> str:
    """The rule's path with ids that no row has."""
    numbers = {name for name, kind in rule._converters.items() if isinstance(kind, IntegerConverter)}
    values = {name: 987654 if name in numbers else "nothing" for name in rule.arguments}
    values |= {name: min(kind.items) for name, kind in rule._converters.items() if isinstance(kind, AnyConverter)}
    return rule.build(values, append_unknown=False)[1]


def verdict(response) -> str:
    if response.status_code == 401 and "Bearer" in response.headers.get("WWW-Authenticate", ""):
        return "asked for a token"
    if response.status_code == 403:
        return "turned away"
    if response.status_code == 302 and response.headers["Location"].startswith("/sign-in"):
        return "asked to sign in"
    return "let in"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # the ids are of no row: who gets in is the same on both
@pytest.mark.parametrize("who", ACTORS)
def test_each_role_gets_into_exactly_the_routes_that_declare_it(cast, app, browser, who):
    visitor = browser if who == NOBODY else cast.signed_in(who)
    cookie = visitor.get_cookie("session")
    wrong = []
    tried = 0
    for rule in app.url_map.iter_rules():
        allowed = access_of(app, rule.endpoint)
        for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            if rule.endpoint == "staff.sign_out" and method == "POST":
                continue  # it would end the session under test; tests/staff covers it
            if allowed == BY_TOKEN:
                wanted = "asked for a token"
            elif allowed == EVERYBODY or roles_of(who) & allowed:
                wanted = "let in"
            else:
                wanted = "asked to sign in" if who == NOBODY else "turned away"
            if cookie:
                visitor.set_cookie("session", cookie.value)  # whatever the last page did to it
            got = verdict(visitor.open(address(rule), method=method))
            tried += 1
            if rule.endpoint.startswith("security.") and got == "asked to sign in":
                continue  # the library's pages of a half-finished sign-in lead back to its beginning
            if got != wanted:
                wrong.append((method, rule.rule, wanted, got))

    assert wrong == []
    assert tried > 60


def test_a_route_without_a_declaration_stops_the_start(app):
    app.url_map._remap = True
    app.view_functions["forgotten"] = lambda: ""
    app.url_map.add(app.url_rule_class("/forgotten", endpoint="forgotten"))
    try:
        with pytest.raises(UndeclaredRoute, match="forgotten"):
            check_declared(app)
    finally:
        del app.view_functions["forgotten"]


def test_every_room_with_pages_hangs_in_the_application():
    assert {blueprint.name for blueprint in BLUEPRINTS} >= {"staff", "clients", "events", "segments", "reply", "door"}


def test_headers_are_on_every_kind_of_answer(cast, browser):
    answers = [
        browser.get("/sign-in"),
        browser.get("/nowhere"),
        browser.get("/i/NOTHING"),
        cast.signed_in("li").get("/"),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert len(answer.headers["X-Request-Id"]) == 12
    assert answers[2].headers["Referrer-Policy"] == "no-referrer"


def test_a_forged_host_is_refused(browser):
    assert browser.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
