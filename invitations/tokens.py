"""The codes on a letter: a token of 126 bits in the QR, and a short code that people can type.

A code is a locator, not a key: it shows its holder one invitation and takes an answer. The database keeps hashes to
find an invitation by, and one sealed copy for reprints; the key lies outside, so a stolen backup opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy.orm import joinedload

from clients.models import Client
from core.db import db
from core.forms import digits
from events.models import Event
from invitations.models import Invitation, RetiredCode

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXY"
"""29 symbols: none that is taken for another on paper (no 0 O, 1 I L, S, Z)."""
TOKEN_LENGTH = 26  # log2(29) × 26 = 126 bits: beyond guessing at any speed
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
    def draw(length: int) -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(length))

    return Codes(draw(TOKEN_LENGTH), draw(CODE_LENGTH))


def issue(invitation: Invitation) -> Codes:
    """Give the invitation new codes; those it had, if any, open nothing any more."""
    codes = new_codes()
    invitation.token_hash = token_hash(codes.token)
    invitation.code_hash = code_hash(codes.short_code)
    nonce = secrets.token_bytes(12)
    box = AESGCM(_key()).encrypt(nonce, f"{codes.token}{codes.short_code}".encode(), None)
    invitation.sealed = base64.b64encode(nonce + box).decode()
    return codes


def unseal(invitation: Invitation) -> Codes:
    """The codes of the letter, for printing it. Raises cryptography's InvalidTag under a wrong key."""
    raw = base64.b64decode(invitation.sealed)
    text = AESGCM(_key()).decrypt(raw[:12], raw[12:], None).decode()
    return Codes(text[:TOKEN_LENGTH], text[TOKEN_LENGTH:])


def _key() -> bytes:
    key: bytes = current_app.config["TOKEN_KEY"]
    return key


def token_hash(token: str) -> str:
    """126 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hash(short_code: str) -> str:
    """38.9 bits can be tried through, so the hash depends on the key."""
    return hmac.new(_key(), short_code.encode(), "sha256").hexdigest()


def read_code(text: str) -> str:
    """What a person typed or a camera read, as bare symbols: full width, small letters, blanks and hyphens forgiven.

    Of an address (https://host/i/TOKEN) only the token remains.
    """
    text = digits(text).upper()
    if "/I/" in text:
        text = text.rsplit("/I/", 1)[1].split("?")[0].split("/")[0]
    return re.sub(r"[\s\-‐-―_.]", "", text)


def find_by_token(text: str) -> Invitation | None:
    """The invitation whose token this is, for a guest: the token itself is what allows it, so no scope applies."""
    hashed = _hash_of(text)
    if hashed is None:
        return None
    return db.session.scalar(_with_event_and_client().where(Invitation.token_hash == hashed))


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


def id_by_token(text: str) -> tuple[int, str] | None:
    """Only the invitation's id and language, for an answer that locks and reads the row itself."""
    hashed = _hash_of(text)
    if hashed is None:
        return None
    row = db.session.execute(
        sa.select(Invitation.id, Invitation.language).where(Invitation.token_hash == hashed)
    ).one_or_none()
    return None if row is None else (row.id, row.language)


def _hash_of(text: str) -> str | None:
    token = read_code(text)
    if len(token) != TOKEN_LENGTH or not set(token) <= set(ALPHABET):
        return None
    return token_hash(token)


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
        joinedload(Invitation.client).joinedload(Client.rm),
    )
