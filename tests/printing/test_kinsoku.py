"""Where a line may break: marks' rules at both levels, and all that stays whole."""

import pytest

from printing.setting.kinsoku import NO_END, NO_START, break_points, occurrences, rescue_points


def parted(text, **options):
    """The text with a bar wherever a line may end."""
    points = break_points(text, occurrences(text, options.pop("keep", ())), **options)
    return "".join(("|" if i and points[i] else "") + char for i, char in enumerate(text))


def splits(text, whole, **options):
    """Whether a line may end inside `whole`."""
    points, start = break_points(text, **options), text.index(whole)
    return any(points[start + 1 : start + len(whole)])


@pytest.mark.parametrize("mark", sorted(NO_START))
@pytest.mark.parametrize("strict", [False, True])
def test_no_mark_of_the_list_begins_a_line(mark, strict):
    assert not break_points(f"天{mark}地", strict=strict)[1]


@pytest.mark.parametrize("mark", sorted(NO_END))
@pytest.mark.parametrize("strict", [False, True])
def test_no_mark_of_the_list_ends_a_line(mark, strict):
    assert not break_points(f"天{mark}地", strict=strict)[2]


@pytest.mark.parametrize(
    "whole",
    [
        "——", "……", "二〇二七年", "二〇二七年四月十日", "二〇二七年十二月三十一日", "2027年4月10日",
        "2027年 4月 10日", "四月十日",
        "4月10日", "三月初四", "腊月三十", "闰六月十五", "丁未年", "星期六", "（星期六）", "(周六)", "2027-04-10",
        "2027/4/10",
    ],
)  # fmt: skip
def test_a_date_stays_whole(whole):
    assert not splits(f"我们定在{whole}见面", whole)


@pytest.mark.parametrize(
    "whole",
    [
     "14:30", "14：30", "9:05", "14:30–16:30", "下午二时三十分", "晚六时", "上午九时", "下午2:30", "晚上7点半",
     "下午2时30分",
     "三点一刻",
     "中午十二时", "十时整"],
)  # fmt: skip
def test_a_time_stays_whole(whole):
    assert not splits(f"我们定在{whole}见面", whole)


@pytest.mark.parametrize(
    "whole",
    [
        "138-0000-0000", "13800000000", "138 0000 0000", "+86 138 0000 0000", "+86-138-0000-0000", "0571-88880000",
        "0571-8888 0000", "0571 8888 0000", "(0571) 8888 0000", "（0571）8888 0000", "010-8888-0000", "400-800-8888",
        "+86 571 8888 0000", "+1 (212) 555-0100", "+44 20 7946 0000", "+852 2345 6789", "0571-88880000转801",
        "8888 0000 转 801", "0571-8888 0000 ext. 12", "138\xa00000\xa00000", "0571–8888 0000",
    ],
)  # fmt: skip
def test_a_telephone_number_stays_whole_in_every_grouping(whole):
    assert not splits(f"请致电{whole}找我", whole)
    assert not splits(f"or call {whole} today", whole)


@pytest.mark.parametrize(
    "whole",
    [
        "十二位", "三位", "100万元", "3.5公里", "1,200元", "30 分钟", "一个半小时", "二十余年", "十来位", "18号",
        "三楼", "2小时", "100%",
        "100％", "25℃", "￥100", "$5", "10%", "第十二届", "第3次", "第 3 次", "第五席", "二十周年", "半小时",
        "十几年", "三十多人",
    ],
)  # fmt: skip
def test_a_number_stays_with_its_unit(whole):
    assert not splits(f"大约{whole}吧", whole)


@pytest.mark.parametrize(
    "whole",
    ["王女士", "李强先生", "欧阳文静女士", "周怀远老师", "陈敏教授", "阿依古丽·买买提", "阿依古丽·买买提女士",
        "O’Brien先生", "单于飞博士",
     "王建国董事长"],
)  # fmt: skip
def test_a_name_stays_with_its_title(whole):
    assert not splits(f"我们请{whole}来讲", whole)


def test_a_string_that_the_caller_names_stays_whole_everywhere():
    assert parted("请李总来李总家", keep=("李总",)) == "请|李总|来|李总|家"
    assert parted("哈哈哈哈", keep=("哈哈",)) == "哈哈哈哈"  # where it occurs twice, overlapping


@pytest.mark.parametrize(
    "whole", ["O’Brien", "7KQ4-MY8P", "https://a.example/x?y=1", "zhao@example.com", "Москва", "Zoé", "Ạn"]
)
def test_a_word_of_letters_stays_whole(whole):
    assert not splits(f"请看{whole}这里", whole)


@pytest.mark.parametrize(
    "whole", ["10 April 2027", "April 10, 2027", "2:30 pm", "3 km", "No. 3", "Ms Wang", "Prof. Chen"]
)
def test_an_english_date_time_quantity_or_name_stays_whole(whole):
    assert not splits(f"We meet {whole} there", whole)
    assert " |there" in parted(f"We meet {whole} there")


def test_everything_else_may_part():
    assert parted("天气一天天暖了，新茶") == "天|气|一天|天|暖|了，|新|茶"
    assert parted("在Bank of China见") == "在|Bank |of |China|见"


def test_an_accent_stays_on_its_letter():
    assert not break_points("天x\u0301地")[2]


def test_cards_are_strict_about_the_solidus_and_rescues():
    assert break_points("茶／酒")[2]
    assert not break_points("茶／酒", strict=True)[2]
    # a run of three closing marks, and a dash, may break as a rescue in letters and nowhere on cards
    assert rescue_points("好。”）")[3]
    assert rescue_points("好——")[1]
    assert not any(rescue_points("好。”）", strict=True)[1:4])
    assert not rescue_points("好——", strict=True)[1]


def test_rescue_never_begins_a_line_with_a_single_mark():
    assert not rescue_points("好，")[1]
    assert not rescue_points("好。”")[2]
