"""Membership cards: both sides in register, nothing cut, every code read back at its own card."""

import pytest

from printing.documents.member_card import BLEED_MM, CODE_MM, STOCKS, MemberCard, card_pages, places
from printing.errors import NameTooLong
from printing.press.decode_back import Mismatch
from printing.press.decode_places import ExpectedPlace, decode_places
from printing.press.page import Code, Rule
from printing.press.paper import A4
from printing.press.printer import pdf_of
from printing.press.qr import quiet_zone_mm, symbol
from tests.printing.paper_measures import LONG_NAME, NAMES

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXY"


def card(number, name="王文静", lang="zh"):
    token = "".join(ALPHABET[(number * 7 + place * 5) % 29] for place in range(26))
    return MemberCard(
        club="雅集俱乐部",
        name=name,
        number=f"021-27-{number:05d}-4",
        since="自 2027 年 4 月",
        back=(("理财经理", f"李明{number}\u3000138-0000-0000"), ("服务热线", "0571-8888-0000")),
        qr_payload=f"HTTPS://YAJI.EXAMPLE/M/{token}",
        lang=lang,
    )


def expected(cards, stock):
    rows = []
    for index, one in enumerate(cards):
        front, back = places(index, stock)
        for place, payload, words in ((front, "", (one.name, one.number)), (back, one.qr_payload, (one.back[0][1],))):
            box = (place.page, place.left_mm, place.top_mm, place.width_mm, place.height_mm)
            rows.append(ExpectedPlace(*box, payload=payload, words=words))
    return rows


@pytest.mark.parametrize("kind", STOCKS)
def test_every_card_reads_back_on_both_sides(kind, tmp_path):
    stock = STOCKS[kind]
    names = [*NAMES, "𠅤𫖯", "䶮喆", "阿依古丽·买买提", "Johannes Whitfield-Montgomery of Ashbourne", "王一"]
    cards = [card(number, name) for number, name in enumerate(names)]
    pages = card_pages(cards, stock, accent="#8A1C1C")
    pdf = tmp_path / "cards.pdf"
    pdf.write_bytes(pdf_of(pages, title="cards"))

    assert decode_places(pdf, expected(cards, stock), len(pages)) == []


def test_a_code_on_its_neighbours_card_is_found(tmp_path):
    stock = STOCKS["sheet"]
    cards = [card(number) for number in range(4)]
    pages = card_pages(cards, stock, accent="#8A1C1C")
    pdf = tmp_path / "cards.pdf"
    pdf.write_bytes(pdf_of(pages, title="cards"))
    wanted = expected(cards, stock)
    wanted[1], wanted[3] = (
        ExpectedPlace(*(getattr(one, field) for field in one.__slots__[:5]), payload=other.payload, words=one.words)
        for one, other in ((wanted[1], wanted[3]), (wanted[3], wanted[1]))
    )

    assert decode_places(pdf, wanted, len(pages)) == [Mismatch(1, "code", ""), Mismatch(3, "code", "")]


def test_a_page_that_is_missing_or_too_many_is_found(tmp_path):
    stock = STOCKS["vip"]
    cards = [card(number) for number in range(2)]
    pages = card_pages(cards, stock, accent="#8A1C1C")
    pdf = tmp_path / "cards.pdf"
    pdf.write_bytes(pdf_of(pages[:2], title="cards"))

    assert {one.reason for one in decode_places(pdf, expected(cards, stock), 4)} == {"missing"}
    assert [one.reason for one in decode_places(pdf, expected(cards[:1], stock), 1)] == ["extra"]


def test_backs_lie_behind_their_fronts_when_the_sheet_is_turned_over_its_long_edge():
    stock = STOCKS["sheet"]
    for index in range(10):
        front, back = places(index, stock)
        assert back.page == front.page + 1
        assert back.top_mm == pytest.approx(front.top_mm)
        assert A4.width_mm - back.left_mm - back.width_mm == pytest.approx(front.left_mm)


def test_the_sheet_leaves_the_bleed_between_columns_and_marks_outside_of_it():
    stock = STOCKS["sheet"]
    lefts = sorted({places(index, stock)[0].left_mm for index in range(10)})
    assert lefts[1] - lefts[0] == stock.width_mm + 2 * BLEED_MM
    [front, _back] = card_pages([card(1)], stock, accent="#8A1C1C")
    thin = [mark for one in front.blocks for mark in one.block.marks if isinstance(mark, Rule) and mark.weight_pt < 0.5]
    for mark in thin:
        inside_x = lefts[0] - BLEED_MM < mark.x1_mm < lefts[1] + stock.width_mm + BLEED_MM
        inside_y = 13.5 - BLEED_MM < mark.y1_mm < 297 - 13.5 + BLEED_MM
        assert not (inside_x and inside_y)
        assert min(mark.x1_mm, mark.y1_mm) >= 0


@pytest.mark.parametrize("kind", STOCKS)
def test_the_code_is_large_enough_and_its_quiet_zone_untouched(kind):
    stock = STOCKS[kind]
    [_front, back] = card_pages([card(1)], stock, accent="#8A1C1C")
    marks = [mark for placed in back.blocks for mark in placed.block.marks]
    [code] = [mark for mark in marks if isinstance(mark, Code)]
    modules = symbol(code.payload, code.level).modules
    quiet = quiet_zone_mm(modules, CODE_MM)

    assert code.level == "H"
    assert CODE_MM >= 18
    assert CODE_MM / modules >= 0.6
    assert code.x_mm - quiet > 0
    assert code.y_mm - quiet > 0
    for mark in marks:
        if not isinstance(mark, Code | Rule):
            assert mark.x_mm > code.x_mm + CODE_MM + quiet


def test_a_name_that_no_size_sets_is_refused_by_name():
    with pytest.raises(NameTooLong) as refusal:
        card_pages([card(1, "很长的名字" * 8)], STOCKS["sheet"], accent="#8A1C1C")

    assert refusal.value.details["name"] == "很长的名字" * 8


def test_a_long_name_is_set_in_two_lines():
    [front, _back] = card_pages([card(1, LONG_NAME)], STOCKS["id1"], accent="#8A1C1C")
    said = "".join(mark.line.text for placed in front.blocks for mark in placed.block.marks if hasattr(mark, "line"))

    assert LONG_NAME.replace(" ", "") in said.replace(" ", "")


def test_no_pages_for_no_cards_and_the_same_cards_give_the_same_bytes():
    assert card_pages([], STOCKS["sheet"], accent="#8A1C1C") == []
    once, twice = (pdf_of(card_pages([card(1)], STOCKS["vip"], accent="#234D3B"), title="x") for _ in range(2))
    assert once == twice
