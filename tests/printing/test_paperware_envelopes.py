"""Envelopes: everything in its zone, nothing in those that stay blank, every name whole."""

from __future__ import annotations

import pytest

from printing.documents.address import lines_abroad
from printing.documents.envelope import (
    BOX_MM,
    BOX_PITCH_MM,
    BOXES_LEFT_MM,
    BOXES_TOP_MM,
    STOCKS,
    Envelope,
    abroad,
    blank_zones,
    by_hand,
    by_post,
    writing_zone,
)
from tests.printing.paper_measures import LONG_NAME, NAMES, boxes_of, inside, overlap, text_on, whole

SENDER = ("杭州市滨江区江晖路1688号", "江南银行杭州滨江支行\u3000李明\u3000缄")
ADDRESS = ("浙江省杭州市滨江区望潮路18号", "听澜苑3幢2单元1201室")
EVERY_STOCK = pytest.mark.parametrize("paper", STOCKS.values(), ids=STOCKS)


def posted(name: str, paper, **values):
    envelope = {"address": ADDRESS, "postcode": "310051", "sender": SENDER} | values
    return by_post(Envelope(name, "女士", "收", **envelope), paper)


def test_the_stocks_have_the_standard_sizes():
    sizes = {name: (paper.width_mm, paper.height_mm) for name, paper in STOCKS.items()}

    assert sizes == {"DL": (220, 110), "ZL": (230, 120), "C5": (229, 162), "B6": (176, 125)}


@EVERY_STOCK
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("address", [ADDRESS, ("浙江省杭州市滨江区" * 22,), tuple("弄堂深处有人家" for _ in range(6))])
def test_address_name_and_sender_stand_in_the_writing_zone_and_not_on_each_other(paper, name, address):
    page = posted(name, paper, address=address)

    digits, *others = [boxes_of([placed]) for placed in page.blocks]
    assert len(digits) == 6
    for block in others:
        for box in block:
            assert inside(box, writing_zone(paper)), box
            assert not any(overlap(box, zone) for zone in blank_zones(paper)), box
    for i, first in enumerate(others):
        for second in others[i + 1 :]:
            assert not any(overlap(a, b) for a in first for b in second)
    assert whole(page, name, *address, *SENDER)


@EVERY_STOCK
@pytest.mark.parametrize("name", ["Mary O'Connor", "Wolfeschlegelsteinhausenbergerdorff " * 3, LONG_NAME])
def test_an_english_envelope_names_its_reader_above_the_address(paper, name):
    address = ("Room 701, Building 3", "22 Wangchao Road, Hangzhou")
    sender = ("Jiangnan Bank, Hangzhou Binjiang Branch", "Li Ming")

    page = by_post(Envelope(name, address=address, postcode="310051", sender=sender, lang="en"), paper)

    digits, reader, lower = [boxes_of([placed]) for placed in page.blocks]
    assert len(digits) == 6
    assert all(inside(box, writing_zone(paper)) for box in (*reader, *lower))
    assert not any(overlap(a, b) for a in reader for b in lower)
    assert reader[0].y_mm < reader[-1].y_mm
    assert reader[-1].text == address[-1]
    assert whole(page, name, *address, *sender)


@EVERY_STOCK
def test_each_digit_stands_in_the_middle_of_its_box(paper):
    page = posted("王文静", paper)

    for i, box in enumerate(boxes_of(page.blocks[:1])):
        middle = BOXES_LEFT_MM + i * BOX_PITCH_MM + BOX_MM / 2
        assert abs(box.x_mm + box.width_mm / 2 - middle) < 0.2
        assert BOXES_TOP_MM < box.y_mm < box.y_mm + box.height_mm < BOXES_TOP_MM + 9
    assert text_on(page).startswith("310051")


def test_a_postcode_of_another_shape_is_not_put_into_boxes():
    page = posted("王文静", STOCKS["DL"], postcode="31005")

    assert "31005" not in text_on(page)


@EVERY_STOCK
@pytest.mark.parametrize("name", NAMES)
def test_a_letter_handed_over_has_name_and_sender_alone(paper, name):
    page = by_hand(Envelope(name, "女士", "亲启", sender=("李明\u3000敬上",), note="By hand"), paper)

    boxes = boxes_of(page.blocks)
    assert all(inside(box, writing_zone(paper)) for box in boxes)
    assert whole(page, name, "女士", "亲启", "敬上")
    sender = next(box for box in boxes if "敬上" in box.text)
    assert sender.x_mm > paper.width_mm / 2
    assert sender.y_mm > paper.height_mm / 2


