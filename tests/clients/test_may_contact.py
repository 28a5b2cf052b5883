"""May we contact this client? Every rule by itself, and the function and its SQL on the same random clients."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.may_contact import ReasonCode, contactable, may_contact, may_contact_one
from clients.models import (
    ChannelRefusal,
    Client,
    ClientHold,
    Consent,
    ConsentHow,
    ContactChannel,
    EntryKind,
    EntryPurpose,
    HistoryEntry,
    HoldKind,
    Household,
    Purpose,
)
from clients.settings import BEREAVEMENT_DAYS, INVITATIONS_30_DAYS, MARKETING_GAP_DAYS, POST_NEEDS_CONSENT
from core.db import db
from staff.settings import change_setting
from tests.house import queries

DAY = date(2027, 3, 20)
C, P = ContactChannel, Purpose


def noon(days: int = 0) -> datetime:
    """Noon in Shanghai, so many days before DAY."""
    return datetime(2027, 3, 20, 4, tzinfo=UTC) - timedelta(days=days)


def add(cast, *rows, client_id=None):
    with cast.app.app_context():
        for row in rows:
            if client_id is not None and hasattr(row, "client_id") and row.client_id is None:
                row.client_id = client_id
            db.session.add(row)
        db.session.commit()
        return [getattr(row, "id", None) for row in rows]


def verdict(cast, client_id, purpose=P.INVITATION, channel=None, day=DAY, caps=True):
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        found = may_contact_one(client, purpose=purpose, channel=channel, day=day, caps=caps)
        as_sql = db.session.scalar(
            sa.select(contactable(purpose, channel, day, caps=caps)).select_from(Client).where(Client.id == client_id)
        )
        assert bool(as_sql) is found.allowed, (found, as_sql)
        return found


def codes(found):
    return [reason.code for reason in found.reasons]


def hold(kind, since=date(2027, 3, 1), until=None):
    return ClientHold(kind=kind, since=since, until=until)


def invited(days, source_id=1, kind=EntryKind.INVITED):
    return HistoryEntry(at=noon(days), kind=kind, source="event", source_id=source_id)


def consent(purpose, channel=None, given=True):
    return Consent(
        purpose=purpose, channel=channel, given=given, at=noon(9), how=ConsentHow.SIGNED, text_version="invitation-1"
    )


def refusal(channel, lifted=False):
    return ChannelRefusal(channel=channel, at=noon(9), lifted_at=noon(1) if lifted else None)


def test_nothing_against_it_is_nothing_against_it(cast):
    found = verdict(cast, cast.add_client())
    assert (found.allowed, found.reasons, found.warnings) == (True, (), ())


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        (HoldKind.DECEASED, set()),
        (HoldKind.OPTED_OUT, {P.SERVICE, P.GREETING}),
        (HoldKind.BEREAVEMENT, {P.SERVICE}),
        (HoldKind.COMPLAINT, {P.SERVICE, P.GREETING}),
        (HoldKind.HOSPITAL, {P.SERVICE}),
        (HoldKind.COMPETITOR, {P.SERVICE, P.GREETING}),
    ],
)
def test_each_hold_speaks_against_what_it_is_for(cast, kind, allowed):
    client_id = cast.add_client()
    add(cast, hold(kind), client_id=client_id)
    asked = (P.SERVICE, P.GREETING, P.INVITATION, P.MARKETING)
    found = {purpose: verdict(cast, client_id, purpose, C.HAND) for purpose in asked}
    assert {purpose for purpose, one in found.items() if one.allowed} == allowed
    for one in found.values():
        told = one.warnings if one.allowed else one.reasons
        assert [reason.code.value for reason in told] == [kind.value]


def test_a_hold_tells_its_last_day_and_is_over_after_it(cast):
    client_id = cast.add_client()
    add(cast, hold(HoldKind.COMPLAINT, until=DAY), client_id=client_id)
    assert verdict(cast, client_id).reasons[0].until == DAY
    assert verdict(cast, client_id, day=DAY + timedelta(days=1)).allowed
    assert verdict(cast, client_id, day=date(2027, 2, 28)).allowed


def test_the_longest_of_two_holds_of_a_kind_is_told(cast):
    client_id = cast.add_client()
    add(cast, hold(HoldKind.COMPLAINT, until=DAY), hold(HoldKind.COMPLAINT), client_id=client_id)
    assert verdict(cast, client_id).reasons[0].until is None


@pytest.mark.parametrize("kind", list(HoldKind))
def test_the_dead_are_sent_nothing_whatever_else_stands(cast, kind):
    client_id = cast.add_client()
    add(cast, hold(HoldKind.DECEASED), hold(kind), consent(P.PHOTO), client_id=client_id)
    for purpose in Purpose:
        for channel in (None, *ContactChannel):
            assert codes(verdict(cast, client_id, purpose, channel))[0] is ReasonCode.DECEASED


def test_a_family_in_mourning_gets_no_new_year_card_that_year(cast):
    """Mourning since April is over after a hundred days; the next New Year's greeting is left out all the same."""
    client_id = cast.add_client()
    add(cast, hold(HoldKind.BEREAVEMENT, date(2026, 4, 10), date(2026, 7, 18)), client_id=client_id)
    new_year = date(2027, 2, 6)
    found = verdict(cast, client_id, P.GREETING, C.POST, day=new_year - timedelta(days=3))
    assert codes(found) == [ReasonCode.MOURNING_NEW_YEAR]
    assert found.reasons[0].until == date(2027, 2, 20), "the Lantern Festival"
    assert verdict(cast, client_id, P.GREETING, C.POST, day=date(2027, 2, 20)).allowed is False
    assert verdict(cast, client_id, P.GREETING, C.POST, day=date(2027, 2, 21)).allowed
    assert verdict(cast, client_id, P.GREETING, C.POST, day=date(2026, 9, 25)).allowed, "mid-autumn"
    assert verdict(cast, client_id, P.GREETING, C.POST, day=date(2028, 1, 26)).allowed, "the year after"
    assert verdict(cast, client_id, P.INVITATION, C.HAND, day=new_year).allowed, "an invitation is no greeting"


