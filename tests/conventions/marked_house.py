"""Clients of three managers with marks of their own in every field, and ties of every kind between them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from clients.book.addresses import write_address
from clients.book.extra_fields import with_values, write_field
from clients.book.points import add_point
from clients.book.relations import relate
from clients.contact.consent_texts import present_text
from clients.contact.consents import give
from clients.contact.holds import hold
from clients.contact.refusals import refuse
from clients.duplicates.merging import merge
from clients.finding.filters import filters_from
from clients.finding.saved import save_view
from clients.history.ledger import tell
from clients.models import (
    Client,
    ConsentHow,
    ContactChannel,
    DuplicatePair,
    EntryKind,
    FieldKind,
    HoldKind,
    Household,
    PointKind,
    Purpose,
    RelationKind,
    Tier,
    TierMonth,
)
from core.db import db
from core.mailing import write_mail
from core.zone import home_day
from events.models import Event, TableShape
from events.tables.rules import add_tables
from invitations.answers.calls import open_call
from invitations.answers.rsvp import accept
from invitations.models import CallReason, Channel, GuestChoice, GuestException, Invitation, Segment
from invitations.seating.moves import seat_all
from invitations.seating.plan import read_plan
from membership.benefits import use_benefit
from membership.chats import let_in, open_chat
from membership.family import add_family_card
from membership.levels import levels_of, open_club
from membership.models import ClubLetter
from membership.moves import join, propose
from membership.numbers import next_number
from membership.orders import place_order
from staff.models import Branch
from tests.clients.lists import upload
from tests.conventions.marked_day import come_and_go, set_up
from tests.conventions.marked_evening import plan, take_part

RMS = {"zhao": "13800001111", "sun": "13800002222", "stranger": "13800003333"}
NAMES = ("surname", "given_name", "name_en", "title")
FIELDS = (
    *NAMES,
    "salutation_override",
    "district",
    "postal_address",
    "talk_topics",
    "do_not_mention",
    "email",
    "number",
    "wechat_note",
)
AROUND = (
    "point",
    "further",
    "relation",
    "kinname",
    "xtra",
    "consent",
    "refusal",
    "held",
    "household",
    "history",
    "note",
)
"""Rows beside the client, and what stands in them."""
AFTER = ("nextstep", "idea", "joining", "usednote", "called", "exception", "chosen")
EVENING = ("party", "nearest", "ailment", "wishes", "nominated")
DAY = ("doornote", "walkedin", "afterwords", "followed")
OWN = ("segment", "view", "imported")
"""What belongs to the manager and is shared with nobody."""


def mark(field: str, rm: str) -> str:
    return RMS[rm] if field == "phone" else f"q{field[:4]}{rm[:3]}q"


@dataclass
class House:
    """The cast with marked clients, and all that hangs on a client."""

    cast: object
    events: dict[str, int]


def furnish(cast) -> House:
    """Three evenings, two clients for each manager, and whatever may tie one manager's client to another's."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    other = {"branch_id": cast.other_branch_id, "organiser_id": cast.staff_ids["stranger"]}
    events = {
        "tonight": cast.add_event(starts_at=now + timedelta(hours=2)),
        "later": cast.add_event(),
        "elsewhere": cast.add_event(**other),
    }
    for rm in RMS:
        settle_marked(cast, rm, events)
    tie_together(cast, events)
    with cast.app.app_context():
        for name in ("later", "elsewhere"):
            plan(cast, events[name])
        for event_id in events.values():
            at_tables(cast, event_id)
            set_up(cast, event_id)
        db.session.commit()
    return House(cast, events)


def at_tables(cast, event_id: int) -> None:
    """A table at which everybody who comes has a chair."""
    event = db.session.get_one(Event, event_id)
    add_tables(event, count=1, seats=20, shape=TableShape.ROUND)
    seat_all(read_plan(None, event, "zh"), [], anew=True, staff=cast.staff("li"), now=datetime.now(UTC))


def values_of(rm: str) -> dict[str, object]:
    return {field: mark(field, rm) for field in FIELDS} | {"email": mark("email", rm) + "@example.com"}


