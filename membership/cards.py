"""The membership card: its code, whose page it opens, and what is printed on it.

As an invitation's, the code is a locator and no key: a lost card shows whoever finds it no name. A card that is printed
again keeps its code; one that is lost gets another, and the old one opens nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from clients.book.naming import name_in
from clients.models import Client
from core import tokens
from core.db import db
from membership.levels import club_of
from membership.models import Club, Membership
from printing.documents.member_card import MemberCard
from printing.documents.member_card_words import MANAGER, SERVICE, since_words
from staff.models import Staff


def ensure_code(membership: Membership) -> str:
    """The card's token; drawn when there is none yet."""
    if membership.sealed is None:
        return new_code(membership)
    return tokens.unseal(membership.sealed)


def new_code(membership: Membership) -> str:
    """Another token, as for a card that was lost; what was printed before opens nothing any more."""
    token = tokens.draw(tokens.TOKEN_LENGTH)
    membership.token_hash, membership.sealed = tokens.token_hash(token), tokens.seal(token)
    return token


def address_of(token: str) -> str:
    """What the code on the card says, all in capitals so that it needs the fewest modules."""
    return f"{current_app.config['PUBLIC_BASE_URL']}/m/{token}".upper()


def find_by_card(text: str) -> Membership | None:
    """The membership whose card has this token: the token itself is what allows it, so no scope applies."""
    hashed = tokens.hash_of(tokens.read_symbols(text, "m"))
    if hashed is None:
        return None
    query = sa.select(Membership).where(Membership.token_hash == hashed)
    return db.session.scalar(query.options(joinedload(Membership.client).joinedload(Client.rm).lazyload(Staff.roles)))


def club_name(club: Club | None, language: str, *, in_sentence: bool = False) -> str:
    """The club's name in the reader's language, an English article small within a sentence."""
    if club is None:
        return ""
    name = (language == "en" and club.name_en) or club.name
    return f"t{name[1:]}" if in_sentence and name.startswith("The ") else name


def card_of(membership: Membership) -> MemberCard:
    """The card as it is to be printed, in the client's language. The membership has its number and its code."""
    client, language = membership.client, membership.client.language
    club, rm = club_of(membership.branch_id), membership.client.rm
    phone = rm.phone or rm.branch.phone
    back = [(MANAGER[language], f"{rm.called(language)}\u3000{phone}")]
    if club is not None and club.service_line:
        back.append((SERVICE[language], club.service_line))
    return MemberCard(
        club=club_name(club, language),
        name=name_in(client, language),
        number=membership.number or "",
        since=since_words(membership.joined_on, language) if membership.joined_on else "",
        back=tuple(back),
        qr_payload=address_of(ensure_code(membership)),
        lang=language,
    )
