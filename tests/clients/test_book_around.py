"""What stands around a client: further numbers and addresses, relations, the household, on pages of their own."""

from datetime import date

import pytest
import sqlalchemy as sa

from clients.book.addresses import address_on, write_address
from clients.book.relations import kept_apart, relate
from clients.models import (
    Client,
    ClientAddress,
    ContactPoint,
    ExtraField,
    FieldKind,
    Household,
    Interest,
    InterestSource,
    PointKind,
    Relation,
    RelationKind,
    TierMonth,
)
from core.db import db
from core.errors import DomainError
from tests.house import queries

DAY = date(2027, 3, 20)
HOME = {"postal_address": "听竹街8号", "postcode": "310051", "country": "CN"}


def row(cast, model, **values):
    with cast.app.app_context():
        found = model(**values)
        db.session.add(found)
        db.session.commit()
        return found.id


def an_address(cast, client_id, text="椰风巷66号", **values):
    return row(
        cast,
        ClientAddress,
        client_id=client_id,
        postal_address=text,
        postcode="572000",
        kind=PointKind.FAMILY,
        **values,
    )


def goes_to(cast, client_id, day=DAY):
    with cast.app.app_context():
        place = address_on(db.session.get(Client, client_id), day)
        return place and place.postal_address


def all_of(cast, model):
    with cast.app.app_context():
        return db.session.scalars(sa.select(model).order_by(model.id)).all()


# Where post goes


def test_post_goes_to_the_usual_address_unless_another_goes_first(cast):
    client_id = cast.add_client(**HOME)
    an_address(cast, client_id)
    assert goes_to(cast, client_id) == "听竹街8号"

    an_address(cast, client_id, "海月居3幢", preferred=True, valid_until=DAY)

    assert goes_to(cast, client_id) == "海月居3幢"
    assert goes_to(cast, client_id, date(2027, 3, 21)) == "听竹街8号"


@pytest.mark.parametrize(
    "values",
    [
        {"address_from": date(2027, 3, 21)},
        {"address_until": date(2027, 3, 19)},
        {"address_returned_on": date(2027, 1, 1)},
    ],
)
def test_an_address_that_does_not_hold_is_left_for_another(cast, values):
    client_id = cast.add_client(**HOME, **values)
    assert goes_to(cast, client_id) is None

    an_address(cast, client_id)

    assert goes_to(cast, client_id) == "椰风巷66号"


def test_addresses_of_many_clients_are_known_with_two_queries(cast):
    for name in ("一", "二", "三"):
        an_address(cast, cast.add_client(given_name=name, phone="", **HOME))
    with cast.app.app_context(), queries(cast.app) as seen:
        for client in db.session.scalars(sa.select(Client).options(sa.orm.selectinload(Client.addresses))):
            address_on(client, DAY)
        assert len(seen) == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"postal_address": " "}, "address_missing"),
        ({"postcode": "3100"}, "postcode_china"),
        ({"valid_from": DAY, "valid_until": date(2027, 3, 1)}, "address_ends_before"),
    ],
)
def test_an_address_that_can_not_be_is_refused(cast, values, code):
    client_id = cast.add_client()
    with cast.app.app_context(), pytest.raises(DomainError) as refusal:
        write_address(db.session.get(Client, client_id), None, **HOME | values)

    assert refusal.value.code == code


