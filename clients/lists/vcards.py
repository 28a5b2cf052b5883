"""Clients as vCard 4.0: one card each, lines folded at 75 bytes as the standard asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clients.lists.dates import said_lunar
from clients.models.client import written_apart

_KINDS = {"mobile": "cell", "home": "home", "work": "work"}


def card_pieces(clients: Iterable[Mapping[str, Any]], fields: Mapping[str, Any], note: str) -> Iterator[bytes]:
    """The cards one by one, with only the fields that are wanted; `note` stands in each card's PRODID-like line."""
    for client in clients:
        lines = ["BEGIN:VCARD", "VERSION:4.0", *_lines({key: client.get(key) for key in (*fields, *_ALWAYS)}, fields)]
        lines += [f"X-TAKEN-OUT:{_text(note)}", "END:VCARD"]
        yield "".join(_folded(line) for line in lines).encode()


_ALWAYS = ("surname", "given_name", "name_en", "points", "addresses", "birthday", "postcode", "country")


def _lines(client: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[str]:
    surname, given = client["surname"] or "", client["given_name"] or ""
    latin = surname and given and written_apart(f"{surname}{given}")
    shown = f"{given} {surname}" if latin else f"{surname}{given}" or client["name_en"] or ""
    yield f"FN:{_text(shown)}"
    yield f"N:{_text(surname)};{_text(given)};;;"
    for field, name in (
        ("name_en", "X-NAME-EN"), ("number", "X-CLIENT-NUMBER"), ("title", "TITLE"), ("talk_topics", "NOTE"),
    ):  # fmt: skip
        if field in fields and client.get(field):
            yield f"{name}:{_text(client[field])}"
    if client.get("gender"):
        yield f"GENDER:{'F' if client['gender'] == 'female' else 'M'}"
    if "birth_date" in fields and (client.get("birth_date") or client.get("birthday")):
        born = client.get("birth_date")
        yield f"BDAY:{born.replace('-', '') if born else '--' + client['birthday'].replace('-', '')}"
    lunar = client.get("lunar_birthday")
    if lunar:
        yield f"X-LUNAR-BIRTHDAY:{said_lunar(lunar[0], lunar[1], leap=bool(lunar[2]), eve=bool(lunar[3]))}"
    yield from _contacts(client, fields)


def _contacts(client: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[str]:
    if client.get("phone"):
        yield f"TEL;TYPE=cell;PREF=1;VALUE=uri:tel:{client['phone']}"
    if client.get("email"):
        yield f"EMAIL;PREF=1:{_text(client['email'])}"
    for channel, value, kind, _note in client.get("points") or ():
        type_ = f";TYPE={_KINDS[kind]}" if kind in _KINDS else ""
        if channel == "phone" and "phones" in fields:
            yield f"TEL{type_};VALUE=uri:tel:{value}"
        elif channel == "email" and "emails" in fields:
            yield f"EMAIL{type_}:{_text(value)}"
    if client.get("postal_address") or client.get("postcode"):
        where, code, country = client["postal_address"] or "", client["postcode"] or "", client["country"] or ""
        yield f"ADR;PREF=1:;;{_text(where)};;;{_text(code)};{_text(country)}"
    if "addresses" in fields:
        for kind, where, code, country in client.get("addresses") or ():
            yield f"ADR;TYPE={_KINDS.get(kind, 'home')}:;;{_text(where)};;;{_text(code)};{_text(country)}"


def _text(value: Any) -> str:
    text = str(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes; no character is cut."""
    pieces, size, piece = [], 0, ""
    for sign in line:
        width = len(sign.encode())
        if size + width > 74:
            pieces.append(piece)
            piece, size = "", 0
        piece += sign
        size += width
    return "\r\n ".join([*pieces, piece]) + "\r\n"
