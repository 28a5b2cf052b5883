"""vCards 2.1, 3.0 and 4.0 as rows of a list, read in the child process. The first row names the columns."""

from __future__ import annotations

import base64
import binascii
import io
import quopri
import re
from collections.abc import Iterator

from vobject.base import ParseError, getLogicalLines, parseLine

from core.spreadsheet_guard import MAX_CELL, MAX_ROWS, Refused

HEADINGS = (
    "full_name", "surname", "given_name", "name_en", "gender", "title", "birth_date", "lunar_birthday", "phone",
    "phones", "email", "emails",
    "postal_address", "postcode", "country", "addresses", "client_number", "talk_topics", "interests",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(HEADINGS)}
_KINDS = {"cell": "mobile", "mobile": "mobile", "home": "home", "work": "work", "fax": "", "pager": ""}
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_BARE_PARTS = re.compile(r"(?<!\\);")


def rows_of_cards(raw: bytes, text: str | None) -> Iterator[list[str]]:
    """A heading row, then a row for each card; `text` is None when the file is in no single encoding.

    Raises Refused: spreadsheet_unreadable when there is no whole card in it.
    """
    yield list(HEADINGS)
    whole = text if text is not None else raw.decode("latin-1")
    card: list[tuple[str, dict[str, list[str]], str]] | None = None
    found = 0
    for line, _number in getLogicalLines(io.StringIO(whole.replace("\r\n", "\n").replace("\r", "\n")), True):
        try:
            name, params, value, _group = parseLine(line, 0)
        except (ParseError, IndexError):
            continue  # one unreadable line spoils no card
        name = name.upper()
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card = []
        elif name == "END" and card is not None:
            found += 1
            if found > MAX_ROWS:
                raise Refused("spreadsheet_too_large")
            yield _row(card)
            card = None
        elif card is not None:
            said = _params(params)
            card.append((name, said, _value(value, said, bytewise=text is None)))
    if not found:
        raise Refused("spreadsheet_unreadable")


def _params(params: list[list[str]]) -> dict[str, list[str]]:
    """Name → values in small letters; vCard 2.1 writes the bare value (TEL;CELL:) where others name it (TYPE=CELL)."""
    said: dict[str, list[str]] = {}
    for param in params:
        if len(param) == 1:
            bare = param[0].lower()
            said.setdefault("encoding" if bare in ("quoted-printable", "base64") else "type", []).append(bare)
        else:
            words = [word.strip().lower() for part in param[1:] for word in part.split(",")]
            said.setdefault(param[0].lower(), []).extend(words)
    return said


def _value(value: str, said: dict[str, list[str]], *, bytewise: bool) -> str:
    """The text of a value, out of quoted-printable, base64 and its own charset; what can't be read is nothing."""
    encoding = (said.get("encoding") or [""])[0]
    if encoding in ("quoted-printable", "q"):
        content = quopri.decodestring(value.replace("=\n", "").encode("utf-8", "replace"))
    elif encoding in ("b", "base64"):
        try:
            content = base64.b64decode(value, validate=False)[:MAX_CELL]
        except (binascii.Error, ValueError):
            return ""
    elif bytewise:
        content = value.encode("latin-1", "ignore")
    else:
        return value
    for charset in (*said.get("charset", ()), "utf-8", "gb18030"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return ""


def _parts(value: str) -> list[str]:
    return [_plain(part) for part in _BARE_PARTS.split(value)]


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value).strip()


def _row(card: list[tuple[str, dict[str, list[str]], str]]) -> list[str]:
    row = [""] * len(HEADINGS)
    several: dict[str, list[tuple[bool, str, str]]] = {"TEL": [], "EMAIL": [], "ADR": []}
    for name, said, value in card:
        if name in several:
            text = _address(value) if name == "ADR" else _plain(value)
            kind = next((_KINDS[word] for word in said.get("type", ()) if word in _KINDS), "other")
            if text and kind:
                preferred = "pref" in said.get("type", ()) or said.get("pref", [""])[0] == "1"
                several[name].append((preferred, kind, re.sub(r"^(tel|mailto):", "", text, flags=re.IGNORECASE)))
        elif name == "N":
            _name(row, _parts(value))
        elif name == "FN":
            row[_PLACES["full_name"]] = _plain(value)
        else:
            _single(row, name, value)
    if row[_PLACES["surname"]] or row[_PLACES["given_name"]]:
        row[_PLACES["full_name"]] = ""  # FN is for show: 王文静 女士
    _contacts(row, several)
    return [text[: MAX_CELL - 1] for text in row]


def _name(row: list[str], parts: list[str]) -> None:
    surname, given, middle, prefix = [*parts, "", "", "", ""][:4]
    row[_PLACES["surname"]], row[_PLACES["given_name"]] = surname, " ".join(filter(None, (given, middle)))
    row[_PLACES["title"]] = row[_PLACES["title"]] or prefix


_SINGLE = {
    "BDAY": "birth_date", "TITLE": "title", "GENDER": "gender", "X-GENDER": "gender", "NOTE": "talk_topics",
    "UID": "", "X-CLIENT-NUMBER": "client_number", "X-LUNAR-BIRTHDAY": "lunar_birthday", "CATEGORIES": "interests",
    "X-NAME-EN": "name_en",
}  # fmt: skip


def _single(row: list[str], name: str, value: str) -> None:
    field = _SINGLE.get(name)
    if not field or row[_PLACES[field]]:
        return
    text = _plain(value)
    if field == "birth_date":
        text = re.sub(r"T.*$", "", text)
    elif field == "gender":
        text = text.split(";")[0]
        text = {"o": "", "n": "", "u": ""}.get(text.lower(), text)
    row[_PLACES[field]] = text


def _address(value: str) -> str:
    """An address's seven parts between bars, so that `_contacts` can put postcode and country apart."""
    return "|".join([*_parts(value), *[""] * 7][:7])


def _lines(parts: list[str]) -> str:
    _box, extended, street, place, region, _code, _country = parts
    if any("㐀" <= sign <= "鿿" for sign in "".join(parts)):
        return re.sub(r"\s+", "", region + place + street + extended)
    return "\n".join(filter(None, (extended, street, ", ".join(filter(None, (place, region))))))


def _contacts(row: list[str], several: dict[str, list[tuple[bool, str, str]]]) -> None:
    """The preferred number, address of mail and of post in their own columns, the others in those of further ones."""
    order = {"mobile": 0, "home": 1, "other": 2, "work": 3}
    for name, first, others in (("TEL", "phone", "phones"), ("EMAIL", "email", "emails")):
        kept = sorted(several[name], key=lambda one: (not one[0], order[one[1]] if name == "TEL" else 0))
        if kept:
            row[_PLACES[first]] = kept[0][2]
            row[_PLACES[others]] = "\n".join(f"{kind}: {text}" for _pref, kind, text in kept[1:])
    posts = sorted(several["ADR"], key=lambda one: not one[0])
    if posts:
        parts = posts[0][2].split("|")[:7]
        row[_PLACES["postal_address"]], row[_PLACES["postcode"]] = _lines(parts), parts[5]
        row[_PLACES["country"]] = parts[6]
        further = ((kind, text.split("|")[:7]) for _pref, kind, text in posts[1:])
        row[_PLACES["addresses"]] = "|".join(
            f"{kind}: {' '.join(filter(None, (_lines(parts).replace(chr(10), ', '), parts[5])))}"
            for kind, parts in further
        )
