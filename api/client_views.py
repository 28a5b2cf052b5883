"""Clients: the book as far as the token sees it, with the fields that its role may take out. Each look is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload

from api.declaring import Asked, reads
from api.noting import taken_out
from api.paging import MOST, USUAL, Page, cursor, page, place
from api.permissions import Permission as P
from api.shapes import Code, Day, Field, Flag, Many, Moment, Shape, Text, Whole
from clients.contact.may_contact import may_contact
from clients.finding.search import search
from clients.lists.exporting import fields_for
from clients.models import Client, ClientType, Gender, Holding, Interest, Purpose, RiskLevel, Tier, members_of
from core.db import db, now, read_from_here
from core.zone import home_day
from staff.audit import record_view
from staff.models import Staff
from staff.scope import load, visible

MAY_CONTACT = Shape(
    "MayContact",
    (
        Field("invitation", Flag(), _l("May be invited today, by any way.")),
        Field("marketing", Flag(), _l("May be written to for our own ends today, by any way.")),
        Field("because", Many(Text(40)), _l("Codes of what speaks against it.")),
    ),
)

CLIENT = Shape(
    "Client",
    (
        Field("id", Whole()),
        Field("number", Text(20), none=True),
        Field("full_name", Text(80)),
        Field("surname", Text(20), none=True),
        Field("given_name", Text(40), none=True),
        Field("name_en", Text(80), none=True),
        Field("gender", Code(Gender), none=True),
        Field("title", Text(20), none=True),
        Field("language", Text(2), none=True),
        Field("birth_date", Day(), none=True),
        Field("phone", Text(20), none=True),
        Field("email", Text(120), none=True),
        Field("wechat_note", Text(60), none=True),
        Field("district", Text(40), none=True),
        Field("postal_address", Text(200), none=True),
        Field("postcode", Text(10), none=True),
        Field("country", Text(2), none=True),
        Field("client_type", Code(ClientType), none=True),
        Field("further_types", Many(Code(ClientType)), none=True),
        Field("tier", Code(Tier), none=True),
        Field("risk_level", Code(RiskLevel), none=True),
        Field("interests", Many(Code(Interest)), none=True),
        Field("holdings", Many(Code(Holding)), none=True),
        Field("talk_topics", Text(300), none=True),
        Field("do_not_mention", Text(300), _l("Null unless the token's role may read confidences."), none=True),
        Field("rm", Text(60), _l("The name of the relationship manager."), none=True),
        Field("last_contact_on", Day(), none=True),
        Field("last_invited_on", Day(), none=True),
        Field("times_invited", Whole()),
        Field("times_attended", Whole()),
        Field("created_at", Moment()),
        Field("may_contact", MAY_CONTACT),
    ),
)

_OPEN = ("id", "full_name", "last_contact_on", "last_invited_on", "times_invited", "times_attended", "created_at")
"""What is no column of an export: counts and days. Every other field goes by what the role may take out."""

SEARCH = Shape(
    "ClientSearch",
    (
        Field("q", Text(60), _l("Part of a name, pinyin, initials, number or the end of a telephone."), wanted=True),
        Field("limit", Whole(1, MOST)),
        Field("after", Text(60), _l("`next` of the page before.")),
    ),
)


@reads(
    "/clients",
    P.CLIENTS_READ,
    about=_l("The client book, with the fields that the token's role may take out. Each page is noted as an export."),
    answer=CLIENT,
    paged=True,
)
def clients(asked: Asked) -> Page:
    """The client book."""
    found = page(visible(current_user, Client).options(*_around()), Client.id, asked.query)
    taken_out("client", len(found.rows))
    return Page(_rows(found.rows), found.next)


@reads("/clients/<int:client_id>", P.CLIENTS_READ, about=_l("One client. The look is noted."), answer=CLIENT)
def client(_asked: Asked, client_id: int) -> Mapping[str, Any]:
    """One client."""
    found = load(current_user, Client, client_id, *_around())
    record_view(current_user, "client", found.id)
    return _rows([found])[0]


@reads(
    "/clients/search",
    P.CLIENTS_READ,
    about=_l("Clients who answer to a word, the best first. By POST, so that no name stands in an address."),
    answer=CLIENT,
    paged=True,
    body=SEARCH,
)
def search_clients(asked: Asked) -> Page:
    """Clients by a word."""
    read_from_here()
    limit, start = asked.body.get("limit", USUAL), place(asked.body.get("after"))
    found = search(current_user, asked.body["q"], most=min(start + limit + 1, 1000))
    ids = found.ids[start : start + limit]
    query = visible(current_user, Client).where(Client.id.in_(ids)).options(*_around())
    known = {one.id: one for one in db.session.scalars(query)}
    rows = _rows([known[one] for one in ids if one in known])
    more = len(found.ids) > start + limit
    taken_out("client", len(rows))
    return Page(rows, cursor(start + limit) if more else None)


def _around() -> tuple[Any, ...]:
    rm = joinedload(Client.rm)
    return (rm.lazyload(Staff.roles), rm.lazyload(Staff.branch), selectinload(Client.interests))


def _rows(found: Sequence[Client]) -> list[dict[str, Any]]:
    """Each client's fields, those left out that the reader may not take."""
    allowed = {*fields_for(current_user), *_OPEN}
    day = home_day(now())
    verdicts = {
        purpose: may_contact(found, purpose=purpose, channel=None, day=day)
        for purpose in (Purpose.INVITATION, Purpose.MARKETING)
    }
    rows = []
    for one in found:
        values = {name: getattr(one, name, None) for name in allowed if name in _NAMES} | {
            "further_types": members_of(ClientType, one.further_type_bits),
            "holdings": members_of(Holding, one.holding_bits),
            "interests": [interest.interest for interest in one.interests],
            "rm": one.rm.name,
        }
        row = {name: value for name, value in values.items() if name in allowed}
        both = [verdicts[purpose][one.id] for purpose in verdicts]
        row["may_contact"] = {
            "invitation": both[0].allowed,
            "marketing": both[1].allowed,
            "because": sorted({reason.code.value for verdict in both for reason in verdict.reasons}),
        }
        rows.append(row)
    return rows


_NAMES = {field.name for field in CLIENT.fields} - {"further_types", "holdings", "interests", "rm", "may_contact"}
