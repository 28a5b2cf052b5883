"""What an event's letters say besides its plan: particulars, warnings, and one real thing about each guest."""

from __future__ import annotations

import re

import pytest

from clients.history import tell
from clients.models import Client, EntryKind
from core.db import db, now
from core.errors import DomainError
from events.models import Event, EventFormat, EventStatus, Risk
from events.words import RISKS
from invitations.models import Invitation, ReplyState
from invitations.wording import asked, save_wording
from printing.texts.risk_lines import RISK_LINES, fraud_line, opt_out_line, small_print
from tests.house import queries


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
        monkeypatch.setattr("invitations.wording_views.PREVIEWS", "1 per minute")
        li, address = cast.signed_in("li"), f"/events/{cast.add_event()}/wording/preview"

        assert li.post(address).status_code == 200
        assert li.post(address).status_code == 429

    def test_a_foreign_event_is_404_and_rms_write_no_particulars(self, cast):
        event = cast.add_event()

        assert cast.signed_in("zhao").get(f"/events/{event}/wording").status_code == 403
        assert cast.signed_in("stranger").get(f"/events/{event}/personal").status_code == 404
        assert cast.signed_in("door").get(f"/events/{event}/personal").status_code == 403


GOOD = "上回您说想学学怎么挑龙井"


class Desk:
    """Three guests of two managers, and what the pages of their lines are asked."""

    def __init__(self, cast):
        self.cast = cast
        self.event = cast.add_event()
        clients = (
            cast.add_client("王", "文静", talk_topics="在学书法", do_not_mention="去年的理赔"),
            cast.add_client("李", "强", language="en", name_en="Li Qiang"),
            cast.add_client("陈", "敏", rm="sun", talk_topics="爱听评弹"),
        )
        self.clients = clients
        self.wang, self.li, self.chen = (cast.add_invitation(self.event, client) for client in clients)
        self.address = f"/events/{self.event}/personal"
        for invitation in (self.wang, self.li, self.chen):
            self.write(invitation, "")

    def detail(self, invitation: int) -> str:
        with self.cast.app.app_context():
            return db.session.get_one(Invitation, invitation).personal_detail

    def write(self, invitation: int, text: str) -> None:
        with self.cast.app.app_context():
            db.session.get_one(Invitation, invitation).personal_detail = text
            db.session.commit()

    def marks(self, page: str) -> dict[str, str]:
        return dict(re.findall(r'name="(g\d+-seen)"[^>]*value="([0-9a-f]+)"', page))


@pytest.fixture
def desk(cast) -> Desk:
    return Desk(cast)


