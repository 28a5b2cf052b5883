"""What a card's code opens: for whoever holds it, for those who care for the member, and once it is used no more."""

import pytest

from clients.models import Client
from core.db import db
from membership.cards import address_of, card_of, ensure_code, find_by_card, new_code
from membership.models import MembershipStatus
from tests.house import queries
from tests.membership.club_desk import get, recent_member


@pytest.fixture
def member_id(cast):
    return recent_member(cast)


def token_of(cast, member_id):
    with cast.app.app_context():
        token = ensure_code(get(member_id))
        db.session.commit()
        return token


def test_a_finder_reads_a_number_to_call_and_no_name(cast, browser, member_id):
    answer = browser.get(f"/m/{token_of(cast, member_id)}")

    assert answer.status_code == 200
    assert "138-0000-0000" in answer.text
    assert "赵经理" in answer.text
    assert not any(secret in answer.text for secret in ("文静", "王", "001-", "会友", "Friend"))
    assert len(answer.data) < 20_000
    assert "<script" not in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_any_letter_case_and_either_language(cast, browser, member_id):
    token = token_of(cast, member_id)

    assert browser.get(f"/M/{token}").status_code == 200
    assert browser.get(f"/m/{token.lower()}").status_code == 200
    assert "Please show this card" in browser.get(f"/m/{token}?lang=en").text


def test_opening_it_writes_nothing(cast, browser, member_id):
    token = token_of(cast, member_id)
    with queries(cast.app) as seen:
        browser.get(f"/m/{token}")

    assert [statement for statement in seen if not statement.startswith("SELECT")] == []


@pytest.mark.parametrize(("who", "lands"), [("zhao", True), ("li", True), ("sun", False), ("door", False)])
def test_those_who_care_for_the_member_come_to_the_members_page(cast, member_id, who, lands):
    answer = cast.signed_in(who).get(f"/m/{token_of(cast, member_id)}")

    assert (answer.status_code == 302) is lands
    if lands:
        assert answer.headers["Location"] == f"/club/members/{member_id}"


@pytest.mark.parametrize("status", [MembershipStatus.LAPSED, MembershipStatus.REVOKED, MembershipStatus.LEFT])
def test_a_card_that_is_used_no_more_explains_itself(cast, browser, member_id, status):
    token = token_of(cast, member_id)
    with cast.app.app_context():
        get(member_id).status = status
        db.session.commit()

    answer = browser.get(f"/m/{token}")

    assert answer.status_code == 410
    assert "0571-8888-0000" in answer.text
    assert "文静" not in answer.text


def test_an_unknown_card_is_404_and_many_are_429(cast, browser, member_id):
    assert browser.get("/m/NOTHING").status_code == 404
    cast.app.config["LIMITS_ENABLED"] = True
    answers = [browser.get("/m/23456789ABCDEFGHJKMNPQRTUV").status_code for _ in range(21)]

    assert answers == [404] * 20 + [429]
    assert browser.get(f"/m/{token_of(cast, member_id)}").status_code == 200


def test_an_unknown_card_is_told_in_both_languages(cast, browser):
    page = browser.get("/m/NOTHING").text

    assert "No card found" in page
    assert "未找到此卡" in page
    assert 'lang="en' in page


def test_a_lost_card_opens_nothing_any_more(cast, browser, member_id):
    old = token_of(cast, member_id)

    assert cast.signed_in("zhao").post(f"/club/members/{member_id}/lost").status_code == 302
    assert browser.get(f"/m/{old}").status_code == 404
    with cast.app.app_context():
        assert find_by_card(ensure_code(get(member_id))).id == member_id


def test_a_reprint_keeps_the_code_and_the_database_keeps_no_token(cast, member_id):
    token = token_of(cast, member_id)
    with cast.app.app_context():
        one = get(member_id)

        assert card_of(one).qr_payload == address_of(token) == card_of(one).qr_payload
        assert token not in (one.token_hash, one.sealed)
        assert new_code(one) != token


def test_a_card_speaks_the_clients_language_and_tells_no_level(cast, member_id):
    with cast.app.app_context():
        one = get(member_id)
        chinese = card_of(one)
        client = db.session.get_one(Client, one.client_id)
        client.language, client.name_en = "en", "Wang Wenjing"
        english = card_of(one)

    assert chinese.since.startswith("自 20")
    assert (english.club, english.name) == ("The Yaji Club", "Wang Wenjing")
    assert english.since.startswith("since ")
    assert "会友" not in "".join(chinese.texts())
