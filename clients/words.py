"""The words for this room's codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from clients.columns import Column
from clients.models import ClientType, EntryKind, Gender, Holding, HoldKind, Interest, Tier, TitleKind
from clients.postal import countries, country_name
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
}


def entry_icon(code: str) -> str:
    return ENTRY_ICONS[EntryKind(code)]


def codes(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """(code, word) of each, for a select."""
    return [(member.value, label) for member, label in labels.items()]


LANGUAGES = {"zh": _l("Chinese"), "en": _l("English")}

COLUMNS = {
    Column.NUMBER: _l("Client number"),
    Column.NAME: _l("Full name"),
    Column.SURNAME: _l("Surname"),
    Column.GIVEN_NAME: _l("Given name"),
    Column.NAME_EN: _l("Name in English"),
    Column.GENDER: _l("Gender"),
    Column.TITLE: _l("Title or office"),
    Column.TITLE_KIND: _l("Kind of title"),
    Column.SALUTATION: _l("Own form of address"),
    Column.LANGUAGE: _l("Language of letters"),
    Column.BIRTH_DATE: _l("Date of birth"),
    Column.PHONE: _l("Telephone"),
    Column.EMAIL: _l("E-mail"),
    Column.DISTRICT: _l("District"),
    Column.ADDRESS: _l("Postal address"),
    Column.POSTCODE: _l("Postcode"),
    Column.COUNTRY: _l("Country or region"),
    Column.TYPE: _l("Client type"),
    Column.TIER: _l("Tier"),
    Column.INTERESTS: _l("Interests"),
    Column.HOLDINGS: _l("Holdings"),
    Column.RM: _l("Relationship manager"),
    Column.TALK_TOPICS: _l("Topics to talk about"),
}

REASON = _l("Why it was left out")


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
    }
)

say(
    {
        "phone_invalid": _l(
            "This is no telephone number. A mobile number has 11 digits; others begin with + and the country."
        ),
        "phone_shortened": _l(
            "The spreadsheet has shortened this number. Format the column as text and type the number again."
        ),
        "name_missing": _l("Type the client's name."),
        "number_taken": _l("This number is in use. Check it, or ask your branch manager."),
        "hold_ends_before": _l("The last day lies before the first one."),
        "salutation_unknown": _l(
            "It is not known whether to write Ms or Mr. Enter the gender, a title or a form of address."
        ),
        "text_not_plain": _l("Leave out the signs < > { }: this is plain text."),
        "text_too_long": _l("At most %(most)s characters; these are %(length)s."),
        "name_without_letters": _l("A name has letters or characters, not digits and signs alone."),
        "name_of_nobody": _l("This row is a total or a signature beneath the list, no client."),
        "name_with_note": _l("Write the name alone: what stands in brackets would be printed on the letter."),
        "date_unreadable": _l("Write the date as year, month, day: 1962-03-04."),
        "date_impossible": _l("Nobody alive was born on this day. Check the year."),
        "email_invalid": _l("This is no e-mail address."),
        "postcode_china": _l("A postcode of mainland China has six digits, such as 310051."),
        "postcode_invalid": _l("This is no postcode: at most ten letters and digits."),
        "country_unknown": _l("“%(word)s” is no country that we know. Write its name, or its code of two letters."),
        "address_lines": _l("At most %(most)s lines: an envelope has no room for more."),
        "word_unknown": _l("“%(word)s” is not known here. Possible: %(known)s."),
        "rm_unknown": _l("No relationship manager whom you may name is called “%(word)s”."),
        "rm_ambiguous": _l("Several people are called “%(word)s”. Write the sign-in name."),
        "rm_not_you": _l("You bring in your own clients only. Leave this cell or the whole column out."),
        "rm_missing": _l("Nobody is named to look after this client. Name a relationship manager."),
        "row_twice": _l("The same client stands in line %(line)s already."),
        "row_other_number": _l("You know this client under the number %(number)s. Correct one of the two."),
        "list_too_long": _l("At most %(most)s clients at a time. Split the list and bring in the parts one by one."),
        "import_done": _l("This list has been brought in already."),
        "import_gone": _l("The file of this list is no longer here. Choose it once more."),
        "import_no_name": _l("No column holds the names. Choose which one does."),
        "import_column_twice": _l("Two columns are both “%(column)s”. Leave one of them out."),
        "import_changed": _l("Somebody changed the same clients just now. Look again and confirm once more."),
        "export_not_yours": _l("Lists of clients are taken out by organisers and branch managers only."),
        "export_reason": _l("Write what the list is for."),
        "delegate_own": _l("This person looks after the client already."),
    }
)
