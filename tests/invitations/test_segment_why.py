"""SQL and Python judge alike: random rules and random clients, on both databases; and what is told as the reason."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import (
    Client,
    ClientHold,
    ClientType,
    Consent,
    ConsentHow,
    ContactChannel,
    ExtraField,
    FieldKind,
    Gender,
    Holding,
    HoldKind,
    Household,
    Interest,
    InterestSource,
    Purpose,
    RiskLevel,
    Tier,
)
from clients.words import SPOKEN
from core.db import db
from core.languages import speak
from invitations.segments import Rule, catalogue_of, in_words, members, read_rule, why
from invitations.segments.fields import FIELDS
from membership.models import ClubLevel, Membership, MembershipStatus
from tests.house import queries
from tests.invitations.random_rules import rules

TODAY = date(2027, 3, 20)
MANY = 40


def some(chance, values, most=3):
    return chance.sample(list(values), chance.randrange(most))


def day(chance):
    return chance.choice([None, TODAY - timedelta(days=chance.choice([0, 30, 90, 91, 180, 365, 366, 700]))])


@pytest.fixture
def crowd(cast):
    """Clients of every kind, with holds, consents, memberships, fields of the branch and a merged duplicate."""
    chance = Random(7)
    ids = []
    for _ in range(MANY):
        evenings = sorted(filter(None, (day(chance) for _ in range(chance.randrange(5)))), reverse=True)
        born = chance.choice([None, date(1950 + chance.randrange(60), chance.randrange(1, 13), 20)])
        interests = {interest: (InterestSource.SAID, chance.randrange(1, 4)) for interest in some(chance, Interest, 5)}
        ids.append(
            cast.add_client(
                client_type=chance.choice([None, *ClientType]),
                further_type_bits=chance.choice([0, 0, 1 << chance.randrange(len(ClientType))]),
                tier=chance.choice(list(Tier)),
                gender=chance.choice([None, *Gender]),
                risk_level=chance.choice([None, *RiskLevel]),
                qualified_investor=chance.random() < 0.3,
                birth_date=born,
                birthday=f"{born:%m-%d}" if born else chance.choice(["", "02-28", "03-20", "12-31"]),
                watch_since=chance.choice([None, TODAY]),
                district=chance.choice(["", "滨江", "上城", "%"]),
                language=chance.choice(["zh", "en"]),
                spoken=some(chance, SPOKEN),
                no_profiling=chance.random() < 0.1,
                interests=interests,
                holdings=some(chance, Holding, 7),
                last_contact_on=day(chance),
                last_invited_on=day(chance),
                **{f"attended_on_{n + 1}": one for n, one in enumerate(evenings[:4])},
                times_attended=len(evenings),
                times_invited=chance.randrange(4),
                times_absent=chance.randrange(3),
                declines_in_row=chance.randrange(5),
                rm=chance.choice(["zhao", "sun"]),
            )
        )
    with cast.app.app_context():
        field_ids = around(cast, chance, ids)
        db.session.commit()
    return ids, field_ids


def around(cast, chance, ids):
    level = ClubLevel(branch_id=cast.branch_id, code="C1", rank=1, name="会友", name_en="Friend")
    home = Household(name="王家")
    fields = [
        ExtraField(branch_id=cast.branch_id, label=kind.value, kind=kind, choices=["甲", "乙"])
        for kind in (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.YES_NO)
    ]
    db.session.add_all([level, home, *fields])
    db.session.flush()
    for client in db.session.scalars(sa.select(Client)):
        client.household_id = chance.choice([None, home.id])
        values = ["滨江", 5, "甲", True], ["%", 50, "乙", False], [None, 0.5, None, None]
        client.extra = {
            str(field.id): value
            for field, value in zip(fields, chance.choice(values), strict=True)
            if value is not None and chance.random() < 0.8
        }
        for kind in some(chance, HoldKind):
            db.session.add(
                ClientHold(client_id=client.id, kind=kind, since=TODAY - timedelta(days=9), until=day(chance))
            )
        for _ in range(chance.randrange(4)):
            db.session.add(
                Consent(
                    client_id=client.id,
                    purpose=chance.choice([Purpose.INVITATION, Purpose.MARKETING]),
                    channel=chance.choice([None, ContactChannel.POST, ContactChannel.PHONE]),
                    given=chance.random() < 0.6,
                    at=datetime(2027, 1, 1, tzinfo=UTC),
                    how=ConsentHow.SIGNED,
                    text_version="1",
                )
            )
        if chance.random() < 0.4:
            db.session.add(
                Membership(
                    client_id=client.id,
                    branch_id=cast.branch_id,
                    level_id=level.id,
                    status=chance.choice(list(MembershipStatus)),
                )
            )
    db.session.get_one(Client, ids[0]).merged_into_id = ids[1]
    return [field.id for field in fields]


def agree(cast, rule):
    actor = cast.staff("li")
    by_sql = {client.id for client in db.session.scalars(members(actor, rule, TODAY))}
    everybody = db.session.scalars(members(actor, Rule(), TODAY)).all()
    by_python = {client_id for client_id, match in why(everybody, rule, TODAY).items() if match.selected}
    assert by_sql == by_python, rule
    return by_sql


@given(data=st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def all_agree(cast, data):
    agree(cast, data.draw(rules()))


def test_the_database_and_the_reasons_agree_on_random_rules(cast, crowd):
    with cast.app.app_context():
        all_agree(cast)


def test_they_agree_on_every_operator_of_every_field(cast, crowd):
    _ids, field_ids = crowd
    with cast.app.app_context():
        speak_in = catalogue_of(cast.staff("li"))
        assert {f"extra:{number}" for number in field_ids} < speak_in.fields.keys()
        some_found = set()
        for field in speak_in.fields.values():
            for op in field.ops:
                for value in guesses(field, op):
                    stored = {"field": field.code, "op": op.value, **value}
                    for tree in (stored, {"not": stored}):
                        read = read_rule({"all": [tree]}, speak_in)
                        assert not read.dropped, tree
                        if agree(cast, read.rule):
                            some_found.add(field.code)
        assert some_found == speak_in.fields.keys()
        assert FIELDS.keys() - speak_in.fields.keys() <= {"branch"}


def guesses(field, op):
    kind = field.control(op).value
    codes = list(field.words)
    return {
        "nothing": [{}],
        "ticks": [{"value": [code]} for code in codes[:8]] + [{"value": codes[:5]}],
        "sure_ticks": [{"value": codes[:9], "further": 3}, {"value": codes[:2]}],
        "one": [{"value": code} for code in codes],
        "number": [{"value": number} for number in (1, 2, 4, 5)],
        "range": [{"value": 20, "further": 60}],
        "days": [{"value": 90}, {"value": 365}],
        "times": [{"value": 1, "further": 365}, {"value": 2, "further": 90}],
        "text": [{"value": ["滨江", "%"]}],
    }[kind]


def test_the_reasons_are_what_stands_at_the_client_and_are_said_in_both_languages(cast):
    client_id = cast.add_client(tier=Tier.T4, interests=[Interest.TEA, Interest.GOLF], last_invited_on=date(2026, 3, 1))
    tree = {
        "all": [
            {
                "any": [
                    {"field": "type", "op": "any", "value": ["RET"]},
                    {"field": "gender", "op": "any", "value": ["male"]},
                ]
            },
            {"field": "tier", "op": "at_least", "value": ["T3"]},
            {"field": "interest", "op": "any", "value": ["tea"]},
            {"field": "last_invited", "op": "not_within", "value": 90},
            {"field": "last_attended", "op": "never"},
            {"not": {"field": "hold", "op": "yes"}},
        ]
    }  # fmt: skip
    with cast.app.test_request_context():
        match = why([db.session.get_one(Client, client_id)], read_rule(tree).rule, TODAY)[client_id]
        assert match.selected
        assert [one.stored() for one in match.because] == [
            {"field": "type", "at": {"RET": 1}},
            {"field": "tier", "at": "T4"},
            {"field": "interest", "at": {"tea": 2}},
            {"field": "last_invited", "at": "2026-03-01"},
            {"field": "last_attended", "at": ""},
        ]
        speak("en")
        assert in_words(match.because) == [
            "Retired", "Private", "fond of Tea", "last invited 1 Mar 2026", "never at an event",
        ]  # fmt: skip
    with cast.app.test_request_context():
        speak("zh")
        assert in_words([one.stored() for one in match.because])[-1] == "从未到场"


def test_judging_costs_the_same_for_one_client_and_for_many(cast, crowd):
    tree = {
        "any": [
            {"field": "interest", "op": "any", "value": ["tea"], "further": 2},
            {"field": "hold", "op": "yes"},
            {"field": "consent", "op": "any", "value": ["invitation"]},
            {"field": "club_status", "op": "yes"},
            {"field": "old_client", "op": "yes"},
        ]
    }
    rule = read_rule(tree).rule
    with cast.app.app_context():
        everybody = db.session.scalars(members(cast.staff("li"), Rule(), TODAY)).all()
        why(everybody[:1], rule, TODAY)
        with queries(cast.app) as one:
            why(everybody[:1], rule, TODAY)
        with queries(cast.app) as many:
            why(everybody, rule, TODAY)
    assert len(one) == len(many) <= 5
