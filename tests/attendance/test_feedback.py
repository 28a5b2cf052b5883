"""Feedback: the guest's page by the table's code and by the letter; anonymous means that nothing leads back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.feedback.room_code import give_token
from attendance.models import Feedback, FollowUp, FollowUpKind
from clients.models import EntryKind, HistoryEntry
from core.db import db, now
from events.approval.moves import locked
from events.models import DoorSetting, Event, EventStatus
from tests.attendance.evening import Evening, an_evening, words
from tests.house import Cast

AFTER = timedelta(hours=-3)
"""The evening began three hours ago and is over."""


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return an_evening(cast, begins=AFTER)


def room(evening: Evening) -> str:
    with evening.app.app_context():
        token = give_token(locked(evening.event_id))
        db.session.commit()
    return f"/f/{token}"


def filled(browser, path, **values):
    """What the page's form sends: its key and mark, and what is filled in."""
    page = browser.get(path).get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(key|mark)" value="([^"]+)">', page))
    return hidden | values


def rows(app) -> list[Feedback]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Feedback).order_by(Feedback.id)))


def tasks(app) -> set[FollowUpKind]:
    with app.app_context():
        return set(db.session.scalars(sa.select(FollowUp.kind)))


def test_the_tables_code_opens_eight_questions_without_a_cookie(evening, browser):
    answer = browser.get(room(evening))

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in answer.get_data(as_text=True)
    assert len(answer.data) < 20_000
    assert "您会把这样的活动介绍给朋友吗？" in words(answer)


def test_looking_writes_nothing(evening, browser):
    path = room(evening)

    for method in (browser.get, browser.head):
        method(path)

    assert rows(evening.app) == []


def test_what_is_sent_from_the_table_names_nobody(evening, browser):
    path = room(evening)
    data = filled(browser, path, overall="5", recommend="9", words="茶很香", topics=["tea", "trips"], name="王文静")

    answer = browser.post(path, data=data)

    [row] = rows(evening.app)
    assert answer.status_code == 303
    assert "谢谢您" in words(browser.get(answer.location))
    assert (row.overall, row.recommend, row.words, row.topics) == (5, 9, "茶很香", ["tea", "trips"])
    assert (row.invitation_id, row.by_staff_id, row.name) == (None, None, "")
    assert (row.at.minute, row.at.second) == (0, 0)
    assert tasks(evening.app) == set()


def test_a_page_sent_twice_is_one_and_a_mended_one_is_mended(evening, browser):
    path = room(evening)
    data = filled(browser, path, overall="4")

    for change in ({}, {}, {"overall": "5", "words": "很好"}):
        browser.post(path, data=data | change)

    [row] = rows(evening.app)
    assert (row.overall, row.words) == (5, "很好")


def test_nothing_is_lost_on_a_mistake(evening, browser):
    path = room(evening)
    data = filled(browser, path, overall="4", words="茶" * 501, topics=["tea"], ease_note="停车难")

    answer = browser.post(path, data=data)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "茶" * 501 in page
    assert 'value="停车难"' in page
    assert 'name="overall" value="4" checked' in page
    assert 'value="tea" checked' in page
    assert "超出 1 个字" in page
    assert rows(evening.app) == []


@pytest.mark.parametrize(
    "values", [{"overall": "6"}, {"recommend": "11"}, {"recommend": "-1"}, {"ease": "maybe"}, {"useful": "五"}, {}]
)
def test_what_is_no_answer_is_not_kept(evening, browser, values):
    path = room(evening)

    answer = browser.post(path, data=filled(browser, path, **values))

    assert answer.status_code == 422
    assert rows(evening.app) == []


def test_an_anonymous_wish_for_a_call_needs_a_name(evening, browser):
    path = room(evening)

    answer = browser.post(path, data=filled(browser, path, call_me="1", words="请讲讲信托"))

    assert answer.status_code == 422
    assert "给您回电需要您的称呼" in words(answer)
    assert "请讲讲信托" in answer.get_data(as_text=True)
    assert 'href="#name-error"' in answer.get_data(as_text=True)  # three screens further down


