"""The words of duplicates and merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clients.book.saving import readable_phone
from clients.duplicates.likeness import Reason
from clients.models import Client
from clients.words import GENDERS, LANGUAGES, PHOTO_CONSENTS, RISK_LEVELS, TIERS, TYPES, said_country
from core.errors import say
from core.languages import pick_language

REASONS = {
    Reason.NUMBER: _l("the same client number"),
    Reason.PHONE: _l("the same telephone"),
    Reason.EMAIL: _l("the same e-mail address"),
    Reason.NAME: _l("the same name"),
    Reason.NAME_ALIKE: _l("a name that sounds alike"),
    Reason.BIRTH_DATE: _l("the same date of birth"),
    Reason.BIRTHDAY: _l("the same birthday"),
    Reason.HOUSEHOLD: _l("the same household"),
    Reason.SHARED_PHONE: _l("the same telephone with another name: perhaps a couple, a driver or an assistant"),
    Reason.SHARED_EMAIL: _l("the same e-mail address with another name: perhaps a couple or an assistant"),
    Reason.OTHER_BIRTH_DATE: _l("but another date of birth"),
    Reason.OTHER_GENDER: _l("but another gender"),
}

GROUP_NAMES = {
    "name": _l("Name"),
    "name_en": _l("English name"),
    "gender": _l("Gender"),
    "title": _l("Title or office"),
    "salutation": _l("Form of address"),
    "language": _l("Language of letters"),
    "number": _l("Client number"),
    "phone": _l("Telephone"),
    "email": _l("E-mail"),
    "wechat_note": _l("WeChat note"),
    "birthday": _l("Birthday"),
    "household": _l("Household"),
    "district": _l("District"),
    "address": _l("Postal address"),
    "tier": _l("Tier"),
    "client_type": _l("Client type"),
    "owner": _l("Relationship manager"),
    "risk_level": _l("Risk level"),
    "qualified_investor": _l("Qualified investor"),
    "talk_topics": _l("Topics to talk about"),
    "photo_consent": _l("Photographs"),
}

TOLD = {
    "merged_kept": _l("This row of the same person was put into this one."),
    "merged_gone": _l("This row was put into that of the same person."),
    "taken_apart_kept": _l("The two rows were taken apart again."),
    "taken_apart_gone": _l("The two rows were taken apart again."),
}
"""What the history says of a merge, by the code that merging.py wrote."""


def said(group: str, client: Client) -> str:
    """What a client's row says of a group of fields; empty when it says nothing."""
    return _SAID[group](client) if group in _SAID else str(getattr(client, group) or "")


def _lunar(client: Client) -> str:
    if client.lunar_eve:
        return _("lunar New Year's Eve")
    if not client.lunar_month:
        return ""
    leap = _("leap ") if client.lunar_leap else ""
    return _("lunar %(leap)s%(month)s-%(day)s", leap=leap, month=client.lunar_month, day=client.lunar_day or "?")


def _birthday(client: Client) -> str:
    solar = client.birth_date.isoformat() if client.birth_date else client.birthday
    return " · ".join(filter(None, [solar, _lunar(client)]))


def _address(client: Client) -> str:
    if not client.postal_address:
        return ""
    country = "" if client.country == "CN" else str(said_country(client.country))
    return " ".join(filter(None, [client.postal_address, client.postcode, country]))


_SAID: dict[str, Callable[[Client], str]] = {
    "name": lambda client: client.full_name,
    "gender": lambda client: str(GENDERS[client.gender]) if client.gender else "",
    "salutation": lambda client: client.salutation_override,
    "language": lambda client: str(dict(LANGUAGES)[client.language]),
    "phone": lambda client: readable_phone(client.phone),
    "birthday": _birthday,
    "household": lambda client: client.household.name if client.household else "",
    "address": _address,
    "tier": lambda client: str(TIERS[client.tier]),
    "client_type": lambda client: str(TYPES[client.client_type]) if client.client_type else "",
    "owner": lambda client: client.rm.called(pick_language()),
    "risk_level": lambda client: str(RISK_LEVELS[client.risk_level]) if client.risk_level else "",
    "qualified_investor": lambda client: _("Yes") if client.qualified_investor else _("No"),
    "photo_consent": lambda client: str(PHOTO_CONSENTS[client.photo_consent]) if client.photo_consent else "",
}


def said_reasons(codes: Any) -> list[str]:
    """The reasons of a pair in words; a code that this version does not know is passed over."""
    known = {reason.value: reason for reason in Reason}
    return [str(REASONS[known[code]]) for code in codes if code in known]


say(
    {
        "merge_itself": _l("These are not two rows."),
        "merge_not_there": _l("One of the two is no longer in the book: somebody has merged it meanwhile."),
        "merge_not_yours": _l("You stand in for a colleague here; only the owner or the branch manager may merge."),
        "merge_choice": _l("Choose for each line which of the two values stays."),
        "merge_undone": _l("This merge has been undone already."),
        "merge_later": _l("The client who stayed was merged into another one since. Undo that merge first."),
    }
)
