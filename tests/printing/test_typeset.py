"""Lines: nothing lost, nothing forbidden at their ends, nothing split that belongs together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.setting.faces import KAI, LATIN, width
from printing.setting.kinsoku import NO_END, NO_START
from printing.setting.typeset import MAX_SHRINK_EM, paragraph, single_line
from tests.printing import letter_samples as samples

SIZE = 14.0
KINDS = ("salon", "lecture", "trip", "banquet")
PROSE = [
    *(text for kind in KINDS for text in samples.zh(kind=kind).paragraphs),
    "她说：“您来，我就放心了。”我们（一共十二位）都记得——那天下着小雨……后来才停。",
    "王文静女士、李强总（湖滨支行）和陈敏教授，于14:30到场；电话138-0000-0000，回函码7KQ4-MY8P。",
    "《茶经》里说：“其水，用山水上，江水中，井水下。”这话（见卷下）您一定听过。共100%，约3.5公里！",
]


def lines(text, measure, *, keep=(), indent=2.0):
    return paragraph(text, base=KAI, size_pt=SIZE, measure_pt=measure * SIZE, indent_em=indent, keep=keep)


def joined(broken):
    return "".join(line.text for line in broken)


@pytest.mark.parametrize("measure", range(12, 41))
def test_no_line_begins_or_ends_with_a_forbidden_mark(measure):
    for text in PROSE:
        broken = [line.text for line in lines(text, measure)]

        assert [line for line in broken[1:] if line[0] in NO_START] == []
        assert [line for line in broken[:-1] if line[-1] in NO_END] == []
        assert "".join(broken) == text


@pytest.mark.parametrize("measure", range(12, 41))
def test_dashes_ellipses_times_phones_and_kept_spans_are_never_split(measure):
    whole = ("——", "……", "14:30", "138-0000-0000", "7KQ4-MY8P", "王文静女士", "3.5公里", "四月十日", "三十分")
    for text in PROSE:
        broken = [line.text for line in lines(text, measure, keep=("王文静女士",))]

        for span in whole:
            assert sum(line.count(span) for line in broken) == text.count(span)


_HAN = st.text(alphabet="的一是在不了有和人这中大为上个国我以要他", min_size=1, max_size=9)
_MARKED = st.tuples(
    st.sampled_from(["", "（", "“", "《"]), _HAN, st.sampled_from(["，", "。", "！”", "）", "》", "——", "", "、"])
)
_PROSE = st.lists(_MARKED, min_size=1, max_size=40).map(lambda parts: "".join("".join(part) for part in parts))


@settings(max_examples=150, deadline=None)
@given(text=_PROSE, measure=st.integers(12, 40))
def test_any_prose_is_broken_without_loss_within_the_measure(text, measure):
    broken = lines(text, measure)

    assert joined(broken) == text
    for line in broken:
        assert (line.indent_pt + line.width_pt) / SIZE <= measure + 0.5 + MAX_SHRINK_EM
    assert [line.text for line in broken[1:] if line.text[0] in NO_START] == []
    assert [line.text for line in broken[:-1] if line.text[-1] in NO_END] == []


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=120), measure=st.integers(1, 20))
def test_no_text_makes_the_breaker_fail_or_hang(text, measure):
    lines(text, measure, indent=0)


@pytest.mark.parametrize("measure", range(12, 41))
def test_no_last_line_of_one_character(measure):
    for text in PROSE:
        last = lines(text, measure)[-1].text

        assert sum(char.isalnum() for char in last) >= 2


@pytest.mark.parametrize("measure", [27, 31])
def test_full_lines_end_flush(measure):
    text = "天气渐暖新茶也下来了我们在湖滨备了几样好茶请您来坐坐" * 4

    for line in lines(text, measure)[:-1]:
        assert line.indent_pt + line.width_pt == pytest.approx(measure * SIZE)


def test_the_first_line_is_indented_by_two():
    first, second = lines("天" * 20, 12)

    assert (first.indent_pt, second.indent_pt) == (28, 0)
    assert len(first.text) == 10


def test_a_mark_is_pulled_in_rather_than_pushing_a_character_out():
    first, _ = lines("天" * 20 + "，" + "地" * 5, 20, indent=0)

    assert first.text == "天" * 20 + "，"


def test_two_marks_that_meet_share_their_blank():
    apart = single_line("他说：好", base=KAI, size_pt=SIZE).width_pt
    meeting = single_line("他说：“好", base=KAI, size_pt=SIZE).width_pt

    assert meeting - apart == pytest.approx(SIZE / 2)


def test_english_is_wrapped_at_words_and_left_ragged():
    text = "The days are growing warmer, and O’Brien said “come” — so we shall (all twelve of us) meet at 2:30 pm."
    broken = paragraph(text, base=LATIN, size_pt=13, measure_pt=120, justify=False)

    assert " ".join(line.text for line in broken) == text
    assert all(piece.char_space_pt == 0 for line in broken for piece in line.pieces)
    assert all(line.width_pt <= 120 for line in broken)


def test_a_word_longer_than_the_line_is_broken_rather_than_lost():
    broken = lines("https://example.com/a/very/long/address/that/no/line/can/hold/at/all", 12)

    assert joined(broken) == "https://example.com/a/very/long/address/that/no/line/can/hold/at/all"
    assert len(broken) > 1


def test_a_spaced_line_is_as_wide_as_its_ink():
    assert single_line("邀请函", base=KAI, size_pt=22, letter_space_em=1).width_pt == 110
    assert width("邀请函", KAI, 22) == 66


def test_nothing_gives_no_lines():
    assert lines("  ", 20) == []
