"""The short code beside the QR: with the telephone's last digits, and few tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from core.db import db
from invitations.codes.tokens import unseal
from invitations.models import Invitation


def code_of(app, invitation_id: int) -> str:
    with app.app_context():
        return unseal(db.session.get_one(Invitation, invitation_id)).grouped


def wide(text: str) -> str:
    return "".join(chr(ord(symbol) + 0xFEE0) if "!" <= symbol <= "~" else symbol for symbol in text)


def test_code_and_telephone_open_the_invitation_however_they_are_typed(app, browser, guest):
    token, invitation_id, _event_id = guest
    code = code_of(app, invitation_id)

    for typed, tail in (
        (code, "1234"),
        (code.lower(), " 1234 "),
        (code.replace("-", " "), "1234"),
        (wide(code), wide("1234")),
    ):
        answer = browser.post("/code", data={"code": typed, "tail": tail})
        assert answer.status_code == 303
        assert answer.location == f"/i/{token}"


def test_an_unknown_code_and_a_wrong_number_get_one_and_the_same_answer(app, browser, guest):
    _token, invitation_id, _event_id = guest
    code = code_of(app, invitation_id)

    def shown(code: str, tail: str) -> str:
        answer = browser.post("/code", data={"code": code, "tail": tail})
        assert answer.status_code == 422
        return answer.text.replace(code, "…")

    assert shown(code, "9999") == shown("WWWW-WWWW", "1234") == shown(code, "")


def test_a_client_without_telephone_can_not_be_opened_by_an_empty_one(app, cast, browser):
    invitation_id = cast.add_invitation(cast.add_event(), cast.add_client(phone=""))

    answer = browser.post("/code", data={"code": code_of(app, invitation_id), "tail": ""})

    assert answer.status_code == 422


def test_five_wrong_tries_lock_this_code_from_this_address_only(limited, app, browser, guest):
    token, invitation_id, _event_id = guest
    code = code_of(app, invitation_id)
    wrong = {"code": code, "tail": "9999"}

    assert [browser.post("/code", data=wrong).status_code for _ in range(6)] == [422] * 5 + [429]
    right = {"code": code, "tail": "1234"}
    assert browser.post("/code", data=right).status_code == 429
    elsewhere = browser.post("/code", data=right, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert elsewhere.status_code == 303
    assert browser.get(f"/i/{token}").status_code == 200


def test_parallel_tries_do_not_slip_through_the_lock(limited, app, guest):
    _token, invitation_id, _event_id = guest
    wrong = {"code": code_of(app, invitation_id), "tail": "9999"}

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _n: app.test_client().post("/code", data=wrong).status_code, range(32)))

    assert sorted(statuses) == [422] * 5 + [429] * 27


def test_right_tries_never_lock(limited, app, browser, guest):
    _token, invitation_id, _event_id = guest
    right = {"code": code_of(app, invitation_id), "tail": "1234"}

    assert {browser.post("/code", data=right).status_code for _ in range(12)} == {303}


def test_two_hundred_wrong_codes_an_hour_close_the_door_for_all(limited, app, browser, guest):
    _token, invitation_id, _event_id = guest
    for number in range(200):
        browser.post("/code", data={"code": f"W{number}", "tail": "0000"})

    answer = browser.post("/code", data={"code": code_of(app, invitation_id), "tail": "1234"})

    assert answer.status_code == 429