def settle_marked(cast, rm: str, events: dict[str, int]) -> None:
    """A client with every mark, invited to the evenings of the branch, with answer, letter, list and segment."""
    client_id = cast.add_client(rm=rm, phone=RMS[rm], birth_date=date(1956, 4, 1), **values_of(rm))
    evenings = [events["elsewhere"]] if rm == "stranger" else [events["tonight"], events["later"]]
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        client.household = Household(name=mark("household", rm))
        around(cast, rm, client)
        if rm != "stranger":
            in_the_club(cast, rm, client)
        owns(cast, rm, client, evenings[-1])
        db.session.commit()
    for event_id in evenings:
        invitation_id = cast.add_invitation(event_id, client_id)
        with cast.app.app_context():
            told = {"channel": Channel.PHONE, "staff": cast.staff(rm), "note": mark("note", rm)}
            accept(invitation_id, now=datetime.now(UTC), **told)
            on_the_desk(invitation_id, mark("email", rm) + "@example.com")
            if event_id == evenings[0]:
                come_and_go(cast.staff_ids[rm], invitation_id, {field: mark(field, rm) for field in DAY})
            if event_id == evenings[-1]:
                taken = {field: mark(field, rm) for field in EVENING}
                take_part(cast.staff_ids[rm], invitation_id, taken, evenings[0])
            db.session.commit()
    browser = cast.signed_in(rm)
    upload(browser, f"姓名,手机,关注\n王{mark('imported', rm)},13900000000,x\n")
    print_letters(cast, browser, rm, evenings[-1])
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        hold(client, HoldKind.COMPLAINT, since=date(2020, 1, 1), until=None, note=mark("held", rm))
        refuse(client, ContactChannel.SMS, said=mark("refusal", rm), staff=cast.staff(rm), now=datetime.now(UTC))
        db.session.commit()


def on_the_desk(invitation_id: int, address: str) -> None:
    """A call to make about the guest, and a mail that is to remind of the evening."""
    now, guest = datetime.now(UTC), db.session.get_one(Invitation, invitation_id)
    open_call(guest, CallReason.CHANGED, due_at=now, now=now)
    about = {"source": "reminder", "source_id": invitation_id, "due_at": now + timedelta(days=1)}
    write_mail(f"reminder:{invitation_id}:7-0", to=address, subject="x", body="x", **about)


def around(cast, rm: str, client: Client) -> None:
    """Rows beside the client: ways to reach, kin, consents, a field of the branch, history."""
    now = datetime.now(UTC)
    add_point(client, ContactChannel.EMAIL, "x@example.org", kind=PointKind.OTHER, note=mark("point", rm))
    place = {"valid_from": None, "valid_until": None, "postcode": "", "country": "CN", "kind": PointKind.HOME}
    write_address(client, None, postal_address=mark("further", rm), **place)
    kin = {"name": mark("kinname", rm), "note": mark("relation", rm)}
    relate(cast.staff(rm), client, RelationKind.FRIEND, **kin)
    given = {"how": ConsentHow.SIGNED, "evidence": mark("consent", rm)}
    for purpose in (Purpose.MARKETING, Purpose.INVITATION):
        version = present_text(purpose).version
        give(client, purpose, None, text_version=version, staff=cast.staff(rm), now=now, **given)
    field = write_field(client.branch_id, None, label=f"近况{rm}", label_en="", kind=FieldKind.TEXT)
    db.session.flush()
    client.extra = with_values(client.extra, {field.id: mark("xtra", rm)})
    further = {"next_step": mark("nextstep", rm), "next_on": home_day(now), "suggestion": mark("idea", rm)}
    tell(client.id, EntryKind.CALL, at=now, text=mark("history", rm), staff_id=client.rm_id, **further)
    db.session.add(TierMonth(client_id=client.id, month=date(2026, 1, 1), band=Tier.T3))


def in_the_club(cast, rm: str, client: Client) -> None:
    """A member who used a benefit and is in a group chat, with an order of cards."""
    now = datetime.now(UTC)
    open_club(client.branch_id)
    level = levels_of(client.branch_id)[0]
    membership = propose(client, level, staff=cast.staff("li"), reason=mark("joining", rm), now=now)
    number = next_number(db.session.get_one(Branch, client.branch_id), home_day(now).year)
    join(membership, staff=cast.staff("li"), today=home_day(now), now=now, number=number)
    db.session.flush()
    told = {"on": home_day(now), "today": home_day(now), "staff": cast.staff(rm), "now": now}
    use_benefit(membership, level.benefits[0], note=mark("usednote", rm), **told)
    chat = open_chat(cast.staff(rm), f"茶友{rm}", now=now)
    db.session.flush()
    let_in(chat, client, called=mark("called", rm), on=home_day(now), today=home_day(now))
    place_order(
        cast.staff(rm), [membership.id], stock=None, letter=ClubLetter.WELCOME, channel=ContactChannel.HAND, now=now
    )


