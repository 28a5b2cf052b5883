"""Two languages, Chinese and English: which one a page speaks, its catalogues, and how moments are written."""

from __future__ import annotations

import io
import os
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel
from flask_login import current_user

from core.config import ROOT

LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
HTML_LANG = {"zh": "zh-CN", "en": "en"}
SOURCES = ROOT / "translations"


def pick_language() -> str:
    """The page's own wish, then the reader's choice, then what the browser asks for; Chinese otherwise."""
    if not has_request_context():
        return "zh"
    if (spoken := g.get("language")) in LANGUAGES:
        return str(spoken)  # without asking who reads, which may cost a look into the database
    wishes = (
        request.args.get("lang"),
        getattr(current_user, "language", None) if current_user else None,
        session.get("lang"),
    )
    for wish in wishes:
        if wish in LANGUAGES:
            return str(wish)
    best = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"], "zh")
    return "en" if best == "en" else "zh"


def speak(language: str) -> None:
    """Let the rest of this request speak `language`, as the reply page does with the client's own."""
    g.language = language if language in LANGUAGES else "zh"


def init_languages(app: Flask, time_zone: str) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(compile_catalogues())
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES["zh"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = time_zone
    Babel(app, locale_selector=lambda: LOCALES[pick_language()], timezone_selector=lambda: time_zone)
    zone = ZoneInfo(time_zone)

    @app.context_processor
    def language_of_the_page() -> dict[str, Any]:
        language = pick_language()
        return {"locale": language, "html_lang": HTML_LANG[language]}

    app.template_filter("day")(lambda value: day(value, pick_language(), zone))
    app.template_filter("clock")(lambda value: clock(value, zone))
    app.template_filter("moment")(lambda value: moment(value, pick_language(), zone))


def day(value: date | datetime, language: str, zone: ZoneInfo) -> str:
    """2027年4月10日 星期六 / Sat 10 April 2027, in the given zone."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    pattern = "y年M月d日 EEEE" if language == "zh" else "EEE d MMMM y"
    return format_date(value, pattern, locale=Locale.parse(LOCALES[language]))


def clock(value: datetime, zone: ZoneInfo) -> str:
    """14:30, in the given zone."""
    return format_time(value.astimezone(zone), "HH:mm", locale="en_GB")


def moment(value: datetime, language: str, zone: ZoneInfo) -> str:
    return f"{day(value, language, zone)} {clock(value, zone)}"


def rooms(language: str = "zh_CN") -> list[Path]:
    """The catalogue's files, one a room, so that each room's words are read and mended together."""
    return sorted((SOURCES / language).glob("*.po"))


def merged_catalogue(language: str = "zh_CN") -> Catalog:
    """All rooms' words in one catalogue. Raises ValueError when two rooms translate the same text differently."""
    merged = Catalog(locale=language, charset="utf-8")
    for path in rooms(language):
        with path.open("rb") as file:
            room = read_po(file, locale=language, charset="utf-8")
        for message in room:
            if not message.id:
                continue
            known = merged.get(message.id, context=message.context)
            if known is not None and known.string and known.string != message.string:
                raise ValueError(
                    f"{path.name}: {message.id!r} is {message.string!r} here and {known.string!r} elsewhere"
                )
            merged.add(message.id, message.string, context=message.context)
    return merged


def compile_catalogues() -> Path:
    """Compile the rooms' .po files into one .mo when they are newer; returns the folder that Flask-Babel reads.

    English is what the code itself says, so only Chinese has a catalogue to compile.
    """
    folder = SOURCES / "compiled"
    target = folder / LOCALES["zh"] / "LC_MESSAGES" / "messages.mo"
    sources = rooms()
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_mo(buffer, merged_catalogue())
        # Several processes may start at once: each writes its own file and the rename decides.
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(buffer.getvalue())
        os.replace(file.name, target)
    return folder
