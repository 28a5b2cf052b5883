"""The designs: art that keeps clear of text and code, in every document and language, with and without images."""

import io
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops

from core import files
from printing.designs.art import DESIGNS, Art
from printing.designs.colours import ACCENTS, LEAST_CONTRAST, contrast_on_white
from printing.designs.look import FILES, Look
from printing.documents.document import sides
from printing.models import Design
from printing.press.page import Code, Page
from printing.press.printer import pdf_of
from tests.printing import letter_samples as samples

DPI = 150
PX_PER_MM = DPI / 25.4


def documents(design, lang):
    look = Look(design=design)
    letter = replace((samples.zh if lang == "zh" else samples.en)(), look=look, small_print=samples.SMALL_PRINT)
    return [
        letter,
        replace(letter, folded=True),
        replace(letter, format="a5"),
        samples.card(lang, look),
        samples.card(lang, replace(look, card_paper="dl")),
    ]


def image_of(page):
    return pypdfium2.PdfDocument(pdf_of([page], title="x"))[0].render(scale=DPI / 72).to_pil().convert("L")


def test_every_design_of_the_table_can_be_drawn():
    assert set(DESIGNS) == {design.value for design in Design}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("design", DESIGNS)
def test_no_art_stands_under_the_text(design, lang):
    for document in documents(design, lang):
        for page in sides(document):
            art = image_of(Page(page.paper, page.lang, (), page.background))
            text = image_of(replace(page, background=None))

            # Where both are dark, both stay dark when the lighter of the two is taken.
            both = ImageChops.lighter(art, text).point(lambda value: 255 if value < 200 else 0)

            assert both.getbbox() is None, (page.paper, both.getbbox())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("design", DESIGNS)
def test_the_code_of_every_document_is_read_back_and_nothing_stands_in_its_quiet_zone(design, lang):
    for document in documents(design, lang):
        image = image_of(sides(document)[-1])

        (code,) = zxingcpp.read_barcodes(image)

        assert code.text == samples.QR
        left, top = code.position.top_left.x, code.position.top_left.y
        right, bottom = code.position.bottom_right.x, code.position.bottom_right.y
        assert right - left >= 24.5 * PX_PER_MM
        modules = 33 if "H" in code.ec_level or "Q" in code.ec_level else 29
        quiet = int(4 * (right - left) / modules) - 3  # px; the corners found are a pixel off
        for box in (
            (left - quiet, top - quiet, left - 3, bottom + quiet),
            (right + 4, top - quiet, right + quiet, bottom + quiet),
            (left - quiet, top - quiet, right + quiet, top - 3),
            (left - quiet, bottom + 4, right + quiet, bottom + quiet),
        ):
            assert image.crop(box).getextrema() == (255, 255)


@pytest.mark.parametrize("design", DESIGNS)
def test_no_ornament_is_cut_off_by_the_white_round_the_code(design):
    for lang in ("zh", "en"):
        for document in documents(design, lang):
            page = sides(document)[-1]
            art = image_of(Page(page.paper, page.lang, (), page.background))
            (code,) = (mark for placed in page.blocks for mark in placed.block.marks if isinstance(mark, Code))
            quiet = code.size_mm * 4 / 25
            box = (
                code.x_mm - quiet,
                code.y_mm - quiet,
                code.x_mm + code.size_mm + quiet,
                code.y_mm + code.size_mm + quiet,
            )

            assert art.crop(tuple(round(part * PX_PER_MM) for part in box)).getextrema() == (255, 255)


def test_all_accents_of_the_list_can_be_read_on_white():
    assert all(contrast_on_white(colour) >= LEAST_CONTRAST for colour in ACCENTS)
    assert contrast_on_white("#FFFFFF") == pytest.approx(1)
    assert contrast_on_white("#000000") == pytest.approx(21)


def test_art_is_told_apart_by_what_it_is_so_that_it_is_drawn_once():
    one, other = (sides(samples.zh(name))[0].background for name in ("王文静", "李小雨"))

    assert one == other
    assert hash(one) == hash(other)
    assert isinstance(one, Art)


@pytest.fixture
def picture_files(tmp_path, monkeypatch):
    """A logo and a seal among the private files."""
    names = {}
    monkeypatch.setattr(files, "folder", lambda _kind: tmp_path)
    for which, size in (("logo", (600, 200)), ("seal", (500, 500))):
        buffer = io.BytesIO()
        Image.new("RGBA", size, (180, 20, 20, 255)).save(buffer, "PNG")
        names[which] = files.keep(FILES, buffer.getvalue(), ".png")
    return names


@pytest.mark.parametrize("format", ["a4", "a5"])
@pytest.mark.parametrize("design", DESIGNS)
def test_a_seal_has_its_room_and_stays_away_from_the_code(design, format, picture_files):
    letter = replace(samples.zh(), look=Look(design=design, **picture_files), format=format)

    page = sides(letter)[0]

    art = image_of(Page(page.paper, page.lang, (), page.background))
    x, y = (round(part * PX_PER_MM) for part in page.background.seal_at)
    half = round(20 * PX_PER_MM) - 2
    assert art.crop((x - half, y - half, x + half, y + half)).getextrema()[1] < 200
    foot = [mark for placed in page.blocks for mark in placed.block.marks if hasattr(mark, "payload")]
    for code in foot:
        assert code.y_mm - 4 > page.background.seal_at[1] + 21 or code.x_mm + 32 < page.background.seal_at[0] - 21


def test_a_logo_stands_over_the_letterhead_and_not_under_it(picture_files):
    for design in DESIGNS:
        letter = replace(samples.zh(), look=Look(design=design, logo=picture_files["logo"]))
        page = sides(letter)[0]

        art = image_of(Page(page.paper, page.lang, (), page.background))
        text = image_of(replace(page, background=None))

        both = ImageChops.lighter(art, text).point(lambda value: 255 if value < 200 else 0)
        assert both.getbbox() is None