def test_something_else_without_a_word_is_no_empty_line_for_staff(evening, browser):
    path = room(evening)
    browser.post(path, data=filled(browser, path, overall="5", topics=["other"]))

    desk = evening.cast.signed_in("li").get(f"/events/{evening.event_id}/feedback")

    assert "下次想参加" not in words(desk).split("评分分布")[0]


def test_who_gives_a_name_to_be_called_is_called_if_one_guest_is_called_so(evening, browser):
    evening.guest("郑", "雅文")
    evening.guest("林", "婉清")
    path = room(evening)

    browser.post(path, data=filled(browser, path, call_me="1", name="郑雅文", recommend="3"))

    [row] = rows(evening.app)
    assert (row.name, row.invitation_id) == ("郑雅文", None)
    assert tasks(evening.app) == {FollowUpKind.QUESTION}


@pytest.mark.parametrize(
    ("begins", "status", "said"),
    [
        (timedelta(days=2), EventStatus.INVITING, "活动开始后即可填写"),
        (timedelta(days=-8), EventStatus.CLOSED, "已截止"),
        (timedelta(hours=-1), EventStatus.CANCELLED, "没有举行"),
    ],
)
def test_outside_its_week_the_page_explains_itself_and_takes_nothing(cast, browser, begins, status, said):
    evening = an_evening(cast, begins=begins)
    path = room(evening)
    with evening.app.app_context():
        db.session.get_one(Event, evening.event_id).status = status
        db.session.commit()
    data = filled(browser, path, overall="5")
    with evening.app.test_request_context():
        from invitations.reply.keys import form_key

        data["key"] = form_key(f"feedback:{evening.event_id}", evening.app.config["SECRET_KEY"], now())

    page, answer = browser.get(path), browser.post(path, data=data)

    assert said in words(page)
    assert "<form" not in page.get_data(as_text=True)
    assert answer.status_code == 422
    assert rows(evening.app) == []


def test_a_post_without_the_pages_key_is_shown_again_with_everything(evening, browser):
    path = room(evening)

    answer = browser.post(path, data={"overall": "5", "words": "很好"})

    assert answer.status_code == 422
    assert "很好" in answer.get_data(as_text=True)
    assert rows(evening.app) == []


def test_a_strange_code_is_a_calm_page_and_not_told_for_ever(app, cast, browser):
    app.config["LIMITS_ENABLED"] = True

    codes = [browser.get("/f/" + "2" * 26).status_code for _ in range(21)]

    assert set(codes[:20]) == {404}
    assert codes[20] == 429


def test_a_room_can_answer_but_not_a_machine(evening, browser):
    path = room(evening)
    evening.app.config["LIMITS_ENABLED"] = True

    codes = [browser.post(path, data=filled(browser, path, overall="5")).status_code for _ in range(61)]

    assert set(codes[:60]) == {303}
    assert codes[60] == 429


def test_a_letter_after_the_evening_leads_to_the_questions(evening, browser):
    token = evening.cast.token(evening.guest())

    page = browser.get(f"/i/{token}").get_data(as_text=True)

    assert f"/i/{token}/feedback" in page


def test_the_letters_feedback_is_this_guests_and_is_told(evening, browser):
    invitation_id = evening.guest()
    path = f"/i/{evening.cast.token(invitation_id)}/feedback"
    data = filled(browser, path, recommend="5", words="时间太长", topics=["tea"], call_me="1", **{"as": "me"})

    for _ in range(2):
        assert browser.post(path, data=data).status_code == 303

    [row] = rows(evening.app)
    assert row.invitation_id == invitation_id
    with evening.app.app_context():
        told = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.FEEDBACK)).one()
        owners = dict(db.session.execute(sa.select(FollowUp.kind, FollowUp.owner_id)).all())
    assert told.text == "5/10 · 时间太长"
    assert owners == {
        FollowUpKind.DISCONTENT: evening.cast.staff_ids["manager"],
        FollowUpKind.QUESTION: evening.cast.staff_ids["zhao"],
        FollowUpKind.INTEREST: evening.cast.staff_ids["zhao"],
    }


def test_the_letters_feedback_without_a_name_leads_nowhere(evening, browser):
    path = f"/i/{evening.cast.token(evening.guest())}/feedback"

    browser.post(path, data=filled(browser, path, recommend="2", words="很失望", topics=["tea"], **{"as": "nobody"}))

    [row] = rows(evening.app)
    assert (row.invitation_id, row.name) == (None, "")
    assert (row.at.minute, row.at.second) == (0, 0)
    assert tasks(evening.app) == set()
    with evening.app.app_context():
        assert db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.FEEDBACK)).all() == []


