"""The words for this room's codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from clients.book.postal import countries, country_name
from clients.models import (
    BirthdaySource,
    CelebrateBy,
    ClientType,
    ContactChannel,
    EntryKind,
    FieldKind,
    Gender,
    Holding,
    HoldKind,
    Interest,
    InterestSource,
    LeapRule,
    NameOrder,
    PhotoConsent,
    PointKind,
    RelationKind,
    RiskLevel,
    Tier,
    TitleKind,
)
from core.errors import say
from core.languages import pick_language
from staff.words import call_rows

GENDERS = {Gender.FEMALE: _l("Female"), Gender.MALE: _l("Male")}

TIERS = {
    Tier.T0: _l("Standard"),
    Tier.T1: _l("Gold"),
    Tier.T2: _l("Premier"),
    Tier.T3: _l("Wealth"),
    Tier.T4: _l("Private"),
    Tier.T5: _l("Family office"),
}

TYPES = {
    ClientType.ENT: _l("Business owner"),
    ClientType.EXE: _l("Executive"),
    ClientType.PRO: _l("Professional"),
    ClientType.RET: _l("Retired"),
    ClientType.HOM: _l("Homemaker"),
    ClientType.FAM: _l("Family with children"),
    ClientType.EDU: _l("Family before university"),
    ClientType.YNG: _l("Young professional"),
    ClientType.NEW: _l("New wealth"),
    ClientType.ORG: _l("Institutional contact"),
    ClientType.OVS: _l("Overseas or foreign"),
}

TITLE_KINDS = {
    TitleKind.PROFESSION: _l("Profession (Professor Chen)"),
    TitleKind.CHIEF: _l("Head of a firm (Li zong)"),
    TitleKind.OFFICE: _l("Office (full title, formal cards only)"),
}

INTERESTS = {
    Interest.TEA: _l("Tea"),
    Interest.WINE: _l("Wine"),
    Interest.COFFEE: _l("Coffee"),
    Interest.FOOD: _l("Food and cooking"),
    Interest.CALLIGRAPHY: _l("Calligraphy"),
    Interest.PAINTING: _l("Chinese painting"),
    Interest.COLLECTING: _l("Collecting"),
    Interest.JEWELLERY: _l("Gold and jewellery"),
    Interest.MUSIC: _l("Music"),
    Interest.THEATRE: _l("Film and theatre"),
    Interest.READING: _l("Reading"),
    Interest.HISTORY: _l("History and antiquities"),
    Interest.PHOTOGRAPHY: _l("Photography"),
    Interest.FLOWERS: _l("Flowers"),
    Interest.GARDENING: _l("Gardening"),
    Interest.PETS: _l("Pets"),
    Interest.HEALTH: _l("Chinese medicine and health"),
    Interest.TAICHI: _l("Tai chi"),
    Interest.YOGA: _l("Yoga"),
    Interest.RUNNING: _l("Running"),
    Interest.CYCLING: _l("Cycling"),
    Interest.HIKING: _l("Hiking"),
    Interest.GOLF: _l("Golf"),
    Interest.FISHING: _l("Fishing"),
    Interest.SHORT_TRIPS: _l("Short trips"),
    Interest.CHILDREN: _l("Children"),
    Interest.EDUCATION: _l("Schools and study abroad"),
    Interest.MARKETS: _l("Markets"),
    Interest.SUCCESSION: _l("Tax and succession"),
    Interest.RETIREMENT: _l("Retirement"),
    Interest.CHARITY: _l("Charity"),
    Interest.TECHNOLOGY: _l("Technology"),
    Interest.SEAL_CARVING: _l("Seal carving"),
    Interest.INCENSE: _l("Incense"),
    Interest.SKIING: _l("Skiing"),
    Interest.RACKETS: _l("Tennis and badminton"),
    Interest.DRIVING: _l("Driving tours"),
    Interest.CRUISES: _l("Cruises"),
    Interest.STUDY_ABROAD: _l("Studies abroad"),
    Interest.CARS: _l("Cars"),
    Interest.ARCHITECTURE: _l("Architecture and old houses"),
    Interest.GRAPE_WINE: _l("Grape wine"),
    Interest.BAIJIU: _l("Baijiu"),
    Interest.WHISKY: _l("Whisky"),
    Interest.PORCELAIN: _l("Porcelain"),
    Interest.JADE: _l("Jade"),
    Interest.COINS: _l("Coins"),
    Interest.STAMPS: _l("Stamps"),
    Interest.CHINESE_MUSIC: _l("Chinese music"),
    Interest.CLASSICAL_MUSIC: _l("Classical music"),
    Interest.OPERA: _l("Chinese opera"),
}

INTEREST_SOURCES = {
    InterestSource.SAID: _l("Said so"),
    InterestSource.OBSERVED: _l("We noticed"),
    InterestSource.ATTENDED: _l("Took part"),
}

CONFIDENCES = {3: _l("Certain"), 2: _l("Likely"), 1: _l("Perhaps")}

INTEREST_THEMES = (
    (
        _l("Tea, wine and the table"),
        (Interest.TEA, Interest.WINE, Interest.COFFEE, Interest.FOOD),
    ),
    (
        _l("Brush, collecting and crafts"),
        (
            Interest.CALLIGRAPHY,
            Interest.PAINTING,
            Interest.SEAL_CARVING,
            Interest.COLLECTING,
            Interest.JEWELLERY,
            Interest.INCENSE,
            Interest.FLOWERS,
        ),
    ),
    (
        _l("Music, books and pictures"),
        (
            Interest.MUSIC,
            Interest.THEATRE,
            Interest.READING,
            Interest.HISTORY,
            Interest.ARCHITECTURE,
            Interest.PHOTOGRAPHY,
        ),
    ),
    (
        _l("Health and sport"),
        (
            Interest.HEALTH,
            Interest.TAICHI,
            Interest.YOGA,
            Interest.RUNNING,
            Interest.CYCLING,
            Interest.HIKING,
            Interest.GOLF,
            Interest.RACKETS,
            Interest.FISHING,
            Interest.SKIING,
        ),
    ),
    (_l("On the road"), (Interest.SHORT_TRIPS, Interest.DRIVING, Interest.CRUISES, Interest.CARS)),
    (
        _l("Family and home"),
        (Interest.CHILDREN, Interest.EDUCATION, Interest.GARDENING, Interest.PETS),
    ),
    (
        _l("Money and the world"),
        (
            Interest.MARKETS,
            Interest.SUCCESSION,
            Interest.RETIREMENT,
            Interest.CHARITY,
            Interest.TECHNOLOGY,
        ),
    ),
)
"""The interests of the first level as a form groups them; those below each follow from INTEREST_PARENTS."""

NAME_ORDERS = {
    NameOrder.GIVEN_FIRST: _l("Given name first: Wenjing Wang"),
    NameOrder.SURNAME_FIRST: _l("Surname first: Wang Wenjing"),
}

CELEBRATE_BY = {
    CelebrateBy.SOLAR: _l("By the solar calendar"),
    CelebrateBy.LUNAR: _l("By the lunar calendar"),
    CelebrateBy.BOTH: _l("By both"),
    CelebrateBy.NONE: _l("Not at all"),
}

LEAP_RULES = {
    LeapRule.LEAP_IF_EXISTS: _l("In the leap month when the year has it"),
    LeapRule.ORDINARY: _l("Always in the ordinary month"),
    LeapRule.ASK: _l("Ask the client each time"),
}

BIRTHDAY_SOURCES = {
    BirthdaySource.ID: _l("From the identity card"),
    BirthdaySource.CLIENT: _l("Told by the client"),
}

LUNAR_MONTHS = (
    _l("1st lunar month"), _l("2nd lunar month"), _l("3rd lunar month"), _l("4th lunar month"), _l("5th lunar month"),
    _l("6th lunar month"), _l("7th lunar month"), _l("8th lunar month"), _l("9th lunar month"), _l("10th lunar month"),
    _l("11th lunar month"), _l("12th lunar month"),
)  # fmt: skip

_TENS, _ONES = ("初", "十", "廿"), "一二三四五六七八九"
LUNAR_DAYS_ZH = [
    "初十" if day == 10 else "二十" if day == 20 else "三十" if day == 30 else _TENS[day // 10] + _ONES[day % 10 - 1]
    for day in range(1, 31)
]


def lunar_day(day: int) -> str:
    """廿八 in Chinese, 28 in English."""
    return LUNAR_DAYS_ZH[day - 1] if pick_language() == "zh" else str(day)


def lunar_day_choices() -> list[tuple[str, str]]:
    return [(str(day), lunar_day(day)) for day in range(1, 31)]


def lunar_birthday(client: Any) -> str:
    """闰六月十五, or the 15th of the leap 6th month; empty when it is not known."""
    if client.lunar_eve:
        return str(_l("the last day of the lunar year"))
    if client.lunar_month is None or client.lunar_day is None:
        return ""
    month = LUNAR_MONTHS[client.lunar_month - 1]
    values = {"month": str(month), "day": lunar_day(client.lunar_day)}
    return str((_l("leap %(month)s, day %(day)s") if client.lunar_leap else _l("%(month)s, day %(day)s")) % values)


SPOKEN = {
    "cmn": _l("Mandarin"),
    "yue": _l("Cantonese"),
    "wuu": _l("Wu"),
    "nan": _l("Southern Min"),
    "hak": _l("Hakka"),
    "cdo": _l("Eastern Min"),
    "hsn": _l("Xiang"),
    "gan": _l("Gan"),
    "bod": _l("Tibetan"),
    "uig": _l("Uyghur"),
    "mon": _l("Mongolian"),
    "kaz": _l("Kazakh"),
    "sign": _l("Sign language"),
    "eng": _l("English"),
    "jpn": _l("Japanese"),
    "kor": _l("Korean"),
    "fra": _l("French"),
    "deu": _l("German"),
    "spa": _l("Spanish"),
    "ita": _l("Italian"),
    "rus": _l("Russian"),
    "ara": _l("Arabic"),
}
"""What Client.spoken holds: codes of ISO 639-3, and sign language."""

RISK_LEVELS = {
    RiskLevel.C1: _l("C1 cautious"),
    RiskLevel.C2: _l("C2 steady"),
    RiskLevel.C3: _l("C3 balanced"),
    RiskLevel.C4: _l("C4 growth"),
    RiskLevel.C5: _l("C5 adventurous"),
}

PHOTO_CONSENTS = {
    PhotoConsent.NONE: _l("No pictures"),
    PhotoConsent.OWN: _l("Only for the client"),
    PhotoConsent.INTERNAL: _l("Also inside the bank"),
    PhotoConsent.PUBLIC: _l("Also in public"),
}

POINT_KINDS = {
    PointKind.MOBILE: _l("Mobile"),
    PointKind.HOME: _l("At home"),
    PointKind.WORK: _l("At work"),
    PointKind.ASSISTANT: _l("The assistant's"),
    PointKind.FAMILY: _l("The family's"),
    PointKind.OTHER: _l("Another"),
}

POINT_CHANNELS = {ContactChannel.PHONE: _l("Telephone"), ContactChannel.EMAIL: _l("E-mail")}

ADDRESS_KINDS = {
    PointKind.HOME: _l("At home"),
    PointKind.WORK: _l("At work"),
    PointKind.FAMILY: _l("The family's"),
    PointKind.OTHER: _l("Another"),
}

RELATIONS = {
    RelationKind.SPOUSE: _l("Wife or husband"),
    RelationKind.CHILD: _l("Child"),
    RelationKind.PARENT: _l("Parent"),
    RelationKind.SIBLING: _l("Brother or sister"),
    RelationKind.FRIEND: _l("Friend"),
    RelationKind.PARTNER: _l("Partner in business"),
    RelationKind.INTRODUCED_BY: _l("Introduced this client to us"),
    RelationKind.INTRODUCED: _l("Introduced to us by this client"),
    RelationKind.ASSISTANT: _l("Assistant"),
    RelationKind.KEEP_APART: _l("Keep apart"),
}
"""What the other one is to the client of the page."""
ASSISTS = _l("Works for this one as an assistant")

FIELD_KINDS = {
    FieldKind.TEXT: _l("Short text"),
    FieldKind.NUMBER: _l("Number"),
    FieldKind.DATE: _l("Date"),
    FieldKind.CHOICE: _l("One of several words"),
    FieldKind.YES_NO: _l("Yes or no"),
}

YES_NO = {True: _l("Yes"), False: _l("No")}
YES_NO_WORDS = {
    True: ("yes", "y", "true", "1", "是", "有", "对", "√", "✓", "v"),
    False: ("no", "n", "false", "0", "否", "无", "没有", "不是", "×", "x"),
}

HOLDINGS = {
    Holding.CURRENT: _l("Current account or salary"),
    Holding.DEPOSIT: _l("Time deposit"),
    Holding.WEALTH: _l("Wealth products"),
    Holding.FUND: _l("Funds"),
    Holding.INSURANCE: _l("Insurance"),
    Holding.METALS: _l("Precious metals"),
    Holding.CREDIT_CARD: _l("Credit card"),
    Holding.LOAN: _l("Mortgage or loan"),
    Holding.MOBILE: _l("Mobile banking"),
    Holding.FOREIGN: _l("Foreign exchange"),
    Holding.SECURITIES: _l("Securities custody"),
    Holding.TRUST: _l("Trust"),
    Holding.PENSION: _l("Pension account"),
    Holding.SAFE_BOX: _l("Safe deposit box"),
    Holding.SETTLEMENT: _l("Corporate settlement"),
}

HOLDS = {
    HoldKind.OPTED_OUT: _l("Wants no invitations"),
    HoldKind.COMPLAINT: _l("Open complaint"),
    HoldKind.BEREAVEMENT: _l("In mourning"),
    HoldKind.HOSPITAL: _l("In hospital"),
    HoldKind.DECEASED: _l("Deceased"),
    HoldKind.COMPETITOR: _l("Works for a competitor"),
}

ENTRIES = {
    EntryKind.INVITED: _l("Invited"),
    EntryKind.LETTER_PRINTED: _l("Letter printed"),
    EntryKind.LETTER_DELIVERED: _l("Letter handed over"),
    EntryKind.ACCEPTED: _l("Replied: will come"),
    EntryKind.DECLINED: _l("Replied: can't come"),
    EntryKind.WAITLISTED: _l("Wants to come, no seat yet"),
    EntryKind.CANCELLED: _l("Cancelled after accepting"),
    EntryKind.OUTCOME_ATTENDED: _l("Attended"),
    EntryKind.OUTCOME_NO_SHOW: _l("Did not come"),
    EntryKind.OUTCOME_DECLINED: _l("Declined"),
    EntryKind.OUTCOME_NO_ANSWER: _l("Gave no answer"),
    EntryKind.CALL: _l("Telephone call"),
    EntryKind.WECHAT: _l("WeChat"),
    EntryKind.VISIT: _l("Visit"),
    EntryKind.NOTE: _l("Note"),
    EntryKind.WITHDRAWN: _l("Invitation taken back"),
    EntryKind.SMS: _l("Text message"),
    EntryKind.EMAIL: _l("E-mail"),
    EntryKind.MEETING: _l("Meeting at the branch"),
    EntryKind.LETTER_RETURNED: _l("Letter came back"),
    EntryKind.CARD_SENT: _l("Card sent"),
    EntryKind.GIFT: _l("Gift"),
    EntryKind.REPRESENTED: _l("Sent somebody instead"),
    EntryKind.CONSENT_CHANGED: _l("Consent changed"),
    EntryKind.TIER_CHANGED: _l("Tier changed"),
    EntryKind.CLUB_CHANGED: _l("Membership changed"),
    EntryKind.HOLD_CHANGED: _l("Hold changed"),
    EntryKind.OWNER_CHANGED: _l("Relationship manager changed"),
    EntryKind.MERGED: _l("Merged with a duplicate"),
}

ENTRY_ICONS = {
    EntryKind.INVITED: "mail",
    EntryKind.LETTER_PRINTED: "printer",
    EntryKind.LETTER_DELIVERED: "mail-opened",
    EntryKind.ACCEPTED: "circle-check",
    EntryKind.DECLINED: "x",
    EntryKind.WAITLISTED: "hourglass",
    EntryKind.CANCELLED: "x",
    EntryKind.OUTCOME_ATTENDED: "armchair",
    EntryKind.OUTCOME_NO_SHOW: "clock",
    EntryKind.OUTCOME_DECLINED: "x",
    EntryKind.OUTCOME_NO_ANSWER: "clock",
    EntryKind.CALL: "phone",
    EntryKind.WECHAT: "message",
    EntryKind.VISIT: "map-pin",
    EntryKind.NOTE: "pencil",
    EntryKind.WITHDRAWN: "ban",
    EntryKind.SMS: "device-mobile",
    EntryKind.EMAIL: "send",
    EntryKind.MEETING: "building-bank",
    EntryKind.LETTER_RETURNED: "arrow-back-up",
    EntryKind.CARD_SENT: "heart",
    EntryKind.GIFT: "gift",
    EntryKind.REPRESENTED: "user-check",
    EntryKind.CONSENT_CHANGED: "shield-check",
    EntryKind.TIER_CHANGED: "chart-bar",
    EntryKind.CLUB_CHANGED: "crown",
    EntryKind.HOLD_CHANGED: "hand-stop",
    EntryKind.OWNER_CHANGED: "users",
    EntryKind.MERGED: "copy",
}


def entry_icon(code: str) -> str:
    return ENTRY_ICONS[EntryKind(code)]


def codes(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """(code, word) of each, for a select."""
    return [(member.value, label) for member, label in labels.items()]


LANGUAGES = {"zh": _l("Chinese"), "en": _l("English")}


def country_choices() -> list[tuple[str, str]]:
    """Code and name of every country in the reader's language, for a select."""
    return [*countries(pick_language()).items()]


