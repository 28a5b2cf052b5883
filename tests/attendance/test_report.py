"""The closing report: written by the organiser, signed by the manager, and from then on as it was."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from attendance.feedback.taking import Given, take_feedback
from attendance.feedback.words import topics_said
from attendance.figures.report import count, freeze, report_of_evening, sign, thaw
from attendance.models import Ease, EveningReport
from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from events.models import BudgetKind, BudgetLine, Event, EventStatus
from invitations.models import Invitation
from tests.attendance.evening import Evening, an_evening, words
from tests.house import Cast

WRITTEN = {
    "programme": "14:30 致辞\n14:40 讲茶",
    "incidents": "投影仪一度没有信号",
    "keep": "小桌，少人",
    "stop": "介绍产品",
    "try_next": "自带一款茶",
    "again": "yes",
}


@pytest.fixture
def evening(cast: Cast) -> Evening:
    """It is over and closed; two of three came, and nine have said what they thought."""
    evening = an_evening(cast, begins=timedelta(hours=-3))
    for surname in ("郑", "林"):
        evening.scan(evening.guest(surname, "雅文"), at=now() - timedelta(hours=3))
    evening.guest("何", "志平")
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        db.session.add(BudgetLine(event_id=event.id, kind=BudgetKind.CATERING, planned=120_000, actual=100_000))
        for number in range(9):
            given = Given(
                overall=5, recommend=10 if number else 2, ease=Ease.EASY, words="茶很香" if number else "太久"
            )
            take_feedback(event, given, once=f"{number}", now=now(), topics_said=topics_said)
        event.status, event.closed_at = EventStatus.CLOSED, now()
        db.session.commit()
    return evening


def page(evening: Evening) -> str:
    return f"/events/{evening.event_id}/report"


def test_the_report_says_what_was_counted_and_what_was_written(evening):
    li = evening.cast.signed_in("li")

    saved = li.post(page(evening), data=WRITTEN)
    said = words(li.get(page(evening)))

    assert saved.status_code == 302
    assert "67 %" in said
    assert "¥500" in said
    assert "小桌，少人" in said
    assert "78" in said  # eight of nine promote, one does not


def test_what_is_too_long_is_kept_on_the_page(evening):
    li = evening.cast.signed_in("li")

    answer = li.post(page(evening), data=WRITTEN | {"keep": "茶" * 601})

    assert answer.status_code == 422
    assert "茶" * 601 in answer.get_data(as_text=True)


def test_the_managers_signature_freezes_the_figures(evening):
    li, manager = evening.cast.signed_in("li"), evening.cast.signed_in("manager")
    li.post(page(evening), data=WRITTEN)
    manager.post(f"{page(evening)}/sign")
    with evening.app.app_context():
        before = report_of_evening(db.session.get_one(Event, evening.event_id)).figures
        db.session.get_one(Event, evening.event_id)
        line = db.session.query(BudgetLine).filter_by(event_id=evening.event_id).one()
        line.actual = 900_000
        db.session.commit()

    li.post(page(evening), data=WRITTEN | {"keep": "改过的"})

    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        assert event.status is EventStatus.REPORTED
        assert report_of_evening(event).figures == before
        assert db.session.get_one(EveningReport, event.id).keep == "小桌，少人"
        assert db.session.get_one(EveningReport, event.id).signed_by_id == evening.cast.staff_ids["manager"]


def test_whoever_signs_keeps_what_was_typed_and_not_saved(evening):
    manager = evening.cast.signed_in("manager")

    too_long = manager.post(f"{page(evening)}/sign", data=WRITTEN | {"keep": "茶" * 601})
    nothing = manager.post(f"{page(evening)}/sign", data={"keep": "", "programme": "先茶后讲"})
    signed = manager.post(f"{page(evening)}/sign", data=WRITTEN)

    assert (too_long.status_code, nothing.status_code, signed.status_code) == (422, 422, 302)
    assert "先茶后讲" in nothing.get_data(as_text=True)
    with evening.app.app_context():
        report = db.session.get_one(EveningReport, evening.event_id)
        assert (report.keep, report.signed_by_id) == ("小桌，少人", evening.cast.staff_ids["manager"])


def test_signing_what_somebody_else_wrote_does_not_make_it_the_managers(evening):
    evening.cast.signed_in("li").post(page(evening), data=WRITTEN)

    evening.cast.signed_in("manager").post(f"{page(evening)}/sign", data=WRITTEN)

    with evening.app.app_context():
        assert db.session.get_one(EveningReport, evening.event_id).written_by_id == evening.cast.staff_ids["li"]


@pytest.mark.parametrize("who", ["li", "admin"])
def test_nobody_else_signs(evening, who):
    evening.cast.signed_in("li").post(page(evening), data=WRITTEN)

    evening.cast.signed_in(who).post(f"{page(evening)}/sign")

    with evening.app.app_context():
        assert db.session.get_one(EveningReport, evening.event_id).signed_at is None


def refusal_of(evening: Evening) -> str:
    with evening.app.app_context(), pytest.raises(DomainError) as refused:
        sign(db.session.get_one(Event, evening.event_id), staff=evening.cast.staff("manager"), now=now())
    return refused.value.code


def test_an_unwritten_report_is_not_signed(evening):
    assert refusal_of(evening) == "report_unwritten"


def test_an_open_evening_is_not_signed(evening):
    evening.cast.signed_in("li").post(page(evening), data=WRITTEN)
    with evening.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.INVITING
        db.session.commit()

    assert refusal_of(evening) == "report_open"


def test_a_report_is_signed_once(evening):
    evening.cast.signed_in("li").post(page(evening), data=WRITTEN)
    evening.cast.signed_in("manager").post(f"{page(evening)}/sign")

    assert refusal_of(evening) == "report_signed"


def test_what_was_frozen_thaws_to_the_same(evening):
    with evening.app.app_context():
        figures = count(db.session.get_one(Event, evening.event_id))

    assert thaw(freeze(figures)) == figures


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_on_paper_says_the_same_in_both_languages(evening, language):
    li = evening.cast.signed_in("li")
    li.post(page(evening), data=WRITTEN)

    file = li.get(f"{page(evening)}/closing-report.pdf?lang={language}")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(file.data)).pages)

    assert file.mimetype == "application/pdf"
    assert "67" in text
    assert ("总结报告" if language == "zh" else "Closing report") in text.replace("\n", "")
    assert "小桌，少人" in text


def test_the_report_is_not_for_relationship_managers_nor_for_strangers(evening):
    assert evening.cast.signed_in("zhao").get(page(evening)).status_code == 403
    assert evening.cast.signed_in("stranger").get(page(evening)).status_code == 403


def test_a_client_without_a_glyph_breaks_no_report(evening):
    evening.cast.signed_in("li").post(page(evening), data=WRITTEN | {"keep": "很好😀" * 60})

    assert evening.cast.signed_in("li").get(f"{page(evening)}/closing-report.pdf").data.startswith(b"%PDF")


def test_no_client_is_named_in_the_report(evening):
    said = words(evening.cast.signed_in("li").get(page(evening)))

    with evening.app.app_context():
        names = [one.client.full_name for one in db.session.query(Invitation).all()]
        assert db.session.query(Client).count() >= 3
    assert not any(name in said for name in names)