def test_mourning_that_was_noted_by_mistake_and_lifted_at_once_never_was(cast):
    client_id = cast.add_client()
    add(cast, hold(HoldKind.BEREAVEMENT, date(2026, 4, 10), date(2026, 4, 9)), client_id=client_id)
    assert verdict(cast, client_id, P.GREETING, C.HAND, day=date(2027, 2, 6)).allowed


@pytest.mark.parametrize("purpose", [P.SERVICE, P.GREETING, P.INVITATION, P.MARKETING])
def test_a_refused_way_is_closed_to_everything_and_only_it(cast, purpose):
    client_id = cast.add_client()
    add(cast, refusal(C.PHONE), client_id=client_id)
    found = verdict(cast, client_id, purpose, C.PHONE)
    assert [(one.code, one.channel) for one in found.reasons] == [(ReasonCode.CHANNEL_REFUSED, C.PHONE)]
    assert verdict(cast, client_id, purpose, C.HAND).allowed
    anyway = verdict(cast, client_id, purpose)
    assert anyway.allowed
    assert [one.code for one in anyway.warnings] == [ReasonCode.CHANNEL_REFUSED]


def test_a_lifted_refusal_is_none(cast):
    client_id = cast.add_client()
    add(cast, refusal(C.PHONE, lifted=True), client_id=client_id)
    assert verdict(cast, client_id, P.INVITATION, C.PHONE).allowed


def test_who_has_refused_every_way_is_not_chosen(cast):
    client_id = cast.add_client()
    add(cast, *(refusal(channel) for channel in (C.HAND, C.PHONE, C.WECHAT)), client_id=client_id)
    assert codes(verdict(cast, client_id)) == [ReasonCode.NO_WAY_LEFT], "the others want a consent that is not there"
    add(cast, consent(P.INVITATION, C.POST), client_id=client_id)
    assert verdict(cast, client_id).allowed


def test_an_invitation_by_post_wants_consent_unless_the_branch_says_otherwise(cast):
    client_id = cast.add_client()
    assert codes(verdict(cast, client_id, P.INVITATION, C.POST)) == [ReasonCode.CONSENT_MISSING]
    assert verdict(cast, client_id, P.INVITATION, C.HAND).allowed, "handing over stays allowed"
    assert verdict(cast, client_id, P.GREETING, C.POST).allowed, "a birthday card is no advertisement"
    with cast.app.app_context():
        change_setting(cast.branch_id, POST_NEEDS_CONSENT, 0)
        db.session.commit()
    assert verdict(cast, client_id, P.INVITATION, C.POST).allowed


@pytest.mark.parametrize("channel", [C.EMAIL, C.SMS])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_electronic_ways_always_want_consent_to_just_that(cast, purpose, channel):
    client_id = cast.add_client()
    other = P.GREETING if purpose is not P.GREETING else P.SERVICE
    add(cast, consent(other), client_id=client_id)
    assert codes(verdict(cast, client_id, purpose, channel)) == [ReasonCode.CONSENT_MISSING]
    add(cast, consent(purpose, channel), client_id=client_id)
    assert verdict(cast, client_id, purpose, channel).allowed


