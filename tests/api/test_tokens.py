"""Tokens: who makes them, what opens with them, and that nothing else does."""

import hashlib
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from api.models import ApiToken
from api.permissions import Permission as P
from api.tokens import make_token
from core.db import db, now
from core.errors import DomainError
from core.logs import masked
from staff.models import AuditEntry, Branch, Role, Staff
from tests.api.systems import system


def make(cast, who="manager", branch=None, may=(P.EVENTS_READ,), days=30):
    with cast.app.app_context():
        branch = db.session.get_one(Branch, branch or cast.branch_id)
        moment = now()
        expires = moment + timedelta(days=days)
        return make_token(cast.staff(who), branch, name="CRM", may=may, expires_at=expires, now=moment)


def test_a_token_is_shown_once_and_only_its_hash_is_kept(cast):
    told = system(cast)

    with cast.app.app_context():
        token = db.session.get_one(ApiToken, told.id)
        assert re.fullmatch(r"yaji_[0-9a-f]{48}", told.text)
        assert token.token_hash == hashlib.sha256(told.text.encode()).hexdigest()
        rows = [
            str(row)
            for table in (ApiToken, AuditEntry, Staff)
            for row in db.session.execute(sa.select(table.__table__))
        ]
        assert not any(told.text in row for row in rows)
    assert told.text not in masked(f"Bearer {told.text}")


def test_a_token_is_a_colleague_without_a_password_in_one_branch(cast):
    told = system(cast, P.CLIENTS_READ)
    with cast.app.app_context():
        staff = db.session.get_one(Staff, told.staff_id)
        assert (staff.is_device, staff.branch_id, staff.role_set) == (True, cast.branch_id, {Role.ORGANISER})


def test_a_token_for_events_alone_acts_in_a_role_that_sees_no_client(cast):
    told = system(cast, P.EVENTS_READ)
    with cast.app.app_context():
        assert db.session.get_one(Staff, told.staff_id).role_set == {Role.RM}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"who": "li"}, "token_not_yours"),
        ({"who": "zhao"}, "token_not_yours"),
        ({"may": ()}, "token_without_rights"),
        ({"days": 0}, "token_expiry"),
        ({"days": 400}, "token_expiry"),
    ],
)
def test_a_token_is_refused(cast, change, code):
    with pytest.raises(DomainError, match=code):
        make(cast, **change)


def test_a_manager_lets_nobody_into_another_branch_and_an_administrator_does(cast):
    with pytest.raises(DomainError, match="token_not_yours"):
        make(cast, branch=cast.other_branch_id)
    assert make(cast, who="admin", branch=cast.other_branch_id)


def refusals(cast, told):
    """Requests that must all be answered alike."""
    browser = cast.app.test_client()
    ways = {
        "nothing": {},
        "no scheme": {"Authorization": told.text},
        "another scheme": {"Authorization": f"Basic {told.text}"},
        "unknown": {"Authorization": "Bearer yaji_" + "0" * 48},
        "cut short": {"Authorization": f"Bearer {told.text[:-1]}"},
        "other case": {"Authorization": f"Bearer {told.text.upper()}"},
        "odd": {"Authorization": "Bearer yaji_" + "名" * 3},
    }
    for way, headers in ways.items():
        yield way, browser.get("/api/v1/events", headers={"Accept-Language": "en"} | headers)
    for way, path in {"parameter": f"?access_token={told.text}", "auth_token": f"?auth_token={told.text}"}.items():
        yield way, browser.get(f"/api/v1/events{path}", headers={"Accept-Language": "en"})


def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(cast):
    told = system(cast)
    bodies = set()
    for way, answer in refusals(cast, told):
        assert answer.status_code == 401, way
        assert answer.mimetype == "application/problem+json", way
        assert answer.headers["WWW-Authenticate"].startswith("Bearer"), way
        bodies.add(re.sub(r'"request_id": "\w+"', "", answer.text))
    assert len(bodies) == 1


@pytest.mark.parametrize("how", ["revoked", "expired", "maker left", "maker demoted"])
def test_a_token_that_has_ended_opens_nothing(cast, how):
    told = system(cast)
    assert told.get("/events").status_code == 200
    with cast.app.app_context():
        token = db.session.get_one(ApiToken, told.id)
        if how == "revoked":
            token.revoked_at = now()
        elif how == "expired":
            token.expires_at = now() - timedelta(seconds=1)
        elif how == "maker left":
            cast.staff("manager").active = False
        else:
            cast.staff("manager").roles = []
        db.session.commit()

    answer = told.get("/events")

    assert answer.status_code == 401
    assert answer.json["code"] == "unauthorized"


