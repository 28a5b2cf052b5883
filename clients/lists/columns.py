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
    FURTHER_TYPES = "further_types"
    LUNAR_BIRTHDAY = "lunar_birthday"
    CELEBRATE_BY = "celebrate_by"
    PHONES = "phones"  # further numbers; these and the next three may stand in several columns
    PHONE_HOME = "phone_home"
    PHONE_WORK = "phone_work"
    EMAILS = "emails"
    ADDRESSES = "addresses"
    ADDRESS_WORK = "address_work"
    WECHAT = "wechat_note"
    RISK = "risk_level"
    HOUSEHOLD = "household"
    MONTH_BAND = "month_band"  # the band of last month's average, for the rule of tiers
    DO_NOT_MENTION = "do_not_mention"


SEVERAL_COLUMNS = {
    Column.PHONES, Column.PHONE_HOME, Column.PHONE_WORK, Column.EMAILS, Column.ADDRESSES, Column.ADDRESS_WORK,
}  # fmt: skip
"""What a sheet may hold in more than one column."""

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
    Column.WECHAT: 60,
    Column.HOUSEHOLD: 60,
    Column.DO_NOT_MENTION: 300,
    Column.PHONES: 400,
    Column.PHONE_HOME: 100,
    Column.PHONE_WORK: 100,
    Column.EMAILS: 400,
}

