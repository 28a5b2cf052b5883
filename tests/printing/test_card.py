"""The formal card: 请柬 without punctuation, the third-person card in English, their switches and their fit."""

import io
from dataclasses import replace

import pypdf
import pytest

from printing.designs.look import Look
from printing.documents.card_layout import lay_out_card
from printing.documents.document import fit, freeze, sides, thaw
from printing.errors import LetterOverflow, MissingGlyphs
from printing.press.printer import pdf_of
from tests.printing import letter_samples as samples

DESIGNS = ["laid", "ink_wash", "festive", "modern"]
MARKS = set("，。、；：？！,.;!?（）()“”")


def text_of(card):
    pdf = pdf_of([fit(card)], title="茶叙")
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def squeezed(text):
    return "".join(text.split())


def test_a_traditional_card_has_no_punctuation_whatever_the_values_have():
    card = samples.card(venue="湖滨财富中心（三楼）", address="湖滨路18号，近凤起路", event_title="“春日”茶叙。")

    said = [*card.lines, *card.closing, card.reply_by, *(value for _, value in card.facts), card.reply.scan_line]

    assert not MARKS & set("".join(said))
    assert "假座湖滨财富中心　三楼　牡丹厅举行春日茶叙" in card.lines


def test_a_card_with_punctuation_keeps_what_the_values_have():
    card = samples.card(look=Look(card_punctuated=True), venue="湖滨财富中心（三楼）")

    assert ("席设", "湖滨财富中心（三楼）　牡丹厅") in card.facts


def test_the_guest_stands_on_the_first_line_or_on_the_envelope_only():
    assert "王文静女士" in text_of(samples.card())
    assert "王文静" not in text_of(samples.card(look=Look(card_named=False)))


def test_an_english_card_asks_for_the_guests_company_by_name_or_for_yours():
    named, unnamed = samples.card("en"), samples.card("en", Look(card_named=False))

    assert "requests the pleasure of the company of\nMs Wang Wenjing" in text_of(named)
    assert "requests the pleasure of your company" in text_of(unnamed)
    assert "Wang" not in text_of(unnamed)


def test_a_card_without_an_own_name_for_cards_says_the_salutations():
    assert samples.card(card_name="").guest == "王女士"
    assert samples.card("en", card_name="").guest == "Ms Wang"


def test_everything_the_card_says_can_be_read_from_its_page():
    for lang in ("zh", "en"):
        card = samples.card(lang)

        text = squeezed(text_of(card))

        for said in card.texts():
            if said and said not in card.letterhead and said != card.reply.short_code:
                assert squeezed(said) in text, said
        assert "7KQ4-MY8P" in text


def test_rsvp_stands_at_the_left_and_dress_at_the_right_on_the_lowest_rows():
    page = fit(samples.card("en"))
    marks = {
        mark.line.text: (placed.x_mm + mark.x_mm, placed.y_mm + mark.baseline_mm)
        for placed in page.blocks
        for mark in placed.block.marks
        if hasattr(mark, "line")
    }

    rsvp = next(at for text, at in marks.items() if text.startswith("R.S.V.P."))
    dress = marks["As you please"]
    assert rsvp[0] < page.paper.width_mm / 2 < dress[0]
    assert min(rsvp[1], dress[1]) > page.paper.height_mm * 0.66


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("paper", ["card", "dl"])
@pytest.mark.parametrize("design", DESIGNS)
def test_the_longest_plausible_card_fits(design, paper, large):
    look = Look(design=design, card_paper=paper)

    for lang, values in samples.LONGEST_CARD.items():
        card = samples.card(lang, look, large=large, **values)
        card = replace(card, small_print=(samples.SMALL_PRINT if lang == "zh" else samples.SMALL_PRINT_EN)[1:2])
        page = fit(card)

        lowest = max(
            placed.y_mm + mark.baseline_mm
            for placed in page.blocks
            for mark in placed.block.marks
            if hasattr(mark, "line")
        )
        assert lowest <= page.paper.height_mm - 5
        assert len(sides(card)) == 1


def test_a_card_too_long_for_its_paper_is_refused():
    with pytest.raises(LetterOverflow) as refused:
        lay_out_card(samples.card(event_title="春日茶叙与" * 60))

    assert refused.value.details["over_mm"] > 0


def test_a_telephone_line_wider_than_the_card_is_refused():
    with pytest.raises(LetterOverflow):
        lay_out_card(samples.card(rm_name="李" * 60))


def test_a_character_that_no_face_has_is_refused_by_name():
    with pytest.raises(MissingGlyphs) as refused:
        lay_out_card(samples.card(card_name="王😀女士"))

    assert refused.value.details == {"characters": ["😀"]}


def test_a_frozen_card_thaws_to_the_same_page_and_holds_no_code():
    card = samples.card(look=Look(design="festive", card_paper="dl"))

    frozen = freeze(card)
    thawed = thaw(frozen, qr_payload=samples.QR, short_code="7KQ4MY8P")

    assert samples.QR not in str(frozen)
    assert "7KQ4" not in str(frozen)
    assert thawed == card
    assert pdf_of([fit(thawed)], title="茶叙") == pdf_of([fit(card)], title="茶叙")
