"""Lines: nothing lost, nothing forbidden at their ends, nothing split that belongs together."""

import io
import itertools

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from printing.setting import faces
from printing.setting.faces import KAI, LATIN, width
from printing.setting.kinsoku import NO_END, NO_END_STRICT, NO_START, break_points
from printing.setting.shapes import sound_of
from printing.setting.typeset import MAX_STRETCH_EM, draw_line, paragraph, single_line
from tests.printing import letter_samples as samples

SIZE = 14.0
KINDS = ("salon", "lecture", "trip", "banquet")
PROSE = [
    *(text for kind in KINDS for text in samples.zh(kind=kind).paragraphs),
    "她说：“您来，我就放心了。”我们（一共十二位）都记得——那天下着小雨……后来才停。",
    "王文静女士、李强总（湖滨支行）和陈敏教授，于14:30到场；电话138-0000-0000，回函码7KQ4-MY8P。",
    "《茶经》里说：“其水，用山水上，江水中，井水下。”这话（见卷下）您一定听过。共100%，约3.5公里！",
]


def lines(text, measure, *, keep=(), indent=2.0, **options):
    return paragraph(text, base=KAI, size_pt=SIZE, measure_pt=measure * SIZE, indent_em=indent, keep=keep, **options)


def joined(broken):
    return "".join(line.text for line in broken)


def spaceless(text):
    return "".join(text.split())


def drawn_width(line):
    """Width in pt of the glyphs and the spacing that the page is told to draw."""
    return sum(
        sum(faces.advances(piece.text, piece.face)) * piece.size_pt + piece.char_space_pt * len(piece.text)
        for piece in line.pieces
    ) - (line.pieces[-1].char_space_pt if line.pieces else 0)


def rescued(text, room):
    """Whether the text has a run that can't stay whole on a line of `room` em."""
    points = [0, *(i for i, may in enumerate(break_points(text)) if may)]
    return any(faces.width(text[a:b], KAI, 1) > room - 2 for a, b in itertools.pairwise(points))


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


# What a letter may hold, in every order: words, names, numbers, quotations in quotations, dashes.
_HAN = st.text(alphabet="的一是在不了有和人这中大为上个国我以要他", min_size=1, max_size=9)
_LATIN = st.sampled_from(
    ["Bank of China", "O’Brien", "14:30", "138-0000-0000", "+86 138 0000 0000", "3.5", "A4", "VIP"]
)
_MARKED = st.tuples(
    st.sampled_from(["", "", "（", "“", "《", "“‘", "（“", "￥"]),
    st.one_of(_HAN, _HAN, _LATIN),
    st.sampled_from(
        ["", "", "，", "。", "！”", "）", "》", "——", "……", "、", "。”）", "’”", "；", "·", "%", "／", "～"]
    ),
)
_PROSE = st.lists(_MARKED, min_size=1, max_size=40).map(lambda parts: "".join("".join(part) for part in parts))


@settings(max_examples=300, deadline=None)
@given(text=_PROSE, measure=st.integers(12, 40), indent=st.sampled_from([0, 2]), strict=st.booleans())
def test_any_prose_is_broken_without_loss_within_the_measure(text, measure, indent, strict):
    broken = lines(text, measure, indent=indent, strict=strict)

    assert spaceless(joined(broken)) == spaceless(text)
    for line in broken:
        assert (line.indent_pt + line.width_pt) / SIZE <= measure + 0.001
        assert drawn_width(line) <= line.width_pt + SIZE / 2 + 0.01  # a last mark's blank half may hang out, no ink
    if rescued(text, measure - indent):
        return  # a run that no line holds: tested below
    assert [line.text for line in broken[1:] if line.text[0] in NO_START] == []
    assert [line.text for line in broken[:-1] if line.text[-1] in (NO_END_STRICT if strict else NO_END)] == []


def six():
    """The sample letters at which lines are tried: every kind, a rare name, a long one, Latin words, quotations."""
    return (
        samples.zh(),
        samples.zh("阿依古丽·买买提", surname="阿依古丽·买买提", kind="lecture", large=True),
        samples.zh("𠅤𫖯", "先生", kind="trip", detail="上回您说想带老伴走走，我一直记着"),
        samples.zh("欧阳文静", "教授", surname="欧阳", kind="banquet"),
        samples.zh("陈敏", "女士", kind="online", event_title="家里的账怎么记：给父母的30分钟（第2讲）"),
        samples.zh("李强", "总", venue="湖滨财富中心A座3楼的Tea Room", detail="您说“茶要慢慢喝”——这话我常想起……"),
    )


@pytest.mark.parametrize("measure", range(12, 41))
@pytest.mark.parametrize("strict", [False, True])
def test_the_six_sample_letters_break_well_at_every_measure(measure, strict):
    for letter in six():
        for text in letter.paragraphs:
            broken = [line.text for line in lines(text, measure, keep=letter.keep, strict=strict)]

            assert [line for line in broken[1:] if line[0] in NO_START] == []
            assert [line for line in broken[:-1] if line[-1] in NO_END] == []
            assert spaceless("".join(broken)) == spaceless(text)


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