def said_country(code: str) -> str:
    """The country's name in the reader's language."""
    return country_name(code, pick_language())


call_rows(
    {
        "client": _l("Client"),
        "client_interest": _l("interest of a client"),
        "client_holding": _l("holding of a client"),
        "client_hold": _l("hold of a client"),
        "client_delegate": _l("stand-in for a client"),
        "client_import": _l("imported list"),
        "household": _l("household"),
        "history_entry": _l("history entry"),
        "contact_point": _l("further number or address"),
        "client_address": _l("further postal address"),
        "relation": _l("relation of a client"),
        "extra_field": _l("field of the client book"),
        "consent": _l("consent"),
        "channel_refusal": _l("refused channel"),
        "tier_month": _l("tier of a month"),
        "column_mapping": _l("meaning of columns"),
        "client_view": _l("saved view"),
        "duplicate_pair": _l("possible duplicate"),
        "client_merge": _l("merge of clients"),
    }
)

say(
    {
        "phone_invalid": _l(
            "This is no telephone number. A mobile number has 11 digits; others begin with + and the country."
        ),
        "name_missing": _l("Type the client's name."),
        "number_taken": _l("This number is in use. Check it, or ask your branch manager."),
        "hold_ends_before": _l("The last day lies before the first one."),
        "salutation_unknown": _l(
            "It is not known whether to write Ms or Mr. Enter the gender, a title or a form of address."
        ),
        "text_not_plain": _l("Leave out the signs < > { }: this is plain text."),
        "text_too_long": _l("At most %(most)s characters; these are %(length)s."),
        "email_invalid": _l("This is no e-mail address."),
        "postcode_china": _l("A postcode of mainland China has six digits, such as 310051."),
        "postcode_invalid": _l("This is no postcode: at most ten letters and digits."),
        "country_unknown": _l("“%(word)s” is no country that we know. Write its name, or its code of two letters."),
        "address_lines": _l("At most %(most)s lines: an envelope has no room for more."),
        "delegate_own": _l("This person looks after the client already."),
    }
)

