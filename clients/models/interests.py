"""The list of interests, of two levels, and how we know of one."""

from __future__ import annotations

import enum


class Interest(enum.Enum):
    TEA = "tea"
    WINE = "wine"
    COFFEE = "coffee"
    FOOD = "food"
    CALLIGRAPHY = "calligraphy"
    PAINTING = "painting"
    COLLECTING = "collecting"
    JEWELLERY = "jewellery"
    MUSIC = "music"
    THEATRE = "theatre"
    READING = "reading"
    HISTORY = "history"
    PHOTOGRAPHY = "photography"
    FLOWERS = "flowers"
    GARDENING = "gardening"
    PETS = "pets"
    HEALTH = "health"
    TAICHI = "taichi"
    YOGA = "yoga"
    RUNNING = "running"
    CYCLING = "cycling"
    HIKING = "hiking"
    GOLF = "golf"
    FISHING = "fishing"
    SHORT_TRIPS = "short_trips"
    CHILDREN = "children"
    EDUCATION = "education"
    MARKETS = "markets"
    SUCCESSION = "succession"
    RETIREMENT = "retirement"
    CHARITY = "charity"
    TECHNOLOGY = "technology"
    # New ones only at the end: the place of each is its bit in Client.interest_bits.
    SEAL_CARVING = "seal_carving"
    INCENSE = "incense"
    SKIING = "skiing"
    RACKETS = "rackets"
    DRIVING = "driving"
    CRUISES = "cruises"
    STUDY_ABROAD = "study_abroad"
    CARS = "cars"
    ARCHITECTURE = "architecture"
    GRAPE_WINE = "grape_wine"
    BAIJIU = "baijiu"
    WHISKY = "whisky"
    PORCELAIN = "porcelain"
    JADE = "jade"
    COINS = "coins"
    STAMPS = "stamps"
    CHINESE_MUSIC = "chinese_music"
    CLASSICAL_MUSIC = "classical_music"
    OPERA = "opera"


INTEREST_PARENTS: dict[Interest, Interest] = {
    Interest.GRAPE_WINE: Interest.WINE,
    Interest.BAIJIU: Interest.WINE,
    Interest.WHISKY: Interest.WINE,
    Interest.PORCELAIN: Interest.COLLECTING,
    Interest.JADE: Interest.COLLECTING,
    Interest.COINS: Interest.COLLECTING,
    Interest.STAMPS: Interest.COLLECTING,
    Interest.CHINESE_MUSIC: Interest.MUSIC,
    Interest.CLASSICAL_MUSIC: Interest.MUSIC,
    Interest.OPERA: Interest.MUSIC,
    Interest.STUDY_ABROAD: Interest.EDUCATION,
}
"""The second level of the list: who loves whisky is found by whoever asks for wine and spirits."""


class InterestSource(enum.Enum):
    """How we know of an interest."""

    SAID = "said"
    OBSERVED = "observed"
    ATTENDED = "attended"
