"""The second factor: set up by its owner, asked for at the next sign-in, taken away by the administrator."""

import re

from passlib.totp import TOTP

from core.db import db
from tests.house import PASSWORD


def code_for(secret: str) -> str:
    return TOTP(key=secret.replace("-", "").replace(" ", "")).generate().token


def set_up(browser) -> str:
    """Set the factor up as its owner does; returns the secret that the page shows for typing."""
    page = browser.post("/tf-setup", data={"setup": "authenticator"}, follow_redirects=True)
    [secret] = re.findall(r"\b([A-Z2-7]{4}(?:[- ]?[A-Z2-7]{4}){7})\b", page.text)[:1]
    action = re.search(r'action="(/tf-setup/[^"]+)"', page.text)[1]
    answer = browser.post(action, data={"code": code_for(secret)})
    assert answer.status_code == 302
    return secret


def test_with_a_second_factor_the_password_alone_opens_nothing(cast, app):
    owner = cast.signed_in("manager")
    secret = set_up(owner)
    browser = app.test_client()

    browser.post("/sign-in", data={"username": "manager", "password": PASSWORD})
    assert browser.get("/").status_code == 302

    answer = browser.post("/tf-validate", data={"code": code_for(secret)})
    assert answer.status_code == 302
    assert browser.get("/").status_code == 200


def test_the_administrator_takes_the_factor_of_a_lost_phone_away(cast, app):
    owner = cast.signed_in("manager")
    set_up(owner)

    cast.signed_in("admin").post(f"/staff/{cast.staff_ids['manager']}/forget-totp")

    assert owner.get("/").status_code == 302
    browser = app.test_client()
    browser.post("/sign-in", data={"username": "manager", "password": PASSWORD})
    assert browser.get("/").status_code == 200
    with app.app_context():
        assert cast.staff("manager").tf_totp_secret is None
        db.session.rollback()


def test_codes_can_not_be_guessed_by_naming_somebody_else_with_each(cast, app):
    set_up(cast.signed_in("manager"))
    app.config["LIMITS_ENABLED"] = True
    browser = app.test_client()
    browser.post("/sign-in", data={"username": "manager", "password": PASSWORD})

    tries = [browser.post("/tf-validate", data={"code": "000000", "username": str(number)}) for number in range(11)]

    assert [answer.status_code for answer in tries] == [200] * 10 + [429]


def test_a_link_to_the_second_factor_signs_nobody_out(cast):
    browser = cast.signed_in("li")

    assert browser.get("/tf-validate").headers["Location"] == "/"

    assert browser.get("/").status_code == 200
