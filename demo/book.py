"""What the demo's RMs know of their clients beside names and numbers: consents, lunar birthdays, families, months."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from clients.book.addresses import write_address
from clients.book.extra_fields import write_field
from clients.book.points import add_point
from clients.book.relations import relate
from clients.book.saving import write_client
from clients.book.tiers import first_of
from clients.contact.consent_texts import present_text
from clients.contact.consents import give
from clients.history.tier_months import record_month
from clients.models import (
    BirthdaySource,
    CelebrateBy,
    Client,
    ClientType,
    ConsentHow,
    ContactChannel,
    FieldKind,
    HoldKind,
    Interest,
    InterestSource,
    LeapRule,
    NameOrder,
    PhotoConsent,
    PointKind,
    Purpose,
    RelationKind,
    RiskLevel,
    Tier,
)
from core.db import db
from demo.moments import ZONE
from staff.models import Staff

_SEED = 8  # of its own, so that what happens on the evenings stays as it is

# Leap month, 30th, the last day of the year, and the eleventh month that our years skip.
_LUNAR: dict[str, dict[str, Any]] = {
    "褚卫东": {"lunar_month": 6, "lunar_day": 15, "lunar_leap": True, "leap_rule": LeapRule.ASK},
    "沈玉兰": {"lunar_month": 12, "lunar_day": 30},
    "周启明": {"lunar_eve": True},
    "孔令德": {"lunar_month": 11, "lunar_day": 20, "celebrate_by": CelebrateBy.BOTH},
}
_FURTHER = {
    "李强": (ClientType.EDU,),
    "欧阳文静": (ClientType.FAM,),
    "褚卫东": (ClientType.RET,),
    "潘丽娟": (ClientType.EDU,),
    "尉迟敏": (ClientType.EDU,),
    "江一帆": (ClientType.FAM,),
    "贺子轩": (ClientType.FAM,),
    "郝建军": (ClientType.RET,),
    "薛芳": (ClientType.EDU,),
    "余建华": (ClientType.ENT,),
    "陈嘉明": (ClientType.ENT,),
    "孔令德": (ClientType.PRO,),
}
_CLOSER = {  # what an interest is more exactly, where the topic says so
    "高文博": Interest.WHISKY,
    "许翀": Interest.GRAPE_WINE,
    "Sophie Laurent": Interest.GRAPE_WINE,
    "何永年": Interest.STAMPS,
    "覃小川": Interest.COINS,
    "虞佩芬": Interest.OPERA,
    "吕燕": Interest.OPERA,
    "钟毅": Interest.CLASSICAL_MUSIC,
    "欧阳文静": Interest.CHINESE_MUSIC,
    "薛芳": Interest.STUDY_ABROAD,
    "周启明": Interest.PORCELAIN,
}
_RELATIONS = (
    ("王建国", "李文静", RelationKind.SPOUSE, ""),
    ("周启明", "沈玉兰", RelationKind.SPOUSE, ""),
    ("褚卫东", "褚晓雯", RelationKind.CHILD, "女儿，在杭州工作"),
    ("单志刚", "单宇", RelationKind.CHILD, "儿子，准备接班"),
    ("李强", "楼向东", RelationKind.FRIEND, "球友"),
    ("孔令德", "陈敏", RelationKind.INTRODUCED, "同系的老同事"),
    ("金国良", "傅永康", RelationKind.KEEP_APART, "早年有过官司"),
    ("方堃", "小赵", RelationKind.ASSISTANT, "约时间找他"),
)
_JOINT = {"王建国": "尊敬的王先生、李女士", "周启明": "尊敬的周董事长暨沈女士"}
_ABROAD_IN_WINTER = "褚卫东"
_WATCHED = ("骆建平", Tier.T3)
_LIFTED = ("盛文斌", Tier.T3)


def ask_for_consent(book: dict[str, Client], *, now: datetime) -> None:
    """Nine of ten signed for invitations, most for good wishes, when they became clients; others were not asked."""
    for place, client in enumerate(book.values()):
        if place % 10 == 7 or any(hold.kind is HoldKind.OPTED_OUT for hold in client.holds):
            continue
        signed = max(client.created_at, now - timedelta(days=330 + place))
        for purpose in (Purpose.INVITATION, *((Purpose.GREETING,) if place % 4 else ())):
            give(
                client,
                purpose,
                None,
                how=ConsentHow.SIGNED,
                evidence=f"客户资料授权书 {signed:%Y%m}-{place + 1:03d}",
                text_version=present_text(purpose).version,
                staff=client.rm,
                now=signed,
            )
    db.session.flush()


def enrich(book: dict[str, Client], staff: dict[str, Staff], *, now: datetime) -> None:
    """All that the first list did not say."""
    draw, today = Random(_SEED), now.astimezone(ZONE).date()
    plate, tea = _fields(staff["manager"])
    for name, client in book.items():
        write_client(
            client,
            further_types=_FURTHER.get(name, ()),
            interests=_interests(name, client, draw),
            extra=_extra(client, plate, tea, draw),
            **_more(client, draw),
            **({"celebrate_by": CelebrateBy.LUNAR} | _LUNAR[name] if name in _LUNAR else {}),
        )
    for name in _LUNAR:
        book[name].birthday_source = BirthdaySource.CLIENT
    book["孔令德"].large_type = book["赵德昌"].large_type = book["朱根宝"].large_type = True
    book["陈嘉明"].name_en_order = NameOrder.SURNAME_FIRST
    write_client(book["陈嘉明"], name_en="Chan Ka Ming")
    _around(book, today)
    _months(book, now)
    db.session.flush()


def _fields(manager: Staff) -> tuple[int, int]:
    plate = write_field(manager.branch_id, None, label="车牌号", label_en="Number plate", kind=FieldKind.TEXT)
    tea = write_field(
        manager.branch_id,
        None,
        label="爱喝的茶",
        label_en="Preferred tea",
        kind=FieldKind.CHOICE,
        choices=("绿茶", "红茶", "白茶", "岩茶", "普洱", "不喝茶"),
    )
    return plate.id, tea.id


def _extra(client: Client, plate: int, tea: int, draw: Random) -> dict[int, Any]:
    values: dict[int, Any] = {}
    if client.client_type in (ClientType.ENT, ClientType.EXE) and draw.random() < 0.6:
        values[plate] = f"浙A{draw.randrange(10_000, 99_999)}"
    if any(row.interest is Interest.TEA for row in client.interests):
        values[tea] = next(
            (kind for kind in ("白茶", "岩茶", "普洱", "红茶") if kind[:2] in client.talk_topics), "绿茶"
        )
    return values


def _interests(name: str, client: Client, draw: Random) -> dict[Interest, tuple[InterestSource, int]]:
    """What stands among the topics was said; of the rest some came up at evenings."""
    found = {}
    for row in client.interests:
        source = draw.choices(tuple(InterestSource), (5, 4, 2))[0]
        found[row.interest] = (source, 3 if source is InterestSource.SAID else draw.choice((1, 2, 2, 3)))
    if name in _CLOSER:
        found[_CLOSER[name]] = (InterestSource.SAID, 3)
    return found


def _more(client: Client, draw: Random) -> dict[str, Any]:
    levels = (RiskLevel.C1, RiskLevel.C2) if client.client_type is ClientType.RET else tuple(RiskLevel)
    return {
        "risk_level": draw.choice(levels) if draw.random() < 0.85 else None,
        "qualified_investor": client.tier in (Tier.T4, Tier.T5),
        "official": client.full_name == "闵志华",
        "photo_consent": draw.choice((None, PhotoConsent.OWN, PhotoConsent.INTERNAL, PhotoConsent.NONE)),
        "spoken": ["eng"] if client.language == "en" else draw.choice((["cmn"], ["cmn", "wuu"], ["cmn", "eng"])),
        "wechat_note": f"{client.full_name}·{client.district}"[:60] if draw.random() < 0.5 else "",
    }


def _around(book: dict[str, Client], today: date) -> None:
    for name, other, kind, note in _RELATIONS:
        client, known = book[name], book.get(other)
        relate(client.rm, client, kind, other=known, name="" if known else other, note=note)
    for name, words in _JOINT.items():
        household = book[name].household
        if household is not None:
            household.joint_salutation = words
    add_point(book["方堃"], ContactChannel.PHONE, "13800009001", kind=PointKind.ASSISTANT, note="先打给助理")
    add_point(book["赵德昌"], ContactChannel.PHONE, "0571-8512-0199", kind=PointKind.HOME, note="")
    add_point(book["何永年"], ContactChannel.EMAIL, "he.yongnian@example.com", kind=PointKind.HOME)
    write_address(
        book[_ABROAD_IN_WINTER],
        None,
        kind=PointKind.FAMILY,
        postal_address="海南省三亚市吉阳区椰风巷66号\n海月居3幢1201室",
        postcode="572000",
        country="CN",
        valid_from=date(today.year - (today.month < 6), 12, 1),
        valid_until=date(today.year + (today.month >= 6), 3, 31),
        preferred=True,
    )


def _months(book: dict[str, Client], now: datetime) -> None:
    """One client watched for two months, one lifted by a good month, and the last quarter of the other private ones."""
    month, ended = first_of(now.astimezone(ZONE).date()), []
    for _month in range(3):
        month = first_of(month - timedelta(days=1))
        ended.append(month)
    for client in list(book.values()):
        if client.tier in (Tier.T4, Tier.T5) and client.full_name != _WATCHED[0]:
            for one in reversed(ended):
                record_month(client, one, client.tier, now=now, staff_id=client.rm_id)
    watched, band = book[_WATCHED[0]], _WATCHED[1]
    for one, of_month in zip(reversed(ended), (watched.tier, band, band), strict=True):
        record_month(watched, one, of_month, now=now, staff_id=watched.rm_id)
    lifted = book[_LIFTED[0]]
    write_client(lifted, tier=Tier.T2, tier_since=None)
    for one, of_month in zip(reversed(ended), (Tier.T2, Tier.T2, _LIFTED[1]), strict=True):
        record_month(lifted, one, of_month, now=now, staff_id=lifted.rm_id)
