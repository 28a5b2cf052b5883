"""Finding a guest at the door: names, readings, initials, tails, and those who come along."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from attendance.door.finding import search_guests
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.models import Invitation, JointGuest, MemberKind, PartyMember
from tests.attendance.evening import Evening, an_evening, words
from tests.house import Cast


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return an_evening(cast)


def found(evening: Evening, text: str, who: str = "li") -> list[str]:
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        return [one.client.full_name for one, _presence in search_guests(evening.cast.staff(who), event, text)]


@pytest.mark.parametrize(
    ("surname", "given", "texts"),
    [
        ("单", "志刚", ("单志", "szg", "dzg", "shanzh", "danzh", "SZG", "ＳＺＧ", "s z g")),
        ("曾", "国平", ("zgp", "cgp", "zengguo", "cengguo")),
        ("尉迟", "敏", ("ycm", "尉迟")),
        ("万俟", "雪", ("mqx",)),
        ("吕", "燕", ("吕燕", "lvyan", "luyan")),
        ("张", "海安", ("zha", "zhanghai", "张海")),
    ],
)
def test_every_reading_finds_the_guest(evening, surname, given, texts):
    evening.guest(surname, given)

    for text in texts:
        assert found(evening, text) == [surname + given], text


def test_three_letters_are_initials_and_never_the_beginning_of_a_reading(evening):
    evening.guest("万", "雅文")
    evening.guest("王", "安宁")

    assert found(evening, "wan") == ["王安宁"]  # W. A. N.; Wan Yawen is called by four letters
    assert found(evening, "wany") == ["万雅文"]


@pytest.mark.parametrize("text", ["王", "w", "wj", "12", "123", "王 ", ""])
def test_less_is_browsing(evening, text):
    evening.guest("王", "安宁")

    with pytest.raises(DomainError, match="search_too_short"):
        found(evening, text)


def test_letters_by_themselves_are_one_word_and_not_four_beginnings(evening):
    evening.guest("郑", "雅文")

    assert found(evening, "z y w e") == []


def test_who_comes_along_or_instead_leads_to_the_letter(cast: Cast, evening):
    guest, other = evening.guest(), evening.guest("林", "婉清")
    wife = cast.add_client("李", "梦瑶")
    with cast.app.app_context():
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.COMPANION, name="仇建国"))
        db.session.add(JointGuest(event_id=evening.event_id, client_id=wife, invitation_id=guest))
        db.session.get_one(Invitation, other).delegate_name = "欧阳文"
        db.session.commit()

    for text in ("仇建", "qjg", "cjg", "qiujian", "李梦", "lmy", "limeng"):
        assert found(evening, text) == ["郑雅文"], text
    assert found(evening, "欧阳文") == ["林婉清"]
    assert "同来：仇建国" in words(evening.post(cast.signed_in("door"), "/search", name="仇建国"))


def test_a_companion_of_a_foreign_guest_is_not_found(cast: Cast, evening):
    guest = evening.guest(rm="sun")
    with cast.app.app_context():
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.COMPANION, name="仇建国"))
        db.session.commit()

    assert found(evening, "仇建国", "zhao") == []
    assert found(evening, "仇建国", "door") == ["郑雅文"]


def test_the_same_name_is_told_apart_by_the_manager(cast: Cast, evening):
    evening.guest("王", "文静")
    evening.guest("王", "文静", rm="sun")

    page = words(evening.post(cast.signed_in("door"), "/search", name="wwj"))

    assert "理财经理：赵经理" in page
    assert "理财经理：孙经理" in page


def test_a_letter_taken_back_is_not_found_by_name(evening):
    evening.guest(revoked=True)

    assert found(evening, "郑雅文") == []
    with evening.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 1
