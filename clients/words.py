"""The words for this room's codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from clients.models import ClientType, EntryKind, Gender, Holding, HoldKind, Interest, Tier, TitleKind
from core.errors import say

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
    Interest.HISTORY: _l("History"),
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
}

say(
    {
        "phone_invalid": _l(
            "This is no telephone number. A mobile number has 11 digits; others begin with + and the country."
        ),
        "name_missing": _l("Type the client's name."),
        "number_taken": _l("Another client has this number already."),
        "hold_ends_before": _l("The last day lies before the first one."),
        "salutation_unknown": _l(
            "It is not known whether to write Ms or Mr. Enter the gender, a title or a form of address."
        ),
    }
)