def test_the_name_is_larger_than_the_address_and_centred():
    paper = STOCKS["DL"]
    boxes = boxes_of(posted("王文静", paper).blocks)

    name = next(box for box in boxes if box.text == "王文静")
    title, ending = (next(box for box in boxes if box.text == text) for text in ("女士", "收"))
    address = next(box for box in boxes if box.text == ADDRESS[0])
    assert name.height_mm > 1.6 * address.height_mm
    assert abs((name.x_mm + ending.x_mm + ending.width_mm) / 2 - paper.width_mm / 2) < 0.2
    assert name.x_mm < title.x_mm < ending.x_mm


def test_the_offset_moves_everything_back_by_what_the_printer_misses():
    paper = STOCKS["ZL"]
    envelope = Envelope("王文静", "女士", "收", ADDRESS, "310051", SENDER)

    plain, moved = (
        boxes_of(by_post(envelope, paper).blocks),
        boxes_of(by_post(envelope, paper, offset=(1.5, -2)).blocks),
    )

    assert {(round(a.x_mm - b.x_mm, 6), round(a.y_mm - b.y_mm, 6)) for a, b in zip(plain, moved, strict=True)} == {
        (1.5, -2)
    }


@EVERY_STOCK
def test_abroad_the_country_stands_alone_in_capitals_right_of_the_middle(paper):
    lines = lines_abroad(("Flat 4B, 221 Camphor Street", "Marylebone", "London"), "NW1 6XE", "GB", "United Kingdom")
    sender = ("Li Ming", "Jiangnan Bank, Hangzhou Binjiang Branch", "杭州市滨江区江晖路1688号", "P. R. CHINA")
    page = abroad(Envelope("Ms Elizabeth Chen", address=lines, sender=sender, lang="en"), paper)

    boxes = boxes_of(page.blocks)
    by_text = {box.text: box for box in boxes}
    assert by_text["UNITED KINGDOM"].y_mm == max(box.y_mm for box in boxes)
    assert by_text["Ms Elizabeth Chen"].x_mm > paper.width_mm * 0.39
    assert by_text["Li Ming"].x_mm < 20
    assert by_text["Li Ming"].y_mm < 26
    lowest, stamp = blank_zones(paper)[2], blank_zones(paper)[1]
    assert not any(overlap(box, zone) for box in boxes for zone in (lowest, stamp))


@EVERY_STOCK
def test_long_lines_abroad_stay_on_the_envelope(paper):
    lines = lines_abroad(
        ("Apartment 12, " * 9, "Wolfeschlegelsteinhausenbergerdorff" * 2, "München"), "80331", "DE", "Germany"
    )
    page = abroad(Envelope("Sir " + LONG_NAME, address=lines, sender=("X" * 90, "Y" * 80), lang="en"), paper)

    stamp, lowest = blank_zones(paper)[1:]
    for box in boxes_of(page.blocks):
        assert box.x_mm + box.width_mm <= paper.width_mm - 12
        assert not overlap(box, lowest)
        assert not overlap(box, stamp)
    assert whole(page, LONG_NAME, "80331MÜNCHEN", "GERMANY")


@pytest.mark.parametrize(
    ("address", "postcode", "country", "name", "lines"),
    [
        (("10 Camphor Row", "London"), "SW1A 1AA", "GB", "United Kingdom",
         ("10 Camphor Row", "LONDON", "SW1A 1AA", "UNITED KINGDOM")),
        (("10 Camphor Row", "London", "SW1A 1AA"), "SW1A 1AA", "GB", "United Kingdom",
         ("10 Camphor Row", "LONDON", "SW1A 1AA", "UNITED KINGDOM")),
        (("5 Elm Street", "Cambridge MA"), "02139", "US", "United States",
         ("5 Elm Street", "CAMBRIDGE MA 02139", "UNITED STATES")),
        (("5 Elm Street", "Cambridge, MA 02139", "United States"), "02139", "US", "United States",
         ("5 Elm Street", "CAMBRIDGE, MA 02139", "UNITED STATES")),
        (("34 quai des Tilleuls", "Bordeaux"), "33000", "FR", "France",
         ("34 quai des Tilleuls", "33000 BORDEAUX", "FRANCE")),
        (("Flat 12B, Harbour Terrace", "Kowloon"), "999077", "HK", "Hong Kong, China",
         ("Flat 12B, Harbour Terrace", "KOWLOON", "HONG KONG, CHINA")),
        (("1 Beach Road", "Singapore"), "189673", "SG", "Singapore",
         ("1 Beach Road", "SINGAPORE 189673", "SINGAPORE")),
        ((), "1", "AU", "Australia", ()),
    ],
)  # fmt: skip
def test_each_country_writes_its_addresses_its_own_way(address, postcode, country, name, lines):
    assert lines_abroad(address, postcode, country, name) == lines