# What the sheets of banks and of RMs write above a column; our own words in both languages are known beside these.
HEADERS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: ("客户号", "客户编号", "客户代码", "核心客户号", "编号", "客户内码", "客户id", "核心号", "客户号码",
                    "行内客户号", "client no", "customer no", "customer number", "client id", "customer id", "cif",
                    "cif no", "cif number", "no", "number", "cust no", "cust id", "client code", "customer code"),
    Column.NAME: ("姓名", "名字", "客户名", "客户名称", "中文姓名", "户名", "贵宾姓名", "嘉宾姓名", "客户中文名",
                  "中文名", "name", "client name", "customer name", "chinese name", "full name", "cust name",
                  "name in full", "client"),
    Column.SURNAME: ("姓", "姓氏", "family name", "last name", "surname"),
    Column.GIVEN_NAME: ("名", "first name", "given name", "given names", "forename"),
    Column.NAME_EN: ("英文名", "英文姓名", "拼音姓名", "姓名拼音", "英文名称", "拼音", "english name", "name en",
                     "pinyin", "romanised name"),
    Column.GENDER: ("性别", "sex", "gender", "m/f"),
    Column.TITLE: ("称谓", "头衔", "职称", "职务", "职位", "title", "position", "job title", "prefix"),
    Column.TITLE_KIND: ("称谓类别", "头衔类别", "title kind"),
    Column.SALUTATION: ("称呼", "信函称呼", "自定义称呼", "salutation", "form of address"),
    Column.LANGUAGE: ("语言", "语种", "首选语言", "通讯语言", "language", "preferred language", "lang"),
    Column.BIRTH_DATE: ("出生日期", "生日", "出生年月日", "出生年月", "公历生日", "阳历生日", "birthday",
                        "date of birth", "birth date", "dob", "birthdate"),
    Column.PHONE: ("手机", "手机号", "手机号码", "联系电话", "电话", "电话号码", "移动电话", "联系方式", "联系手机",
                   "预留手机号", "手机1", "首选电话", "mobile", "phone", "telephone", "mobile phone", "phone number",
                   "mobile number", "tel", "cell", "cell phone", "contact number", "mobile no", "tel no", "phone no",
                   "contact no", "cellphone", "handphone"),
    Column.EMAIL: ("邮箱", "电子邮箱", "电子邮件", "邮件", "邮箱地址", "邮件地址", "email", "mail", "email address",
                   "e-mail address", "mail address"),
    Column.DISTRICT: ("区域", "住区", "所在区域", "小区", "居住区域", "所属区域", "片区", "行政区", "所在区",
                      "district", "area", "region"),
    Column.ADDRESS: ("地址", "通讯地址", "通信地址", "邮寄地址", "联系地址", "家庭地址", "住址", "收件地址", "家庭住址",
                     "居住地址", "现住址", "address", "postal address", "mailing address", "home address",
                     "residential address", "correspondence address"),
    Column.POSTCODE: ("邮编", "邮政编码", "邮码", "postcode", "post code", "postal code", "zip", "zip code"),
    Column.COUNTRY: ("国家", "国家地区", "国家或地区", "国别", "国籍地区", "country", "country or region",
                     "country of residence"),
    Column.TYPE: ("客户类型", "类型", "客户类别", "身份", "客户身份", "客群", "职业类型", "主要类型", "type", "segment",
                  "client type", "customer type", "client segment"),
    Column.TIER: ("层级", "等级", "客户等级", "客户层级", "级别", "客户级别", "贵宾等级", "资产等级", "客户分层",
                  "tier", "level", "grade", "client tier", "client level", "customer level", "customer grade"),
    Column.INTERESTS: ("兴趣", "爱好", "兴趣爱好", "个人爱好", "兴趣标签", "interests", "interest", "hobbies", "hobby"),
    Column.HOLDINGS: ("持有产品", "产品", "已办业务", "持有业务", "持有产品类别", "产品持有", "持有产品种类",
                      "holdings", "products", "products held", "product holding", "product holdings"),
    Column.RM: ("客户经理", "理财经理", "管户经理", "管户人", "工号", "客户经理工号", "理财经理工号", "管户客户经理",
                "所属客户经理", "负责人", "维护人", "客户经理姓名", "理财经理姓名", "rm", "manager",
                "relationship manager", "owner", "rm name", "account manager", "rm code", "advisor"),
    Column.TALK_TOPICS: ("话题", "谈资", "聊天话题", "备注", "备注信息", "其他备注", "talk topics", "topics", "remarks",
                         "notes", "note", "remark", "comments", "memo"),
    Column.FURTHER_TYPES: ("次要类型", "其他类型", "其他身份", "further types", "secondary types", "other types"),
    Column.LUNAR_BIRTHDAY: ("农历生日", "阴历生日", "旧历生日", "lunar birthday", "lunar date of birth"),
    Column.CELEBRATE_BY: ("过生日方式", "生日历法", "生日类型", "celebrate by", "birthday calendar"),
    Column.PHONES: ("其他电话", "备用电话", "其他手机", "备用手机", "手机2", "手机号2", "电话2", "第二联系电话",
                    "备用号码", "其他号码", "备用联系电话", "other phone", "other phones", "phone 2", "mobile 2",
                    "secondary phone", "alternative phone", "further phones"),
    Column.PHONE_HOME: ("家庭电话", "住宅电话", "宅电", "家庭固话", "座机", "固定电话", "home phone", "home tel",
                        "landline", "home telephone"),
    Column.PHONE_WORK: ("办公电话", "单位电话", "公司电话", "办公室电话", "work phone", "office phone",
                        "business phone", "office tel", "work telephone"),
    Column.EMAILS: ("其他邮箱", "备用邮箱", "邮箱2", "工作邮箱", "other email", "email 2", "secondary email",
                    "work email", "further emails"),
    Column.ADDRESSES: ("其他地址", "备用地址", "地址2", "other address", "address 2", "other addresses"),
    Column.ADDRESS_WORK: ("单位地址", "公司地址", "办公地址", "work address", "office address", "business address"),
    Column.WECHAT: ("微信", "微信号", "微信备注", "微信备注名", "微信昵称", "wechat", "wechat id", "wechat name"),
    Column.RISK: ("风险等级", "风险级别", "风险承受能力", "风险评级", "风险测评结果", "风险测评等级", "风险偏好",
                  "risk level", "risk rating", "risk profile", "risk grade", "risk tolerance"),
    Column.HOUSEHOLD: ("家庭", "家庭名称", "所属家庭", "家庭组", "家庭编号", "household", "family", "household name"),
    Column.MONTH_BAND: ("月度档位", "月日均档位", "本月档位", "上月档位", "资产档位", "month band", "aum band",
                        "monthly band", "band"),
    Column.DO_NOT_MENTION: ("忌讳", "忌讳话题", "不宜提及", "禁忌", "do not mention", "avoid", "taboo"),
}  # fmt: skip


def folded_header(text: str) -> str:
    """A heading as it is compared: narrow, small, without blanks, marks, and what stands in brackets."""
    text = re.sub(r"[(\[【（].*?[)\]】）]", "", digits(text)).lower()
    return re.sub(r"[\W_]+", "", text)
