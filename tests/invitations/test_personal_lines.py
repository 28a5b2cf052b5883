"""The one real thing about each guest: who writes it, who reads it, and that nobody overwrites a colleague's."""

from __future__ import annotations

import re

import pytest

from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db, now
from invitations.models import Invitation, ReplyState
from tests.house import queries


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]*)"', page)
    assert found
    return found.group(1)


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