@pytest.mark.parametrize("purpose", [P.PHOTO, P.HEALTH, P.AGENCY, P.COMPANION])
def test_using_what_is_known_wants_consent_to_just_that(cast, purpose):
    client_id = cast.add_client()
    assert codes(verdict(cast, client_id, purpose)) == [ReasonCode.CONSENT_MISSING]
    add(cast, consent(purpose), client_id=client_id)
    assert verdict(cast, client_id, purpose).allowed


def test_the_last_word_counts_whether_it_names_a_way_or_all(cast):
    client_id = cast.add_client()
    add(cast, consent(P.INVITATION), client_id=client_id)
    assert verdict(cast, client_id, P.INVITATION, C.EMAIL).allowed
    add(cast, consent(P.INVITATION, C.EMAIL, given=False), client_id=client_id)
    assert codes(verdict(cast, client_id, P.INVITATION, C.EMAIL)) == [ReasonCode.CONSENT_WITHDRAWN]
    assert verdict(cast, client_id, P.INVITATION, C.POST).allowed
    add(cast, consent(P.INVITATION, given=False), client_id=client_id)
    assert codes(verdict(cast, client_id)) == [ReasonCode.CONSENT_WITHDRAWN]
    assert codes(verdict(cast, client_id, P.INVITATION, C.HAND)) == [ReasonCode.CONSENT_WITHDRAWN]
    add(cast, consent(P.INVITATION, C.HAND), client_id=client_id)
    assert verdict(cast, client_id).allowed


def test_two_invitations_in_thirty_days_are_enough_and_the_day_is_told(cast):
    client_id = cast.add_client()
    add(cast, invited(29, 1), invited(1, 2), client_id=client_id)
    found = verdict(cast, client_id)
    assert codes(found) == [ReasonCode.INVITED_OFTEN]
    assert found.reasons[0].until == DAY
    assert verdict(cast, client_id, day=DAY + timedelta(days=1)).allowed
    assert verdict(cast, client_id, caps=False).allowed, "the letter of an invitation that is counted already"
    assert verdict(cast, client_id, P.SERVICE, C.HAND).allowed
    assert verdict(cast, client_id, P.GREETING, C.HAND).allowed


def test_an_invitation_taken_back_did_not_tire_anybody(cast):
    client_id = cast.add_client()
    back = invited(1, 2, EntryKind.WITHDRAWN)
    add(cast, invited(20, 1), invited(2, 2), back, client_id=client_id)
    assert verdict(cast, client_id).allowed


def test_twelve_invitations_a_year_are_enough(cast):
    client_id = cast.add_client()
    add(cast, *(invited(31 + 25 * place, place) for place in range(12)), client_id=client_id)
    found = verdict(cast, client_id)
    assert codes(found) == [ReasonCode.INVITED_YEAR]
    assert found.reasons[0].until == (noon(31 + 25 * 11) + timedelta(days=364)).date()


def test_a_household_is_invited_three_times_a_month_together(cast):
    first, second = cast.add_client(), cast.add_client("李", "强")
    [home] = add(cast, Household(name="王李"))
    with cast.app.app_context():
        for client_id in (first, second):
            db.session.get_one(Client, client_id).household_id = home
        db.session.commit()
    add(cast, invited(3, 1), invited(12, 2), client_id=first)
    assert verdict(cast, second).allowed
    add(cast, invited(3, 1), client_id=second)
    found = verdict(cast, second)
    assert codes(found) == [ReasonCode.HOUSEHOLD_OFTEN]
    assert found.reasons[0].until == (noon(12) + timedelta(days=29)).date()


def touch(days, purpose, kind=EntryKind.CALL):
    return HistoryEntry(at=noon(days), kind=kind, purpose=purpose)


def test_four_touches_a_month_are_enough_and_service_is_none(cast):
    client_id = cast.add_client()
    exempt = [
        touch(days, purpose) for days in (1, 2, 3) for purpose in (EntryPurpose.CARE, EntryPurpose.COMPLAINT, None)
    ]
    add(cast, *exempt, client_id=client_id)
    add(cast, *(touch(days, EntryPurpose.RELATIONSHIP) for days in (11, 12, 13)), client_id=client_id)
    assert verdict(cast, client_id).allowed
    add(cast, HistoryEntry(at=noon(14), kind=EntryKind.CARD_SENT), client_id=client_id)
    assert codes(verdict(cast, client_id)) == [ReasonCode.TOUCHED_OFTEN]
    greeting = verdict(cast, client_id, P.GREETING, C.HAND)
    assert greeting.allowed
    assert [one.code for one in greeting.warnings] == [ReasonCode.TOUCHED_OFTEN]