def test_an_address_is_written_made_usual_and_noted_as_come_back(cast):
    client_id = cast.add_client(**HOME)
    browser = cast.signed_in("zhao")
    data = {"kind": "work", "postal_address": "江晖路1688号", "postcode": "310051", "country": "CN"}

    assert browser.post(f"/clients/{client_id}/addresses/new", data=data).status_code == 302
    [further] = all_of(cast, ClientAddress)
    assert browser.post(f"/clients/{client_id}/addresses/{further.id}/usual").status_code == 302

    [client] = all_of(cast, Client)
    assert (client.postal_address, client.address_kind) == ("江晖路1688号", PointKind.WORK)
    assert all_of(cast, ClientAddress)[0].postal_address == "听竹街8号"
    browser.post(f"/clients/{client_id}/address/returned")
    assert goes_to(cast, client_id) == "听竹街8号"
    assert "退回" in browser.get(f"/clients/{client_id}/details").text
    browser.post(f"/clients/{client_id}/address/returned")
    assert goes_to(cast, client_id) == "江晖路1688号"
    browser.post(f"/clients/{client_id}/addresses/{further.id}", data=data | {"valid_until": "2026-01-01"})
    browser.post(f"/clients/{client_id}/addresses/{further.id}/returned")
    browser.post(f"/clients/{client_id}/addresses/{further.id}/remove")
    assert all_of(cast, ClientAddress) == []


def test_a_bad_postcode_of_a_further_address_is_said_and_nothing_is_lost(cast):
    client_id = cast.add_client()

    answer = cast.signed_in("zhao").post(
        f"/clients/{client_id}/addresses/new",
        data={"kind": "home", "postal_address": "望潮路18号", "postcode": "31005", "country": "CN"},
    )

    assert answer.status_code == 422
    assert "六位数字" in answer.text
    assert "望潮路18号" in answer.text


# Numbers and e-mail


def test_a_further_number_changes_places_with_the_usual_one(cast):
    client_id = cast.add_client(phone="13800001234")
    browser = cast.signed_in("zhao")

    browser.post(
        f"/clients/{client_id}/points/new", data={"channel": "phone", "value": "0571-85120199", "kind": "home"}
    )
    [point] = all_of(cast, ContactPoint)
    assert point.value == "+8657185120199"
    browser.post(f"/clients/{client_id}/points/{point.id}/usual")

    [client] = all_of(cast, Client)
    assert (client.phone, client.phone_tail) == ("+8657185120199", "0199")
    assert all_of(cast, ContactPoint)[0].value == "+8613800001234"
    browser.post(f"/clients/{client_id}/points/{point.id}/remove")
    assert all_of(cast, ContactPoint) == []


def test_the_first_mail_address_moves_up_when_there_was_none(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")

    browser.post(
        f"/clients/{client_id}/points/new", data={"channel": "email", "value": "a@example.com", "kind": "work"}
    )
    browser.post(f"/clients/{client_id}/points/{all_of(cast, ContactPoint)[0].id}/usual")

    assert all_of(cast, Client)[0].email == "a@example.com"
    assert all_of(cast, ContactPoint) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"channel": "phone", "value": "123"}, "这不是有效的电话号码"),
        ({"channel": "email", "value": "nonsense"}, "这不是有效的邮箱地址"),
        ({"channel": "phone", "value": "138 0000 1234"}, "已经登记过"),
        ({"channel": "phone", "value": ""}, "请填写号码或邮箱"),
    ],
)
def test_a_number_that_can_not_be_is_said_at_its_field(cast, data, said):
    client_id = cast.add_client(phone="13800001234")

    answer = cast.signed_in("zhao").post(f"/clients/{client_id}/points/new", data=data | {"kind": "home"})

    assert answer.status_code == 422
    assert said in answer.text


# People


def relation(cast, client_id, **data):
    return cast.signed_in("zhao").post(
        f"/clients/{client_id}/relations/new", data={"kind": "spouse", "note": ""} | data
    )


def test_a_relation_stands_on_both_pages_from_each_ones_side(cast):
    father = cast.add_client("王", "建国")
    child = cast.add_client("王", "小明", phone="")

    assert relation(cast, father, who="王小明", kind="child").status_code == 302

    browser = cast.signed_in("zhao")
    assert "子女" in browser.get(f"/clients/{father}/details").text
    assert "父母" in browser.get(f"/clients/{child}/details").text


def test_a_name_of_nobody_we_know_is_written_as_a_name(cast):
    client_id = cast.add_client()

    relation(cast, client_id, who="褚晓雯", kind="child")

    [found] = all_of(cast, Relation)
    assert (found.other_id, found.other_name) == (None, "褚晓雯")
    assert "褚晓雯" in cast.signed_in("zhao").get(f"/clients/{client_id}/details").text


