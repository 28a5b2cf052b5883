"""How a guest's record is locked: with a key that grows out of the guest's own code, so that who finds the device
without the letter reads nothing.

The token has 126 bits: HKDF is enough. The short code has 39, so each guess must cost: see ROUNDS. Both give an id to
find the record by and a key to open it with; neither tells anything of the code or of the other.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from hashlib import pbkdf2_hmac
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.tokens import keyed_hash

ROUNDS = 150_000
"""2^39 codes × 150,000 rounds: one large graphics card (some 9·10⁹ rounds a second) tries them all in a hundred days,
for the names of one evening that was over long before. A phone opens one record in a tenth of a second."""
_ID, _KEY, _NONCE, _BLOCK = 16, 32, 12, 256
_MOST = 4096
_stretched: dict[tuple[str, bytes], bytes] = {}
"""Remembered, since each device asks anew every few minutes; this process holds the key to all codes anyway."""


def salt_of(event_id: int) -> bytes:
    """Each event has its own, always the same: what was worked out for one pack serves the next."""
    return bytes.fromhex(keyed_hash(f"pack {event_id}"))[:16]


def from_token(token: str, salt: bytes) -> tuple[str, bytes]:
    """(id, key) that grow out of the token in a letter's QR."""
    return _split(token.encode(), salt, "token")


def from_code(code: str, salt: bytes) -> tuple[str, bytes]:
    """(id, key) that grow out of the short code; the first time for a code this takes its while."""
    if (code, salt) not in _stretched:
        if len(_stretched) >= _MOST:
            _stretched.clear()
        _stretched[code, salt] = pbkdf2_hmac("sha256", code.encode(), salt, ROUNDS)
    return _split(_stretched[code, salt], salt, "code")


def is_quick(code: str, salt: bytes) -> bool:
    """Whether from_code() remembers this one."""
    return (code, salt) in _stretched


def seal(record: dict[str, Any], where: tuple[str, bytes], until: str) -> str:
    """The record locked; `until` is bound to it, so a changed date outside opens nothing.

    Filled up to full blocks: the length must not tell a party of six from a single guest.
    """
    found_by, key = where
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _BLOCK)
    nonce = secrets.token_bytes(_NONCE)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, text, f"{found_by} {until}".encode())).decode()


def _split(secret: bytes, salt: bytes, kind: str) -> tuple[str, bytes]:
    out = HKDF(algorithm=SHA256(), length=_ID + _KEY, salt=salt, info=f"yaji door {kind}".encode()).derive(secret)
    return out[:_ID].hex(), out[_ID:]