def test_ten_days_lie_between_words_about_products(cast):
    client_id = cast.add_client()
    add(cast, touch(9, EntryPurpose.PRODUCT), client_id=client_id)
    found = verdict(cast, client_id, P.MARKETING, C.PHONE)
    assert codes(found) == [ReasonCode.TOUCHED_LATELY]
    assert found.reasons[0].until == DAY
    assert verdict(cast, client_id, P.MARKETING, C.PHONE, day=DAY + timedelta(days=1)).allowed
    assert [one.code for one in verdict(cast, client_id).warnings] == [ReasonCode.TOUCHED_LATELY]
    with cast.app.app_context():
        change_setting(cast.branch_id, MARKETING_GAP_DAYS, 0)
        db.session.commit()
    assert verdict(cast, client_id, P.MARKETING, C.PHONE).allowed


def test_three_refusals_in_a_row_are_a_pause(cast):
    client_id = cast.add_client()
    add(cast, HistoryEntry(at=noon(10), kind=EntryKind.DECLINED), client_id=client_id)
    with cast.app.app_context():
        db.session.get_one(Client, client_id).declines_in_row = 3
        db.session.commit()
    found = verdict(cast, client_id)
    assert codes(found) == [ReasonCode.DECLINED_IN_ROW]
    assert found.reasons[0].until == (noon(10) + timedelta(days=89)).date()
    assert verdict(cast, client_id, day=found.reasons[0].until + timedelta(days=1)).allowed


def test_five_cards_a_year_are_enough(cast):
    client_id = cast.add_client()
    cards = [HistoryEntry(at=noon(40 + 20 * place), kind=EntryKind.CARD_SENT) for place in range(5)]
    add(cast, *cards, client_id=client_id)
    assert codes(verdict(cast, client_id, P.GREETING, C.HAND)) == [ReasonCode.CARDS_YEAR]


def test_a_merged_client_is_not_contacted_and_what_it_said_counts_for_the_one_that_stays(cast):
    kept, gone = cast.add_client(), cast.add_client("王", "文婧")
    add(cast, refusal(C.PHONE), hold(HoldKind.HOSPITAL), invited(1, 1), consent(P.INVITATION, C.EMAIL), client_id=gone)
    with cast.app.app_context():
        db.session.get_one(Client, gone).merged_into_id = kept
        db.session.commit()
    assert codes(verdict(cast, gone, P.SERVICE, C.HAND)) == [ReasonCode.MERGED]
    assert codes(verdict(cast, kept)) == [ReasonCode.HOSPITAL]
    assert codes(verdict(cast, kept, P.SERVICE, C.PHONE)) == [ReasonCode.CHANNEL_REFUSED]
    assert codes(verdict(cast, kept, P.INVITATION, C.EMAIL)) == [ReasonCode.HOSPITAL]
    add(cast, invited(2, 2), client_id=kept)
    assert codes(verdict(cast, kept)) == [ReasonCode.HOSPITAL, ReasonCode.INVITED_OFTEN]


def test_every_reason_has_a_sentence_with_its_day_in_both_languages(cast):
    client_id = cast.add_client()
    add(cast, hold(HoldKind.BEREAVEMENT, until=date(2027, 6, 8)), refusal(C.HAND), client_id=client_id)
    with cast.app.test_request_context("/?lang=en"):
        client = db.session.get_one(Client, client_id)
        found = may_contact_one(client, purpose=P.INVITATION, channel=C.HAND, day=DAY)
        assert [one.sentence for one in found.reasons] == [
            "In mourning (until Tue 8 June 2027)",
            "Wants no letters by hand any more",
        ]
    with cast.app.test_request_context("/?lang=zh"):
        assert "2027年6月8日" in found.reasons[0].sentence


# Random clients


