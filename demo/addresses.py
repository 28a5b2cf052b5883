"""Where the demo's clients get their post: streets that do not exist, and a few clients whom nobody asked yet."""

from __future__ import annotations

from typing import Any

from demo.clients import Person

_STREETS = ("望潮路", "听竹街", "云栖桥路", "采莲巷", "晚枫大道", "石笋里", "青芦路", "半山亭路")
_ESTATES = ("听澜苑", "桂语里", "云上居", "知秋园", "兰亭新村", "望江府")
_STREETS_EN = ("Wangchao Road", "Tingzhu Street", "Cailian Lane")
_POSTCODES = {
    "上城": "310008", "拱墅": "310015", "西湖": "310013", "滨江": "310051", "萧山": "311201",
    "余杭": "311121", "临平": "311100", "钱塘": "310018", "富阳": "311400",
}  # fmt: skip
_ABROAD = {
    "Ka Ming Chan": ("Flat 12B, Harbour Terrace\n88 Camphor Street\nKowloon", "", "HK"),
    "Sophie Laurent": ("34 quai des Tilleuls\nBordeaux", "33000", "FR"),
    "Mary O'Connor": ("7 Larkfield Avenue\nRathgar\nDublin 6", "D06 X2Y1", "IE"),
}
_UNKNOWN_EVERY = 9


def address_of(person: Person, turn: int) -> dict[str, Any]:
    """The fields of the postal address; two of one household live under one roof."""
    if person.name_en in _ABROAD:
        address, postcode, country = _ABROAD[person.name_en]
        return {"postal_address": address, "postcode": postcode, "country": country}
    if turn % _UNKNOWN_EVERY == 5:
        return {}
    place = sum(map(ord, person.household)) if person.household else turn
    number, building, room = 8 + place * 7 % 290, 1 + place % 9, 101 + place % 18 * 100 + place % 4
    if person.language == "en":
        street = _STREETS_EN[place % len(_STREETS_EN)]
        address = f"Room {room}, Building {building}\n{number} {street}, Hangzhou"
    else:
        street, estate = _STREETS[place % len(_STREETS)], _ESTATES[place % len(_ESTATES)]
        address = f"浙江省杭州市{person.district}区{street}{number}号\n{estate}{building}幢{room}室"
    return {"postal_address": address, "postcode": _POSTCODES.get(person.district, "310000"), "country": "CN"}
