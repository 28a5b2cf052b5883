"""Words for what other rooms tell of a client, by the source that their entries name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS: dict[str, Any] = {}


def word_sources(words: Mapping[str, Any]) -> None:
    """Let entries with these sources be read as `words`; each room calls it once, for its own."""
    _WORDS.update(words)


def source_word(source: str) -> str:
    """What the source says, in the reader's language; empty for one that says nothing by itself."""
    return str(_WORDS.get(source, ""))
