"""What planning and answering add to the marked house: nominations, parties, travellers, and a planned evening."""

from datetime import UTC, datetime, time, timedelta

from core.db import db
from events.approval.asking import seen_now
from events.models import (
    ApprovalPart,
    ApprovalStep,
    BudgetKind,
    BudgetLine,
    ChecklistItem,
    Coach,
    Event,
    EventFormat,
    EventSpeaker,
    EventTable,
    ItineraryItem,
    PickUp,
    RoomKind,
    Speaker,
    TripRecord,
    TripRoom,
    Venue,
)
from events.themes.own import keep as keep_as_theme
from invitations.models import (
    EventQuota,
    Invitation,
    MemberKind,
    Nomination,
    OfferState,
    PartyMember,
    SeatOffer,
    Traveller,
)
from invitations.trips.particulars import Particulars, sealed


def plan(cast, event_id: int) -> None:
    """A trip with everything that can be planned for it, so that every address of planning leads somewhere."""
    now, staff_id = datetime.now(UTC), cast.staff_ids["li"]
    event = db.session.get_one(Event, event_id)
    event.format = EventFormat.TRIP
    day = event.local_start.date()
    here, ours = {"event_id": event_id}, {"branch_id": event.branch_id}
    speaker = Speaker(name="陈师傅", **ours)
    coach = Coach(number=1, seats=45, **here)
    db.session.add_all([Venue(name="茶山", **ours), speaker, coach, TripRecord(**here)])
    db.session.flush()
    db.session.add_all(
        [
            EventSpeaker(speaker_id=speaker.id, **here),
            ChecklistItem(text="看场地", days_before=35, due_on=day - timedelta(days=35), owner_id=staff_id, **here),
            BudgetLine(kind=BudgetKind.VENUE, planned=100_00, **here),
            ApprovalStep(
                part=ApprovalPart.MANAGER,
                asked_at=now,
                asked_by_id=staff_id,
                seen=seen_now(event, frozenset(), 0),
                **here,
            ),
            EventTable(number=1, seats=10, **here),
            ItineraryItem(day=day, at=time(9), place="网点", roll_call=True, **here),
            PickUp(coach_id=coach.id, place="网点", at=event.starts_at, **here),
            TripRoom(name="301", kind=RoomKind.TWIN, **here),
        ]
    )
    db.session.flush()
    keep_as_theme(event, name="山里一日", name_en="", staff=cast.staff("li"))


def take_part(rm_id: int, invitation_id: int, marks: dict[str, str], elsewhere_id: int) -> None:
    """A companion, a traveller's sealed fields, a wish, an offer that ran out, and a nomination for another evening."""
    now, one = datetime.now(UTC), db.session.get_one(Invitation, invitation_id)
    one.wishes = {"word": marks["wishes"]}
    private = Particulars(emergency_name=marks["nearest"], conditions=marks["ailment"])
    offered = {"made_at": now, "until": now, "ended_at": now, "staff_id": rm_id, "state": OfferState.EXPIRED}
    db.session.merge(EventQuota(event_id=elsewhere_id, rm_id=rm_id, seats=4, returns_on=now.date(), returned=0))
    db.session.add_all(
        [
            PartyMember(invitation_id=one.id, place=1, kind=MemberKind.COMPANION, name=marks["party"], diets=[]),
            Traveller(invitation_id=one.id, member=0, sealed=sealed(private), health_agreed_at=now),
            SeatOffer(event_id=one.event_id, invitation_id=one.id, seats=1, **offered),
            Nomination(event_id=elsewhere_id, client_id=one.client_id, rm_id=rm_id, reason=marks["nominated"], at=now),
        ]
    )
