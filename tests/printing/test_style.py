"""The tone of letters: each rule finds what it should, and leaves good words alone."""

from __future__ import annotations

import pytest

from printing.texts.model_texts import TEXTS
from printing.texts.style import DENY, WARN, check_style, check_template, longest, measured


def codes(text: str, language: str = "zh", kind: str = "salon", **options) -> set[str]:
    return {finding.code for finding in check_style(text, kind=kind, language=language, **options)}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.kind}-{text.lang}")
def test_the_model_texts_themselves_are_without_a_finding(text):
    assert check_template(text.whole(), kind=text.kind, language=text.lang) == []


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("尊贵的客户", "pompous"),
        ("恭请莅临", "pompous"),
        ("感谢您百忙之中", "pompous"),
        ("VIP客户", "pompous"),
        ("vip之夜", "pompous"),
        ("限时预约", "pressing"),
        ("抢先一步", "pressing"),
        ("机不可失", "pressing"),
        ("年化四个点", "promise"),
        ("零风险", "promise"),
        ("稳赚", "promise"),
        ("回馈老客户", "jargon"),
        ("打造品质生活", "jargon"),
    ],
)
def test_a_phrase_of_the_list_is_denied_at_its_place(bad, code):
    [finding] = check_style(f"您好，{bad}。", kind="salon", language="zh")

    assert (finding.code, finding.severity) == (code, DENY)
    assert f"您好，{bad}。"[finding.start : finding.end] in bad


@pytest.mark.parametrize(
    "good",
    [
        "您想清楚了最要紧",
        "最近天气凉了",
        "最后一段路",
        "第一次见面",
        "第一天上学",
        "保证金一事",
        "我们不保证有座位",
        "抢救老房子的故事",
        "他手工打造的银壶",
        "福利院的孩子",
        "带您受益的书",
        "VIPER是一种蛇",
    ],
)
def test_what_only_looks_like_it_is_left_alone(good):
    assert codes(f"您好，{good}。") == set()


@pytest.mark.parametrize("boast", ["最佳的选择", "业内第一", "保证满意", "收益不错"])
def test_a_boast_is_a_warning_and_denied_where_products_are_spoken_of(boast):
    [plain] = check_style(boast, kind="salon", language="zh")
    [selling] = check_style(boast, kind="salon", language="zh", product=True)

    assert (plain.code, plain.severity, selling.severity) == ("claim", WARN, DENY)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("our esteemed guests", "pompous"),
        ("a VIP evening", "pompous"),
        ("an exclusive evening", "pressing"),
        ("a unique opportunity", "pressing"),
        ("for a limited time", "pressing"),
        ("Act now", "pressing"),
        ("guaranteed", "promise"),
        ("a risk-free plan", "promise"),
        ("We empower you", "jargon"),
        ("the best tea", "claim"),
        ("the number one bank", "claim"),
        ("Please do not hesitate to call", "stiff"),
        ("Come!", "exclamation"),
    ],
)
def test_the_english_list_is_of_equal_spirit(bad, code):
    assert codes(f"{bad}.", "en") == {code}


@pytest.mark.parametrize(
    "good",
    [
        "With best wishes",
        "The garden is at its best",
        "I did my best",
        "We shall not hurry",
        "the guarantor signed",
        "Do come if you can",
    ],
)
def test_good_english_is_left_alone(good):
    assert codes(f"{good}.", "en") == set()


def test_one_exclamation_mark_is_enough():
    assert codes("此致\n敬礼！") == set()
    [finding] = check_style("您好！敬礼！", kind="salon", language="zh")
    assert (finding.code, finding.start) == ("exclamation", 5)


def test_emoji_are_denied_and_stars_in_a_name_are_not_words():
    assert codes("喝茶😀") == {"emoji"}
    assert codes("喝茶☀️吧") == {"emoji"}
    assert codes("喝茶·听雨") == set()


