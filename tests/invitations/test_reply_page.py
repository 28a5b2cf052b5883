"""The guest's page: reading changes nothing, a pressed button is never lost, and it shows nobody else's business."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.models import Client, HistoryEntry
from core.db import Base, db, now
from events.models import Event, EventStatus
from invitations.models import Channel, Invitation, Reply, ReplyState
from invitations.tokens import unseal
from staff.models import AuditEntry, StaffSession
from tests.house import queries

AGENTS = (
    "Mozilla/5.0 MicroMessenger/8.0.47",
    "Slackbot-LinkExpanding 1.0",
    "WhatsApp/2.23",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; SafeLinks)",
)


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


def reply_of(app, invitation_id: int) -> ReplyState:
    with app.app_context():
        return db.session.get_one(Invitation, invitation_id).reply


def change(app, model, row_id: int, **values) -> None:
    with app.app_context():
        for name, value in values.items():
            setattr(db.session.get_one(model, row_id), name, value)
        db.session.commit()


def everything(app) -> dict[str, list]:
    """All rows of all tables."""
    with app.app_context():
        return {
            table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name != "rate_limit"
        }


# --- reading


def test_the_page_greets_and_says_what_when_and_where(browser, cast, guest):
    token, _invitation_id, _event_id = guest

    page = browser.get(f"/I/{token}").text

    order = [
        page.index(words) for words in ("尊敬的王女士：", "<h1>春茶品鉴</h1>", "年", "财富中心三楼", "我会来", "来不了")
    ]
    assert order == sorted(order)
    assert "赵经理" in page
    assert 'href="tel:13800000000"' in page


@pytest.mark.parametrize("path", ["/i/{lower}", "/I/{lower}", "/i/{upper}", "/I/{upper}"])
def test_any_case_of_the_address_opens_it(browser, guest, path):
    token, _invitation_id, _event_id = guest

    assert browser.get(path.format(lower=token.lower(), upper=token)).status_code == 200


def test_reading_changes_nothing_however_often_and_by_whom(app, browser, guest):
    token, _invitation_id, _event_id = guest
    before = everything(app)

    for agent in AGENTS:
        for path in (f"/i/{token}", f"/I/{token}?step=reason", f"/i/{token}?step=change", f"/i/{token}/calendar.ics"):
            for method in ("GET", "HEAD", "OPTIONS"):
                answer = browser.open(path, method=method, headers={"User-Agent": agent})
                assert answer.status_code == 200

    assert everything(app) == before


def test_a_program_that_presses_the_first_button_accepts_nothing(app, browser, guest):
    token, invitation_id, _event_id = guest
    page = browser.get(f"/i/{token}").text
    first = re.search(r'<(?:button|input type="submit") name="(\w+)" value="(\w*)"', page)

    answer = browser.post(f"/i/{token}", data={"key": key_in(page), first.group(1): first.group(2)})

    assert answer.status_code == 422
    assert reply_of(app, invitation_id) is ReplyState.NONE


def test_the_page_shows_nobodys_business_but_the_guests(app, cast, browser, guest):
    token, _invitation_id, event_id = guest
    with app.app_context():
        client = db.session.scalars(sa.select(Client)).one()
        client.talk_topics, client.do_not_mention, client.district = "孙女学琴", "离婚", "西湖区"
        client.email = "wang@example.com"
        db.session.commit()
    cast.add_invitation(event_id, cast.add_client("赵", "四", number="other"))

    for step in ("", "?step=change"):
        page = browser.get(f"/i/{token}{step}").text
        for private in ("文静", "13800001234", "1234", "孙女学琴", "离婚", "西湖区", "wang@", "T3", "赵四", "李组织"):
            assert private not in page, private


def test_headers_keep_the_page_out_of_caches_searches_and_referers(browser, guest):
    token, _invitation_id, _event_id = guest

    for path in (f"/i/{token}", f"/I/{token}", f"/i/{token}/calendar.ics", "/code", "/i/unknown"):
        headers = browser.get(path).headers
        assert "noindex" in headers["X-Robots-Tag"]
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "'unsafe-inline'" not in headers["Content-Security-Policy"]


def test_page_style_and_pictures_together_stay_below_20_kb(app, browser, guest):
    token, _invitation_id, _event_id = guest
    page = browser.get(f"/i/{token}")

    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    size = len(page.data) + sum(len(browser.get(part).data) for part in parts)

    assert parts
    assert size <= 20_000, size
    assert "<script" not in page.text


@pytest.mark.parametrize(("born", "large"), [(date(1950, 1, 1), True), (date(1990, 1, 1), False), (None, False)])
def test_type_is_large_for_older_guests_and_for_whoever_asks(cast, browser, born, large):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client(birth_date=born)))

    assert ('class="large"' in browser.get(f"/i/{token}").text) is large
    assert 'class="large"' in browser.get(f"/i/{token}?large=1").text
    assert 'class="large"' not in browser.get(f"/i/{token}?large=0").text


# --- language


def test_the_page_speaks_the_letters_language_whatever_the_browser_asks(cast, browser):
    event_id = cast.add_event()
    english = cast.token(cast.add_invitation(event_id, cast.add_client(language="en", name_en="Wang Wenjing")))
    chinese = cast.token(cast.add_invitation(event_id, cast.add_client(number="2")))

    page = browser.get(f"/i/{english}", headers={"Accept-Language": "zh-CN"}).text
    assert "Dear Ms Wang," in page
    assert "A spring tea tasting" in page
    assert '<html lang="en">' in page
    page = browser.get(f"/i/{chinese}", headers={"Accept-Language": "en"}).text
    assert '<html lang="zh-CN">' in page


def test_the_other_language_is_one_press_away_and_stays(browser, guest):
    token, _invitation_id, _event_id = guest

    page = browser.get(f"/i/{token}?lang=en").text
    assert "I will come" in page
    answer = press(browser, token, "accept", query="?lang=en&large=1")

    assert answer.location.endswith("?lang=en&large=1")
    assert "Your seat is kept" in browser.get(answer.location).text


def test_a_client_without_known_salutation_is_greeted_by_name(cast, browser):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client("吴", "无称", gender=None)))

    page = browser.get(f"/i/{token}").text

    assert "吴无称：" in page


def test_a_name_that_looks_like_code_is_only_text(cast, browser):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client("<b>{{7*7}}", "x")))

    page = browser.get(f"/i/{token}").text

    assert "&lt;b&gt;{{7*7}}" in page


# --- answering


def test_accepting_keeps_a_seat_and_says_what_to_bring(app, browser, guest):
    token, invitation_id, _event_id = guest

    answer = press(browser, token, "accept")

    assert answer.status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED
    page = browser.get(f"/i/{token}").text
    assert "席位已为您留好" in page
    assert "请带上这封信" in page
    assert "calendar.ics" in page
    with app.app_context():
        reply = db.session.scalars(sa.select(Reply)).one()
        assert (reply.channel, reply.staff_id) == (Channel.QR, None)


def test_it_works_without_cookies(app, guest):
    token, invitation_id, _event_id = guest
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = app.test_client(use_cookies=False).get(f"/i/{token}")
        assert "Set-Cookie" not in page.headers
        answer = app.test_client(use_cookies=False).post(
            f"/I/{token}", data={"key": key_in(page.text), "answer": "accept"}
        )
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert answer.status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED


def test_a_double_click_and_a_resubmit_are_one_answer(app, browser, guest):
    token, _invitation_id, _event_id = guest
    data = {"key": key_in(browser.get(f"/i/{token}").text), "answer": "accept"}

    assert [browser.post(f"/i/{token}", data=data).status_code for _ in range(3)] == [303] * 3

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 1


@pytest.mark.parametrize("key", ["", "0" * 32, "王", "foreign"])
def test_an_expired_or_foreign_key_asks_to_press_once_more(app, cast, browser, guest, key):
    token, invitation_id, event_id = guest
    if key == "foreign":
        other = cast.token(cast.add_invitation(event_id, cast.add_client("李", "四", number="other")))
        key = key_in(browser.get(f"/i/{other}").text)

    answer = browser.post(f"/i/{token}", data={"key": key, "answer": "accept"})

    assert answer.status_code == 422
    assert "请再按一次“我会来”" in answer.text
    assert reply_of(app, invitation_id) is ReplyState.NONE
    again = browser.post(f"/i/{token}", data={"key": key_in(answer.text), "answer": "accept"})
    assert again.status_code == 303


def test_yesterdays_page_still_answers(app, browser, guest):
    from invitations.reply_screens import form_key, key_is_good

    moment = datetime(2027, 3, 20, tzinfo=UTC)

    assert key_is_good(form_key("a", "s", moment), "a", "s", moment + timedelta(days=1))
    assert not key_is_good(form_key("a", "s", moment), "a", "s", moment + timedelta(days=2))
    assert not key_is_good(form_key("b", "s", moment), "a", "s", moment)


def test_declining_asks_for_a_reason_that_may_be_left_out(app, browser, guest):
    token, invitation_id, _event_id = guest

    answer = press(browser, token, "decline")
    page = browser.get(answer.location).text

    assert reply_of(app, invitation_id) is ReplyState.DECLINED
    assert "方便说说原因吗" in page
    browser.post(f"/i/{token}", data={"key": key_in(page), "answer": "reason", "reason": "travel"})
    with app.app_context():
        assert db.session.scalars(sa.select(Reply.note).order_by(Reply.id)).all() == ["", "出门在外"]


def test_a_reason_that_is_none_of_ours_is_not_kept(app, browser, guest):
    token, _invitation_id, _event_id = guest
    press(browser, token, "decline")
    page = browser.get(f"/i/{token}?step=reason").text

    answer = browser.post(f"/i/{token}", data={"key": key_in(page), "answer": "reason", "reason": "<script>"})

    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalars(sa.select(Reply.note)).all() == [""]


def test_a_reason_without_having_declined_is_refused_in_words(app, browser, guest):
    token, _invitation_id, _event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)

    answer = browser.post(f"/i/{token}", data={"key": key, "answer": "reason", "reason": "time"})

    assert answer.status_code == 409
    assert "来不了" in answer.text


def test_a_mind_may_change_both_ways(app, browser, guest):
    token, invitation_id, _event_id = guest

    states = []
    for step in ("accept", "decline", "accept"):
        press(browser, token, step)
        states.append(reply_of(app, invitation_id))

    assert states == [ReplyState.ACCEPTED, ReplyState.CANCELLED, ReplyState.ACCEPTED]


def test_a_full_event_notes_the_wish_without_a_number(app, cast, browser, guest):
    token, _invitation_id, event_id = guest
    press(browser, token, "accept")
    second_id = cast.add_invitation(event_id, cast.add_client("李", "四", number="second"))
    second = cast.token(second_id)

    press(browser, second, "accept")

    page = browser.get(f"/i/{second}").text
    assert reply_of(app, second_id) is ReplyState.WAITLISTED
    assert "座位已经坐满了" in page
    assert "赵经理会打电话给您" in page
    assert "候补" not in page
    assert not re.search(r"第\s*\d|位\s*\d", page)


def test_an_answer_takes_at_most_ten_statements(app, browser, guest):
    token, _invitation_id, _event_id = guest
    data = {"key": key_in(browser.get(f"/i/{token}").text), "answer": "accept"}

    with queries(app) as seen:
        assert browser.post(f"/i/{token}", data=data).status_code == 303

    assert len(seen) <= 10, "\n".join(seen)


# --- pages that explain themselves


def test_after_the_deadline_one_may_decline_or_call(app, browser, guest):
    token, invitation_id, event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)
    change(app, Event, event_id, reply_by=now() - timedelta(seconds=1))

    page = browser.get(f"/i/{token}").text
    assert "已经过了" in page
    assert 'value="accept"' not in page
    late = browser.post(f"/i/{token}", data={"key": key, "answer": "accept"})
    assert late.status_code == 409
    assert "138-0000-0000" in late.text
    assert reply_of(app, invitation_id) is ReplyState.NONE
    assert browser.post(f"/i/{token}", data={"key": key, "answer": "decline"}).status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.DECLINED


@pytest.mark.parametrize("how", ["past", "closed", "revoked"])
def test_what_no_longer_stands_explains_itself_with_a_telephone(app, cast, browser, guest, how):
    token, invitation_id, event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)
    if how == "past":
        moment = now() - timedelta(days=3)
        change(app, Event, event_id, reply_by=moment, starts_at=moment, ends_at=moment + timedelta(hours=1))
    elif how == "closed":
        change(app, Event, event_id, status=EventStatus.CLOSED)
    else:
        change(app, Invitation, invitation_id, revoked_at=now())

    for answer in (
        browser.get(f"/i/{token}"),
        browser.get(f"/i/{token}?step=change"),
        browser.post(f"/i/{token}", data={"key": key, "answer": "accept"}),
    ):
        assert "138-0000-0000" in answer.text
        assert "<form" not in answer.text
        assert "尊敬的王女士" in answer.text
    assert reply_of(app, invitation_id) is ReplyState.NONE


def test_while_the_event_runs_who_accepted_still_sees_the_place(app, browser, guest):
    token, _invitation_id, event_id = guest
    press(browser, token, "accept")
    moment = now() - timedelta(minutes=5)
    change(app, Event, event_id, reply_by=moment, starts_at=moment)

    page = browser.get(f"/i/{token}").text

    assert "财富中心三楼" in page
    assert "step=change" not in page


def test_every_unknown_token_gets_the_same_page_in_both_languages(browser, guest):
    pages = [browser.get(f"/i/{token}") for token in ("W" * 26, "x", "0" * 26, "%00", "王")]

    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages}) == 1
    assert "回函码" in pages[0].text
    assert "Reply code" in pages[0].text
    assert browser.post("/i/unknown", data={"answer": "accept"}).status_code == 404
    assert browser.get("/i/unknown/calendar.ics").status_code == 404


@pytest.fixture
def limited(app):
    app.config["LIMITS_ENABLED"] = True
    with app.app_context():
        from core.limits import _STRATEGY

        _STRATEGY.storage.reset()
        yield
        _STRATEGY.storage.reset()
    app.config["LIMITS_ENABLED"] = False


def test_twenty_unknown_tokens_are_told_so_and_a_real_guest_is_never_blocked(limited, app, browser, guest):
    token, _invitation_id, _event_id = guest

    statuses = [browser.get(f"/i/guess{number}").status_code for number in range(25)]

    assert statuses == [404] * 20 + [429] * 5
    assert browser.get(f"/i/{token}").status_code == 200
    assert press(browser, token, "accept").status_code == 303
    other = app.test_client()
    assert other.get("/i/guess", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


# --- who opens it decides what it shows


def test_the_clients_manager_and_the_organiser_get_the_clients_page(app, cast, guest):
    token, _invitation_id, _event_id = guest
    with app.app_context():
        client_id = db.session.scalars(sa.select(Client.id)).one()

    for who in ("zhao", "li", "manager"):
        assert cast.signed_in(who).get(f"/I/{token}").location == f"/clients/{client_id}"


def test_tonights_door_gets_the_guest_at_the_door(cast, app):
    event_id = cast.add_event(starts_at=now() + timedelta(hours=1), reply_by=now() + timedelta(minutes=30))
    invitation_id = cast.add_invitation(event_id, cast.add_client())
    token = cast.token(invitation_id)

    location = cast.signed_in("door").get(f"/I/{token}").location

    assert location.startswith("/door/")
    assert str(invitation_id) in location


def test_strangers_and_the_door_of_another_day_get_the_reply_page(cast, guest):
    token, _invitation_id, _event_id = guest

    for who in ("door", "sun", "stranger"):
        answer = cast.signed_in(who).get(f"/I/{token}")
        assert answer.status_code == 200
        assert "尊敬的王女士" in answer.text


def test_staff_never_answer_in_the_guests_name(app, cast, browser, guest):
    token, invitation_id, _event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)

    answer = cast.signed_in("zhao").post(f"/i/{token}", data={"key": key, "answer": "accept"})

    assert answer.status_code == 302
    assert reply_of(app, invitation_id) is ReplyState.NONE


# --- the short code


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


# --- traces


def test_an_answer_leaves_an_audit_row_without_a_person_and_a_history_entry(app, browser, guest):
    token, _invitation_id, _event_id = guest

    press(browser, token, "accept")

    with app.app_context():
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "reply")).one()
        assert entry.staff_id is None
        assert token not in str(entry.details)
        history = db.session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
        assert (history.subject, history.staff_id) == ("春茶品鉴", None)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 0


def test_a_refusal_speaks_the_letters_language_too(app, cast, browser):
    event_id = cast.add_event()
    token = cast.token(cast.add_invitation(event_id, cast.add_client(language="en", name_en="Wang Wenjing")))
    key = key_in(browser.get(f"/i/{token}").text)
    change(app, Event, event_id, reply_by=now() - timedelta(seconds=1))

    page = browser.post(f"/i/{token}", data={"key": key, "answer": "accept"}, headers={"Accept-Language": "zh-CN"}).text

    assert "The time for answering is over" in page
    assert "I can't come" in page


def test_a_reason_is_kept_in_the_guests_language(app, cast, browser):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client(language="en", name_en="Wang Wenjing")))
    press(browser, token, "decline")
    key = key_in(browser.get(f"/i/{token}?step=reason").text)

    browser.post(
        f"/i/{token}",
        data={"key": key, "answer": "reason", "reason": "travel"},
        headers={"Accept-Language": "zh-CN"},
    )

    with app.app_context():
        assert db.session.scalars(sa.select(Reply.note).order_by(Reply.id.desc())).first() == "I am travelling"
