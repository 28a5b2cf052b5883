"""Signatures of webhooks, in the manner of Standard Webhooks: whoever has the secret knows that it was us, and when."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"


def draw_secret() -> str:
    """A new secret: 256 random bits in base64 behind the prefix."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, message_id: str, moment: datetime, body: bytes) -> dict[str, str]:
    """The three headers. What is signed is the id, the second and the body, so that none can be exchanged."""
    stamp = str(int(moment.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    mac = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": f"v1,{mac}"}
