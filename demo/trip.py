"""The demo's trip: two days in a mountain village, with agency, programme, coach and rooms."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from clients.contact.may_contact import may_contact
from clients.models import Client, ClientType, Purpose
from core.db import db
from demo.approvals import approve_event
from demo.details import detail_for
from demo.moments import ZONE, at, day_from
from demo.programme import SATURDAY
from events.models import CompanionPolicy, Event, EventFormat, RoomKind
from events.planning import plan_event
from events.trips.programme import add_rooms, keep_coach, keep_item, keep_pick_up
from events.trips.record import keep_record, trip_of
from invitations.answers.party import GUEST, Person
from invitations.answers.rsvp import accept
from invitations.guests.inviting import invite
from invitations.models import Channel, Mobility, RoomWish
from invitations.trips.identity import DocumentKind, check_digit
from invitations.trips.particulars import Particulars, Plain, keep
from invitations.trips.people import people_of, row_for, told_of
from invitations.trips.placing import propose_rooms, propose_seats, travellers
from staff.models import Staff

_DAYS, _TRAVEL, _TOLD = 30, 9, 7
_SPOUSES = {2: "陈国梁", 5: "沈秋华"}
"""Which of those who travel bring the spouse, and who that is."""
_STAGES = (
    (0, time(8, 0), "支行门前", "签到、领耳机", None, False, True, "", True),
    (0, time(10, 30), "莫干山庾村", "自由漫步，茶歇", 900, False, True, "", True),
    (0, time(12, 0), "庾村饭店", "", None, False, True, "午餐：本地菜", False),
    (0, time(14, 0), "剑池", "缓步赏瀑布，可乘电瓶车", 1800, True, True, "", True),
    (0, time(17, 30), "山中客舍", "入住，晚餐后听古琴", None, False, True, "晚餐：山中家宴", False),
    (1, time(9, 0), "陆放版画藏书票馆", "馆长导览", 600, False, True, "早餐：客舍", True),
    (1, time(14, 30), "返程", "约五点到支行", None, False, False, "午餐：客舍", True),
)


def travel(book: dict[str, Client], staff: dict[str, Staff], *, now: datetime) -> None:
    """Plan the trip, let nine say yes, and note what most of them have told on their sheets."""
    organiser = staff["organiser"]
    event = _planned(organiser, now)
    approve_event(event, staff, now=now - timedelta(days=2))
    wanted = [one for one in book.values() if one.client_type in (ClientType.RET, ClientType.PRO, ClientType.HOM)]
    allowed = may_contact(wanted, purpose=Purpose.INVITATION, channel=None, day=now.astimezone(ZONE).date())
    asked = [one for one in wanted if allowed[one.id].allowed][:_TRAVEL]
    invitations = invite(organiser, event, asked, now=now)
    for number, invitation in enumerate(invitations):
        invitation.personal_detail = detail_for(invitation.client, invitation.language)
        spouse = [Person(name=_SPOUSES[number], relation="配偶")] if number in _SPOUSES else []
        accept(invitation.id, channel=Channel.PHONE, now=now, staff=organiser, party=[GUEST, *spouse])
    _write_down(event, organiser, now)


def _planned(organiser: Staff, now: datetime) -> Event:
    first = day_from(now.astimezone(ZONE).date(), _DAYS, SATURDAY)
    event = plan_event(
        now=now,
        branch_id=organiser.branch_id,
        organiser_id=organiser.id,
        format=EventFormat.TRIP,
        title="莫干山两日：秋山与古琴",
        title_en="Two days on Mogan Mountain",
        speaker="",
        venue="莫干山庾村",
        venue_en="Yucun, Mogan Mountain",
        address="支行门前集合：江晖路1688号",
        address_en="We meet at the branch: 1688 Jianghui Road",
        starts_at=at(first, 8),
        ends_at=at(first + timedelta(days=1), 17),
        reply_by=at(first - timedelta(days=21), 23, 59),
        capacity=30,
        companions=CompanionPolicy.ONE,
        companion_names=True,
        created_at=now,
        particulars={"zh": {"destination": "莫干山庾村"}, "en": {"destination": "Yucun, Mogan Mountain"}},
    )
    db.session.flush()
    keep_record(
        event,
        lodging=True,
        agency="江南之旅国际旅行社",
        agency_licence="L-ZJ-CJ00088",
        contract_no="JN-2027-031",
        smallest_group=12,
        guide="小方",
        guide_phone="13900002222",
        liability_insurer="东海财险",
        liability_policy="DH-8801-2027",
        accident_insurer="东海财险",
        rain_plan="剑池改为室内茶会",
        emergency_phone="13900002222",
        cancellation_terms="出发前三日内取消，只收已发生的费用；生病不收。",
    )
    for day, clock, place, activity, walking, steps, toilet, meal, count in _STAGES:
        keep_item(
            event,
            None,
            day=first + timedelta(days=day),
            at=clock,
            place=place,
            activity=activity,
            walking=walking,
            steps=steps,
            toilet=toilet,
            meal=meal,
            roll_call=count,
        )
    coach = keep_coach(
        trip_of(event), None, number=1, seats=19, plate="浙A·6K219", driver="郑师傅", driver_phone="13900001111",
        company="杭城客运", company_licence="330100200166",
    )  # fmt: skip
    db.session.flush()
    keep_pick_up(event, None, place="支行门前", at=at(first, 8), coach_id=coach.id)
    for names, kind in (("201 202", RoomKind.DOUBLE), ("203 204 205 206", RoomKind.TWIN), ("207", RoomKind.SINGLE)):
        add_rooms(trip_of(event), names, kind)
    return event


def _write_down(event: Event, organiser: Staff, now: datetime) -> None:
    """Most have given their sheet; one walks with a cane, one is travel sick. Then seats and rooms by the rules."""
    trip = trip_of(event)
    [stop] = trip.pick_ups
    people = people_of(organiser, event)
    for number, person in enumerate(people[:_TOLD]):
        born = person.client.birth_date if person.client and person.client.birth_date else date(1956 + number, 3, 8)
        told = Particulars(
            DocumentKind.ID_CARD,
            _number(born, number),
            emergency_name="家人",
            emergency_phone="13800009999",
            conditions="血压偏高，按时服药" if number == 1 else "",
        )
        plain = Plain(
            mobility=Mobility.CANE if number == 1 else Mobility.NORMAL,
            travel_sick=number == 3,
            room_wish=RoomWish.SINGLE if number == 4 else RoomWish.NONE,
            pick_up_id=stop.id,
            waiver_at=now.astimezone(ZONE).date(),
        )
        keep(
            row_for(person), told, plain, event=event, client=person.client,
            health_agreed=number < 2, agency_agreed=True, staff=organiser, now=now,
        )  # fmt: skip
    all_of = travellers(trip, people_of(organiser, event), told_of(people_of(organiser, event)))
    propose_seats(all_of)
    propose_rooms(all_of)


def _number(born: date, order: int) -> str:
    """An identity number as the demo needs one: of the right shape, and nobody's."""
    first = f"330108{born:%Y%m%d}{990 + order:03d}"
    return first + check_digit(first)
