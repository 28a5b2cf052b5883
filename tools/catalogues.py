"""Which words of code and templates have no Chinese yet, and which Chinese has no word any more.

Run `python -m tools.catalogues`; a test does the same. English is what the code itself says.
"""

from __future__ import annotations

import sys
from functools import cache

from babel.messages.extract import extract_from_dir, extract_from_file

from core.config import ROOT
from core.languages import merged_catalogue

KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
_SKIPPED = {".venv", "node_modules", "tests", "migrations", "static", "data", "tools", "bench", "docs"}


@cache
def said() -> dict[str, list[str]]:
    """Every text that code and templates say (of a plural, the singular) and where."""
    found: dict[str, list[str]] = {}
    for folder in sorted(path for path in ROOT.iterdir() if path.is_dir() and path.name not in _SKIPPED):
        if folder.name.startswith("."):
            continue
        methods = [("**.py", "python"), ("**.html", "jinja2")]
        options = {"**.html": {"trimmed": "true", "extensions": "jinja2.ext.do", "silent": "false"}}
        for filename, line, message, _comments, _context in extract_from_dir(
            str(folder), methods, options, keywords=KEYWORDS
        ):
            text = message[0] if isinstance(message, tuple) else message
            found.setdefault(text, []).append(f"{folder.name}/{filename}:{line}")
    for line, message, _comments, _context in extract_from_file("python", str(ROOT / "app.py"), keywords=KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message
        found.setdefault(text, []).append(f"app.py:{line}")
    return found


@cache
def translated() -> dict[str, tuple[str, ...]]:
    """Every text that the Chinese catalogue knows, with its translation(s)."""
    known: dict[str, tuple[str, ...]] = {}
    for message in merged_catalogue():
        if message.id:
            text = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            known[text] = tuple(strings)
    return known


def missing() -> dict[str, list[str]]:
    """Texts without Chinese, and where they are said."""
    known = translated()
    return {text: places for text, places in said().items() if not any(known.get(text, ("",)))}


def unused() -> list[str]:
    """Chinese for texts that nothing says any more."""
    return sorted(set(translated()) - set(said()))


def main() -> int:
    lacking, spare = missing(), unused()
    for text, places in sorted(lacking.items(), key=lambda pair: pair[1]):
        print(f"no Chinese: {text!r}  ({places[0]})")
    for text in spare:
        print(f"said nowhere: {text!r}")
    print(f"{len(said())} texts, {len(lacking)} without Chinese, {len(spare)} said nowhere")
    return 1 if lacking or spare else 0


if __name__ == "__main__":
    sys.exit(main())
