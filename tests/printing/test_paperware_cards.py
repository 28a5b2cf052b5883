"""Labels, place cards, badges and separator sheets: each in its place on the sheet, no name cut."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from printing.documents.badge import BADGE_HEIGHT_MM, BADGE_WIDTH_MM, Badge, badge_pages
from printing.documents.envelope import Zone
from printing.documents.label import SHEETS, Label, label_pages
from printing.documents.place_card import CARD_HEIGHT_MM, FOLD_MM, place_card
from printing.documents.separator import separator_page
from printing.press.page import Rule
from printing.press.paper import A4, mm_to_pt
from printing.press.printer import pdf_of
from tests.printing.paper_measures import LONG_NAME, NAMES, boxes_of, inside, text_on, whole

ADDRESS = ("310051", "浙江省杭州市滨江区望潮路18号", "听澜苑3幢2单元1201室")
LONGEST = Label(LONG_NAME + " 女士 收", ("310051", *["浙江省杭州市滨江区望潮路18号听澜苑三幢二单元一二〇一室"] * 6))


def cells(sheet):
    return [Zone(*sheet.corner(place), sheet.width_mm, sheet.height_mm) for place in range(sheet.places)]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_labels_lie_on_the_sheet_side_by_side(sheet):
    for zone in cells(sheet):
        assert zone.x_mm >= 0
        assert zone.x_mm + zone.width_mm <= A4.width_mm + 0.01
        assert zone.y_mm + zone.height_mm <= A4.height_mm + 0.51
    corners = {(zone.x_mm, zone.y_mm) for zone in cells(sheet)}
    assert len(corners) == sheet.places
    assert (sheet.columns, sheet.rows) in ((2, 7), (3, 8))


@pytest.mark.parametrize("kind", SHEETS)
def test_every_label_stays_in_its_cell_from_every_start(kind):
    sheet = SHEETS[kind]
    labels = [Label(f"{name} 女士 收", ADDRESS) for name in NAMES] + [LONGEST] * 3
    labels += [Label("Ms Elizabeth Chen", ("Flat 4B", "LONDON", "NW1 6XE", "UNITED KINGDOM"), name_first=True)]

    for start in range(1, sheet.places + 1):
        pages = label_pages(labels, sheet, start=start)
        blocks = [(page, placed) for page in pages for placed in page.blocks]
        assert len(blocks) == len(labels)
        assert len(pages) == -(-(len(labels) + start - 1) // sheet.places)
        for i, (_page, placed) in enumerate(blocks):
            zone = cells(sheet)[(start - 1 + i) % sheet.places]
            boxes = boxes_of([placed])
            assert all(inside(box, zone, slack=-2.0) for box in boxes), (start, i)
            assert "".join("".join(box.text for box in boxes).split()).count("".join(labels[i].name.split())) == 1


def test_labels_keep_their_order_over_the_sheets():
    labels = [Label(f"客户{i:02}") for i in range(20)]

    pages = label_pages(labels, SHEETS["2x7"], start=13)

    assert [len(page.blocks) for page in pages] == [2, 14, 4]
    assert "".join(text_on(page) for page in pages) == "".join(label.name for label in labels)


@pytest.mark.parametrize("start", [0, 15, -1])
def test_a_place_that_the_sheet_does_not_have_is_refused(start):
    with pytest.raises(ValueError, match="place"):
        label_pages([Label("王文静")], SHEETS["2x7"], start=start)


@pytest.mark.parametrize("name", NAMES)
def test_a_place_card_has_the_whole_name_inside_its_lower_face(name):
    face = Zone(5, FOLD_MM, 200, CARD_HEIGHT_MM)

    page = place_card(name)

    assert all(inside(box, face, slack=-8) for box in boxes_of(page.blocks))
    assert whole(page, name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "Sir Bartholomew Wolfeschlegelsteinhausenbergerdorff-Smythe III",
            ("Bartholomew", "Wolfeschlegelsteinhausenbergerdorff-"),
        ),
        (LONG_NAME, ("阿卜杜热合曼·", "阿布都克里木·", "托合提")),
    ],
)
def test_a_long_name_parts_between_its_words(name, words):
    badge = badge_pages([Badge(name, "春茶品鉴", "江南银行")])[0].blocks[2]

    for placed in (place_card(name).blocks[1], badge):
        lines = [box.text for box in boxes_of([placed])]
        assert len(lines) > 1
        for word in words:
            assert any(word in line for line in lines), (word, lines)


def test_short_names_are_72_points_and_those_of_three_characters_are_spaced():
    sizes = {name: boxes_of(place_card(name).blocks)[0] for name in ("王文静", "欧阳文静")}

    for box in sizes.values():
        assert box.height_mm == pytest.approx(25.4, abs=0.01)
    three, four = sizes["王文静"].width_mm, sizes["欧阳文静"].width_mm
    assert three > 3.6 * 25.4
    assert four == pytest.approx(4 * 25.4, rel=0.02)


def test_the_other_face_stands_on_its_head_at_the_same_distance_from_the_fold():
    pdf = pypdfium2.PdfDocument(io.BytesIO(pdf_of([place_card("王文静")], title="x")))
    picture = pdf[0].render(scale=1, grayscale=True).to_pil().point(lambda v: 255 if v < 100 else 0)

    middle = round(mm_to_pt(FOLD_MM))
    upper = picture.crop((20, 0, picture.width - 20, middle)).getbbox()
    lower = picture.crop((20, middle, picture.width - 20, picture.height)).getbbox()
    assert upper is not None
    assert abs((middle - upper[3]) - lower[1]) <= 2
    assert abs((upper[3] - upper[1]) - (lower[3] - lower[1])) <= 2
    turned = picture.rotate(180).crop((20, middle, picture.width - 20, picture.height)).getbbox()
    assert max(abs(a - b) for a, b in zip(turned, lower, strict=True)) <= 2


def test_ten_badges_lie_on_a_page_within_their_cuts():
    badges = [Badge(NAMES[i % len(NAMES)], "春茶品鉴" * 8, "江南银行") for i in range(13)]

    pages = badge_pages(badges)

    assert [len(page.blocks) for page in pages] == [21, 7]
    shown = []
    for page in pages:
        for frame, name in zip(page.blocks[1::2], page.blocks[2::2], strict=True):
            badge = Zone(name.x_mm, name.y_mm, BADGE_WIDTH_MM, BADGE_HEIGHT_MM)
            assert all(inside(box, badge, slack=-4) for box in boxes_of([frame, name]))
            lowest = max(box.y_mm + box.height_mm for box in boxes_of([name]))
            house = boxes_of([frame])[-1]
            assert lowest < house.y_mm
            shown.append("".join(box.text for box in boxes_of([name])))
    assert ["".join(text.split()) for text in shown] == ["".join(badge.name.split()) for badge in badges]


def test_a_usual_name_on_a_badge_is_28_points():
    [page] = badge_pages([Badge("王文静", "春茶品鉴", "江南银行")])

    name = next(box for box in boxes_of(page.blocks) if box.text == "王文静")
    assert name.height_mm == pytest.approx(28 * 25.4 / 72, abs=0.01)


def test_cutting_marks_stay_off_the_badges_and_on_the_paper():
    [page] = badge_pages([Badge("王文静", "春茶品鉴", "江南银行")])

    for rule in page.blocks[0].block.marks:
        assert isinstance(rule, Rule)
        for x, y in ((rule.x1_mm, rule.y1_mm), (rule.x2_mm, rule.y2_mm)):
            assert 0 < x < A4.width_mm
            assert 0 < y < A4.height_mm
            assert not (15 < x < 195 and 13.5 < y < 283.5)


@pytest.mark.parametrize("manager", ["李明", "Grace He", LONG_NAME])
def test_a_separator_names_the_manager_and_the_pile(manager):
    page = separator_page(run="春茶品鉴", manager=manager, lines=("26 封信函", "第 1–26 号：艾青 至 周平"))

    assert whole(page, "春茶品鉴", manager, "26封信函", "周平")
    assert all(inside(box, Zone(20, 20, 170, 257)) for box in boxes_of(page.blocks))
