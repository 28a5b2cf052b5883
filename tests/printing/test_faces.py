"""Which face draws which character, and that none is drawn by none."""

import pytest

from printing.errors import MissingGlyphs
from printing.setting import faces
from printing.setting.faces import KAI, LATIN, SONG


@pytest.mark.parametrize(
    "name", ["单志刚", "䶮", "𬱖", "𠅤", "𫖯", "珺喆堃祎", "阿依古丽·买买提", "欧阳娜娜", "二〇二七"]
)
def test_rare_names_have_a_face(name):
    assert faces.missing(name) == []


def test_what_no_face_has_is_named():
    assert faces.missing("王😀文\U0003134a😀静") == ["😀", "\U0003134a"]

    with pytest.raises(MissingGlyphs) as refused:
        faces.require("王😀")
    assert refused.value.details["characters"] == ["😀"]


def test_latin_in_a_chinese_text_is_set_in_the_latin_face():
    assert faces.runs("于2027年在Bank举行", KAI) == [
        (KAI, "于"),
        (LATIN, "2027"),
        (KAI, "年在"),
        (LATIN, "Bank"),
        (KAI, "举行"),
    ]


def test_curly_quotes_are_wide_in_chinese_and_narrow_in_english():
    assert faces.runs("讲“茶”", KAI) == [(KAI, "讲"), (SONG, "“"), (KAI, "茶"), (SONG, "”")]
    assert faces.width("“", KAI, 10) == 10
    assert faces.runs("on “tea”", LATIN) == [(LATIN, "on “tea”")]


def test_the_apostrophe_of_a_latin_name_stays_latin():
    assert faces.runs("请O’Brien来", KAI) == [(KAI, "请"), (LATIN, "O’Brien"), (KAI, "来")]


def test_a_chinese_name_in_an_english_letter_falls_back_to_kai():
    assert faces.runs("Dear 王", LATIN) == [(LATIN, "Dear "), (KAI, "王")]


def test_runs_lose_nothing_and_widths_add_up():
    text = "尊敬的𠅤女士，“Tea” 14:30"

    assert "".join(part for _, part in faces.runs(text, KAI)) == text
    assert faces.width("王文静", KAI, 14) == 42


@pytest.mark.parametrize(
    ("pasted", "drawn"),
    [
        ("王\u200b文\ufeff静", "王文静"),
        ("e\u0301", "é"),
        ("葛\U000e0100", "葛"),
        ("王\n文\t静", "王 文 静"),
        ("\u202e王", "王"),
        ("a\xa0b", "a\xa0b"),
    ],
)
def test_pasted_text_is_cleaned_of_what_has_no_width(pasted, drawn):
    assert faces.clean(pasted) == drawn