def test_among_several_of_one_name_the_reader_chooses(cast):
    client_id = cast.add_client()
    first = cast.add_client("李", "强", phone="", district="滨江区")
    cast.add_client("李", "强", phone="", district="西湖区")

    answer = relation(cast, client_id, who="李强")
    assert answer.status_code == 422
    assert "西湖区" in answer.text
    relation(cast, client_id, who="李强", other_id=str(first))

    assert [found.other_id for found in all_of(cast, Relation)] == [first]


def test_a_foreign_client_shows_nothing_that_reveals_them(cast):
    mine = cast.add_client("王", "建国")
    foreign = cast.add_client("李", "文静", rm="sun", phone="")
    row(cast, Relation, client_id=mine, other_id=foreign, kind=RelationKind.KEEP_APART, note="旧事")
    row(cast, Relation, client_id=foreign, other_id=mine, kind=RelationKind.SPOUSE, note="")

    page = cast.signed_in("zhao").get(f"/clients/{mine}/details").text

    assert "李文静" not in page
    assert "旧事" not in page
    assert "不宜同席" not in page.split("身边的人")[1].split("家庭")[0].replace("以及不宜同席的人", "")
    assert cast.signed_in("zhao").post(f"/clients/{mine}/relations/1/remove").status_code == 404
    both = cast.signed_in("manager").get(f"/clients/{mine}/details").text
    assert "李文静" in both


def test_a_foreign_clients_name_is_taken_for_a_name_only(cast):
    mine = cast.add_client("王", "建国")
    cast.add_client("李", "文静", rm="sun", phone="")

    assert relation(cast, mine, who="李文静").status_code == 302

    assert [(found.other_id, found.other_name) for found in all_of(cast, Relation)] == [(None, "李文静")]


@pytest.mark.parametrize(("who", "said"), [("", "请填写姓名或客户号"), ("褚晓雯", "已经登记过")])
def test_a_relation_that_can_not_be_is_refused(cast, who, said):
    client_id = cast.add_client()
    relation(cast, client_id, who="褚晓雯")

    answer = relation(cast, client_id, who=who)

    assert answer.status_code == 422
    assert said in answer.text


