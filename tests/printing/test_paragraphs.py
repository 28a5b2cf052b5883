"""Paragraphs remembered by layout: set and written as if each were the only one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.documents.blocks import Style, merged, text_block
from printing.documents.letter_layout import lay_out
from printing.errors import MissingGlyphs
from printing.press.page import Block, Page, Placed, Rule, Text
from printing.press.paper import A4
from printing.press.printer import pdf_of
from printing.setting import faces
from printing.setting.shapes import form_of, shape_of, sound_of
from printing.setting.typeset import Typesetter, single_line
from tests.printing import letter_samples as samples

MEASURE = 31 * 14
BODY = Style(faces.KAI, 14.0, 2, justify=True)
# Names and marks that change where lines break, faces, and whether text stands beside the glyphs.
NAMES = st.sampled_from(
    ["王文静", "欧阳文静", "高山", "陈𠮷", "李𬭎", "赵O’Brien", "“静”", "十二", "永", "阿依古丽·买买提"]
)
TEXTS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from(
            ["女士：您好。四月十日14:30，我们在湖滨见；", "说过，家里那把老壶……", "《茶经》（卷下），", ""]
        ),
        st.text(alphabet="天地玄黄宇宙洪荒日月盈昃辰宿列张，。", max_size=40),
    ).map("".join),
    min_size=1,
    max_size=6,
)


def page_of(block):
    return Page(A4, "zh", (Placed(block, 20, 40),))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.booleans())
def test_paragraphs_written_by_layout_give_the_bytes_of_their_lines(texts, justify):
    style = Style(faces.KAI, 14.0, 2, justify=justify)
    # Each three times: anew, into a template, out of the template; what is said twice in a row becomes a form.
    blocks = [text_block(text, style, MEASURE, 8.6) for text in texts * 3]

    by_layout = pdf_of(map(page_of, blocks), title="x")
    by_lines = pdf_of((page_of(Block(block.marks, block.height_mm)) for block in blocks), title="x")

    assert by_layout == by_lines


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_text_is_set_as_its_form_is_and_says_what_it_said(texts):
    for text in texts:
        form = form_of(text, faces.KAI)
        assert shape_of(form, faces.KAI) == shape_of(text, faces.KAI)
        assert sound_of(form) == sound_of(text)
        drawn, layout = Typesetter(faces.KAI, 14.0, MEASURE, indent_em=2).set(text)
        lines = list(layout.filled(drawn))
        assert "".join(line.text for line in lines) == drawn.replace(" ", "")
        assert [line.text for line in lines] == ["".join(p.text for p in line.pieces) for line in lines]


def test_what_no_face_draws_is_never_taken_for_what_one_does():
    good = samples.zh()
    lay_out(good)
    bad = samples.zh(salutation="尊敬的王\U0003134a女士：")

    with pytest.raises(MissingGlyphs) as refused:
        lay_out(bad)

    assert refused.value.details["characters"] == ["\U0003134a"]
    _, layout = Typesetter(faces.KAI, 14.0, MEASURE).set("王\ufffd女士")
    assert layout.missing == ("\ufffd",)


def test_blocks_that_stand_together_become_one_without_moving():
    line = single_line("茶", base=faces.KAI, size_pt=14)
    lower = Block((Text(line, 1.0, 2.0), Rule(0, 1, 5, 1)))

    (placed,) = merged([Placed(text_block("敬请", BODY, MEASURE, 8.6), 10, 20), Placed(lower, 30, 40)])

    first, second, rule = placed.block.marks
    assert (placed.x_mm, placed.y_mm) == (0, 0)
    assert (first.x_mm, first.baseline_mm) == (10, 20)
    assert (second.x_mm, second.baseline_mm) == (31, 42)
    assert (rule.x1_mm, rule.y1_mm, rule.x2_mm, rule.y2_mm) == (30, 41, 35, 41)
    assert merged([Placed(Block(()), 1, 1)]) == ()
