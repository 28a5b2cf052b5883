"""Where post goes: postcodes, countries, addresses, on the form, in lists and on the client's page."""

from __future__ import annotations

import csv
import io

import pytest

from clients.book.postal import address, countries, country, lacks_postcode, postcode, restored_postcode
from clients.models import Client
from core.db import db
from core.errors import DomainError
from tests.clients.lists import clients, confirm, upload
from tests.clients.test_exporting import take

FIELDS = {
    "surname": "王",
    "given_name": "文静",
    "gender": "female",
    "language": "zh",
    "tier": "T0",
}


@pytest.mark.parametrize(
    ("text", "code", "kept"),
    [
        ("310051", "CN", "310051"),
        ("３１００５１", "CN", "310051"),
        ("310 051", "CN", "310051"),
        ("sw1a 1aa", "GB", "SW1A 1AA"),
        ("02139-4307", "US", "02139-4307"),
        ("", "CN", ""),
    ],
)
def test_a_postcode_is_kept_as_it_is_printed(text, code, kept):
    assert postcode(text, code) == kept


@pytest.mark.parametrize(
    ("text", "code", "refusal"),
    [
        ("31005", "CN", "postcode_china"),
        ("3100511", "CN", "postcode_china"),
        ("SW1A 1AA", "CN", "postcode_china"),
        ("<b>", "GB", "postcode_invalid"),
        ("1", "GB", "postcode_invalid"),
        ("A" * 11, "GB", "postcode_invalid"),
    ],
)
def test_what_is_no_postcode_is_refused(text, code, refusal):
    with pytest.raises(DomainError) as refused:
        postcode(text, code)
    assert refused.value.code == refusal


@pytest.mark.parametrize(
    ("text", "code", "kept"),
    [
        ("30000", "CN", "030000"),
        ("30000.0", "CN", "030000"),
        ("310051.0", "CN", "310051"),
        ("2139", "US", "02139"),
        ("94103", "US", "94103"),
        ("1067", "DE", "01067"),
    ],
)
def test_a_zero_that_a_spreadsheet_dropped_comes_back(text, code, kept):
    assert restored_postcode(text, code) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("中国", "CN"),
        ("cn", "CN"),
        ("China", "CN"),
        ("P.R. China", "CN"),
        ("英国", "GB"),
        ("United Kingdom", "GB"),
        ("UK", "GB"),
        ("香港", "HK"),
        ("中国香港", "HK"),
        ("Hong Kong, China", "HK"),
        ("USA", "US"),
    ],
)
def test_a_country_is_known_by_name_and_code_in_both_languages(text, code):
    assert country(text) == code


def test_an_unknown_country_is_refused():
    with pytest.raises(DomainError) as refused:
        country("乌有国")
    assert refused.value.code == "country_unknown"


def test_both_languages_name_the_same_countries_china_first():
    assert countries("zh").keys() == countries("en").keys()
    assert list(countries("en"))[:4] == list(countries("zh"))[:4] == ["CN", "HK", "MO", "TW"]


def test_an_address_keeps_its_lines_and_loses_empty_ones():
    assert address(" 浙江省杭州市 \r\n\r\n　滨江区望潮路18号 ") == "浙江省杭州市\n滨江区望潮路18号"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("<b>路", "text_not_plain"), ("一\n" * 7, "address_lines"), ("路" * 201, "text_too_long")],
)
def test_an_address_that_no_envelope_takes_is_refused(text, refusal):
    with pytest.raises(DomainError) as refused:
        address(text)
    assert refused.value.code == refusal


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({"postal_address": "路", "postcode": "310051", "country": "CN"}, False),
        ({"postal_address": "路", "postcode": "", "country": "CN"}, True),
        ({"postal_address": "路", "postcode": "31005", "country": "CN"}, True),
        ({"postal_address": "Kowloon", "postcode": "", "country": "HK"}, False),
        ({"postal_address": "London", "postcode": "", "country": "GB"}, True),
    ],
)
def test_post_needs_a_postcode_where_there_are_any(fields, lacks):
    assert lacks_postcode(Client(**fields)) is lacks


