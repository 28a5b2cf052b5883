"""The door list, the hand-over list and the calibration page: nothing lost, nobody alone, headings everywhere."""

from __future__ import annotations

import pytest

from printing.documents.calibration import CROSS_X_MM, CROSS_Y_MM, CalibrationWords, calibration_page
from printing.documents.door_list import BLANK_ROWS, DoorGuest, DoorWords, door_list
from printing.documents.envelope import STOCKS, Zone
from printing.documents.handover_list import Handed, HandoverWords, Pile, handover_pages
from printing.documents.list_sheet import MEASURE_MM, SIDE_MM
from printing.press.page import Rule
from printing.press.paper import A4
from tests.printing.paper_measures import LONG_NAME, boxes_of, inside, overlap, text_on, whole

DOOR = DoorWords(
    "签到名单：春茶品鉴", ("2027年4月10日 星期六 14:30",), "宾客", "回函码", "回复", "人数", "理财经理", "备注"
)
HANDOVER = HandoverWords("交接单", "序号", "宾客", "送达方式", "交付日期", "签名", ("移交人", "接收人", "日期"))
ON_PAPER = Zone(SIDE_MM, 12, MEASURE_MM, A4.height_mm - 20)


def number(page: int, of: int) -> str:
    return f"{page}/{of}"


def guest(name: str, reading: str = "w") -> DoorGuest:
    return DoorGuest(name, reading, "7KQ4-MY8P", "会到场", "1", "李明")


def door(names):
    return door_list([guest(name) for name in names], DOOR, number, "zh")


def names_on(page, prefix="客") -> list[str]:
    return [box.text for box in boxes_of(page.blocks) if box.text.startswith(prefix)]


@pytest.mark.parametrize("count", [1, 2, 24, 25, 26, 27, 28, 29, 30, 50, 51, 52, 53, 54, 55, 56, 57, 58, 200])
def test_every_guest_is_on_the_door_list_once_in_order(count):
    names = [f"客{i:03}" for i in range(count)]

    pages = door(names)

    assert [name for page in pages for name in names_on(page)] == names
    for at, page in enumerate(pages, start=1):
        assert whole(page, "签到名单：春茶品鉴", "宾客", "理财经理", f"{at}/{len(pages)}")
        assert all(inside(box, ON_PAPER) for box in boxes_of(page.blocks))


@pytest.mark.parametrize("count", range(20, 60))
def test_nobody_stands_alone_on_the_last_page(count):
    pages = handover_pages(
        [Pile("李明", (), tuple(Handed(i, f"客{i:03}", "面呈") for i in range(count)))], HANDOVER, number, "zh"
    )

    assert sum(len(names_on(page)) for page in pages) == count
    assert len(names_on(pages[-1])) >= 2
    assert whole(pages[-1], "移交人", "接收人")


def test_no_two_texts_of_a_list_lie_on_each_other_however_long_the_names():
    pages = door([LONG_NAME, "王文静", "Wolfeschlegelsteinhausenbergerdorff" * 2, "张伟"] * 8)

    for page in pages:
        boxes = boxes_of(page.blocks)
        assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert "".join(text_on(page) for page in pages).count("托合提") == 8


def test_the_first_letter_of_a_reading_is_shown_where_it_begins():
    pages = door_list([guest("艾青", "aiqing"), guest("安宁", "anning"), guest("白雪", "baixue")], DOOR, number, "zh")

    texts = [box.text for box in boxes_of(pages[0].blocks)]
    assert texts.count("A") == 1
    assert texts.index("A") < texts.index("安宁") < texts.index("B")


def test_there_are_boxes_to_tick_for_each_guest_and_for_unexpected_ones():
    [page] = door(["王文静", "李强"])

    verticals = [
        mark
        for placed in page.blocks
        for mark in placed.block.marks
        if isinstance(mark, Rule) and mark.x1_mm == mark.x2_mm
    ]
    assert len(verticals) == 2 * (2 + BLANK_ROWS)


def test_a_character_that_no_face_has_is_spelt_out_and_not_lost():
    [page] = door(["张\U0001f600"])

    assert whole(page, "张[U+1F600]")


def test_each_manager_has_a_list_of_their_own_numbered_by_itself():
    piles = [
        Pile("李明", ("春茶品鉴", "40 封"), tuple(Handed(i, f"客{i:03}", "面呈") for i in range(1, 41))),
        Pile("周芸", ("春茶品鉴", "1 封"), (Handed(41, "客041", "邮寄"),)),
    ]

    pages = handover_pages(piles, HANDOVER, number, "zh")

    assert ["李明" in text_on(page) for page in pages] == [True, True, False]
    assert [whole(page, mark) for page, mark in zip(pages, ("1/2", "2/2", "1/1"), strict=True)] == [True] * 3
    assert all(whole(page, "交接单", "交付日期", "签名") for page in pages)
    assert whole(pages[2], "41", "客041", "邮寄", "移交人")


@pytest.mark.parametrize("stock", STOCKS)
@pytest.mark.parametrize("offset", [(0.0, 0.0), (2.5, -3.0)])
def test_the_calibration_cross_stands_where_its_page_says(stock, offset):
    steps = tuple(
        f"{n}. " + "Measure from the left and the top edge of the envelope to the middle of the cross. " * 2
        for n in range(4)
    )
    page = calibration_page(
        STOCKS[stock], CalibrationWords(f"Calibration {stock}", steps, "30 mm", "50 mm"), offset=offset
    )

    [placed] = page.blocks
    assert (placed.x_mm, placed.y_mm) == (-offset[0], -offset[1])
    arms = [mark for mark in placed.block.marks if isinstance(mark, Rule) and mark.weight_pt == 0.4]
    assert ((arms[0].x1_mm + arms[0].x2_mm) / 2, arms[0].y1_mm) == (CROSS_X_MM, CROSS_Y_MM)
    assert (arms[1].x1_mm, (arms[1].y1_mm + arms[1].y2_mm) / 2) == (CROSS_X_MM, CROSS_Y_MM)
    boxes = boxes_of(page.blocks)
    assert all(inside(box, Zone(0, 0, page.paper.width_mm, page.paper.height_mm), slack=3) for box in boxes)
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert whole(page, *steps)
