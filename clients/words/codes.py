"""The words for this room's codes, its rows and its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from clients.book.postal import countries, country_name
from clients.models import (
    ClientType,
    EntryKind,
    Gender,
    Holding,
    HoldKind,
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
    EntryKind.EMAIL: _l("E-mail message"),
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
    EntryKind.TENTATIVE: _l("Not decided yet"),
    EntryKind.DELEGATED: _l("Sends somebody instead"),
    EntryKind.LAPSED: _l("Did not answer in time"),
    EntryKind.REMINDED: _l("Reminded"),
    EntryKind.PUT_OFF: _l("Event postponed"),
    EntryKind.CALLED_OFF: _l("Event cancelled"),
    EntryKind.OUTCOME_EXCUSED: _l("Excused"),
    EntryKind.FEEDBACK: _l("Feedback"),
    EntryKind.FOLLOWED_UP: _l("Followed up"),
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
    EntryKind.TENTATIVE: "hourglass",
    EntryKind.DELEGATED: "users",
    EntryKind.LAPSED: "clock",
    EntryKind.REMINDED: "bell",
    EntryKind.PUT_OFF: "calendar-due",
    EntryKind.CALLED_OFF: "calendar-event",
    EntryKind.OUTCOME_EXCUSED: "hand-stop",
    EntryKind.FEEDBACK: "message",
    EntryKind.FOLLOWED_UP: "check",
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
