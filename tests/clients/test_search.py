"""Finding clients: the same words find the same people in the book, on a guest list and at the door."""

import pytest
import sqlalchemy as sa

from attendance.door.finding import search_guests
from clients.book.indexing import reindex
from clients.book.keys import asked, keys_of, tokens
from clients.book.saving import save_client
from clients.finding.search import search, search_condition
from clients.models import Client, ClientKey, ContactChannel, ContactPoint, PointKind
from core.db import db, execute_dml, now
from events.models import Event
from invitations.guests.guest_list import guests
from tests.clients.name_corpus import NAMES


def found(cast, typed, who="zhao"):
    """The names that the book finds; the short lists' condition must find the same."""
    with cast.app.app_context():
        ids = search(cast.staff(who), typed).ids
        alike = db.session.scalars(sa.select(Client.id).where(search_condition(typed))).all()
        if who == "admin":
            assert sorted(ids) == sorted(alike)
        names = {client.id: client.full_name for client in db.session.scalars(sa.select(Client))}
        return [names[one] for one in ids]


@pytest.mark.parametrize(
    ("surname", "given", "typed"),
    [
        (
            "单",
            "志刚",
            ["szg", "dzg", "shanzhigang", "danzhigang", "zhigang", "zg", "shanzg", "单", "志刚", "刚", "单志"],
        ),
        ("曾", "国平", ["zgp", "cgp", "zeng", "ceng"]),
        ("仇", "文静", ["qwj", "cwj", "qiuwenjing"]),
        ("尉迟", "敏", ["ycm", "yuchimin", "weichi", "wcm", "迟敏"]),
        ("万俟", "雪", ["mqx", "moqixue", "wanqi"]),
        ("吕", "燕", ["ly", "lvyan", "luyan", "lyuyan"]),
        ("贾", "茜", ["jiaqian", "jiaxi", "jx", "jq"]),
        ("", "阿依古丽·买买提", ["阿依古丽·买买提", "阿依古丽买买提", "买买提", "maimaiti", "ayglmmt"]),
        ("Whitfield", "John", ["john", "whitfield", "John Whit", "whitfield john", "JOHN"]),
        ("O'Neil", "Zöe", ["oneil", "o'neil", "O’Neil", "zoe", "Zo\u0308e", "ZÖE"]),
        ("王", "文静", ["王wj", "wang wenjing", "王 1234", "文静 1234", "wangwj", "Ｗｗｊ"]),
    ],
)
def test_a_client_is_found_by_whatever_reading_people_type(cast, surname, given, typed):
    cast.add_client(surname, given, phone="13888881234")
    cast.add_client("陈", "康", phone="")

    name = Client(surname=surname, given_name=given).full_name
    assert {words: found(cast, words, who) for words in typed for who in ("zhao", "admin")} == {
        words: [name] for words in typed
    }


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("1234", True),
        ("234", True),
        ("34", False),
        ("138-8888-1234", True),
        ("+86 138 8888 1234", True),
        ("008613888881234", True),
        ("１２３４", True),
        ("138", True),
        ("1388888", True),
        ("8888", False),
        ("62170001", True),
        ("6217-0001", True),
        ("wang.wj@ex", True),
        ("0571-8765", True),
        ("5432", True),
        ("%", False),
        ("_", False),
        ("\x01", False),
        ("'", False),
    ],
)
def test_numbers_are_found_from_their_beginning_and_telephones_also_by_their_end(cast, typed, hit):
    client_id = cast.add_client(phone="13888881234", number="62170001", email="wang.wj@example.com")
    with cast.app.app_context():
        point = ContactPoint(client_id=client_id, channel=ContactChannel.PHONE, value="+8657187655432")
        point.kind = PointKind.HOME
        db.session.add(point)
        db.session.commit()

    if typed != "\x01":  # forms take such signs away: nothing is left to look for
        assert found(cast, typed) == (["王文静"] if hit else [])
    assert found(cast, "5432", "admin") == ["王文静"]


def test_the_keys_follow_every_change(cast):
    client_id = cast.add_client(phone="13888881234")
    with cast.app.app_context():
        save_client(db.session.get_one(Client, client_id), given_name="雅琴", phone="13900005555")
        db.session.commit()

    assert found(cast, "文静") == found(cast, "1234") == []
    assert found(cast, "yaqin") == found(cast, "5555") == ["王雅琴"]

    with cast.app.app_context():
        before = set(db.session.execute(sa.select(ClientKey.client_id, ClientKey.key)).all())
        assert reindex([client_id]) == 0
        execute_dml(sa.delete(ClientKey))
        assert reindex([client_id]) == 1
        assert set(db.session.execute(sa.select(ClientKey.client_id, ClientKey.key)).all()) == before