def owns(cast, rm: str, client: Client, event_id: int) -> None:
    """What the manager keeps: a segment, a view; and how the guest was chosen, with the manager's exception."""
    now = datetime.now(UTC)
    db.session.add(Segment(branch_id=client.branch_id, owner_id=client.rm_id, name=mark("segment", rm), rule={}))
    save_view(cast.staff(rm), mark("view", rm), filters_from({"hold": "no"}), shared=False)
    reason = {"reason": mark("exception", rm), "staff_id": cast.staff_ids["manager"], "at": now}
    db.session.add(GuestException(event_id=event_id, client_id=client.id, **reason))
    candidates = [{"client": client.id, "score": 90, "because": [], "chosen": True}]
    chosen = {"name": mark("chosen", rm), "rule": {}, "staff_id": client.rm_id, "at": now, "candidates": candidates}
    db.session.add(GuestChoice(event_id=event_id, **chosen))


def tie_together(cast, events: dict[str, int]) -> None:
    """A client of Zhao's and one of Sun's who share whatever two clients can share, and a merged row for each."""
    now, shared = datetime.now(UTC), "13700000000"
    tied = {}
    for rm in ("zhao", "sun"):
        values = values_of(rm)
        tied[rm] = cast.add_client(rm=rm, phone=shared, **values | {"number": f"{values['number']}2"})
        gone = cast.add_client(rm=rm, phone=RMS[rm], **values | {"number": f"{values['number']}3"})
        with cast.app.app_context():
            merge(cast.staff(rm), tied[rm], gone, {}, now=now)
            db.session.commit()
    with cast.app.app_context():
        ours, theirs = (db.session.get_one(Client, tied[rm]) for rm in ("zhao", "sun"))
        ours.household = theirs.household = Household(name="同住一家", one_letter=True)
        manager = cast.staff("manager")
        for kind in (RelationKind.SPOUSE, RelationKind.KEEP_APART):
            relate(manager, ours, kind, other=theirs)
        low, high = sorted(tied.values())
        db.session.add(DuplicatePair(low_id=low, high_id=high, reasons=["phone"], score=90))
        share_a_card(cast, ours, theirs)
        db.session.commit()
    for rm in ("zhao", "sun"):
        cast.add_invitation(events["later"], tied[rm])
    print_letters(cast, cast.signed_in("zhao"), "zhao", events["later"], more=1)


def share_a_card(cast, ours: Client, theirs: Client) -> None:
    """Zhao's client is the member, Sun's has the family card, and both are in one group."""
    now, manager = datetime.now(UTC), cast.staff("manager")
    today = home_day(now)
    level, branch = levels_of(ours.branch_id)[0], db.session.get_one(Branch, ours.branch_id)
    main = propose(ours, level, staff=manager, reason="常来", now=now)
    join(main, staff=manager, today=today, now=now, number=next_number(branch, today.year))
    db.session.flush()
    card = add_family_card(main, theirs, staff=manager, number=next_number(branch, today.year), today=today, now=now)
    used = {"on": today, "today": today, "now": now}
    use_benefit(main, level.benefits[0], note=mark("usednote", "zhao"), staff=cast.staff("zhao"), **used)
    use_benefit(card, level.benefits[0], note=mark("usednote", "sun"), staff=cast.staff("sun"), **used)
    chat = open_chat(cast.staff("zhao"), "一家", now=now)
    db.session.flush()
    for rm, client in (("zhao", ours), ("sun", theirs)):
        let_in(chat, client, called=mark("called", rm), on=today, today=today)


def print_letters(cast, browser, rm: str, event_id: int, more: int = 0) -> None:
    """The manager's letters, approved and printed, what the preflight asks about signed for."""
    path = f"/print-runs/new?event={event_id}&which=all"
    signed = re.search(r'name="signed" value="([0-9a-f]{32})"', browser.get(path).text)
    key = f"{cast.staff_ids[rm] + 1000 * more:032x}"
    order = {"which": "all", "key": key, "signed": signed.group(1) if signed else ""}
    run = browser.post(path, data=order)
    assert run.status_code == 302
    admin = cast.signed_in("admin")
    for step in ("approve", "printed"):
        assert admin.post(f"{run.location}/{step}").status_code == 302