def scatter(cast, draw, count):
    """A book in which everything that speaks for or against a contact occurs, alone and together."""
    with cast.app.app_context():
        clients = db.session.scalars(sa.select(Client).order_by(Client.id)).all()
        homes = [Household(name=f"家{place}") for place in range(max(1, count // 4))]
        db.session.add_all(homes)
        db.session.flush()
        for client in clients:
            if draw.random() < 0.5:
                client.household_id = draw.choice(homes).id
            client.declines_in_row = draw.choice((0, 0, 2, 3, 4))
            for _ in range(draw.choice((0, 0, 1, 2))):
                since = DAY - timedelta(days=draw.randint(-3, 400))
                until = draw.choice((None, since + timedelta(days=draw.randint(-1, 400)), DAY, DAY - timedelta(days=1)))
                kind = draw.choice((*HoldKind, HoldKind.BEREAVEMENT, HoldKind.COMPLAINT))
                db.session.add(ClientHold(client_id=client.id, kind=kind, since=since, until=until))
            for _ in range(draw.choice((0, 0, 1, 4))):
                row = refusal(draw.choice(list(C)), lifted=draw.random() < 0.3)
                row.client_id = client.id
                db.session.add(row)
            for _ in range(draw.choice((0, 1, 2, 4))):
                row = consent(draw.choice(list(P)), draw.choice((None, *C)), given=draw.random() < 0.7)
                row.client_id = client.id
                db.session.add(row)
                db.session.flush()
            for event in range(draw.choice((0, 0, 1, 3, 14))):
                told = invited(draw.choice((draw.randint(-2, 40), draw.randint(0, 400))), event)
                told.client_id = client.id
                db.session.add(told)
                if draw.random() < 0.2:
                    db.session.add(
                        HistoryEntry(
                            client_id=client.id,
                            at=told.at + timedelta(days=1),
                            kind=EntryKind.WITHDRAWN,
                            source="event",
                            source_id=event,
                        )
                    )
            for _ in range(draw.choice((0, 1, 3, 8))):
                kind = draw.choice((EntryKind.CALL, EntryKind.CARD_SENT, EntryKind.DECLINED, EntryKind.SMS))
                hours = timedelta(hours=draw.randint(-12, 12))
                at = noon(draw.choice((draw.randint(-2, 12), draw.randint(0, 400)))) + hours
                purpose = draw.choice((None, *EntryPurpose))
                db.session.add(HistoryEntry(client_id=client.id, at=at, kind=kind, purpose=purpose))
        for client in draw.sample(clients, count // 5):
            into = draw.choice([one for one in clients if one is not client])
            if into.merged_into_id is None and not any(one.merged_into_id == client.id for one in clients):
                client.merged_into_id = into.id
        db.session.commit()


@pytest.mark.parametrize("seed", range(2))
def test_the_function_and_its_sql_agree_on_random_clients(cast, seed):
    draw = random.Random(seed)
    for place in range(30):
        cast.add_client("王", f"文{place}", rm=draw.choice(("zhao", "sun", "stranger")))
    scatter(cast, draw, 30)
    with cast.app.app_context():
        change_setting(cast.other_branch_id, INVITATIONS_30_DAYS, 1)
        change_setting(cast.other_branch_id, POST_NEEDS_CONSENT, 0)
        change_setting(cast.branch_id, MARKETING_GAP_DAYS, seed)
        change_setting(cast.branch_id, BEREAVEMENT_DAYS, 49)
        db.session.commit()
        clients = db.session.scalars(sa.select(Client)).all()
        allowed, refused = 0, 0
        days = (DAY, DAY - timedelta(days=7), date(2027, 2, 6))
        for purpose in Purpose:
            for channel in (None, *ContactChannel):
                for day in days if purpose in (P.INVITATION, P.GREETING) else days[:1]:
                    for caps in (True, False):
                        if draw.random() < 0.6:  # the seeds try different ones
                            continue
                        said = may_contact(clients, purpose=purpose, channel=channel, day=day, caps=caps)
                        condition = contactable(purpose, channel, day, caps=caps)
                        as_sql = set(db.session.scalars(sa.select(Client.id).where(condition)))
                        assert as_sql == {one for one, found in said.items() if found.allowed}, (purpose, channel, day)
                        allowed, refused = allowed + len(as_sql), refused + len(clients) - len(as_sql)
        assert min(allowed, refused) > 200, "random clients of one kind prove little"


@pytest.mark.parametrize("purpose", [P.INVITATION, P.GREETING, P.SERVICE])
def test_it_costs_the_same_for_one_client_and_for_many(cast, purpose):
    for place in range(12):
        cast.add_client("王", f"文{place}", rm=("zhao", "stranger")[place % 2])
    scatter(cast, random.Random(7), 12)

    def cost(count):
        with cast.app.app_context():
            clients = db.session.scalars(sa.select(Client).order_by(Client.household_id.is_(None)).limit(count)).all()
            with queries(cast.app) as seen:
                may_contact(clients, purpose=purpose, channel=None, day=DAY)
            return len(seen)

    assert cost(1) == cost(12) <= 9
