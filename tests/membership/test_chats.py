"""The register of group chats: colleagues' clients are only a number, and nobody leaves without a reason."""

import sqlalchemy as sa

from core.db import db
from membership.models import ChatMember, GroupChat

DAY = "2026-10-01"


def chat(cast, who="zhao", name="茶友群"):
    return cast.signed_in(who).post("/club/chats", data={"name": name}).headers["Location"]


def test_a_chat_is_registered_once_by_its_name(cast):
    assert chat(cast).startswith("/club/chats/")
    assert cast.signed_in("li").post("/club/chats", data={"name": "茶友群"}).status_code == 422
    assert cast.signed_in("li").post("/club/chats", data={"name": ""}).status_code == 422


def test_a_colleagues_client_in_a_chat_is_only_a_number(cast):
    path = chat(cast)
    own, foreign = cast.add_client(), cast.add_client(given_name="小雨", rm="sun")
    zhao, sun = cast.signed_in("zhao"), cast.signed_in("sun")
    assert zhao.post(f"{path}/members/{own}", data={"on": DAY}).status_code == 302
    assert sun.post(f"{path}/members/{foreign}", data={"on": DAY}).status_code == 302
    assert zhao.post(f"{path}/members/{foreign}", data={"on": DAY}).status_code == 404

    page = zhao.get(path).text

    assert "王文静" in page
    assert "王小雨" not in page
    assert "1" in page
    assert "王小雨" not in zhao.get(f"{path}?q=小雨").text
    with cast.app.app_context():
        rows = {row.client_id: row.id for row in db.session.scalars(sa.select(ChatMember))}
    assert zhao.get(f"{path}/members/{rows[foreign]}/leave").status_code == 404


def test_entering_twice_and_entering_tomorrow_are_refused(cast):
    path, client_id = chat(cast), cast.add_client()
    zhao = cast.signed_in("zhao")
    zhao.post(f"{path}/members/{client_id}", data={"on": DAY})

    assert zhao.post(f"{path}/members/{client_id}", data={"on": DAY}).status_code == 422
    other = cast.add_client(given_name="小雨")
    assert zhao.post(f"{path}/members/{other}", data={"on": "2199-01-01"}).status_code == 422
    assert zhao.post(f"{path}/members/{other}", data={"on": ""}).status_code == 422


def test_leaving_wants_a_reason_and_a_day_after_coming(cast):
    path, client_id = chat(cast), cast.add_client()
    zhao = cast.signed_in("zhao")
    zhao.post(f"{path}/members/{client_id}", data={"on": DAY, "called": "静静"})
    with cast.app.app_context():
        row_id = db.session.scalar(sa.select(ChatMember.id))
    leave = f"{path}/members/{row_id}/leave"

    assert zhao.post(leave, data={"on": "2026-10-05", "reason": ""}).status_code == 422
    assert zhao.post(leave, data={"on": "2026-09-01", "reason": "换号"}).status_code == 422
    assert zhao.post(leave, data={"on": "2026-10-05", "reason": "换号"}).status_code == 302
    assert zhao.post(leave, data={"on": "2026-10-05", "reason": "换号"}).status_code == 422
    assert "换号" in zhao.get(path).text
    assert zhao.post(f"{path}/members/{client_id}", data={"on": "2026-10-20"}).status_code == 302


def test_rules_are_noted_and_a_closed_chat_takes_nobody(cast):
    path, client_id = chat(cast), cast.add_client()
    zhao = cast.signed_in("zhao")
    assert zhao.post(f"{path}/rules", data={"on": DAY}).status_code == 302
    assert zhao.post(f"{path}/rules", data={"on": "2199-01-01"}).status_code == 422
    zhao.post(f"{path}/members/{client_id}", data={"on": DAY})

    assert cast.signed_in("sun").post(f"{path}/close").status_code == 404
    assert zhao.post(f"{path}/close").status_code == 302

    assert zhao.post(f"{path}/members/{client_id}", data={"on": DAY}).status_code == 422
    assert zhao.post(f"{path}/close").status_code == 409
    with cast.app.app_context():
        assert db.session.scalar(sa.select(ChatMember.left_on)) is not None
        assert db.session.scalar(sa.select(GroupChat.closed_on)) is not None


def test_another_branchs_chat_is_404(cast):
    path = chat(cast, "stranger")

    assert cast.signed_in("li").get(path).status_code == 404
