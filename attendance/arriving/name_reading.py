"""How a name is said, with tones, for hosts who have only read it."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.contrib.tone_convert import to_normal

from clients.book.naming import is_chinese, surname_readings
from clients.models import Client


def reading(client: Client) -> str:
    """How the name is said, with tones: Shàn Zhìgāng. Empty for a name without Chinese characters."""
    if not is_chinese(client.full_name):
        return ""
    given = "".join(lazy_pinyin(client.given_name, style=Style.TONE)).capitalize()
    return " ".join(filter(None, [_surname(client.surname).capitalize(), given]))


def _surname(surname: str) -> str:
    """The surname's own reading: 单 is Shàn here, whatever it is elsewhere. Without its tone where none is known."""
    if not surname:
        return ""
    plain = surname_readings(surname)[0]
    if len(surname) > 1:
        toned = "".join(lazy_pinyin(surname, style=Style.TONE))
        return toned if "".join(lazy_pinyin(surname, style=Style.NORMAL)) == plain else plain
    tones = pinyin(surname, style=Style.TONE, heteronym=True)[0]
    return next((tone for tone in tones if _untoned(tone) == plain), plain)


def _untoned(text: str) -> str:
    return str(to_normal(text, v_to_u=False))
