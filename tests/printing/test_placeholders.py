"""Placeholders: exact names, one pass, nothing empty, nothing executed."""

import pytest

from printing.errors import BrokenTemplate, EmptyPlaceholder, UnknownPlaceholder
from printing.texts.model_texts import FRAMES, TEXTS
from printing.texts.placeholders import FIELDS, code_of, fields_of, fill, fill_paragraphs, nearest
from printing.texts.samples import SAMPLES


def test_chinese_and_english_names_are_the_same_field():
    values = {"salutation": "尊敬的王女士", "venue": "湖滨"}

    assert fill("{称谓}：{地点}", values, "zh") == "尊敬的王女士：湖滨"
    assert fill("{salutation}: {venue}", values, "en") == "尊敬的王女士: 湖滨"


@pytest.mark.parametrize("hostile", ["{{7*7}}", "{经理}", "<b>王</b>", "[[", "]]", "{", "%s", "{0.__class__}", r"\1"])
def test_a_value_is_never_looked_at_again(hostile):
    assert fill("{姓名}，您好。[[{一事}]]", {"full_name": hostile, "personal_detail": hostile}, "zh") == (
        f"{hostile}，您好。{hostile}"
    )


@pytest.mark.parametrize(
    "template", ["{称呼}", "{ 称谓}", "{salutation.x}", "{}", "{{7*7}}", "半个{", "}半个", "{Salutation}"]
)
def test_a_name_that_is_not_in_the_table_is_refused(template):
    with pytest.raises(UnknownPlaceholder):
        fill(template, {"salutation": "x"}, "zh")


@pytest.mark.parametrize("values", [{}, {"venue": ""}, {"venue": "  "}])
def test_an_empty_field_is_refused_under_the_name_its_writer_knows(values):
    with pytest.raises(EmptyPlaceholder) as chinese:
        fill("在{地点}", values, "zh")
    with pytest.raises(EmptyPlaceholder) as english:
        fill("at {venue}", values, "en")

    assert chinese.value.details["name"] == "地点"
    assert english.value.details["name"] == "venue"


def test_an_optional_passage_is_left_out_when_all_of_it_is_empty():
    assert fill("好。[[{一事}，想到您。]]再见。", {}, "zh") == "好。再见。"
    assert fill("好。[[{一事}，想到您。]]再见。", {"personal_detail": "您爱茶"}, "zh") == "好。您爱茶，想到您。再见。"


def test_an_optional_passage_is_not_printed_in_part():
    with pytest.raises(EmptyPlaceholder):
        fill("[[{地点}（{地址}）]]", {"venue": "湖滨"}, "zh")


@pytest.mark.parametrize("template", ["[[{一事}", "{一事}]]", "[[{一事}[[{可携}]]]]"])
def test_marks_that_do_not_pair_are_refused(template):
    values = {"personal_detail": "x", "companions_text": "y"}

    with pytest.raises(BrokenTemplate):
        fill(template, values, "zh")
    with pytest.raises(BrokenTemplate):
        fields_of(template)


def test_an_empty_paragraph_is_left_out_and_a_value_cannot_make_a_new_one():
    values = {"full_name": "王\n文静"}

    assert fill_paragraphs("{姓名}好。\n[[{一事}]]\n再见。", values, "zh") == ("王\n文静好。", "再见。")


def test_a_template_tells_which_fields_it_needs():
    assert fields_of("{称谓}[[{一事}]]{一事}[[{可携}]]") == {
        "salutation": True,
        "personal_detail": True,
        "companions_text": False,
    }


def test_no_name_stands_for_two_fields():
    names = [name for field in FIELDS for name in field]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.kind}-{text.lang}")
def test_every_model_text_is_a_sound_template_of_modest_length(text):
    fields_of(text.body)
    for template in (*FRAMES[text.lang].signature, *(value for _, value in FRAMES[text.lang].facts)):
        fields_of(template)

    assert len(text.body) <= 300 if text.lang == "zh" else len(text.body.split()) <= 180


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("称乎", "称谓"),
        ("经里", "经理"),
        ("经理电活", "经理电话"),
        ("salutations", "salutation"),
        ("Venue", "venue"),
        (" 地点 ", "地点"),
        ("rm phone", "rm_phone"),
        ("七零八落", ""),
        ("", ""),
        ("7*7", ""),
    ],
)
def test_a_mistyped_name_is_answered_with_the_likely_one(typed, meant):
    assert nearest(typed) == meant


def test_the_refusal_says_where_the_name_stands_and_what_was_meant():
    with pytest.raises(UnknownPlaceholder) as refused:
        fields_of("您好，{称乎}")

    assert refused.value.details == {"name": "称乎", "at": 3, "nearest": "称谓"}


def test_all_merge_fields_that_letters_are_specified_with_are_there():
    chinese = (
        "称谓 姓名 机构 支行 经理 经理电话 活动 日期中 日期数 星期 时间中 时间数 时长 地点 地址 停车 "
        "交通 着装 主讲 主讲介绍 截止 人数 可携 席号 短码 落款日期 一事 结语"
    )
    assert [name for name in chinese.split() if code_of(name) is None] == []


def test_every_placeholder_has_a_sample_in_both_languages_and_a_meaning():
    from printing.text_words import PLACEHOLDERS

    codes = {code for code, _chinese in FIELDS}
    assert set(SAMPLES["zh"]) == set(SAMPLES["en"]) == codes == set(PLACEHOLDERS)
    assert all(value.strip() for values in SAMPLES.values() for value in values.values())
