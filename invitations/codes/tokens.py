"""The codes on a letter: a token of 126 bits in the QR, and a short code that people can type.

A code is a locator, not a key: it shows its holder one invitation and takes an answer. The database keeps hashes to
find an invitation by, and one sealed copy for reprints; the key lies outside, so a stolen backup opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from clients.models import Client
from core import tokens
from core.db import db
from core.tokens import ALPHABET, TOKEN_LENGTH, draw, token_hash
from events.models import Event
from invitations.models import Invitation, JointGuest, RetiredCode
from staff.models import Staff

__all__ = ["ALPHABET", "TOKEN_LENGTH", "token_hash"]

CODE_LENGTH = 8  # 38.9 bits: only together with the phone's last four digits and a limit on tries


@dataclass(frozen=True)
class Codes:
    """What is printed on the letter."""

    token: str
    short_code: str

    @property
    def address(self) -> str:
        """The QR's content, all in capitals so that it needs the fewest modules."""
        return f"{current_app.config['PUBLIC_BASE_URL']}/i/{self.token}".upper()

    @property
    def grouped(self) -> str:
        """7KQ4-MY8P"""
        return f"{self.short_code[:4]}-{self.short_code[4:]}"


def new_codes() -> Codes:
    return Codes(draw(TOKEN_LENGTH), draw(CODE_LENGTH))


def issue(invitation: Invitation) -> Codes:
    """Give the invitation new codes; those it had, if any, open nothing any more."""
    codes = new_codes()
    invitation.token_hash = token_hash(codes.token)
    invitation.code_hash = code_hash(codes.short_code)
    invitation.sealed = tokens.seal(f"{codes.token}{codes.short_code}")
    return codes


def unseal(invitation: Invitation) -> Codes:
    """The codes of the letter, for printing it. Raises cryptography's InvalidTag under a wrong key."""
    text = tokens.unseal(invitation.sealed)
    return Codes(text[:TOKEN_LENGTH], text[TOKEN_LENGTH:])


def code_hash(short_code: str) -> str:
    """38.9 bits can be tried through, so the hash depends on the key."""
    return tokens.keyed_hash(short_code)


def read_code(text: str) -> str:
    """What a person typed or a camera read, as bare symbols; of a letter's address only the token remains."""
    return tokens.read_symbols(text, "i")


def find_by_token(text: str) -> Invitation | None:
    """The invitation whose token this is, for a guest: the token itself is what allows it, so no scope applies."""
    hashed = _hash_of(text)
    if hashed is None:
        return None
    query = _with_event_and_client().options(joinedload(Invitation.joint).joinedload(JointGuest.client))
    return db.session.scalars(query.where(Invitation.token_hash == hashed)).unique().one_or_none()


def replaced_by_token(text: str) -> Invitation | None:
    """The invitation that once had this token, until a reissue replaced it."""
    hashed = _hash_of(text)
    return _replaced(RetiredCode.token_hash == hashed) if hashed else None


def replaced_by_code(text: str) -> Invitation | None:
    """The invitation that once had this short code. Who calls it has asked for the phone's tail."""
    hashed = _code_hash_of(text)
    return _replaced(RetiredCode.code_hash == hashed) if hashed else None


def _replaced(condition: sa.ColumnElement[bool]) -> Invitation | None:
    query = _with_event_and_client().join(RetiredCode, RetiredCode.invitation_id == Invitation.id)
    return db.session.scalar(query.where(condition))


def find_to_answer(text: str) -> Invitation | None:
    """The invitation with its event and further readers: an answer locks the rows and shows nobody's page."""
    hashed = _hash_of(text)
    if hashed is None:
        return None
    query = sa.select(Invitation).options(
        joinedload(Invitation.event), joinedload(Invitation.joint).joinedload(JointGuest.client)
    )
    return db.session.scalars(query.where(Invitation.token_hash == hashed)).unique().one_or_none()


def _hash_of(text: str) -> str | None:
    return tokens.hash_of(read_code(text))


def find_by_code(text: str) -> Invitation | None:
    """The invitation whose short code this is. Who calls it has asked for the phone's tail, or is the door."""
    hashed = _code_hash_of(text)
    return db.session.scalar(_with_event_and_client().where(Invitation.code_hash == hashed)) if hashed else None


def _code_hash_of(text: str) -> str | None:
    code = read_code(text)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code_hash(code)


def _with_event_and_client() -> sa.Select[Invitation]:
    return sa.select(Invitation).options(
        joinedload(Invitation.event).joinedload(Event.branch),
        joinedload(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles),  # whom to call, not what they may
    )
