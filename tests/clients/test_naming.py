"""Names: splitting, finding and addressing; the vectors come from the domain's own cases."""

import pytest
import sqlalchemy as sa

from clients.book.naming import (
    card_name,
    english_address,
    index_name,
    joint_card_name,
    readings,
    salutation,
    split_name,
)
from clients.finding.search import search_condition
from clients.models import Client, Gender, NameOrder, TitleKind
from core.db import db
from core.errors import DomainError


def person(surname="", given_name="", gender=None, title="", kind=None, **values):
    return Client(
        surname=surname, given_name=given_name, gender=gender, title=title, title_kind=kind,
        **{"name_en": "", "salutation_override": "", "number": "1"} | values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("王文静", ("王", "文静")),
        ("欧阳文静", ("欧阳", "文静")),
        ("尉迟敏", ("尉迟", "敏")),
        ("欧阳", ("欧", "阳")),  # two characters are a single surname and a given name
        ("阿依古丽·买买提", ("", "阿依古丽·买买提")),
        ("Margaret Thompson", ("", "Margaret Thompson")),
        (" 𬱖颖 ", ("𬱖", "颖")),
    ],
)
def test_a_full_name_is_split(name, parts):
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("surname", "given", "found_by"),
    [
        ("单", "志刚", {"szg", "dzg"}),
        ("曾", "国平", {"zgp", "cgp"}),
        ("仇", "文静", {"qwj"}),
        ("尉迟", "敏", {"ycm"}),
        ("万俟", "雪", {"mqx"}),
        ("吕", "燕", {"ly", "lvyan", "luyan"}),
    ],
)
def test_a_name_is_found_by_all_its_readings(surname, given, found_by):
    words = {word for pair in readings(surname, given) for word in pair}

    assert found_by <= words


@pytest.mark.parametrize(
    ("client", "said"),
    [
        (person("王", "文静", Gender.FEMALE), "尊敬的王女士"),
        (person("欧阳", "文静", Gender.FEMALE), "尊敬的欧阳女士"),
        (person("李", "强", Gender.MALE, "总", TitleKind.CHIEF), "尊敬的李总"),
        (person("李", "强", Gender.MALE, "董事长", TitleKind.OFFICE), "尊敬的李先生"),
        (person("陈", "敏", Gender.FEMALE, "教授", TitleKind.PROFESSION), "尊敬的陈教授"),
        (person("", "阿依古丽·买买提", Gender.FEMALE), "尊敬的阿依古丽·买买提女士"),
        (person("王", "文静", None, salutation_override="王姐"), "王姐"),
    ],
)
def test_a_letter_begins_with_the_right_words(client, said):
    assert salutation(client, "zh") == said


def test_nobody_is_called_sir_or_madam():
    with pytest.raises(DomainError, match="salutation_unknown"):
        salutation(person("林", "晓晨"), "zh")


@pytest.mark.parametrize(
    ("surname", "given", "order", "full"),
    [
        ("O'Neil", "Zöe", NameOrder.GIVEN_FIRST, "Zöe O'Neil"),
        ("Müller", "Jürgen", NameOrder.SURNAME_FIRST, "Müller Jürgen"),
        ("Петров", "Иван", NameOrder.GIVEN_FIRST, "Иван Петров"),
        ("Wang", "Weijing", NameOrder.SURNAME_FIRST, "Wang Weijing"),
        ("王", "Élodie", NameOrder.GIVEN_FIRST, "王Élodie"),
        ("𬱖", "颖", NameOrder.GIVEN_FIRST, "𬱖颖"),
        ("김", "민준", NameOrder.GIVEN_FIRST, "김민준"),
        ("", "阿依古丽·买买提", NameOrder.GIVEN_FIRST, "阿依古丽·买买提"),
    ],
)
def test_a_name_in_letters_has_a_blank_between_its_parts(surname, given, order, full):
    assert Client(surname=surname, given_name=given, name_en_order=order).full_name == full


def test_a_formal_card_has_the_full_name_and_office():
    assert card_name(person("李", "强", Gender.MALE, "董事长", TitleKind.OFFICE)) == "李强董事长"
    assert card_name(person("李", "强", Gender.MALE, "总", TitleKind.CHIEF)) == "李强先生"
    with pytest.raises(DomainError, match="salutation_unknown"):
        card_name(person("林", "晓晨"))


def test_a_couple_is_on_one_card_the_gentleman_first():
    wife, husband = person("李", "文静", Gender.FEMALE), person("王", "建国", Gender.MALE)

    assert joint_card_name(wife, husband) == "王建国先生暨李文静女士"


@pytest.mark.parametrize(
    ("client", "said"),
    [
        (person("王", "文静", Gender.FEMALE), "Ms Wang"),
        (person("单", "志刚", Gender.MALE), "Mr Shan"),
        (person("陈", "敏", Gender.FEMALE, "教授", TitleKind.PROFESSION), "Professor Chen"),
        (person("林", "晓晨"), "Xiaochen Lin"),
        (person("", "阿依古丽·买买提", Gender.FEMALE), "Ms Ayiguli Maimaiti"),
        (person("", "", Gender.FEMALE, name_en="Margaret Thompson"), "Ms Thompson"),
    ],
)
def test_english_letters_address_by_the_family_name(client, said):
    assert english_address(client) == said


def test_clients_are_listed_by_the_right_reading():
    client = person("单", "志刚")
    index_name(client)

    assert client.sort_key == "shanzhigang"


@pytest.mark.parametrize("typed", ["单", "志刚", "szg", "dzg", "shanzhigang", "1234", "６２１７", "62170001", "%"])
def test_somebody_is_found_by_what_people_type(cast, typed):
    client_id = cast.add_client("单", "志刚", number="62170001")

    with cast.app.app_context():
        found = db.session.scalars(sa.select(Client.id).where(search_condition(typed))).all()

    assert found == ([] if typed == "%" else [client_id])
