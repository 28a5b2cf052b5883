"""Guessing at tokens and short codes: counted in the database, so that every process counts the same tries.

A token has 126 bits and needs no limit to be safe; the limit keeps the log and the machine quiet. A short code has 39
bits and the phone's tail 13: there the limits are the lock.
"""

from __future__ import annotations

from werkzeug.exceptions import TooManyRequests

from core.limits import exhausted, forget, spend

UNKNOWN_TOKENS = "20 per 10 minutes"  # by address
TRIES_OF_A_CODE = "5 per 15 minutes"  # by address and code
WRONG_CODES = "200 per hour"  # of the whole installation


def unknown_token_allowed(address: str) -> bool:
    """Count an unknown token and say whether the address may still be told so. Known tokens are never counted."""
    return _spend("unknown_token", address, UNKNOWN_TOKENS)


def code_may_be_tried(address: str, code: str) -> bool:
    """Count a try before it is looked at, so that parallel tries can't all slip through, and say whether it is one."""
    return not exhausted("codes", "all", WRONG_CODES) and _spend("code", f"{address} {code}", TRIES_OF_A_CODE)


def code_was_right(address: str, code: str) -> None:
    """Only wrong tries lock: give the tries of this code back."""
    forget("code", f"{address} {code}", TRIES_OF_A_CODE)


def code_was_wrong() -> None:
    """Count towards what the whole installation bears, against guessing from many addresses."""
    _spend("codes", "all", WRONG_CODES)


def _spend(what: str, who: str, limit: str) -> bool:
    try:
        spend(what, who, limit)
    except TooManyRequests:
        return False
    return True
