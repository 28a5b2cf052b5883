"""Amounts as people type and read them; the house keeps whole fen."""

from __future__ import annotations

import re

from core.forms import digits

FEN = 100
_TYPED = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")


def read_yuan(typed: str | None) -> int | None:
    """Fen from "12,800" or "¥ 12800.50"; none from nothing. Raises ValueError for anything else."""
    text = re.sub(r"[¥￥元,，\s]", "", digits(typed))
    if not text:
        return None
    found = _TYPED.fullmatch(text)
    if found is None:
        raise ValueError(typed)
    return int(found[1]) * FEN + int((found[2] or "0").ljust(2, "0"))


def yuan(fen: int | None) -> str:
    """¥12,800 or ¥66.67, without fen where there are none."""
    if fen is None:
        return ""
    whole, rest = divmod(abs(fen), FEN)
    sign = "−" if fen < 0 else ""
    return f"{sign}¥{whole:,}.{rest:02d}" if rest else f"{sign}¥{whole:,}"


def plain(fen: int | None) -> str:
    """As a form shows it again: 12800 or 12800.50."""
    if fen is None:
        return ""
    whole, rest = divmod(fen, FEN)
    return f"{whole}.{rest:02d}" if rest else str(whole)