def test_what_cannot_be_pulled_in_quietly_is_pushed_out():
    first, second = lines("天" * 12 + "，" + "地" * 5, 12, indent=0)

    assert (first.text, second.text[:2]) == ("天" * 11, "天，")


def test_marks_inside_the_line_give_of_their_blank_so_that_one_more_is_pulled_in():
    first, *_ = lines("天天天，地地地、人人人人，" + "和" * 9, 12, indent=0)

    assert first.text == "天天天，地地地、人人人人，"
    assert first.width_pt == pytest.approx(12 * SIZE)
    assert {round(piece.char_space_pt / SIZE, 3) for piece in first.pieces} == {0.0, -0.25}


def test_a_mark_at_the_end_of_a_line_gives_up_its_blank_half_first():
    first, second = lines("他说：“来，我在。”" + "天" * 6, 8.5, indent=0)

    assert first.text == "他说：“来，我在。”"
    assert second.text == "天" * 6


def test_the_leftover_is_spread_evenly_and_marks_hug_their_words():
    text = "天气渐暖，新茶也下来了，我们备了（几样）好茶等您二〇二七年四月十日来坐坐"
    first, *_ = lines(text, 26, indent=0)
    spaces = {round(piece.char_space_pt, 3) for piece in first.pieces}

    assert first.text.endswith("等您")
    assert first.width_pt == pytest.approx(26 * SIZE)
    assert len(spaces - {0.0}) == 1
    assert max(spaces) <= MAX_STRETCH_EM * SIZE
    for piece in first.pieces:
        for char, after in zip(piece.text, first.text[first.text.index(piece.text) + 1 :], strict=False):
            if after in "，）" or char == "（":
                assert piece.char_space_pt == 0


def test_a_line_that_would_stretch_too_far_ends_early_instead():
    first, *_ = lines("天天天天天二〇二七年四月十日见", 12, indent=0)

    assert first.text == "天" * 5
    assert first.width_pt == 5 * SIZE


def test_the_last_line_is_not_stretched():
    assert lines("天" * 30, 20, indent=0)[-1].width_pt == 10 * SIZE


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("在Bank见", 2), ("于14:30到", 2), ("共3.5公里", 2), ("于 14:30 到", 0), ("（14:30）", 0), ("到14:30，走",
        1), ("第100%次", 2),
        ("Bank", 0), ("O’Brien先生", 1), ("王·A", 0), ("“A”座", 0), ("A——B", 0), ("电话+86", 1), ("天地", 0),
    ],
)  # fmt: skip
def test_a_quarter_em_stands_between_han_and_latin_but_not_at_a_mark_or_a_space(text, quarters):
    line = single_line(text, base=KAI, size_pt=SIZE)

    assert line.text == text
    squeezed = sum(faces.advances(text, KAI)) * SIZE
    assert (line.width_pt - squeezed) / SIZE == pytest.approx(quarters * 0.25)


def test_the_quarter_em_counts_in_the_breaking_of_lines():
    without, with_latin = lines("天天天天天天天天天天", 10, indent=0), lines("天天天天天A4天天天天天", 10, indent=0)

    assert len(without) == 1
    assert with_latin[0].text == "天天天天天A4天天天"


def extracted(pdf):
    """The text as two other people's programs read it."""
    document = pypdfium2.PdfDocument(pdf)
    return [
        pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(),
        document[0].get_textpage().get_text_bounded(),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "我们定于2027年4月10日14:30在Bank of China见O’Brien先生，电话+86 138 0000 0000。",
        "她说：“您来，我就放心了。”我们（一共十二位）都记得——那天下着小雨……后来才停。",
        "𠅤𫖯䶮𬱖女士于14:30到场，二〇二七年四月十日（星期六）下午二时三十分，请周怀远老师来和大家聊聊",
    ],
)
def test_spacing_adds_no_character_to_the_text_read_from_the_page(text):
    drawn = io.BytesIO()
    canvas = Canvas(drawn, initialFontName=KAI)
    for row, measure in enumerate((21, 22, 23, 24.5, 31)):
        for number, line in enumerate(lines(text, measure)):
            draw_line(canvas, line, 60, 800 - 140 * row - 20 * number)
    canvas.save()

    for read in extracted(drawn.getvalue()):
        assert "".join(read.split("\r\n")).replace("\n", "") == text * 5 or spaceless(read) == spaceless(text) * 5
        for word in ("2027年", "14:30在", "于14:30到", "“您来，", "王文静"):
            assert read.replace("\r\n", "").replace("\n", "").count(word) == text.count(word) * 5


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


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "二〇二七年四月十日",
                    "（星期六）",
                    "下午二时三十分",
                    "欧阳文静女士",
                    "阿依古丽·买买提",
                    "第十二届",
                    "一个半小时",
                    "138-0000-0000",
                    "腊月三十",
                    "周怀远老师",
                    "——",
                    "……",
                    "14：30",
                    "半天",
                    "三点一刻",
                    "转801",
                    "𠅤先生",
                    "℃",
                ]
            ),
            st.text(alphabet="天地玄黄宇宙洪荒日月盈昃辰宿列张", max_size=6),
        ),
        max_size=12,
    )
)
def test_lines_remembered_by_their_shape_break_as_the_text_itself_does(parts):
    text = "".join(parts)

    assert break_points(sound_of(text)) == break_points(text)