def test_nobody_is_related_to_themselves(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        with pytest.raises(DomainError, match="relation_self"):
            relate(cast.staff("zhao"), client, RelationKind.FRIEND, other=client)


def test_who_had_better_not_meet_is_known_for_a_whole_list(cast):
    first, second, third = (cast.add_client(given_name=name, phone="") for name in ("一", "二", "三"))
    row(cast, Relation, client_id=second, other_id=first, kind=RelationKind.KEEP_APART)
    row(cast, Relation, client_id=second, other_id=third, kind=RelationKind.FRIEND)

    with cast.app.app_context():
        assert kept_apart([first, second, third]) == {(first, second)}
        assert kept_apart([first, third]) == set()
        assert kept_apart([]) == set()


# Households


def test_two_live_together_get_a_joint_salutation_and_part_again(cast):
    first = cast.add_client("王", "建国")
    second = cast.add_client("李", "文静", phone="")
    browser = cast.signed_in("zhao")

    assert browser.post(f"/clients/{first}/household/join", data={"who": "李文静"}).status_code == 302
    browser.post(f"/clients/{first}/household", data={"name": "滨江王家", "joint_salutation": "尊敬的王先生、李女士"})

    [home] = all_of(cast, Household)
    assert (home.name, home.joint_salutation, home.one_letter) == ("滨江王家", "尊敬的王先生、李女士", False)
    assert "尊敬的王先生、李女士" in browser.get(f"/clients/{second}/details").text
    browser.post(f"/clients/{second}/household/leave")
    assert len(all_of(cast, Household)) == 1
    browser.post(f"/clients/{first}/household/leave")
    assert all_of(cast, Household) == []


def test_a_foreign_client_joins_no_household(cast):
    mine = cast.add_client("王", "建国")
    cast.add_client("李", "文静", rm="sun", phone="")

    answer = cast.signed_in("zhao").post(f"/clients/{mine}/household/join", data={"who": "李文静"})

    assert answer.status_code == 422
    assert "您的客户里没有" in answer.text


def test_of_a_household_only_those_are_shown_whom_the_reader_sees(cast):
    home = row(cast, Household, name="滨江一家")
    mine = cast.add_client("王", "建国", household_id=home)
    cast.add_client("李", "文静", rm="sun", phone="", household_id=home)

    browser = cast.signed_in("zhao")

    for path in ("details", "household"):
        assert "李文静" not in browser.get(f"/clients/{mine}/{path}").text


# The tier month by month, and the branch's own fields


def test_a_month_is_written_down_by_the_manager_of_the_client(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    page = browser.get(f"/clients/{client_id}/tier").text
    month = page.split('<option value="')[1].split('"')[0]

    assert browser.post(f"/clients/{client_id}/tier", data={"month": month, "band": "T4"}).status_code == 302

    with cast.app.app_context():
        assert [one.month.isoformat() for one in db.session.scalars(sa.select(TierMonth))] == [month]
        assert db.session.get(Client, client_id).tier.value == "T4"
    assert browser.post(f"/clients/{client_id}/tier", data={"month": "2199-01-01", "band": "T4"}).status_code == 422


def test_the_branch_manager_adds_a_field_and_it_stands_in_form_and_page(cast):
    manager = cast.signed_in("manager")
    assert "还没有自设字段" in manager.get("/settings/fields").text

    manager.post("/settings/fields/new", data={"label": "车牌号", "label_en": "Plate", "kind": "text"})
    manager.post("/settings/fields/new", data={"label": "茶", "kind": "choice", "choices": "绿茶\n红茶"})

    plate, tea = all_of(cast, ExtraField)
    assert (tea.kind, tea.choices) == (FieldKind.CHOICE, ["绿茶", "红茶"])
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    page = browser.get(f"/clients/{client_id}/edit").text
    assert "车牌号" in page
    browser.post(
        f"/clients/{client_id}/edit",
        data={"surname": "王", "given_name": "文静", f"extra_{plate.id}": "浙A12345", f"extra_{tea.id}": "红茶"},
    )
    assert all_of(cast, Client)[0].extra == {str(plate.id): "浙A12345", str(tea.id): "红茶"}
    assert "浙A12345" in browser.get(f"/clients/{client_id}/details").text

    manager.post(f"/settings/fields/{tea.id}", data={"label": "爱喝的茶", "choices": "绿茶\n白茶"})
    manager.post(f"/settings/fields/{tea.id}/up")
    manager.post(f"/settings/fields/{plate.id}/retire")
    page = browser.get(f"/clients/{client_id}/edit").text
    assert "车牌号" not in page
    assert "红茶" in page  # chosen before its word was taken away
    browser.post(f"/clients/{client_id}/edit", data={"surname": "王", "given_name": "文静", f"extra_{tea.id}": "红茶"})
    assert all_of(cast, Client)[0].extra == {str(plate.id): "浙A12345", str(tea.id): "红茶"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"label": "", "kind": "text"}, "请给字段起个名字"),
        ({"label": "茶", "kind": "choice", "choices": "绿茶"}, "请写 2 到 30 个词"),
    ],
)
def test_a_field_that_can_not_be_is_said_at_its_place(cast, data, said):
    answer = cast.signed_in("manager").post("/settings/fields/new", data=data)

    assert answer.status_code == 422
    assert said in answer.text


def test_the_fields_of_another_branch_are_404(cast):
    field_id = row(cast, ExtraField, branch_id=cast.other_branch_id, label="别行", kind=FieldKind.TEXT)

    manager = cast.signed_in("manager")

    assert manager.get(f"/settings/fields/{field_id}").status_code == 404
    assert manager.post(f"/settings/fields/{field_id}/retire").status_code == 404


# The form