class TestPersonalLines:
    def test_a_manager_writes_for_the_own_guests_only(self, cast, desk):
        zhao = cast.signed_in("zhao")
        page = zhao.get(desk.address).text
        assert "王文静" in page
        assert "陈敏" not in page

        data = desk.marks(page) | {f"g{desk.wang}-detail": GOOD, f"g{desk.chen}-detail": GOOD, f"g{desk.li}-detail": ""}
        assert zhao.post(desk.address, data=data).status_code == 302
        assert (desk.detail(desk.wang), desk.detail(desk.chen)) == (GOOD, "")

    def test_what_is_wrong_comes_back_and_the_others_are_kept(self, cast, desk):
        zhao = cast.signed_in("zhao")
        data = desk.marks(zhao.get(desk.address).text) | {
            f"g{desk.wang}-detail": "太短",
            f"g{desk.li}-detail": "You once asked me how to choose a Longjing",
        }
        answer = zhao.post(f"{desk.address}?lang=en", data=data)

        assert answer.status_code == 422
        assert "Say it in 8 to 40 characters." in answer.text
        assert "太短</textarea>" in answer.text
        assert desk.detail(desk.wang) == ""
        assert desk.detail(desk.li) == "You once asked me how to choose a Longjing"

    @pytest.mark.parametrize(
        ("text", "kept"), [("茶" * 7, False), ("茶" * 8, True), ("茶" * 40, True), ("茶" * 41, False)]
    )
    def test_a_line_has_eight_to_forty_characters(self, cast, desk, text, kept):
        zhao = cast.signed_in("zhao")
        data = desk.marks(zhao.get(desk.address).text) | {f"g{desk.wang}-detail": text}
        zhao.post(desk.address, data=data)

        assert (desk.detail(desk.wang) == text) is kept

    def test_a_line_can_be_emptied(self, cast, desk):
        desk.write(desk.wang, GOOD)
        zhao = cast.signed_in("zhao")
        zhao.post(desk.address, data=desk.marks(zhao.get(desk.address).text) | {f"g{desk.wang}-detail": ""})

        assert desk.detail(desk.wang) == ""

    def test_when_two_write_at_once_the_second_sees_the_first(self, cast, desk):
        zhao = cast.signed_in("zhao")
        data = desk.marks(zhao.get(desk.address).text) | {f"g{desk.wang}-detail": GOOD}
        desk.write(desk.wang, "她的孙女今年上小学了")
        answer = zhao.post(f"{desk.address}?lang=en", data=data)

        assert answer.status_code == 422
        assert "她的孙女今年上小学了" in answer.text
        assert desk.detail(desk.wang) == "她的孙女今年上小学了"
        again = data | desk.marks(answer.text)
        assert zhao.post(desk.address, data=again).status_code == 302
        assert desk.detail(desk.wang) == GOOD

    def test_a_guest_who_answers_meanwhile_is_no_conflict(self, app, cast, desk):
        zhao = cast.signed_in("zhao")
        data = desk.marks(zhao.get(desk.address).text) | {f"g{desk.wang}-detail": GOOD}
        with app.app_context():
            db.session.get_one(Invitation, desk.wang).reply = ReplyState.ACCEPTED
            db.session.commit()

        assert zhao.post(desk.address, data=data).status_code == 302
        assert desk.detail(desk.wang) == GOOD

    def test_one_line_is_kept_while_the_others_are_still_written(self, cast, desk):
        zhao = cast.signed_in("zhao")
        marks = desk.marks(zhao.get(desk.address).text)
        address, key = f"{desk.address}/{desk.wang}", f"g{desk.wang}-seen"
        answer = zhao.post(f"{address}?lang=en", data={f"g{desk.wang}-detail": GOOD, key: marks[key]})

        assert answer.status_code == 200
        assert "Kept." in answer.text
        assert "<html" not in answer.text
        assert desk.detail(desk.wang) == GOOD
        fresh = desk.marks(answer.text)[key]
        assert fresh != marks[key]
        stale = zhao.post(address, data={f"g{desk.wang}-detail": GOOD + "了", key: marks[key]})
        assert stale.status_code == 422

    def test_the_style_check_speaks_beside_the_line(self, cast, desk):
        desk.write(desk.wang, "您是我们尊贵的老朋友")
        page = cast.signed_in("zhao").get(f"{desk.address}?lang=en").text

        assert '<mark class="found found-deny">尊贵的<sup>1</sup></mark>' in page
        assert "Flattery" in page

    def test_a_hostile_line_is_text(self, cast, desk):
        desk.write(desk.wang, "</textarea><script>VIP</script>")
        page = cast.signed_in("zhao").get(desk.address).text

        assert "<script>VIP" not in page
        assert "&lt;script&gt;" in page

    def test_the_manager_is_reminded_and_nobody_else_reads_what_must_not_be_mentioned(self, app, cast, desk):
        with app.app_context():
            tell(desk.clients[0], EntryKind.CALL, at=now(), text="说起孙女上学的事", staff_id=cast.staff_ids["zhao"])
            db.session.commit()
        mine = cast.signed_in("zhao").get(desk.address).text
        theirs = cast.signed_in("li").get(desk.address).text

        assert "在学书法" in mine
        assert "说起孙女上学的事" in mine
        assert "去年的理赔" in mine
        assert "去年的理赔" not in theirs
        assert "在学书法" not in theirs
        assert "说起孙女上学的事" not in theirs

    def test_the_organiser_sees_who_still_writes(self, cast, desk):
        desk.write(desk.wang, GOOD)
        li = cast.signed_in("li")
        page = li.get(f"{desk.address}?lang=en").text
        assert "1 of 2" in page
        assert "0 of 1" in page

        lacking = li.get(f"{desk.address}?lang=en&show=lacking").text
        assert "王文静</a>" not in lacking
        assert "陈敏</a>" in lacking
        one = li.get(f"{desk.address}?rm={cast.staff_ids['sun']}").text
        assert "王文静</a>" not in one
        assert "陈敏</a>" in one

    def test_english_guests_get_the_english_hint(self, cast, desk):
        page = cast.signed_in("zhao").get(f"{desk.address}?lang=en").text

        assert "In English, 20 to 110 characters" in page
        assert "In Chinese, 8 to 40 characters" in page

    def test_whoever_declined_or_was_taken_back_is_not_asked_for(self, app, cast, desk):
        with app.app_context():
            db.session.get_one(Invitation, desk.wang).reply = ReplyState.DECLINED
            db.session.get_one(Invitation, desk.li).revoked_at = now()
            db.session.commit()
        page = cast.signed_in("zhao").get(f"{desk.address}?lang=en").text

        assert "王文静" not in page
        assert "Nobody of yours is invited yet" in page

    def test_a_foreign_guest_is_404(self, cast, desk):
        zhao = cast.signed_in("zhao")
        data = {f"g{desk.chen}-detail": GOOD, f"g{desk.chen}-seen": "x"}

        assert zhao.post(f"{desk.address}/{desk.chen}", data=data).status_code == 404
        assert zhao.post(f"{desk.address}/987654", data=data).status_code == 404
        assert desk.detail(desk.chen) == ""

    def test_the_page_asks_a_fixed_number_of_queries(self, app, cast):
        event = cast.add_event()
        cast.add_invitation(event, cast.add_client("王", "一"))
        zhao, address = cast.signed_in("zhao"), f"/events/{event}/personal"
        zhao.get(address)
        with queries(app) as one:
            zhao.get(address)
        for name in ("二", "三"):
            cast.add_invitation(event, cast.add_client("王", name))
        with queries(app) as three:
            zhao.get(address)

        assert len(three) == len(one)