def test_one_set_phrase_in_a_paragraph_is_enough():
    assert codes("院子里春暖花开。\n茶会上谈笑风生。") == set()
    found = check_style("院子里春暖花开，茶会上谈笑风生。", kind="salon", language="zh")
    assert [(finding.code, finding.start) for finding in found] == [("set_phrase", 11)]
    assert codes("祝您万事如意。") == {"set_phrase"}


def test_a_long_sentence_is_found_but_not_the_one_that_says_when_and_where():
    long = "我们" + "慢慢地走一段路" * 9 + "。"

    assert codes(long) == {"long_sentence"}
    assert codes("您好。{日期中}" + long) == set()
    assert codes("四月十日" + long) == set()
    assert codes("{日期中}" + long + "{时间中}" + long) == {"long_sentence"}, "only one sentence is excused"
    assert codes("{日期中}" + long, kind="condolence") == {"long_sentence"}


def test_a_long_english_sentence_is_found():
    long = "We walk " + "slowly and gladly " * 12 + "home."

    assert codes(long, "en") == {"long_sentence"}
    assert codes(f"On 10 April 2027 {long}", "en") == set()
    assert codes("We meet at 2.30 p.m. in the tea room. It is short.", "en") == set()


@pytest.mark.parametrize(
    ("kind", "language", "most"),
    [
        ("salon", "zh", 300),
        ("thanks", "zh", 260),
        ("card", "zh", 60),
        ("greeting", "zh", 60),
        ("postcard", "zh", 80),
        ("sms", "zh", 70),
        ("salon", "en", 180),
    ],
)
def test_each_kind_has_its_length(kind, language, most):
    unit = "茶。" if language == "zh" else "tea. "

    assert longest(kind, language) == most
    assert codes(unit * (most // 2 if language == "zh" else most), language, kind) == set()
    assert "too_long" in codes(unit * (most // 2 + 1 if language == "zh" else most + 1), language, kind)


def test_a_placeholder_counts_as_what_usually_stands_there():
    assert measured("在{地点}见", "zh") == len("在财富中心三楼茶室见")
    assert measured("[[{经理}]]", "zh") == 2
    assert measured("at {venue}", "en") == 8


def test_nothing_inside_a_placeholder_is_read_as_text():
    assert codes("{VIP}{最佳}{收益}") == set()


@pytest.mark.parametrize("kind", ["congratulation", "apology", "condolence", "thanks_unsigned"])
def test_where_nothing_may_be_sold_products_and_invitations_are_denied(kind):
    assert codes("下周的沙龙，请扫一扫二维码。", kind=kind) == {"selling"}
    assert codes("Our new fund, and an invitation.", "en", kind) == {"selling"}
    assert codes("听说孩子考上了，真为你们高兴。", kind=kind) == set()
    assert codes("下周的沙龙，请扫一扫二维码。", kind="salon") == set()


def test_a_template_leaves_a_place_for_the_one_real_thing():
    assert [one.code for one in check_template("您好。", kind="salon", language="zh")] == ["no_detail"]
    assert check_template("您好。{一事}。", kind="salon", language="zh") == []
    assert check_template("Good day. {personal_detail}.", kind="salon", language="en") == []
    assert check_template("谨订于春日。", kind="card", language="zh") == [], "a formal card says nothing personal"
    assert check_style("您好。", kind="salon", language="zh") == [], "a filled letter has no placeholder any more"


def test_offsets_are_code_points_after_a_rare_character():
    [finding] = check_style("𬱖先生，VIP", kind="salon", language="zh")

    assert (finding.start, finding.end) == (4, 7)


@pytest.mark.parametrize(
    "nasty", ["", "<b>", "{{7*7}}", "%s", "[[", "{", "\u202e", "a" * 5000, "！" * 500, "最" * 2000]
)
def test_no_text_makes_it_stumble(nasty):
    for language in ("zh", "en"):
        for finding in check_template(nasty, kind="salon", language=language):
            assert 0 <= finding.start <= finding.end <= len(nasty)
