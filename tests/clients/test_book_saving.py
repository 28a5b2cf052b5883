"""What a client's record holds and what follows from it: bits, birthdays, types, own fields."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clients.book.extra_fields import fields_of, move_up_field, read_value, shown, value_of, with_values, write_field
from clients.book.naming import english_address, name_in
from clients.book.saving import interest_bits_of, save_client
from clients.models import (
    CelebrateBy,
    Client,
    ClientType,
    ExtraField,
    FieldKind,
    Gender,
    Interest,
    InterestSource,
    NameOrder,
    Tier,
    bits,
)
from core.db import db
from core.errors import DomainError

SAID, ATTENDED = InterestSource.SAID, InterestSource.ATTENDED


def change(cast, client_id, **values):
    with cast.app.app_context():
        client = save_client(db.session.get(Client, client_id), **values)
        db.session.commit()
        return client


def read(cast, client_id, *names):
    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        return tuple(getattr(client, name) for name in names)


def test_interests_come_with_how_we_know_of_them(cast):
    client_id = cast.add_client(interests={Interest.TEA: (SAID, 3), Interest.WHISKY: (ATTENDED, 1)})

    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        found = {row.interest: (row.source, row.confidence) for row in client.interests}
        assert found == {Interest.TEA: (SAID, 3), Interest.WHISKY: (ATTENDED, 1)}


def test_whoever_loves_whisky_is_found_by_wine_and_spirits(cast):
    client_id = cast.add_client(interests=[Interest.WHISKY])

    assert read(cast, client_id, "interest_bits") == (bits([Interest.WHISKY, Interest.WINE]),)
    assert interest_bits_of([Interest.TEA]) == bits([Interest.TEA])


def test_interests_without_their_source_keep_what_was_known(cast):
    client_id = cast.add_client(interests={Interest.TEA: (SAID, 3)})

    change(cast, client_id, interests=[Interest.TEA, Interest.GOLF])

    with cast.app.app_context():
        found = {row.interest: (row.source, row.confidence) for row in db.session.get(Client, client_id).interests}
        assert found == {Interest.TEA: (SAID, 3), Interest.GOLF: (InterestSource.OBSERVED, 2)}


def test_a_further_type_is_never_the_first_one_too(cast):
    client_id = cast.add_client(
        client_type=ClientType.ENT, further_types=[ClientType.ENT, ClientType.RET, ClientType.FAM]
    )

    assert read(cast, client_id, "further_types") == ((ClientType.RET, ClientType.FAM),)
    change(cast, client_id, client_type=ClientType.RET)
    assert read(cast, client_id, "further_types") == ((ClientType.FAM,),)


@pytest.mark.parametrize(
    ("values", "born", "birthday"),
    [
        ({"birth_date": date(1962, 10, 3)}, date(1962, 10, 3), "10-03"),
        ({"birthday": "10-03"}, None, "10-03"),
        ({"birth_date": None, "birthday": "02-29"}, None, "02-29"),
        ({"birth_date": date(1962, 10, 3), "birthday": "10-03"}, date(1962, 10, 3), "10-03"),
        ({"birth_date": None}, None, ""),
    ],
)
def test_a_birthday_stands_with_or_without_its_year(cast, values, born, birthday):
    client_id = cast.add_client(birth_date=date(1950, 1, 1))

    change(cast, client_id, **values)

    assert read(cast, client_id, "birth_date", "birthday") == (born, birthday)


def test_who_told_only_a_lunar_birthday_keeps_that_one(cast):
    client_id = cast.add_client(lunar_month=6, lunar_day=15, lunar_leap=True)

    assert read(cast, client_id, "celebrate_by") == (CelebrateBy.LUNAR,)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"birthday": "02-30"}, "birthday_impossible"),
        ({"birthday": "2-3"}, "birthday_impossible"),
        ({"birth_date": datetime.now(UTC).date() + timedelta(days=400)}, "birthday_ahead"),
        ({"birth_date": date(1850, 1, 1)}, "birthday_too_long_ago"),
        ({"birth_date": date(1962, 10, 3), "birthday": "10-04"}, "birthday_differs"),
        ({"lunar_month": 6}, "lunar_incomplete"),
        ({"lunar_day": 6}, "lunar_incomplete"),
        ({"lunar_leap": True}, "lunar_incomplete"),
        ({"lunar_month": 6, "lunar_day": 31}, "lunar_day_31"),
        ({"lunar_month": 13, "lunar_day": 1}, "lunar_month_unknown"),
        ({"lunar_month": 12, "lunar_day": 1, "lunar_leap": True}, "lunar_no_leap_month"),
        ({"lunar_month": 8, "lunar_day": 30, "lunar_leap": True}, "lunar_no_day_30"),
        ({"lunar_month": 12, "lunar_day": 30, "lunar_eve": True}, "lunar_eve_with_day"),
        ({"celebrate_by": CelebrateBy.LUNAR}, "lunar_missing"),
        ({"celebrate_by": CelebrateBy.BOTH, "birthday": "10-03"}, "lunar_missing"),
        ({"interests": {Interest.TEA: (SAID, 4)}}, "confidence_out_of_bounds"),
        ({"surname": "", "given_name": " "}, "name_missing"),
    ],
)
def test_what_can_not_be_is_refused(cast, values, code):
    client_id = cast.add_client()

    with cast.app.app_context():
        with pytest.raises(DomainError) as refusal:
            save_client(db.session.get(Client, client_id), **values)
        assert refusal.value.code == code
        db.session.rollback()
    with cast.app.test_request_context():
        assert refusal.value.sentence


def test_a_tier_that_is_set_by_hand_holds_from_today(cast):
    client_id = cast.add_client(tier=Tier.T2)
    assert read(cast, client_id, "tier_since") == (None,)

    change(cast, client_id, tier=Tier.T3)

    assert read(cast, client_id, "tier_since") == (datetime.now(UTC).date(),)


def test_a_new_address_forgets_that_post_came_back_from_the_old_one(cast):
    client_id = cast.add_client(postal_address="听竹街8号", address_returned_on=date(2027, 1, 5))

    change(cast, client_id, postal_address="听竹街8号", district="滨江")
    assert read(cast, client_id, "address_returned_on") == (date(2027, 1, 5),)
    change(cast, client_id, postal_address="听竹街9号")
    assert read(cast, client_id, "address_returned_on") == (None,)


@pytest.mark.parametrize(
    ("values", "address", "name"),
    [
        ({"surname": "王", "given_name": "文静", "name_en": "Wang Wenjing"}, "Ms Wang", "Wang Wenjing"),
        ({"surname": "王", "given_name": "文静"}, "Ms Wang", "Wang Wenjing"),
        ({"surname": "陈", "given_name": "嘉明", "name_en": "Chan Ka Ming"}, "Ms Chan", "Chan Ka Ming"),
        ({"surname": "", "given_name": "", "name_en": "Nguyen Van An"}, "Ms Nguyen", "Nguyen Van An"),
    ],
)
def test_whoever_writes_the_surname_first_is_addressed_by_it(app, values, address, name):
    with app.app_context():
        client = Client(
            gender=Gender.FEMALE, name_en_order=NameOrder.SURNAME_FIRST, title="", salutation_override="",
            **{"name_en": ""} | values,
        )  # fmt: skip

        assert english_address(client) == address
        assert name_in(client, "en") == name


def a_field(cast, kind=FieldKind.TEXT, label="车牌", **values):
    with cast.app.app_context():
        field = write_field(cast.branch_id, None, label=label, label_en="", kind=kind, **values)
        db.session.commit()
        return field.id


@pytest.mark.parametrize(
    ("kind", "text", "value", "back"),
    [
        (FieldKind.TEXT, " 浙A·12345 ", "浙A·12345", "浙A·12345"),
        (FieldKind.NUMBER, "１２，３００".replace("，", ","), 12300, "12300"),
        (FieldKind.NUMBER, "1.5", 1.5, "1.5"),
        (FieldKind.DATE, "2027年4月1日", "2027-04-01", "2027-04-01"),
        (FieldKind.DATE, "20270401", "2027-04-01", "2027-04-01"),
        (FieldKind.YES_NO, "是", True, "是"),
        (FieldKind.YES_NO, "no", False, "否"),
        (FieldKind.CHOICE, "绿茶", "绿茶", "绿茶"),
        (FieldKind.TEXT, "", None, ""),
    ],
)
def test_values_of_own_fields_are_read_and_shown_again(app, kind, text, value, back):
    with app.test_request_context():
        field = ExtraField(kind=kind, choices=["绿茶", "红茶"])

        assert read_value(field, text) == value
        assert shown(field, value) == back
        assert read_value(field, back) == value


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (FieldKind.TEXT, "字" * 201, "text_too_long"),
        (FieldKind.NUMBER, "viele", "extra_number"),
        (FieldKind.NUMBER, "1e999", "extra_number"),
        (FieldKind.NUMBER, "NaN", "extra_number"),
        (FieldKind.DATE, "gestern", "extra_date"),
        (FieldKind.DATE, "2027-02-30", "extra_date"),
        (FieldKind.YES_NO, "vielleicht", "extra_yes_no"),
        (FieldKind.CHOICE, "咖啡", "extra_choice"),
    ],
)
def test_what_a_field_can_not_hold_is_refused(app, kind, text, code):
    with app.test_request_context(), pytest.raises(DomainError) as refusal:
        read_value(ExtraField(kind=kind, choices=["绿茶", "红茶"]), text)

    assert refusal.value.code == code


def test_a_retired_field_keeps_what_was_written(cast):
    field_id = a_field(cast)
    other_id = a_field(cast, label="司机")
    client_id = cast.add_client(extra={field_id: "浙A", other_id: "老陈"})
    with cast.app.app_context():
        db.session.get(ExtraField, field_id).retired = True
        db.session.commit()

    change(cast, client_id, extra={other_id: None})

    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        assert client.extra == {str(field_id): "浙A"}
        assert value_of(client, db.session.get(ExtraField, field_id)) == "浙A"
        assert [field.label for field in fields_of(cast.branch_id)] == ["司机"]
        assert [field.label for field in fields_of(cast.branch_id, retired=True)] == ["司机", "车牌"]


def test_values_are_set_and_taken_away_beside_others():
    assert with_values({"1": "a", "2": "b"}, {2: None, 3: False}) == {"1": "a", "3": False}


def test_fields_stand_in_the_order_that_the_branch_gives_them(cast):
    for label in ("一", "二", "三"):
        a_field(cast, label=label)
    with cast.app.app_context():
        first, _second, third = fields_of(cast.branch_id)
        move_up_field(third)
        move_up_field(first)
        db.session.commit()
        assert [field.label for field in fields_of(cast.branch_id)] == ["一", "三", "二"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"label": " "}, "field_nameless"),
        ({"label": "车牌"}, "field_known"),
        ({"label": "茶", "kind": FieldKind.CHOICE, "choices": ["绿茶", " "]}, "field_choices"),
    ],
)
def test_a_field_that_can_not_be_is_refused(cast, values, code):
    a_field(cast)
    with cast.app.app_context(), pytest.raises(DomainError) as refusal:
        write_field(cast.branch_id, None, **{"label_en": "", "kind": FieldKind.TEXT} | values)

    assert refusal.value.code == code
