"""Sheets as banks and relationship managers keep them, made up: headings and what each of them means."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from clients.lists.columns import Column

# How each field is headed in sheets seen at banks; ordinary words, with the mess of real ones added by `sheets`.
NAMES: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: ("客户号", "客户编号", "核心客户号", "客户代码", "CIF", "Customer No.", "Client ID", "客户内码"),
    Column.NAME: ("姓名", "客户姓名", "客户名称", "中文姓名", "Client Name", "Full Name", "Name", "户名"),
    Column.GENDER: ("性别", "客户性别", "Gender", "Sex"),
    Column.TITLE: ("称谓", "职务", "职称", "Title", "Position"),
    Column.PHONE: (
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "移动电话",
        "Mobile",
        "Phone Number",
        "Mobile No.",
        "联系方式",
    ),
    Column.EMAIL: ("邮箱", "电子邮箱", "E-mail", "Email Address", "电子邮件"),
    Column.BIRTH_DATE: ("生日", "出生日期", "出生年月日", "Date of Birth", "DOB", "Birthday"),
    Column.DISTRICT: ("区域", "所在区域", "小区", "District"),
    Column.ADDRESS: ("地址", "通讯地址", "家庭住址", "邮寄地址", "Mailing Address", "Home Address", "Address"),
    Column.POSTCODE: ("邮编", "邮政编码", "Postcode", "Postal Code", "ZIP"),
    Column.TYPE: ("客户类型", "客户类别", "客群", "Client Type", "Segment"),
    Column.TIER: ("客户等级", "客户层级", "等级", "贵宾等级", "Tier", "Client Level"),
    Column.INTERESTS: ("兴趣爱好", "爱好", "兴趣", "Interests", "Hobbies"),
    Column.HOLDINGS: ("持有产品", "已办业务", "产品持有", "Products Held", "Holdings"),
    Column.RM: ("客户经理", "理财经理", "管户经理", "管户客户经理", "Relationship Manager", "RM"),
    Column.LANGUAGE: ("语言", "首选语言", "Language", "Preferred Language"),
    Column.RISK: ("风险等级", "风险承受能力", "风险评级", "Risk Level", "Risk Profile"),
    Column.PHONE_WORK: ("办公电话", "单位电话", "Office Phone", "Work Phone"),
    Column.PHONE_HOME: ("家庭电话", "住宅电话", "Home Phone"),
    Column.WECHAT: ("微信", "微信号", "WeChat", "WeChat ID"),
    Column.LUNAR_BIRTHDAY: ("农历生日", "阴历生日", "Lunar Birthday"),
    Column.TALK_TOPICS: ("备注", "备注信息", "Remarks", "Notes"),
}
OTHERS = (
    "序号",
    "资产余额",
    "AUM",
    "月日均",
    "开户日期",
    "证件类型",
    "最近联系",
    "存款余额",
    "Last Contact",
    "Balance",
    "签约状态",
)
"""Columns that mean nothing to us."""
TITLES = (
    "江南支行贵宾客户名单",
    "2027年春季沙龙邀约名单（内部）",
    "VIP Client List",
    "客户信息表 制表日期：2027-03-20",
)


@dataclass
class MadeSheet:
    """A sheet, the line on which its headings stand, and what each place means."""

    rows: list[tuple[int, list[str]]]
    line: int
    meant: dict[int, Column]


def sheets(count: int, seed: int = 20270320) -> Iterator[MadeSheet]:
    """Different every time within one seed: order, choice, language, title rows, marks and blanks."""
    dice = random.Random(seed)
    for _ in range(count):
        fields = [Column.NAME, *dice.sample([one for one in NAMES if one is not Column.NAME], dice.randrange(2, 16))]
        dice.shuffle(fields)
        places: list[Column | None] = [*fields]
        for _other in range(dice.randrange(0, 4)):
            places.insert(dice.randrange(len(places) + 1), None)
        english = dice.random() < 0.3
        headings = [_marked(dice, _heading(dice, one, english)) for one in places]
        top = [(1 + place, [dice.choice(TITLES)]) for place in range(dice.choice((0, 0, 1, 2)))]
        line = len(top) + 1 + dice.choice((0, 0, 1))
        body = [(line + 1 + place, ["王文静" if one is Column.NAME else "" for one in places]) for place in range(3)]
        yield MadeSheet([*top, (line, headings), *body], line, {at: one for at, one in enumerate(places) if one})


def _heading(dice: random.Random, column: Column | None, english: bool) -> str:
    names = OTHERS if column is None else NAMES[column]
    wanted = [name for name in names if name.isascii() is english]
    return dice.choice(wanted or names)


def _marked(dice: random.Random, text: str) -> str:
    """As people leave headings: with stars, brackets, blanks and line ends."""
    return dice.choice(
        (
            text,
            text,
            text,
            f" {text} ",
            f"*{text}",
            f"{text}*",
            f"{text}（必填）",
            f"{text}：",
            text.upper(),
            f"{text}\n",
        )
    )
