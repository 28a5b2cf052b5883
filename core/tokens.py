"""Codes on paper: drawn at random, kept as a hash to be found by and as a sealed copy to be printed again.

The key that seals lies outside the database, so that a stolen backup opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from core.forms import digits

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXY"
"""29 symbols: none that is taken for another on paper (no 0 O, 1 I L, S, Z)."""
TOKEN_LENGTH = 26  # log2(29) × 26 = 126 bits: beyond guessing at any speed
_NONCE = 12


def draw(length: int) -> str:
    """So many symbols, as nobody can foretell them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def token_hash(token: str) -> str:
    """What a token is found by; 126 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(text: str) -> str:
    """What a code too short to be safe is found by: the hash depends on the key, so it can't be tried through."""
    return hmac.new(_key(), text.encode(), "sha256").hexdigest()


def seal(text: str) -> str:
    """`text` locked with the house's key, differently each time."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(_key()).encrypt(nonce, text.encode(), None)).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises cryptography's InvalidTag under a wrong key."""
    raw = base64.b64decode(sealed)
    return AESGCM(_key()).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()


def read_symbols(text: str, room: str) -> str:
    """What a person typed or a camera read, as bare symbols: full width, small letters, blanks and hyphens forgiven.

    Of an address (https://host/i/TOKEN, the room being "i") only the token remains.
    """
    text, place = digits(text).upper(), f"/{room.upper()}/"
    if place in text:
        text = text.rsplit(place, 1)[1].split("?")[0].split("/")[0]
    return re.sub(r"[\s\-‐-―_.]", "", text)


def hash_of(token: str) -> str | None:
    """The hash to look for, or None for what can't be a token of ours."""
    if len(token) != TOKEN_LENGTH or not set(token) <= set(ALPHABET):
        return None
    return token_hash(token)


def _key() -> bytes:
    key: bytes = current_app.config["TOKEN_KEY"]
    return key