def test_the_last_use_is_noted_by_the_minute_and_not_with_each_read(cast):
    told = system(cast)
    told.get("/events")
    with cast.app.app_context():
        first = db.session.get_one(ApiToken, told.id).last_used_at
    told.get("/events")
    with cast.app.app_context():
        assert first is not None
        assert db.session.get_one(ApiToken, told.id).last_used_at == first


def test_wrong_tokens_use_up_the_tries_of_an_address_and_right_ones_do_not(cast, app):
    told = system(cast)
    app.config["LIMITS_ENABLED"] = True
    wrong = {"Authorization": "Bearer yaji_" + "0" * 48}
    browser = app.test_client()
    for _try in range(3):
        assert told.get("/events").status_code == 200
    statuses = [browser.get("/api/v1/events", headers=wrong).status_code for _try in range(61)]

    assert statuses[:60] == [401] * 60
    assert statuses[60] == 429
    assert told.get("/events").status_code == 200  # behind the same address, as a whole bank may be


def test_a_token_has_so_many_requests_a_minute(cast, app, monkeypatch):
    monkeypatch.setattr("api.access.PER_TOKEN", "3 per minute")
    told, other = system(cast), system(cast)
    app.config["LIMITS_ENABLED"] = True

    answers = [told.get("/events") for _try in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json["code"] == "too_many"
    assert int(answers[3].headers["Retry-After"]) > 0
    assert other.get("/events").status_code == 200


def test_sentences_come_in_the_readers_language(cast):
    told = system(cast, P.EVENTS_READ)
    english = told.get("/clients", Accept_Language="en")
    chinese = told.get("/clients", Accept_Language="zh-CN,zh;q=0.9")

    assert english.json["title"] == "This token may not do that"
    assert re.search("[一-鿿]", chinese.json["title"])
    assert english.json["code"] == chinese.json["code"] == "forbidden"


def test_the_page_makes_and_revokes_a_token(cast):
    browser = cast.signed_in("manager")
    day = (now() + timedelta(days=90)).date().isoformat()
    wish = {"name": "闸机", "may": ["checkins:read", "checkins:write"], "expires": day}

    made = browser.post("/settings/api", data=wish)
    text = re.search(r"yaji_[0-9a-f]{48}", made.text).group()
    page = browser.get("/settings/api").text

    assert made.status_code == 200
    assert "闸机" in page
    assert text not in page
    with cast.app.app_context():
        token_id = db.session.scalar(sa.select(ApiToken.id))
    assert browser.post(f"/settings/api/{token_id}/revoke").status_code == 302
    headers = {"Authorization": f"Bearer {text}"}
    assert cast.app.test_client().get("/api/v1/events", headers=headers).status_code == 401


def test_the_page_keeps_what_was_typed_when_something_is_missing(cast):
    answer = cast.signed_in("manager").post(
        "/settings/api", data={"name": "闸机甲", "expires": "2020-01-01", "may": "events:read"}
    )
    assert answer.status_code == 422
    assert "闸机甲" in answer.text
    assert cast.signed_in("manager").post("/settings/api", data={"name": "x"}).status_code == 422
    for day in ("9999-12-31", "0001-01-01"):
        wish = {"name": "x", "may": "events:read", "expires": day}
        assert cast.signed_in("manager").post("/settings/api", data=wish).status_code == 422


def test_a_manager_neither_sees_nor_revokes_a_token_of_another_branch(cast):
    theirs = system(cast, by="admin", branch_id=cast.other_branch_id)
    browser = cast.signed_in("manager")

    assert "CRM" not in browser.get("/settings/api").text
    assert browser.post(f"/settings/api/{theirs.id}/revoke").status_code == 404
    day = (now() + timedelta(days=90)).date().isoformat()
    wish = {"branch": cast.other_branch_id, "name": "x", "may": "events:read", "expires": day}
    assert browser.post("/settings/api", data=wish).status_code in (200, 422)
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(ApiToken.branch_id == cast.other_branch_id)) == 1


def test_systems_stand_on_no_list_of_people(cast):
    system(cast, P.EVENTS_READ, by="admin")
    system(cast, by="admin")
    event_id = cast.add_event()

    for who, path in (("admin", "/staff"), ("li", "/clients/new"), ("li", f"/events/{event_id}/checklist")):
        answer = cast.signed_in(who).get(path)
        assert answer.status_code == 200, path
        assert "CRM" not in answer.text, path
