"""The demo's clients entered into the book; what the list does not say (telephones, birthdays, holdings) is drawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from pypinyin import lazy_pinyin

from clients.book.naming import folded, is_chinese, split_name, surname_readings
from clients.book.owners import delegate
from clients.book.saving import save_client
from clients.contact.holds import hold
from clients.models import Client, ClientType, Holding, HoldKind, Household, Interest, Tier
from core.db import db
from demo.addresses import address_of
from demo.clients import PEOPLE, Person
from demo.moments import ZONE
from staff.models import Staff

ALL_RMS = ("liming", "zhouyun", "chenhao", "wangqian", "zhaolei", "sunjia", "xujing", "grace")

# What a topic gives away about somebody's interests.
_HEARD = {
    Interest.TEA: ("茶",),
    Interest.WINE: ("葡萄酒", "威士忌"),
    Interest.COFFEE: ("咖啡",),
    Interest.FOOD: ("做菜", "对菜", "烘焙", "桂花糕"),
    Interest.CALLIGRAPHY: ("书法", "毛笔", "小楷"),
    Interest.PAINTING: ("国画", "画画", "画师", "唐卡"),
    Interest.COLLECTING: ("收藏",),
    Interest.JEWELLERY: ("珠宝", "和田玉"),
    Interest.MUSIC: ("古琴", "昆曲", "越剧", "听戏", "合唱", "民乐", "钢琴"),
    Interest.THEATRE: ("话剧", "艺考"),
    Interest.READING: ("读书", "书店", "读本", "编辑", "图书馆", "绘本"),
    Interest.HISTORY: ("历史", "宋史", "古镇", "博物馆"),
    Interest.PHOTOGRAPHY: ("摄影", "相机"),
    Interest.FLOWERS: ("花艺", "插花", "拍花"),
    Interest.GARDENING: ("兰花", "玫瑰", "种菜"),
    Interest.PETS: ("猫，", "橘猫", "两只猫", "柯基", "柴犬", "一条狗"),
    Interest.HEALTH: ("养生", "膝盖"),
    Interest.TAICHI: ("太极", "八段锦"),
    Interest.YOGA: ("瑜伽",),
    Interest.RUNNING: ("跑步", "马拉松"),
    Interest.CYCLING: ("骑",),
    Interest.HIKING: ("徒步", "露营"),
    Interest.GOLF: ("高尔夫",),
    Interest.FISHING: ("钓鱼",),
    Interest.SHORT_TRIPS: ("旅行",),
    Interest.EDUCATION: ("留学", "高三", "高二", "初三", "小升初", "小学"),
    Interest.SUCCESSION: ("传承", "接班", "交给女婿"),
    Interest.CHARITY: ("公益",),
}

_USUAL = {
    ClientType.ENT: (Interest.SUCCESSION, Interest.TEA, Interest.WINE, Interest.MARKETS, Interest.TECHNOLOGY),
    ClientType.EXE: (Interest.MARKETS, Interest.WINE, Interest.EDUCATION, Interest.RUNNING, Interest.TECHNOLOGY),
    ClientType.PRO: (Interest.READING, Interest.HEALTH, Interest.PHOTOGRAPHY, Interest.MARKETS, Interest.TEA),
    ClientType.RET: (Interest.HEALTH, Interest.TEA, Interest.SHORT_TRIPS, Interest.RETIREMENT, Interest.MUSIC),
    ClientType.HOM: (Interest.FLOWERS, Interest.CHILDREN, Interest.YOGA, Interest.FOOD, Interest.JEWELLERY),
    ClientType.FAM: (Interest.CHILDREN, Interest.EDUCATION, Interest.HIKING, Interest.SHORT_TRIPS),
    ClientType.EDU: (Interest.EDUCATION, Interest.READING, Interest.HEALTH),
    ClientType.YNG: (Interest.COFFEE, Interest.CYCLING, Interest.MARKETS, Interest.TECHNOLOGY),
    ClientType.NEW: (Interest.MARKETS, Interest.HEALTH, Interest.TEA, Interest.RETIREMENT),
    ClientType.ORG: (Interest.MARKETS, Interest.CHARITY),
    ClientType.OVS: (Interest.TEA, Interest.FOOD, Interest.SHORT_TRIPS, Interest.PAINTING),
}
_ALWAYS = {ClientType.FAM: Interest.CHILDREN, ClientType.EDU: Interest.EDUCATION}

_HOW_MANY = {
    Tier.T0: (0, 2),
    Tier.T1: (1, 3),
    Tier.T2: (2, 4),
    Tier.T3: (2, 6),
    Tier.T4: (4, 8),
    Tier.T5: (6, 8),
}
_EVERYBODY = (Holding.CURRENT, Holding.MOBILE, Holding.DEPOSIT, Holding.WEALTH, Holding.FUND, Holding.INSURANCE)
_FURTHER = {
    ClientType.ENT: (Holding.SETTLEMENT, Holding.TRUST, Holding.LOAN, Holding.METALS, Holding.SAFE_BOX),
    ClientType.EXE: (Holding.SECURITIES, Holding.CREDIT_CARD, Holding.FOREIGN, Holding.LOAN),
    ClientType.RET: (Holding.PENSION, Holding.METALS, Holding.SAFE_BOX),
    ClientType.OVS: (Holding.FOREIGN, Holding.CREDIT_CARD),
    ClientType.ORG: (Holding.SETTLEMENT,),
}
_OTHERWISE = (Holding.CREDIT_CARD, Holding.LOAN, Holding.SECURITIES, Holding.METALS)

_HOLDS = {
    "倪志伟": (HoldKind.COMPLAINT, -6, None),
    "魏淑贞": (HoldKind.BEREAVEMENT, -24, 76),
    "冯国强": (HoldKind.OPTED_OUT, -200, None),
}

_LENT = {"rm.sunjia": "rm.xujing", "rm.grace": "rm.liming"}
"""Whose clients another RM looks after too, five each: one is on leave, the other's English is missed when she is."""