def test_a_client_of_another_branch_is_found_there_and_not_here_any_more(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        owner = cast.staff("stranger")
        client = db.session.get_one(Client, client_id)
        client.rm_id, client.branch_id = owner.id, owner.branch_id
        db.session.commit()

    assert found(cast, "wwj") == found(cast, "wwj", "li") == []
    assert found(cast, "wwj", "stranger") == found(cast, "wwj", "admin") == ["王文静"]


@pytest.mark.parametrize(("who", "names"), [("zhao", ["王文静"]), ("li", ["王文静", "王雅琴"]), ("door", [])])
def test_the_search_finds_nobody_whom_the_reader_may_not_see(cast, who, names):
    cast.add_client()
    cast.add_client("王", "雅琴", rm="sun", phone="")
    cast.add_client("王", "敏", rm="stranger", phone="")

    assert sorted(found(cast, "wang", who)) == names


def test_a_merged_duplicate_is_found_no_more(cast):
    kept, gone = cast.add_client(), cast.add_client("王", "文京", phone="")
    with cast.app.app_context():
        db.session.get_one(Client, gone).merged_into_id = kept
        db.session.commit()

    assert found(cast, "王", "zhao") == ["王文静"]
    with cast.app.app_context():
        assert search(cast.staff("admin"), "王文").ids == [kept]


def test_counting_stops_and_says_so_and_nobody_comes_twice(cast):
    with cast.app.app_context():
        owner = cast.staff("zhao")
        for place in range(90):
            save_client(
                Client(rm_id=owner.id, branch_id=owner.branch_id, number=f"N{place}"), surname="王", given_name="微微"
            )
        db.session.commit()
        for who in ("zhao", "li", "admin"):
            some, everybody = search(cast.staff(who), "w", most=5), search(cast.staff(who), "w", most=90)
            assert (len(set(some.ids)), some.more) == (5, True)
            assert (len(set(everybody.ids)), everybody.more) == (90, False)
            assert everybody.ids[:5] == some.ids


def test_a_guest_list_and_the_door_find_the_same(cast):
    event_id = cast.add_event()
    for surname, given, phone in (("单", "志刚", "13888881234"), ("陈", "康", "")):
        cast.add_invitation(event_id, cast.add_client(surname, given, phone=phone))
    with cast.app.app_context():
        event, organiser = db.session.get_one(Event, event_id), cast.staff("li")
        for typed in ("单志", "szg", "dzg", "shanzhigang", "1234"):
            listed = db.session.scalars(guests(organiser, event, now=now(), text=typed)).all()
            at_door = [one for one, _presence in search_guests(organiser, event, typed)]
            assert [one.client.full_name for one in listed] == ["单志刚"]
            assert at_door == listed


def test_every_name_of_the_corpus_is_found_by_itself(cast):
    with cast.app.app_context():
        owner = cast.staff("zhao")
        ids = {}
        for place, case in enumerate(NAMES):
            client = Client(rm_id=owner.id, branch_id=owner.branch_id, number=f"N{place:04d}")
            save_client(client, surname=case.surname, given_name=case.given_name, name_en=case.name_en)
            ids[client] = client.full_name
        db.session.commit()
        condition_misses, misses = [], []
        for client, name in ids.items():
            if client.id not in search(owner, name).ids:
                misses.append(name)
            if db.session.scalar(sa.select(Client.id).where(Client.id == client.id, search_condition(name))) is None:
                condition_misses.append(name)

    assert misses == condition_misses == []


def test_keys_are_whole_graphemes():
    assert tokens("王👨\u200d👩\u200d👧🇨🇳静") == ["王", "👨\u200d👩\u200d👧", "🇨🇳", "静"]
    assert tokens("葛\U000e0100葛") == ["葛", "葛"]
    assert tokens("𠮷野") == ["𠮷", "野"]
    assert tokens("가나") == ["가", "나"]
    assert tokens("***") == ["***"]
    assert keys_of(surname="王", given_name="", texts=["", "  "]) == {"wang", "王"}


def test_what_is_typed_never_reaches_beyond_its_own_range():
    for typed in ("a", "王", "1234", "%", "王 wj", "\U0010ffff"):
        for ranges in asked(typed):
            assert all(low < high and high.startswith(low) for low, high in ranges)
    assert asked("   ") == []
