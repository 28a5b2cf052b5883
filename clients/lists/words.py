"""The words of lists: what columns are called, and why a row or a whole list is refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from clients.lists.columns import Column
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
        "import_changed": _l("Somebody changed the same clients just now. Look again and confirm once more."),
        "export_not_yours": _l("Lists of clients are taken out by organisers and branch managers only."),
        "export_reason": _l("Write what the list is for."),
    }
)
