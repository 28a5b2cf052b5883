"""The same-type guard: how well a client fits an evening, what a list is made of, who is not of it."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from clients.models import (
    Client,
    ClientHold,
    ClientType,
    HoldKind,
    Interest,
    InterestSource,
    Relation,
    RelationKind,
    RiskLevel,
    Tier,
)
from clients.models.client import ClientInterest
from core.db import db
from core.errors import DomainError
from events.models import Event
from events.type_profile import TypeProfile, check_profile
from invitations.guests.inviting import choose
from invitations.guests.same_type.composition import Guest, Light, composition, composition_of
from invitations.guests.same_type.exclusions import Exclusion, exclusions, make_exception
from invitations.guests.same_type.proposals import better_fits, never_invited
from invitations.guests.same_type.score import Part, Score, score
from invitations.models import GuestChoice, GuestException
from tests.house import NOW, queries

TODAY = date(2027, 3, 20)
PROFILE = TypeProfile(
    types=(ClientType.RET, ClientType.HOM),
    tier_from=Tier.T3,
    tier_to=Tier.T4,
    age_from=60,
    age_to=75,
    interests=(Interest.TEA,),
    districts=("西湖",),
)


def person(**values):
    interests = values.pop("interests", {Interest.TEA: 3})
    client = Client(
        **{
            "surname": "王",
            "given_name": "文静",
            "client_type": ClientType.RET,
            "tier": Tier.T3,
            "birth_date": date(1960, 1, 1),
            "district": "西湖",
            "further_type_bits": 0,
            "no_profiling": False,
        }
        | values
    )
    client.interests = [
        ClientInterest(interest=one, source=InterestSource.SAID, confidence=sure) for one, sure in interests.items()
    ]
    return client


def test_who_fits_in_every_part_has_a_hundred():
    assert score(person(), PROFILE, TODAY) == Score(100, dict.fromkeys(Part, 1.0))


@pytest.mark.parametrize(
    ("change", "part", "fit"),
    [
        ({"client_type": ClientType.ENT}, Part.IDENTITY, 0),
        ({"client_type": ClientType.ENT, "further_type_bits": 1 << 3}, Part.IDENTITY, 0.6),  # RET is the fourth
        ({"tier": Tier.T2}, Part.TIER, 0.5),
        ({"tier": Tier.T5}, Part.TIER, 0.5),
        ({"tier": Tier.T1}, Part.TIER, 0),
        ({"birth_date": date(1967, 3, 20)}, Part.AGE, 1.0),  # sixty today
        ({"birth_date": date(1967, 3, 21)}, Part.AGE, 0.9),  # fifty-nine
        ({"birth_date": date(1947, 3, 20)}, Part.AGE, 0.5),  # eighty, five beyond
        ({"birth_date": date(1930, 1, 1)}, Part.AGE, 0),
        ({"birth_date": None}, Part.AGE, 0.5),
        ({"interests": {Interest.TEA: 1}}, Part.INTEREST, 1 / 3),
        ({"interests": {Interest.WINE: 3}}, Part.INTEREST, 0),
        ({"district": "萧山"}, Part.DISTRICT, 0),
    ],
)
def test_each_part_is_measured_by_itself(change, part, fit):
    assert score(person(**change), PROFILE, TODAY).parts[part] == pytest.approx(fit)


def test_the_weights_are_those_of_the_rule():
    found = score(person(client_type=ClientType.ENT), PROFILE, TODAY)

    assert (found.total, found.fits, found.short_of) == (60, False, [Part.IDENTITY])


def test_only_what_the_profile_asks_for_counts():
    assert score(person(district="萧山", tier=Tier.T0), TypeProfile(types=(ClientType.RET,)), TODAY).total == 100


def test_an_interest_of_the_second_level_counts_for_its_first():
    profile = TypeProfile(interests=(Interest.WINE,))

    assert score(person(interests={Interest.WHISKY: 3}), profile, TODAY).total == 100


def test_who_wishes_not_to_be_chosen_by_traits_has_no_score():
    assert score(person(no_profiling=True), PROFILE, TODAY) is None
    assert score(person(), TypeProfile(), TODAY) is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"types": (ClientType.RET, ClientType.HOM, ClientType.ENT)}, "profile_types"),
        ({"tier_from": Tier.T1, "tier_to": Tier.T3}, "profile_tiers"),
        ({"tier_from": Tier.T4, "tier_to": Tier.T3}, "profile_tiers_order"),
        ({"tier_from": Tier.T4}, "profile_tiers_order"),
        ({"age_from": 70, "age_to": 60}, "profile_ages"),
        ({"age_from": 5}, "profile_ages"),
        ({"interests": tuple(Interest)[:7]}, "profile_interests"),
    ],
)
def test_a_profile_of_more_than_one_type_is_refused(values, code):
    with pytest.raises(DomainError) as refusal:
        check_profile(TypeProfile(**values))

    assert refusal.value.code == code


def test_a_profile_is_kept_and_read_again_and_forgets_what_no_longer_exists():
    assert TypeProfile.from_stored(PROFILE.stored()) == PROFILE
    assert TypeProfile.from_stored({"types": ["RET", "GONE"], "product_level": 9}) == TypeProfile(
        types=(ClientType.RET,)
    )


@pytest.mark.parametrize(
    ("fitting", "light"), [(10, Light.GREEN), (8, Light.GREEN), (7, Light.AMBER), (6, Light.RED), (0, Light.RED)]
)
def test_the_light_follows_the_share_of_heads_who_fit(cast, fitting, light):
    event_id = cast.add_event(type_profile=PROFILE.stored())
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        people = [person(rm_id=1, sort_key=str(i)) for i in range(fitting)]
        people += [person(rm_id=1, sort_key=str(i), client_type=ClientType.YNG) for i in range(10 - fitting)]
        found = composition_of(event, [], now=NOW)
        found.guests.extend(Guest(one, score(one, PROFILE, TODAY)) for one in people)

        assert (found.light, found.share) == (light, 10 * fitting)
        assert len(found.outliers) == 10 - fitting


def test_a_list_without_a_profile_has_no_light(cast):
    event_id = cast.add_event()
    cast.add_invitation(event_id, cast.add_client())
    with cast.app.app_context():
        found = composition(cast.staff("li"), db.session.get_one(Event, event_id), now=NOW)

        assert (found.light, found.share, len(found.guests)) == (None, None, 1)


def test_regulars_are_counted_and_capped(cast):
    event_id = cast.add_event()
    today = datetime.now(UTC).date()
    for number in range(3):
        client_id = cast.add_client(given_name=f"人{number}", phone="", attended_on_4=today if number == 0 else None)
        cast.add_invitation(event_id, client_id)
    with cast.app.app_context():
        found = composition(cast.staff("li"), db.session.get_one(Event, event_id), now=datetime.now(UTC))

        assert (len(found.regulars), found.regulars_share, found.too_many_regulars) == (1, 33, True)


PROGRAMMES = [
    ({"product_level": 3}, {}, Exclusion.RISK_UNKNOWN),
    ({"product_level": 3}, {"risk_level": RiskLevel.C2}, Exclusion.RISK_TOO_LOW),
    ({"product_level": 3}, {"risk_level": RiskLevel.C3}, None),
    ({"private_fund": True}, {}, Exclusion.NOT_QUALIFIED),
    ({"private_fund": True}, {"qualified_investor": True}, None),
    ({"gifts": True}, {"official": True}, Exclusion.OFFICIAL),
    ({"gifts": True}, {}, None),
    ({}, {"birth_date": date(2015, 1, 1)}, Exclusion.MINOR),
]


@pytest.mark.parametrize(("programme", "client", "expected"), PROGRAMMES)
def test_the_programme_decides_who_may_not_come_and_a_manager_makes_an_exception(cast, programme, client, expected):
    event_id = cast.add_event(type_profile=programme)
    client_id = cast.add_client(**client)
    with cast.app.app_context():
        event, found = db.session.get_one(Event, event_id), db.session.get_one(Client, client_id)

        assert exclusions(event, [found]).get(client_id) is expected
        assert _fit(cast, event) == ([] if expected else [client_id])
        with pytest.raises(DomainError, match="exception_not_yours"):
            make_exception(cast.staff("li"), event, found, "老朋友", now=NOW)
        make_exception(cast.staff("manager"), event, found, "老朋友", now=NOW)
        assert _fit(cast, event) == [client_id]


def _fit(cast, event):
    from invitations.segments import Rule

    chosen = choose(cast.staff("li"), event, Rule(), now=datetime.now(UTC))
    return [client.id for client in chosen.fit]


def test_two_who_are_kept_apart_are_not_invited_to_one_evening_whichever_told_of_it(cast):
    event_id = cast.add_event()
    first, second = cast.add_client(), cast.add_client("李", "梅", phone="")
    with cast.app.app_context():
        db.session.add(Relation(client_id=second, other_id=first, kind=RelationKind.KEEP_APART))
        db.session.commit()
    cast.add_invitation(event_id, first)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)

        assert exclusions(event, [db.session.get_one(Client, second)]) == {second: Exclusion.KEPT_APART}


def test_conflicts_within_a_list_are_named_once(cast):
    event_id = cast.add_event()
    first, second = cast.add_client(), cast.add_client("李", "梅", phone="")
    for client_id in (first, second):
        cast.add_invitation(event_id, client_id)
    with cast.app.app_context():
        db.session.add(Relation(client_id=first, other_id=second, kind=RelationKind.KEEP_APART))
        db.session.add(Relation(client_id=second, other_id=first, kind=RelationKind.KEEP_APART))
        db.session.commit()
        found = composition(cast.staff("li"), db.session.get_one(Event, event_id), now=NOW)

        assert [{one.id, other.id} for one, other in found.conflicts] == [{first, second}]


def test_better_fits_are_of_the_type_and_not_invited_and_foreign_clients_are_never_proposed(cast):
    event_id = cast.add_event(type_profile=TypeProfile(types=(ClientType.RET,)).stored())
    invited, free = cast.add_client(), cast.add_client("李", "梅", phone="")
    cast.add_client("周", "青", phone="", client_type=ClientType.YNG)
    cast.add_client("孙", "静", rm="sun", phone="")
    cast.add_client("外", "客", rm="stranger", phone="")
    cast.add_client("不", "选", phone="", no_profiling=True)
    cast.add_invitation(event_id, invited)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)

        assert [one.client.id for one in better_fits(cast.staff("zhao"), event, now=datetime.now(UTC))] == [free]
        assert len(better_fits(cast.staff("li"), event, now=datetime.now(UTC))) == 2
        assert [one.id for one in never_invited(cast.staff("zhao"), event, now=datetime.now(UTC))] == [free]


@pytest.mark.parametrize("who", ["li", "zhao", "manager", "admin"])
def test_the_page_shows_the_light_and_who_stands_out(cast, who):
    event_id = cast.add_event(type_profile=TypeProfile(types=(ClientType.RET,)).stored())
    cast.add_invitation(event_id, cast.add_client("单", "志刚", client_type=ClientType.YNG))

    page = cast.signed_in(who).get(f"/events/{event_id}/composition").text

    assert "单志刚" in page
    assert "Mixed" in page or "差别较大" in page


def test_the_page_takes_as_many_queries_with_three_guests_as_with_one(cast):
    counts = []
    for number in (1, 3):
        event_id = cast.add_event(type_profile=TypeProfile(types=(ClientType.FAM,)).stored())  # nobody to propose
        for place in range(number):
            cast.add_invitation(event_id, cast.add_client("张", f"人{number}{place}", phone=""))
        browser = cast.signed_in("li")
        browser.get(f"/events/{event_id}/composition")
        with queries(cast.app) as seen:
            browser.get(f"/events/{event_id}/composition")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_profile_is_saved_and_a_refusal_stands_at_its_field_with_nothing_lost(cast):
    event_id = cast.add_event()
    browser = cast.signed_in("li")

    refused = browser.post(
        f"/events/{event_id}/profile",
        data={"types": ["RET"], "tier_from": "T1", "tier_to": "T4", "districts": "西湖，滨江", "product_level": "0"},
    )
    assert refused.status_code == 422
    assert "西湖，滨江" in refused.text

    saved = browser.post(
        f"/events/{event_id}/profile",
        data={"types": ["RET"], "tier_from": "T3", "tier_to": "T4", "districts": "西湖，滨江", "product_level": "3"},
    )
    assert saved.status_code == 302
    with cast.app.app_context():
        kept = TypeProfile.from_stored(db.session.get_one(Event, event_id).type_profile)
        assert (kept.types, kept.districts, kept.product_level) == ((ClientType.RET,), ("西湖", "滨江"), 3)


def test_proposed_clients_are_invited_by_a_tick_and_others_never(cast):
    event_id = cast.add_event(type_profile=TypeProfile(types=(ClientType.RET,)).stored())
    free = cast.add_client()
    foreign = cast.add_client("孙", "静", rm="sun", phone="")
    browser = cast.signed_in("zhao")

    browser.post(f"/events/{event_id}/proposed", data={"client": [free, foreign]})

    with cast.app.app_context():
        found = composition(cast.staff("li"), db.session.get_one(Event, event_id), now=datetime.now(UTC))
        assert [guest.client.id for guest in found.guests] == [free]


def test_an_exception_is_the_managers_with_a_reason_and_can_be_taken_back(cast):
    event_id, client_id = cast.add_event(type_profile={"private_fund": True}), cast.add_client()
    address = f"/events/{event_id}/exceptions/{client_id}"

    assert cast.signed_in("li").post(address, data={"reason": "x"}).status_code == 403
    cast.signed_in("manager").post(address, data={"reason": ""})
    with cast.app.app_context():
        assert db.session.get(GuestException, (event_id, client_id)) is None
    cast.signed_in("manager").post(address, data={"reason": "行长的老同学"})
    with cast.app.app_context():
        assert db.session.get_one(GuestException, (event_id, client_id)).reason == "行长的老同学"
    cast.signed_in("manager").post(f"{address}/take-back")
    with cast.app.app_context():
        assert db.session.get(GuestException, (event_id, client_id)) is None


def test_no_exception_is_made_for_who_said_no_or_is_dead(cast):
    event_id, client_id = cast.add_event(), cast.add_client()
    with cast.app.app_context():
        db.session.add(ClientHold(client_id=client_id, kind=HoldKind.DECEASED, since=date(2020, 1, 1)))
        db.session.commit()

    cast.signed_in("manager").post(f"/events/{event_id}/exceptions/{client_id}", data={"reason": "x"})

    with cast.app.app_context():
        assert db.session.get(GuestException, (event_id, client_id)) is None


def test_candidates_show_how_well_they_fit_the_best_first_and_only_those_who_fit_are_ticked(cast):
    event_id = cast.add_event(type_profile=TypeProfile(types=(ClientType.RET,)).stored())
    stranger = cast.add_client("安", "好", phone="", client_type=ClientType.YNG)
    fitting = cast.add_client()

    page = cast.signed_in("zhao").get(f"/events/{event_id}/guests/choose?rule=1").text

    assert page.index(f'id="client-{fitting}"') < page.index(f'id="client-{stranger}"')
    assert re.search(rf'value="{fitting}" checked', page)
    assert not re.search(rf'value="{stranger}" checked', page)


def test_a_choice_keeps_the_score_that_stood_at_each(cast):
    event_id = cast.add_event(type_profile=TypeProfile(types=(ClientType.RET,)).stored())
    client_id = cast.add_client()
    cast.signed_in("zhao").post(f"/events/{event_id}/guests/invite", data={"rule": "1", "client": [client_id]})

    with cast.app.app_context():
        [choice] = db.session.scalars(sa.select(GuestChoice))
        assert [(one["client"], one["score"]) for one in choice.candidates] == [(client_id, 100)]


def test_who_has_been_invited_as_often_as_is_good_is_named(cast):
    client_id = cast.add_client()
    for _number in range(2):
        event_id = cast.add_event()
        cast.add_invitation(event_id, client_id)
    with cast.app.app_context():
        found = composition(cast.staff("li"), db.session.get_one(Event, event_id), now=datetime.now(UTC))

        assert [(client.id, number) for client, number in found.often] == [(client_id, 2)]


def test_the_approval_sheet_is_a_pdf_for_those_who_see_the_whole_list(cast):
    event_id = cast.add_event(type_profile=PROFILE.stored())
    cast.add_invitation(event_id, cast.add_client("𠮷", "野"))

    sheet = cast.signed_in("manager").get(f"/events/{event_id}/approval-sheet.pdf")

    assert sheet.data.startswith(b"%PDF")
    assert cast.signed_in("zhao").get(f"/events/{event_id}/approval-sheet.pdf").status_code == 403