def test_the_form_keeps_an_address_and_the_page_shows_it(cast):
    browser = cast.signed_in("zhao")

    answer = browser.post(
        "/clients/new",
        data=FIELDS | {"postal_address": "浙江省杭州市滨江区\r\n望潮路18号", "postcode": "３10051", "country": "CN"},
    )

    [client] = clients(cast)
    assert (client.postal_address, client.postcode, client.country) == (
        "浙江省杭州市滨江区\n望潮路18号",
        "310051",
        "CN",
    )
    page = browser.get(answer.location).text
    assert "望潮路18号" in page
    assert "310051" in page


def test_a_client_without_an_address_is_saved_all_the_same(cast):
    answer = cast.signed_in("zhao").post("/clients/new", data=FIELDS)

    assert answer.status_code == 302
    [client] = clients(cast)
    assert (client.postal_address, client.postcode, client.country) == ("", "", "CN")


def test_a_bad_postcode_is_said_at_its_field_and_nothing_is_lost(cast):
    browser = cast.signed_in("zhao")

    answer = browser.post(
        "/clients/new", data=FIELDS | {"postal_address": "望潮路18号", "postcode": "31005", "country": "CN"}
    )

    assert answer.status_code == 422
    assert "六位数字" in answer.text
    assert "望潮路18号" in answer.text
    assert 'value="31005"' in answer.text
    assert clients(cast) == []


def test_the_country_decides_what_a_postcode_is(cast):
    answer = cast.signed_in("zhao").post(
        "/clients/new", data=FIELDS | {"postal_address": "1 Elm Row\nLondon", "postcode": "sw1a 1aa", "country": "GB"}
    )

    assert answer.status_code == 302
    [client] = clients(cast)
    assert client.postcode == "SW1A 1AA"
    assert "英国" in cast.signed_in("zhao").get(answer.location).text
    assert "United Kingdom" in cast.signed_in("zhao").get(answer.location + "?lang=en").text


def test_a_list_brings_addresses_in_and_restores_the_lost_zero(cast):
    browser = cast.signed_in("zhao")
    rows = (
        '姓名,地址,邮编,国家\n王文静,"山西省太原市\n柳巷1号",30000,中国\nJane Doe,"5 Elm Row\nCambridge MA",2139,美国\n'
    )

    confirm(browser, upload(browser, rows))

    found = {client.full_name: client for client in clients(cast)}
    assert (found["王文静"].postal_address, found["王文静"].postcode) == ("山西省太原市\n柳巷1号", "030000")
    assert (found["Jane Doe"].postcode, found["Jane Doe"].country) == ("02139", "US")


def test_a_bad_postcode_or_country_leaves_the_row_out_with_a_sentence(cast):
    browser = cast.signed_in("zhao")

    page = browser.get(upload(browser, "姓名,邮编,国家\n王文静,123,中国\n李强,310051,乌有国\n")).text

    assert "六位数字" in page
    assert "乌有国" in page
    assert "没有可以导入的行" in page


def test_a_known_foreign_client_keeps_the_postcode_of_their_country(cast):
    browser = cast.signed_in("zhao")
    cast.add_client("", "", name_en="Jane Doe", number="77", country="US", postcode="10001")

    confirm(browser, upload(browser, "客户号,英文名,邮编\n77,Jane Doe,94103\n"))

    [client] = clients(cast)
    assert client.postcode == "94103"


def test_what_was_taken_out_can_be_brought_back_in(cast):
    cast.add_client(postal_address="山西省太原市\n柳巷1号", postcode="030000", country="CN")
    answer = take(cast.signed_in("manager"))

    row = next(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))  # after it, who took the list out
    assert (row["邮寄地址"], row["邮编"], row["国家或地区"]) == ("山西省太原市\n柳巷1号", "030000", "中国")

    with cast.app.app_context():
        client = db.session.query(Client).one()
        client.postal_address = client.postcode = ""
        db.session.commit()
    confirm(cast.signed_in("manager"), upload(cast.signed_in("manager"), answer.data))
    [client] = clients(cast)
    assert (client.postal_address, client.postcode) == ("山西省太原市\n柳巷1号", "030000")
