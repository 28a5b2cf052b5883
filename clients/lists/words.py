"""The words of lists: what columns are called, and why a row or a whole list is refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from clients.lists.columns import Column
from clients.models import PointKind
from core.errors import say

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
    Column.FURTHER_TYPES: _l("Further types"),
    Column.LUNAR_BIRTHDAY: _l("Lunar birthday"),
    Column.CELEBRATE_BY: _l("Birthday kept by"),
    Column.PHONES: _l("Further telephones"),
    Column.PHONE_HOME: _l("Telephone at home"),
    Column.PHONE_WORK: _l("Telephone at work"),
    Column.EMAILS: _l("Further e-mail addresses"),
    Column.ADDRESSES: _l("Further addresses"),
    Column.ADDRESS_WORK: _l("Address at work"),
    Column.WECHAT: _l("WeChat note"),
    Column.RISK: _l("Risk level"),
    Column.HOUSEHOLD: _l("Household"),
    Column.MONTH_BAND: _l("Band of last month"),
    Column.DO_NOT_MENTION: _l("Not to be mentioned"),
}

REASON = _l("Why it was left out")

say(
    {
        "phone_shortened": _l(
            "The spreadsheet has shortened this number. Format the column as text and type the number again."
        ),
        "name_without_letters": _l("A name has letters or characters, not digits and signs alone."),
        "name_of_nobody": _l("This row is a total or a signature beneath the list, no client."),
        "name_with_note": _l("Write the name alone: what stands in brackets would be printed on the letter."),
        "date_unreadable": _l("Write the date as year, month, day: 1962-03-04."),
        "date_impossible": _l("Nobody alive was born on this day. Check the year."),
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
        "import_not_ready": _l("The list is still being read. Wait until its rows are shown."),
        "import_busy": _l("This list is being written now. It can be undone or thrown away when it is done."),
        "import_not_undone": _l("This list can't be undone: it was not brought in, or is undone already."),
        "sheet_unknown": _l("This sheet is not in the file."),
        "fixed_unreadable": _l("“%(text)s” can't stand in “%(column)s” for all rows: %(why)s"),
        "confidence_not_yours": _l("What must not be mentioned is written by relationship and branch managers only."),
        "lunar_unreadable": _l("Write the lunar birthday as month and day, 8-15, or as it is said in Chinese."),
        "year_missing": _l("The century of this year is not clear. Write the year with four digits."),
        "month_unreadable": _l("Write the band as T0 to T5 or as the tier is called."),
        "client_gone": _l("This client is no longer in your book. Read the list again."),
        "possible_duplicate": _l("You may know this person already. Choose: new client, update, or leave out."),
        "left_out_by_choice": _l("Left out by your choice."),
        "household_unclear": _l("A household's name has letters or characters."),
        "too_many_contacts": _l("At most %(most)s further numbers and addresses a client."),
        "export_not_yours": _l("Lists of clients are taken out by organisers and branch managers only."),
        "export_reason": _l("Write what the list is for."),
    }
)

CONTACT_WORDS = {
    PointKind.MOBILE: _l("mobile"),
    PointKind.HOME: _l("home"),
    PointKind.WORK: _l("work"),
    PointKind.ASSISTANT: _l("assistant"),
    PointKind.FAMILY: _l("family"),
    PointKind.OTHER: _l("other"),
}
"""As contacts.py reads them again, in both languages."""
WHY_POSSIBLE = {
    "number": _l("the same client number"),
    "phone": _l("the same telephone"),
    "email": _l("the same e-mail address"),
    "name": _l("the same name"),
    "name_alike": _l("a name that sounds alike"),
    "birth_date": _l("the same date of birth"),
    "birthday": _l("the same birthday"),
    "household": _l("the same household"),
    "shared_phone": _l("a telephone that others have too"),
    "shared_email": _l("an e-mail address that others have too"),
    "other_birth_date": _l("but another date of birth"),
    "other_gender": _l("but another gender"),
}
VERDICTS = {
    "new": (_l("New"), "good"),
    "changes": (_l("Changes a client"), "neutral"),
    "possible": (_l("Perhaps known"), "attention"),
    "same": (_l("Nothing new"), "neutral"),
    "left_out": (_l("Left out"), "seal"),
}
NOT_TO_BE_APPROACHED = _l("Not to be approached")
WATERMARK = _l("Taken out of the client book under number %(reference)s")
