"""Whom the book knows already: found by what a person is told from others, and never a foreign client."""

import random
from datetime import date

import pytest
import sqlalchemy as sa

from clients.duplicates.finding import matches_of, possible_duplicates
from clients.duplicates.likeness import Found, Reason, Traits, likeness
from clients.models import Client, ContactChannel, ContactPoint, Gender, Household
from core.db import db
from tests.house import queries

BORN = date(1956, 4, 1)
PHONE = "+8613800001234"


def found_for(cast, who="zhao", **values):
    with cast.app.app_context():
        return possible_duplicates(cast.staff(who), values)


def wang(**values):
    return {"surname": "王", "given_name": "文静", "gender": Gender.FEMALE} | values


def test_the_same_name_and_telephone_are_very_likely_one_person(cast):
    client_id = cast.add_client()

    [match] = found_for(cast, **wang(phone=PHONE))

    assert (match.client_id, match.likely, match.reasons) == (client_id, True, (Reason.NAME, Reason.PHONE))
    assert match.score == 90


def test_a_further_number_finds_the_client_too(cast):
    client_id = cast.add_client(phone="")
    with cast.app.app_context():
        db.session.add(ContactPoint(client_id=client_id, channel=ContactChannel.PHONE, value=PHONE))
        db.session.commit()

    assert [match.client_id for match in found_for(cast, **wang(phone=PHONE))] == [client_id]


def test_a_couple_that_shares_a_telephone_is_hardly_one_person_and_the_hint_says_so(cast):
    cast.add_client("李", "建国", gender=Gender.MALE)

    [match] = found_for(cast, **wang(phone=PHONE))

    assert not match.likely
    assert match.score < 25
    assert match.reasons == (Reason.SHARED_PHONE, Reason.OTHER_GENDER)


def test_the_same_email_address_finds_the_client_in_any_letter_case(cast):
    client_id = cast.add_client(phone="", email="wang@example.com")

    [match] = found_for(cast, **wang(email="Wang@Example.com"))

    assert (match.client_id, match.score) == (client_id, 90)


@pytest.mark.parametrize(
    "described",
    [
        {"surname": "王", "given_name": "文静"},
        {"surname": "王", "given_name": "文婧"},  # sounds the same
        {"surname": "", "given_name": "", "name_en": "Wenjing Wang"},
        {"surname": "Wang", "given_name": "Wenjing"},
    ],
)
def test_a_name_that_sounds_the_same_and_the_birthday_find_the_client(cast, described):
    client_id = cast.add_client(phone="", birth_date=BORN, birthday="04-01")

    [match] = found_for(cast, birth_date=BORN, **described)

    assert match.client_id == client_id
    assert match.likely


def test_a_birthday_without_a_year_speaks_less_loudly(cast):
    cast.add_client(phone="", birth_date=BORN, birthday="04-01")

    [match] = found_for(cast, **wang(birthday="04-01"))

    assert (match.score, match.reasons) == (65, (Reason.NAME, Reason.BIRTHDAY))


def test_two_people_of_one_name_with_nothing_else_in_common_are_no_match(cast):
    cast.add_client(birth_date=BORN, birthday="04-01")

    assert found_for(cast, **wang(phone="+8613900009999")) == []
    assert found_for(cast, **wang(birth_date=date(1990, 4, 1))) == []


def test_the_same_given_name_in_one_household_is_likely_one_person(cast):
    client_id = cast.add_client(phone="")
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        client.household = Household(name="滨江路王家")
        db.session.commit()
        home = client.household_id

    [match] = found_for(cast, **wang(household_id=home))

    assert (match.client_id, match.score) == (client_id, 70)


def test_the_banks_number_decides(cast):
    client_id = cast.add_client("李", "强", number="62001")

    assert [(match.client_id, match.score) for match in found_for(cast, number="62001", **wang())] == [(client_id, 100)]


@pytest.mark.parametrize("who", ["zhao", "li", "manager"])
def test_a_foreign_client_gives_no_hint_at_all(cast, who):
    """An RM of another branch has the same person; nobody here may learn of it, from a hint or from its absence."""
    cast.add_client(rm="stranger", birth_date=BORN, birthday="04-01", number="62001", email="w@example.com")
    described = wang(phone=PHONE, birth_date=BORN, number="62001", email="w@example.com")

    assert found_for(cast, who, **described) == []
    with cast.app.app_context():
        assert matches_of(cast.staff(who), [described]) == {}


def test_an_rm_hears_nothing_of_a_colleagues_client_but_the_organiser_does(cast):
    client_id = cast.add_client(rm="sun")

    assert found_for(cast, "zhao", **wang(phone=PHONE)) == []
    assert [match.client_id for match in found_for(cast, "li", **wang(phone=PHONE))] == [client_id]


def test_a_list_is_compared_with_the_book_by_a_handful_of_queries(cast, app):
    known = [
        cast.add_client("王", f"文{letter}", phone=f"138000012{place:02d}") for place, letter in enumerate("静平安")
    ]
    rows = [wang(given_name=f"文{letter}", phone=f"+86138000012{place:02d}") for place, letter in enumerate("静平安")]
    stranger = wang(surname="赵", phone="+8613999999999")

    with app.app_context(), queries(app) as few:
        one = matches_of(cast.staff("zhao"), rows[:1])
    with app.app_context(), queries(app) as many:
        found = matches_of(cast.staff("zhao"), [*rows, stranger] * 50)

    assert one[0].client_id == known[0]
    assert {place: match.client_id for place, match in found.items() if place < 4} == dict(enumerate(known))
    assert len(found) == 150
    assert len(many) == len(few) <= 12


def test_a_number_of_a_whole_office_finds_only_the_same_name(cast, app):
    for given_name in ("文静", "建国", "晓东"):
        cast.add_client("王", given_name)

    found = found_for(cast, **wang(given_name="建国", phone=PHONE))

    assert [match.likely for match in found] == [True, False, False]


def test_likeness_is_the_same_from_either_side():
    draw = random.Random(4)
    surnames, given = ["王", "曾", "欧阳", "", "Whitfield"], ["文静", "文婧", "伟", "John"]

    def traits():
        return Traits(
            draw.choice(surnames),
            draw.choice(given),
            draw.choice(["", "Wenjing Wang", "Wang Wenjing"]),
            draw.choice([None, Gender.MALE, Gender.FEMALE]),
            draw.choice([None, BORN, date(1957, 4, 1)]),
            "04-01",
            draw.choice([None, 7]),
        )

    for _turn in range(2000):
        one, other = traits(), traits()
        found = set(draw.sample([Found.PHONE, Found.EMAIL, Found.NAME, Found.HOUSEHOLD], 2))
        mine, theirs = likeness(one, other, found), likeness(other, one, found)
        assert mine == theirs
        assert mine is None or 10 <= mine.score <= 100


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # PostgreSQL reads a table of few rows whole
def test_the_lookups_are_by_index(cast, app):
    with app.app_context():
        asked = [
            sa.select(Client.id).where(column == value)
            for column, value in ((Client.phone, PHONE), (Client.email, "w@example.com"), (Client.birthday, "04-01"))
        ]
        for query in asked:
            text = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
            [plan] = db.session.execute(sa.text("EXPLAIN QUERY PLAN " + text)).all()
            assert "USING" in plan.detail
            assert "INDEX" in plan.detail
