"""What an event's letters say besides its plan: particulars and warnings."""

from __future__ import annotations

import re

import pytest

from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from events.models import Event, EventFormat, EventStatus, Risk
from events.words import RISKS
from invitations.letters.wording import asked, save_wording
from invitations.models import Invitation
from printing.texts.risk_lines import RISK_LINES, fraud_line, opt_out_line, small_print


def codes(cast, event_id: int) -> dict[str, dict[str, bool]]:
    with cast.app.app_context():
        return {one.code: dict(one.needed) for one in asked(db.session.get_one(Event, event_id), now())}


def event_of(cast, event_id: int) -> Event:
    return db.session.get_one(Event, event_id)


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]*)"', page)
    assert found
    return found.group(1)


class TestParticulars:
    def test_a_trip_asks_where_it_goes_and_a_salon_does_not(self, cast):
        trip, salon = codes(cast, cast.add_event(format=EventFormat.TRIP)), codes(cast, cast.add_event())

        assert {"destination", "lunch_place", "agency", "walk_km", "season_thing"} <= trip.keys()
        assert not {"destination", "lunch_place"} & salon.keys()
        assert list(trip)[-1] in ("transit", "dress", "companions_text"), "what every letter may say comes last"

    def test_what_the_plan_or_the_guest_says_is_never_asked(self, cast):
        for kind in EventFormat:
            found = codes(cast, cast.add_event(format=kind))
            assert (
                not {"venue", "speaker", "date_cn", "personal_detail", "salutation", "rm_phone", "closing"}
                & found.keys()
            )

    def test_what_the_plan_gives_by_itself_may_be_said_otherwise_but_need_not(self, cast):
        found = codes(cast, cast.add_event(format=EventFormat.BANQUET))

        assert found["host_time"] == {"zh": False, "en": False}
        assert "hall" in found, "the formal card may name the hall"

    def test_they_are_kept_shown_again_and_what_was_not_asked_stays(self, app, cast):
        event = cast.add_event(format=EventFormat.TRIP)
        with app.app_context():
            event_of(cast, event).particulars = {"zh": {"hall": "荷风厅"}}
            db.session.commit()
        li, address = cast.signed_in("li"), f"/events/{event}/wording"
        data = {"seen": seen(li.get(address).text), "zh__destination": "梅家坞", "en__destination": "Meijiawu"}
        assert li.post(address, data=data | {"risks": ["fund", "investment"]}).status_code == 302

        with app.app_context():
            kept = event_of(cast, event)
            assert kept.particulars == {
                "zh": {"hall": "荷风厅", "destination": "梅家坞"},
                "en": {"destination": "Meijiawu"},
            }
            assert kept.risks == ["investment", "fund"], "in their usual order"
        page = li.get(address).text
        assert 'value="梅家坞"' in page
        assert page.count("checked") == 3

        data = {"seen": seen(page), "zh__destination": "", "en__destination": "Meijiawu"}
        li.post(address, data=data)
        with app.app_context():
            assert event_of(cast, event).particulars["zh"] == {"hall": "荷风厅"}
            assert event_of(cast, event).risks == []

    def test_too_long_comes_back_beside_its_field(self, cast):
        event = cast.add_event(format=EventFormat.TRIP)
        li, address = cast.signed_in("li"), f"/events/{event}/wording?lang=en"
        answer = li.post(address, data={"seen": seen(li.get(address).text), "zh__destination": "梅" * 161})

        assert answer.status_code == 422
        assert "shorten this" in answer.text
        assert "梅" * 161 in answer.text

    def test_a_colleagues_change_is_not_overwritten_unseen(self, app, cast):
        event = cast.add_event(format=EventFormat.TRIP)
        li, address = cast.signed_in("li"), f"/events/{event}/wording?lang=en"
        mark = seen(li.get(address).text)
        with app.app_context():
            save_wording(event_of(cast, event), {"zh": {"destination": "龙坞"}}, [])
            db.session.commit()
        answer = li.post(address, data={"seen": mark, "zh__destination": "梅家坞"})

        assert answer.status_code == 422
        assert "Somebody has changed this" in answer.text
        assert "梅家坞" in answer.text

    def test_a_closed_event_says_nothing_new(self, app, cast):
        event = cast.add_event()
        with app.app_context():
            row = event_of(cast, event)
            row.status = EventStatus.CLOSED
            with pytest.raises(DomainError, match="event_closed"):
                save_wording(row, {}, [])

    def test_each_risk_has_its_line_in_both_languages_and_it_stands_under_the_tick(self, cast):
        assert set(RISK_LINES) == {risk.value for risk in Risk} == {risk.value for risk in RISKS}
        page = cast.signed_in("li").get(f"/events/{cast.add_event()}/wording").text
        for lines in RISK_LINES.values():
            assert lines["zh"] in page
            assert lines["en"].replace("’", "’") in page
        assert "投资有风险，入市需谨慎。" in page
        assert "0571-8888-0000" in page

    def test_small_print_is_the_warnings_then_what_we_never_ask_then_the_way_out(self):
        assert small_print(["fund", "investment"], "zh", "0571") == (
            "投资有风险，入市需谨慎。",
            "基金过往业绩不代表未来表现。",
            fraud_line("zh", "0571"),
            opt_out_line("zh"),
        )
        assert "0571" in fraud_line("en", "0571")
        assert "call" not in fraud_line("en", "")
        with pytest.raises(KeyError):
            small_print(["lottery"], "zh", "")

    def test_the_preview_shows_the_letter_with_what_is_typed_and_keeps_nothing(self, app, cast):
        event = cast.add_event(format=EventFormat.TRIP)
        li, address = cast.signed_in("li"), f"/events/{event}/wording/preview?lang=en"
        answer = li.post(address, data={"zh__destination": "梅家坞", "risks": "fund"}, headers={"HX-Request": "true"})

        assert "data:image/png;base64,iVBOR" in answer.text
        assert "<html" not in answer.text
        assert "<html" in li.post(address, data={"language": "en"}).text
        wrong = li.post(address, data={"zh__destination": "\U0010fffd"}, headers={"HX-Request": "true"})
        assert "U+10FFFD" in wrong.text
        with app.app_context():
            assert event_of(cast, event).particulars == {}
            assert db.session.query(Client).count() == 0
            assert db.session.query(Invitation).count() == 0

    def test_the_preview_is_limited(self, app, cast, monkeypatch):
        app.config["LIMITS_ENABLED"] = True
        monkeypatch.setattr("invitations.runs.wording_views.PREVIEWS", "1 per minute")
        li, address = cast.signed_in("li"), f"/events/{cast.add_event()}/wording/preview"

        assert li.post(address).status_code == 200
        assert li.post(address).status_code == 429

    def test_a_foreign_event_is_404_and_rms_write_no_particulars(self, cast):
        event = cast.add_event()

        assert cast.signed_in("zhao").get(f"/events/{event}/wording").status_code == 403
        assert cast.signed_in("stranger").get(f"/events/{event}/personal").status_code == 404
        assert cast.signed_in("door").get(f"/events/{event}/personal").status_code == 403
