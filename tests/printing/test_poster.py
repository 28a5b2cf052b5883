"""The poster of names: one page in the largest type that fits, several in the smallest, and nothing lost."""

from __future__ import annotations

import pytest

from printing.documents.poster import SIDE_MM, Section, poster
from printing.press.page import Text
from printing.press.paper import A3, pt_to_mm


def number(page: int, of: int) -> str:
    return f"{page} / {of}"


def sections(letters: int, names: int) -> list[Section]:
    return [
        Section(chr(65 + one), tuple((f"王文静{one}-{name}", f"{name}号桌") for name in range(names)))
        for one in range(letters)
    ]


def texts(page) -> list[tuple[Text, float, float]]:
    return [
        (mark, placed.x_mm, placed.y_mm)
        for placed in page.blocks
        for mark in placed.block.marks
        if isinstance(mark, Text)
    ]


@pytest.mark.parametrize(("letters", "names"), [(1, 1), (3, 4), (20, 3), (20, 12), (26, 40), (2, 300)])
def test_every_name_stands_on_the_poster_once_and_within_its_margins(letters, names):
    pages = poster("中秋答谢晚宴", ("2027年9月10日",), sections(letters, names), number)

    said = [mark.line.text for page in pages for mark, _x, _y in texts(page)]
    for one in range(letters):
        for name in range(names):
            assert said.count(f"王文静{one}-{name}") == 1
    for page in pages:
        assert page.paper == A3
        for mark, x, y in texts(page):
            assert x + mark.x_mm >= SIDE_MM - 0.1
            assert x + mark.x_mm + pt_to_mm(mark.line.width_pt) <= A3.width_mm - SIDE_MM + 0.1
            assert 0 < y + mark.baseline_mm < A3.height_mm - 8


def largest(pages) -> float:
    rows = [mark for page in pages for mark, _x, _y in texts(page) if mark.line.text.startswith("王文静")]
    return max(piece.size_pt for mark in rows for piece in mark.line.pieces)


def test_fewer_names_stand_in_larger_type():
    few, many = (poster("晚宴", (), sections(*size), number) for size in ((3, 3), (20, 8)))

    assert len(few) == len(many) == 1
    assert largest(few) > largest(many) >= 13


def test_several_pages_are_numbered_and_one_is_not():
    many, one = poster("晚宴", (), sections(26, 40), number), poster("晚宴", (), sections(1, 2), number)

    assert len(many) > 1
    assert any(mark.line.text == f"1 / {len(many)}" for mark, _x, _y in texts(many[0]))
    assert not any("/" in mark.line.text for mark, _x, _y in texts(one[0]))


def test_a_section_that_goes_on_in_the_next_column_says_its_heading_again():
    pages = poster("晚宴", (), sections(1, 400), number)

    headings = [mark for page in pages for mark, _x, _y in texts(page) if mark.line.text == "A"]
    assert len(headings) > 2


def test_a_long_name_and_title_are_made_smaller_and_not_cut():
    name, title = "阿依古丽·买买提吐尔逊·阿卜杜热合曼江", "一场名字很长很长的秋日茶叙暨老客户答谢晚宴与书画雅集" * 2

    [page] = poster(title, (), [Section("A", ((name, "12号桌 · 梅兰竹菊"),))], number)

    said = [mark.line.text for mark, _x, _y in texts(page)]
    assert name in said
    assert title in "".join(said)
