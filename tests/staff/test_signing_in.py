"""Signing in and out: by name and password, and sessions that end on the server."""

import time

import pytest
import sqlalchemy as sa

from core.db import db
from staff.models import AuditEntry, Staff
from staff.team import change_staff
from staff.views import local_path
from tests.house import PASSWORD


def sign_in(browser, username: str, password: str = PASSWORD, **more: str):
    return browser.post("/sign-in", data={"username": username, "password": password, **more})


def actions(app) -> list[str]:
    with app.app_context():
        kinds = ("sign_in", "sign_out", "sign_in_failed")
        query = sa.select(AuditEntry.action).where(AuditEntry.action.in_(kinds)).order_by(AuditEntry.id)
        return list(db.session.scalars(query))


def test_the_right_password_opens_the_page_that_was_asked_for(cast, browser):
    assert browser.get("/staff").headers["Location"] == "/sign-in?next=/staff"

    answer = sign_in(browser, " Admin ", next="/staff")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff")
    assert browser.get("/staff").status_code == 200
    assert actions(cast.app) == ["sign_in"]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(cast, browser):
    wrong = sign_in(browser, "admin", "another-password")
    unknown = sign_in(browser, "nobody-here", "another-password")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.text.replace("admin", "") == unknown.text.replace("nobody-here", "")
    assert browser.get("/").status_code == 302
    assert actions(cast.app) == ["sign_in_failed", "sign_in_failed"]


def test_a_copied_cookie_is_worthless_after_signing_out(cast, browser, app):
    sign_in(browser, "li")
    copy = browser.get_cookie("session").value

    browser.post("/sign-out")

    thief = app.test_client()
    thief.set_cookie("session", copy)
    assert thief.get("/").status_code == 302
    assert actions(app)[-1] == "sign_out"


def test_a_disabled_colleague_is_out_at_the_next_click(cast, app):
    browser = cast.signed_in("zhao")
    assert browser.get("/").status_code == 200

    with app.app_context():
        zhao = cast.staff("zhao")
        change_staff(zhao, username="zhao", roles=set(zhao.role_set), active=False, password=None)
        db.session.commit()

    assert browser.get("/").status_code == 302


def test_an_idle_hour_ends_the_session(cast):
    browser = cast.signed_in("zhao")
    with browser.session_transaction() as cookie:
        cookie["seen"] = int(time.time()) - 3601

    assert browser.get("/").status_code == 302


def test_ten_wrong_tries_close_the_door_for_a_while_but_not_for_other_names(cast, app, browser):
    app.config["LIMITS_ENABLED"] = True

    for _try in range(10):
        assert sign_in(browser, "admin", "wrong-wrong-wrong").status_code == 200

    assert sign_in(browser, "admin").status_code == 429
    assert sign_in(browser, "li").status_code == 302


def test_the_language_is_kept_with_the_person(cast, app):
    browser = cast.signed_in("li")

    answer = browser.post("/language", data={"lang": "en", "next": "/events"})

    assert answer.headers["Location"] == "/events"
    assert '<html lang="en"' in browser.get("/").text
    with app.app_context():
        assert db.session.get_one(Staff, cast.staff_ids["li"]).language == "en"


@pytest.mark.parametrize(
    "wish",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(app, wish):
    with app.test_request_context():
        assert local_path(wish) == "/"


def test_a_changed_password_ends_the_sessions_on_other_machines(cast, app):
    here, there = cast.signed_in("li"), cast.signed_in("li")

    new = "another-cup-of-tea"
    here.post("/password", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new})

    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert sign_in(app.test_client(), "li", new).status_code == 302


def test_a_name_written_otherwise_is_the_same_name_to_the_limit(cast, app, browser):
    app.config["LIMITS_ENABLED"] = True

    for number in range(10):
        assert sign_in(browser, "ａdmin" + "\u200b" * number, "wrong-wrong-wrong").status_code == 200

    assert sign_in(browser, "admin").status_code == 429


def test_no_other_kind_of_request_goes_round_the_limit(cast, app, browser):
    app.config["LIMITS_ENABLED"] = True
    wrong = {"username": "admin", "password": "wrong-wrong-wrong"}

    as_json = browser.post("/sign-in", json=wrong)
    for _try in range(10):
        asked = browser.post("/sign-in", data=wrong, headers={"Accept": "application/json"})
        assert asked.status_code == 200

    assert as_json.status_code == 400
    assert sign_in(browser, "admin").status_code == 429


def test_right_answers_cost_nothing_and_forgive_nothing(cast, app):
    app.config["LIMITS_ENABLED"] = True
    for _try in range(9):
        sign_in(app.test_client(), "admin", "wrong-wrong-wrong")

    assert [sign_in(app.test_client(), "admin").status_code for _day in range(3)] == [302, 302, 302]

    assert sign_in(app.test_client(), "admin", "wrong-wrong-wrong").status_code == 200
    assert sign_in(app.test_client(), "admin").status_code == 429


def test_the_present_password_of_an_open_session_can_not_be_guessed(cast, app):
    app.config["LIMITS_ENABLED"] = True
    browser = cast.signed_in("li")
    new = "another-cup-of-tea"

    for number in range(10):
        guess = {"password": f"guess-{number}", "new_password": new, "new_password_confirm": new}
        assert browser.post("/password", data=guess | {"username": str(number)}).status_code == 200

    right = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert browser.post("/password", data=right).status_code == 429