def test_a_name_is_enough_to_begin_with(cast):
    answer = cast.signed_in("zhao").post("/clients/new", data={"given_name": "文静"})

    assert answer.status_code == 302
    assert all_of(cast, Client)[0].given_name == "文静"


def test_the_form_takes_what_a_record_holds(cast):
    browser = cast.signed_in("zhao")

    browser.post(
        "/clients/new",
        data={
            "surname": "王", "given_name": "文静", "birthday": "10-03", "lunar_month": "9", "lunar_day": "5",
            "celebrate_by": "both", "spoken": ["cmn", "wuu"], "further_types": ["RET"], "client_type": "PRO",
            "interests": ["tea", "whisky"], "interests-source-tea": "said", "interests-sure-tea": "3",
            "risk_level": "C2", "official": "y", "photo_consent": "own", "wechat_note": "文静·滨江",
        },
    )  # fmt: skip

    with cast.app.app_context():
        client = db.session.scalar(sa.select(Client))
        assert (client.birth_date, client.birthday, client.lunar_month, client.lunar_day) == (None, "10-03", 9, 5)
        assert (client.spoken, client.official, client.risk_level.value) == (["cmn", "wuu"], True, "C2")
        assert {one.interest: (one.source, one.confidence) for one in client.interests} == {
            Interest.TEA: (InterestSource.SAID, 3),
            Interest.WHISKY: (InterestSource.OBSERVED, 2),
        }
        client_id = client.id
    page = browser.get(f"/clients/{client_id}/edit").text
    assert 'value="10-03"' in page
    details = browser.get(f"/clients/{client_id}/details").text
    assert "九月初五" in details
    assert "吴语" in details


def test_who_may_be_known_already_is_shown_first_and_can_be_overruled(cast):
    known = cast.add_client("王", "文静", phone="13800001234")
    browser = cast.signed_in("zhao")
    data = {"surname": "王", "given_name": "文静", "phone": "13800001234"}

    answer = browser.post("/clients/new", data=data)
    assert answer.status_code == 422
    assert f'href="/clients/{known}"' in answer.text
    assert len(all_of(cast, Client)) == 1
    assert browser.post("/clients/new", data=data | {"another": "y"}).status_code == 302
    assert len(all_of(cast, Client)) == 2


def test_a_foreign_client_of_the_same_number_gives_no_hint(cast):
    cast.add_client("王", "文静", rm="sun", phone="13800001234")

    answer = cast.signed_in("zhao").post(
        "/clients/new", data={"surname": "王", "given_name": "文静", "phone": "13800001234"}
    )

    assert answer.status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "details", "points/new", "addresses/new", "relations/new", "household", "household/join", "tier",
        "addresses/1",
    ],
)  # fmt: skip
def test_a_foreign_client_is_404_on_every_page_around(cast, path):
    client_id = cast.add_client(rm="sun")

    assert cast.signed_in("zhao").get(f"/clients/{client_id}/{path}").status_code == 404


def test_rows_of_another_client_are_404(cast):
    mine = cast.add_client()
    other = cast.add_client("李", "强", phone="")
    address_id = an_address(cast, other)
    browser = cast.signed_in("zhao")

    assert browser.get(f"/clients/{mine}/addresses/{address_id}").status_code == 404
    assert browser.post(f"/clients/{mine}/addresses/{address_id}/remove").status_code == 404
    assert browser.post(f"/clients/{mine}/points/1/remove").status_code == 404
    assert browser.post(f"/clients/{mine}/relations/1/remove").status_code == 404


def test_an_e_mail_address_is_not_called_a_mobile_one(cast):
    client_id = cast.add_client(phone="", email="")
    browser = cast.signed_in("zhao")

    data = {"channel": "email", "value": "x@example.com", "kind": "mobile"}
    browser.post(f"/clients/{client_id}/points/new", data=data)

    page = browser.get(f"/clients/{client_id}/details").text
    assert "x@example.com" in page
    assert "手机" not in page[page.index("x@example.com") :][:300]