say(
    {
        "birthday_unreadable": _l("Write the birthday as 1962-10-03, or 10-03 when the year is not known."),
        "birthday_impossible": _l("No year has this day."),
        "birthday_ahead": _l("This birthday lies in the future."),
        "birthday_too_long_ago": _l("Nobody is older than %(most)s years. Check the year."),
        "birthday_differs": _l("The birthday and the date of birth name different days."),
        "lunar_eve_with_day": _l(
            "The last day of the lunar year needs no month and day beside it. Clear them, or the tick."
        ),
        "lunar_incomplete": _l("A lunar birthday needs both month and day."),
        "lunar_month_unknown": _l("The lunar months are the first to the twelfth."),
        "lunar_day_31": _l("A lunar month has at most 30 days."),
        "lunar_no_leap_month": _l("There has been no such leap month in the last hundred and fifty years."),
        "lunar_no_day_30": _l("This leap month never has a 30th day."),
        "lunar_missing": _l("Enter the lunar birthday by which the client is to be congratulated."),
        "confidence_out_of_bounds": _l("How sure we are goes from 1 to 3."),
        "month_not_over": _l("The average of a month is known when the month is over. Choose an earlier one."),
        "point_missing": _l("Type the number or the address."),
        "point_known": _l("This one is written down already."),
        "points_many": _l("At most %(most)s numbers and addresses. Remove one that is out of use."),
        "address_missing": _l("Type the address."),
        "address_ends_before": _l("The last day lies before the first one."),
        "addresses_many": _l("At most %(most)s further addresses. Remove one that is out of use."),
        "relation_nobody": _l("Type a name or a client number."),
        "relation_self": _l("Nobody is related to themselves. Type somebody else."),
        "relation_known": _l("This relation is written down already."),
        "relations_many": _l("At most %(most)s relations. Remove one first."),
        "household_self": _l("Choose somebody else of the household."),
        "household_known": _l("This client lives in the household already."),
        "household_many": _l("At most %(most)s people live in one household."),
        "extra_number": _l("This is no number."),
        "extra_date": _l("Write the date as 2027-04-10."),
        "extra_choice": _l("Choose one of these: %(known)s."),
        "extra_yes_no": _l("Write yes or no."),
        "field_nameless": _l("Type what the field is called."),
        "field_known": _l("A field of this name is there already, perhaps among the retired ones."),
        "field_choices": _l("Write between 2 and %(most)s words, one a line."),
        "fields_many": _l("At most %(most)s fields. Rename a retired one instead."),
    }
)
