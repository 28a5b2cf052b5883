"""The press: what it writes is a sound PDF, the same for the same pages, read and copied as it was set."""

import builtins
import io
import os
import socket
import tracemalloc

import pypdfium2
import pytest
from pypdf import PdfReader

from printing.errors import MissingGlyphs
from printing.press.page import Page
from printing.press.paper import A4, A5
from printing.press.printer import pdf_of, print_pages
from printing.setting import faces
from tests.printing.press_pages import SHARED, Letterhead, kept_block, page, set_block, text_page


def texts(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(document[i].get_textpage().get_text_range().split()) for i in range(len(document))]


def fonts(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    found = (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))
    return [font for font in found if isinstance(font, dict) and font.get("/Type") == "/Font"]


def forms(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    return reader.trailer["/Root"]["/Pages"]["/Resources"]["/XObject"]


def test_pages_are_read_in_their_order():
    pdf = pdf_of([page(1, name="欧阳娜娜"), page(2, name="阿依古丽·买买提")], title="春日茶叙")

    first, second = texts(pdf)
    assert first == f"{SHARED}尊敬的欧阳娜娜，您好。"
    assert second == f"{SHARED}尊敬的阿依古丽·买买提，您好。"


def test_rare_characters_are_copied_as_themselves():
    for name in ("𠅤静", "𬱖", "𫖯", "䶮", "〇"):
        assert name in texts(pdf_of([page(name=name)], title="x"))[0]


def test_characters_that_share_a_drawing_are_copied_each_as_itself():
    # U+2F00 is the radical one, U+4E00 the number; faces may draw both with one glyph.
    pair = "一\u2f00" if not faces.missing("\u2f00") else "一"
    extracted = PdfReader(io.BytesIO(pdf_of([text_page(pair)], title="x"))).pages[0].extract_text()
    assert extracted.strip() == pair


def test_every_font_is_embedded_as_a_subset_and_helvetica_is_none():
    pdf = pdf_of([page(background=Letterhead()), text_page("Dear Mr Wang", faces.LATIN, "en")], title="x")

    descendants = [font for font in fonts(pdf) if font["/Subtype"] == "/CIDFontType2"]
    assert len(descendants) == len([font for font in fonts(pdf) if font["/Subtype"] == "/Type0"]) >= 2
    assert len(fonts(pdf)) == 2 * len(descendants)
    for font in descendants:
        assert "/FontFile2" in font["/FontDescriptor"]
        assert font["/BaseFont"][7] == "+"
    assert b"Helvetica" not in pdf


def test_the_same_pages_give_the_same_bytes_whatever_was_printed_before():
    before = pdf_of([page(3, background=Letterhead())], title="x")
    pdf_of([page(n, name="甲乙丙丁"[n]) for n in range(4)], title="y")
    after = pdf_of([page(3, background=Letterhead())], title="x")

    assert before == after


def test_blocks_made_anew_give_the_same_bytes_as_blocks_that_were_kept():
    kept = pdf_of([page(n) for n in range(6)], title="x")
    anew = pdf_of([page(n, shared=set_block) for n in range(6)], title="x")

    assert kept == anew


def test_what_pages_share_is_written_once():
    few = len(pdf_of([page(n) for n in range(10)], title="x"))
    many = len(pdf_of([page(n) for n in range(110)], title="x"))

    assert (many - few) / 100 < 700
    assert len(forms(pdf_of([page(n, background=Letterhead()) for n in range(10)], title="x"))) == 2


def test_a_background_is_drawn_once_and_shows_on_every_page():
    pdf = pdf_of([page(n, background=Letterhead()) for n in range(3)], title="x")

    assert all(text.startswith("江南银行") for text in texts(pdf))
    picture = pypdfium2.PdfDocument(pdf)[2].render(scale=1).to_pil().convert("RGB")
    red, green, _ = picture.getpixel((100, 842 - 700))
    assert 200 < red < 240 > green > 150  # dark red, let through to a third
    assert len(set(forms(pdf))) == 2


def test_pages_of_other_sizes_and_languages_stand_in_one_document():
    pages = [page(), page(paper=A5), text_page("Dear Mr Wang", faces.LATIN, "en")]
    reader = PdfReader(io.BytesIO(pdf_of(pages, title="春日茶叙")))

    assert [round(float(one.mediabox.width)) for one in reader.pages] == [595, 420, 595]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "春日茶叙"
    assert b"/Span<</Lang(en-GB)>>BDC" in reader.pages[2].get_contents().get_data()


def test_many_pages_are_found_through_the_tree():
    pdf = pdf_of((page(n, name="天地玄黄"[n % 4]) for n in range(600)), title="x")

    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 600
    assert "地" in document[513].get_textpage().get_text_range()


class Narrow(io.RawIOBase):
    """A file that takes a thousand bytes at a time and can't be sought."""

    def __init__(self):
        self.content = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.content += bytes(data[:1000])
        return min(len(data), 1000)


def test_a_file_without_seeking_or_buffer_gets_every_byte():
    file = Narrow()
    assert print_pages([page(n) for n in range(3)], file, title="x") == 3

    assert bytes(file.content) == pdf_of([page(n) for n in range(3)], title="x")


def test_a_file_that_takes_nothing_more_is_an_error():
    class Full(io.RawIOBase):
        def write(self, _data):
            return 0

    with pytest.raises(OSError, match="takes no more"):
        print_pages([page()], Full(), title="x")


def test_progress_is_told_after_each_page():
    told = []
    print_pages([page(n) for n in range(3)], io.BytesIO(), title="x", progress=told.append)
    assert told == [1, 2, 3]


def test_no_pages_are_refused():
    with pytest.raises(ValueError, match="no pages"):
        pdf_of([], title="x")


def test_a_page_that_cannot_be_made_stops_the_press_and_leaves_no_pdf():
    def pages():
        yield page()
        raise RuntimeError("the second letter")

    file = io.BytesIO()
    with pytest.raises(RuntimeError, match="the second letter"):
        print_pages(pages(), file, title="x")
    assert b"%%EOF" not in file.getvalue()


def test_a_character_that_no_face_draws_is_named_and_not_printed():
    with pytest.raises(MissingGlyphs) as refused:
        pdf_of([text_page("王😀")], title="x")
    assert refused.value.details["characters"] == ["😀"]


def test_eight_thousand_characters_go_through_in_one_document():
    # As many as 通用规范汉字表 has.
    characters = [chr(code) for code in range(0x4E00, 0x9FFF) if code in faces.font(faces.KAI).truetype.characters][
        :8105
    ]
    rows = ["".join(characters[i : i + 400]) for i in range(0, len(characters), 400)]
    pdf = pdf_of([text_page(row) for row in rows], title="x")

    assert "".join(texts(pdf)) == "".join(characters)
    assert len([font for font in fonts(pdf) if font["/Subtype"] == "/Type0"]) == 1


def test_memory_does_not_grow_with_the_pages():
    class Nothing(io.RawIOBase):
        def write(self, data):
            return len(data)

    heights = []

    def pages():
        for number in range(3000):
            if number in (1500, 2999):
                heights.append(tracemalloc.get_traced_memory()[0])
            yield page(number, name="天地玄黄宇宙洪荒"[number % 8] + "日月盈昃辰宿列张"[number // 8 % 8])

    tracemalloc.start()
    print_pages(pages(), Nothing(), title="x")
    tracemalloc.stop()

    assert (heights[1] - heights[0]) / 1499 < 64


def test_printing_opens_no_file_but_fonts_and_no_connection(monkeypatch):
    pdf_of([page(background=Letterhead())], title="x")  # what is imported late is imported now
    opened = []

    def refuse(*args, **kwargs):
        opened.append(args[0])
        raise AssertionError("opened while printing")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(io, "open", refuse)
    monkeypatch.setattr(os, "open", refuse)
    names = ["<img src=http://example.org/x>", "file:///etc/passwd", "{{7*7}}", "</para>"]
    pdf = pdf_of([page(n, name=name, background=Letterhead("湖滨支行")) for n, name in enumerate(names)], title="x")
    monkeypatch.undo()

    assert opened == []
    assert all("".join(name.split()) in text for name, text in zip(names, texts(pdf), strict=True))


def test_a_page_without_blocks_is_a_blank_one():
    assert texts(pdf_of([Page(A4, "zh", ())], title="x")) == [""]
    assert kept_block(SHARED) is kept_block(SHARED)
