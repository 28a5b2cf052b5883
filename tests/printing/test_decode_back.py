"""Reading back: a page that isn't as the database says is found, and nothing else is."""

import pytest

from printing.press.decode_back import Expected, Mismatch, decode_back
from printing.press.page import Page
from printing.press.paper import A4
from printing.press.picture import picture_of, pictures_of_pdf
from printing.press.printer import pdf_of
from tests.printing.press_pages import page, payload

NAMES = ["王文静", "李强", "𠅤静", "欧阳娜娜", "O’Brien", "阿依古丽·买买提"]


def expected():
    return [Expected(payload(n), (f"尊敬的{name}",)) for n, name in enumerate(NAMES)]


def pages():
    return [page(n, name=name) for n, name in enumerate(NAMES)]


@pytest.fixture
def printed(tmp_path):
    def write(pages):
        path = tmp_path / "letters.pdf"
        path.write_bytes(pdf_of(pages, title="x"))
        return path

    return write


def test_a_sound_run_has_no_mismatch(printed):
    told = []

    assert decode_back(printed(pages()), expected(), progress=told.append) == []
    assert told == [1, 2, 3, 4, 5, 6]


def test_two_swapped_codes_are_found_and_named_by_their_pages(printed):
    swapped = pages()
    swapped[1], swapped[4] = page(4, name=NAMES[1]), page(1, name=NAMES[4])

    assert decode_back(printed(swapped), expected()) == [Mismatch(1, "code", "5"), Mismatch(4, "code", "2")]


def test_a_foreign_code_is_found_and_not_told(printed):
    foreign = pages()
    foreign[2] = page(77, name=NAMES[2])

    (wrong,) = decode_back(printed(foreign), expected())
    assert (wrong.index, wrong.reason, wrong.found) == (2, "code", "…" + payload(77)[-4:])


def test_a_wrong_name_is_found(printed):
    wrong = pages()
    wrong[3] = page(3, name="欧阳娜")

    assert decode_back(printed(wrong), expected()) == [Mismatch(3, "words", "尊敬的欧阳娜娜")]


def test_a_blank_page_is_found(printed):
    blank = pages()
    blank[5] = Page(A4, "zh", ())

    assert [(wrong.index, wrong.reason) for wrong in decode_back(printed(blank), expected())] == [
        (5, "code"),
        (5, "words"),
    ]


class Blot:
    """What a fault of the art might do: it stands over the code."""

    def draw(self, sheet):
        sheet.canvas.setFillColorRGB(0, 0, 0)
        sheet.canvas.rect(0, 0, *A4.size_pt, stroke=0, fill=1)


def test_an_unreadable_code_is_found(printed):
    blotted = pages()
    unreadable = page(0, name=NAMES[0], code=False, background=Blot())
    blotted[0] = unreadable

    assert decode_back(printed(blotted), expected()) == [Mismatch(0, "code", "")]


def test_pages_lacking_or_too_many_are_found(printed):
    assert decode_back(printed(pages()[:5]), expected()) == [Mismatch(5, "missing", "")]
    assert decode_back(printed([*pages(), page(9)]), expected()) == [Mismatch(6, "extra", "")]


def test_a_page_without_a_code_is_judged_by_its_words_and_has_none(printed):
    separator = Expected("", ("李明",))
    path = printed([page(code=False, name="李明")])
    assert decode_back(path, [separator]) == []

    with_code = printed([page(3, name="李明")])
    assert [wrong.reason for wrong in decode_back(with_code, [separator])] == ["code"]


def test_a_word_may_be_broken_over_lines(printed):
    name = "尊" * 25 + "王文静"
    assert decode_back(printed([page(0, name=name)]), [Expected(payload(0), (name,))]) == []


def test_pictures_are_pngs_of_every_page():
    pictures = list(pictures_of_pdf(pdf_of(pages()[:2], title="x"), 60))

    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert picture_of(pages()[0], dpi=60) == pictures[0]