def test_the_letters_feedback_speaks_the_letters_language(evening, browser):
    path = f"/i/{evening.cast.token(evening.guest(language='en', name_en='Yawen Zheng'))}/feedback"

    assert "Would you recommend such an event to a friend?" in words(browser.get(path))


def test_a_revoked_letter_has_no_questions(evening, browser):
    path = f"/i/{evening.cast.token(evening.guest(revoked=True))}/feedback"

    assert browser.get(path).status_code == 302


def test_the_organiser_makes_the_code_once_and_prints_the_card(evening):
    li = evening.cast.signed_in("li")
    path = f"/events/{evening.event_id}/feedback"

    missing = li.get(f"{path}/card-a6.pdf")
    for _ in range(2):
        li.post(f"{path}/code")
    with evening.app.app_context():
        tokens = set(db.session.scalars(sa.select(DoorSetting.feedback_token)))
    card = li.get(f"{path}/card-a6.pdf")

    assert missing.status_code == 404
    assert len(tokens) == 1
    assert card.data.startswith(b"%PDF")
    assert li.get(f"{path}/card-a7.pdf").status_code == 404


def test_the_cards_code_is_the_evenings_page(evening):
    import pypdfium2
    import zxingcpp

    address = room(evening)
    li = evening.cast.signed_in("li")
    for paper in ("a5", "a6"):
        document = pypdfium2.PdfDocument(li.get(f"/events/{evening.event_id}/feedback/card-{paper}.pdf").data)
        [code] = zxingcpp.read_barcodes(document[0].render(scale=200 / 72).to_pil())

        assert len(document) == 1
        assert code.text == f"HTTP://LOCALHOST:8000{address}".upper()


def test_a_paper_card_is_keyed_in_by_the_organiser(evening):
    li = evening.cast.signed_in("li")
    path = f"/events/{evening.event_id}/feedback/cards/new"
    data = filled(li, path, overall="5", recommend="10", words="很好")

    for _ in range(2):
        assert li.post(path, data=data).status_code == 302
    wrong = li.post(path, data=filled(li, path, words="茶" * 501))

    [row] = rows(evening.app)
    assert row.by_staff_id == evening.cast.staff_ids["li"]
    assert wrong.status_code == 422
    assert "茶" * 501 in wrong.get_data(as_text=True)


def test_relationship_managers_read_only_what_their_own_clients_signed(evening, browser):
    mine, foreign = evening.guest("郑", "雅文"), evening.guest("林", "婉清", rm="sun")
    for invitation_id, text in ((mine, "我的话"), (foreign, "别人的话")):
        path = f"/i/{evening.cast.token(invitation_id)}/feedback"
        browser.post(path, data=filled(browser, path, words=text, **{"as": "me"}))
    path = room(evening)
    browser.post(path, data=filled(browser, path, words="无名的话"))

    seen = words(evening.cast.signed_in("zhao").get(f"/events/{evening.event_id}/feedback"))
    all_of_it = words(evening.cast.signed_in("li").get(f"/events/{evening.event_id}/feedback"))

    assert "我的话" in seen
    assert "别人的话" not in seen
    assert "无名的话" not in seen
    assert all(text in all_of_it for text in ("我的话", "别人的话", "无名的话"))


def test_feedback_of_another_branch_is_404(evening):
    stranger = evening.cast.signed_in("stranger")

    assert stranger.get(f"/events/{evening.event_id}/feedback").status_code == 404


def test_words_without_a_name_that_somebody_should_read_stand_on_the_first_page(evening, browser):
    path = room(evening)
    browser.post(path, data=filled(browser, path, overall="1"))
    browser.post(path, data=filled(browser, path, call_me="1", name="不在名单"))

    seen = {who: words(evening.cast.signed_in(who).get("/")) for who in ("li", "manager", "zhao")}

    assert "1 位宾客不满意" in seen["manager"]
    assert "名单上没有此称呼" in seen["li"]
    assert "未署名的意见反馈" not in seen["zhao"]
