"""The columns of client lists: which there are, how long each may be, and how the banks' own sheets head them."""

from __future__ import annotations

import enum
import re

from core.forms import digits


class Column(enum.Enum):
    """What a column of a list can hold. Where a client has an attribute of this name, the value goes there."""

    NUMBER = "number"
    NAME = "name"  # surname and given name in one
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    NAME_EN = "name_en"
    GENDER = "gender"
    TITLE = "title"
    TITLE_KIND = "title_kind"
    SALUTATION = "salutation_override"
    LANGUAGE = "language"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    DISTRICT = "district"
    ADDRESS = "postal_address"
    POSTCODE = "postcode"
    COUNTRY = "country"
    TYPE = "client_type"
    TIER = "tier"
    INTERESTS = "interests"
    HOLDINGS = "holdings"
    RM = "rm"
    TALK_TOPICS = "talk_topics"


# As wide as the columns of the table `client`.
LONGEST: dict[Column, int] = {
    Column.NUMBER: 20,
    Column.NAME: 60,
    Column.SURNAME: 20,
    Column.GIVEN_NAME: 40,
    Column.NAME_EN: 80,
    Column.TITLE: 20,
    Column.SALUTATION: 40,
    Column.EMAIL: 120,
    Column.DISTRICT: 40,
    Column.ADDRESS: 200,
    Column.POSTCODE: 10,
    Column.COUNTRY: 60,
    Column.TALK_TOPICS: 300,
}

# What the sheets of banks and of RMs write above a column; our own words in both languages are known beside these.
HEADERS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: ("客户号", "客户编号", "客户代码", "核心客户号", "编号", "client no", "customer no",
                    "customer number", "client id", "customer id", "cif", "no", "number"),
    Column.NAME: ("姓名", "名字", "客户名", "客户名称", "中文姓名", "name", "client name", "customer name",
                  "chinese name", "full name"),
    Column.SURNAME: ("姓", "姓氏", "family name", "last name"),
    Column.GIVEN_NAME: ("名", "first name"),
    Column.NAME_EN: ("英文名", "英文姓名", "拼音姓名", "english name", "name en"),
    Column.GENDER: ("性别", "sex", "gender"),
    Column.TITLE: ("称谓", "头衔", "职称", "职务", "title", "position"),
    Column.TITLE_KIND: ("称谓类别", "头衔类别", "title kind"),
    Column.SALUTATION: ("称呼", "信函称呼", "自定义称呼", "salutation"),
    Column.LANGUAGE: ("语言", "语种", "首选语言", "language"),
    Column.BIRTH_DATE: ("出生日期", "生日", "出生年月日", "birthday", "date of birth", "birth date", "dob"),
    Column.PHONE: ("手机", "手机号", "手机号码", "联系电话", "电话", "电话号码", "移动电话", "联系方式", "mobile",
                   "phone", "telephone", "mobile phone", "phone number", "mobile number", "tel"),
    Column.EMAIL: ("邮箱", "电子邮箱", "电子邮件", "邮件", "email", "mail", "email address"),
    Column.DISTRICT: ("区域", "住区", "所在区域", "小区", "居住区域", "district", "area"),
    Column.ADDRESS: ("地址", "通讯地址", "通信地址", "邮寄地址", "联系地址", "家庭地址", "住址", "收件地址",
                     "address", "postal address", "mailing address", "home address"),
    Column.POSTCODE: ("邮编", "邮政编码", "邮码", "postcode", "post code", "postal code", "zip", "zip code"),
    Column.COUNTRY: ("国家", "国家地区", "国家或地区", "国别", "country", "country or region"),
    Column.TYPE: ("客户类型", "类型", "客户类别", "身份", "type", "segment"),
    Column.TIER: ("层级", "等级", "客户等级", "客户层级", "级别", "客户级别", "tier", "level", "grade"),
    Column.INTERESTS: ("兴趣", "爱好", "兴趣爱好", "interests", "interest", "hobbies"),
    Column.HOLDINGS: ("持有产品", "产品", "已办业务", "持有业务", "持有产品类别", "holdings", "products"),
    Column.RM: ("客户经理", "理财经理", "管户经理", "管户人", "工号", "客户经理工号", "理财经理工号", "rm", "manager",
                "relationship manager", "owner"),
    Column.TALK_TOPICS: ("话题", "谈资", "聊天话题", "备注", "talk topics", "topics", "remarks", "notes"),
}  # fmt: skip


def folded_header(text: str) -> str:
    """A heading as it is compared: narrow, small, without blanks, marks, and what stands in brackets."""
    text = re.sub(r"[(\[【（].*?[)\]】）]", "", digits(text)).lower()
    return re.sub(r"[\W_]+", "", text)