def enrol(staff: dict[str, Staff], draw: Random, *, now: datetime) -> dict[str, Client]:
    """All clients by name, with their RMs, holds, households and delegates."""
    today = now.astimezone(ZONE).date()
    tails = draw.sample(range(1000, 10_000), 120)
    book: dict[str, Client] = {}
    households: dict[str, Household] = {}
    for client_type, people in PEOPLE.items():
        for person in people:
            turn = len(book)
            rm = staff[person.rm or f"rm.{ALL_RMS[turn % len(ALL_RMS)]}"]
            if person.household:
                # The second of a couple has the RM of the first.
                household = households.setdefault(person.household, Household(name=person.household))
                rm = next((one.rm for one in book.values() if one.household is household), rm)
            client = save_client(
                Client(rm=rm, branch_id=rm.branch_id, number=f"6200{571_003 + 37 * turn}"),
                client_type=client_type,
                **_identity(person),
                **address_of(person, turn),
                household=households.get(person.household),
                phone=person.phone or f"1380000{tails[turn]}",
                email=_email(person, turn, draw),
                birth_date=_birthday(person.age, today, draw),
                created_at=now - timedelta(days=_known_for(client_type, draw)),
                interests=_interests(person, client_type, draw),
                holdings=_holdings(person, client_type, draw),
            )
            book[person.name or person.name_en] = client
    for name, (kind, since, until) in _HOLDS.items():
        hold(
            book[name],
            kind,
            since=today + timedelta(days=since),
            until=None if until is None else today + timedelta(days=until),
            now=now + timedelta(days=min(since, 0)),
        )
    db.session.flush()
    for owner, helper in _LENT.items():
        for client in [one for one in book.values() if one.rm is staff[owner]][-5:]:
            delegate(client, staff[helper])
    db.session.flush()
    return book


def _identity(person: Person) -> dict[str, Any]:
    surname, given_name = split_name(person.name)
    return {
        "surname": surname,
        "given_name": given_name,
        "name_en": person.name_en,
        "gender": person.gender,
        "title": person.title,
        "title_kind": person.title_kind,
        "language": person.language,
        "tier": person.tier,
        "district": f"{person.district}区",
        "talk_topics": person.topic,
        "do_not_mention": person.avoid,
    }


def _email(person: Person, turn: int, draw: Random) -> str:
    """At example.com, which nobody can own; a third of the clients have told none."""
    if draw.random() < 1 / 3:
        return ""
    surname, given_name = split_name(person.name)
    spelt = surname_readings(surname)[0] if surname else ""
    given = "".join(lazy_pinyin(given_name)) if is_chinese(given_name.replace("·", "")) else ""
    name = folded(person.name_en) or f"{spelt}{given}"
    bare = "".join(letter for letter in name if letter.isascii() and letter.isalnum())
    return f"{bare or 'client'}{turn + 1}@example.com"


def _birthday(age: int, today: date, draw: Random) -> date:
    """A birthday that makes the person this old today; the 28th at the latest, since not every year has a 29th."""
    latest = today.replace(year=today.year - age, day=min(today.day, 28))
    return latest - timedelta(days=draw.randrange(365))


def _known_for(client_type: ClientType, draw: Random) -> int:
    """Days since the bank met the client; whoever counts as new wealth came within the year."""
    return draw.randint(40, 300) if client_type is ClientType.NEW else draw.randint(400, 3600)


def _interests(person: Person, client_type: ClientType, draw: Random) -> list[Interest]:
    heard = [interest for interest, words in _HEARD.items() if any(word in person.topic for word in words)]
    usual = draw.sample(_USUAL[client_type], draw.randint(1, 2))
    always = [_ALWAYS[client_type]] if client_type in _ALWAYS else []
    return list(dict.fromkeys([*heard, *usual, *always]))


def _holdings(person: Person, client_type: ClientType, draw: Random) -> list[Holding]:
    many = draw.randint(*((0, 2) if client_type is ClientType.NEW else _HOW_MANY[person.tier]))
    further = _FURTHER.get(client_type, _OTHERWISE)
    # The first few as most have them, the rest of what this type has.
    basics = list(_EVERYBODY[: max(2, many - 1)])
    return draw.sample(list(dict.fromkeys([*basics, *further])), many)
