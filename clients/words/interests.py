"""The words for interests, by theme and level, and how we know of one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from clients.models import (
    Interest,
    InterestSource,
)

INTERESTS = {
    Interest.TEA: _l("Tea"),
    Interest.WINE: _l("Wine and spirits"),
    Interest.COFFEE: _l("Coffee"),
    Interest.FOOD: _l("Food and cooking"),
    Interest.CALLIGRAPHY: _l("Calligraphy"),
    Interest.PAINTING: _l("Chinese painting"),
    Interest.COLLECTING: _l("Collecting"),
    Interest.JEWELLERY: _l("Gold and jewellery"),
    Interest.MUSIC: _l("Music"),
    Interest.THEATRE: _l("Film and theatre"),
    Interest.READING: _l("Reading"),
    Interest.HISTORY: _l("History and antiquities"),
    Interest.PHOTOGRAPHY: _l("Photography"),
    Interest.FLOWERS: _l("Flowers"),
    Interest.GARDENING: _l("Gardening"),
    Interest.PETS: _l("Pets"),
    Interest.HEALTH: _l("Chinese medicine and health"),
    Interest.TAICHI: _l("Tai chi"),
    Interest.YOGA: _l("Yoga"),
    Interest.RUNNING: _l("Running"),
    Interest.CYCLING: _l("Cycling"),
    Interest.HIKING: _l("Hiking"),
    Interest.GOLF: _l("Golf"),
    Interest.FISHING: _l("Fishing"),
    Interest.SHORT_TRIPS: _l("Short trips"),
    Interest.CHILDREN: _l("Children"),
    Interest.EDUCATION: _l("Schools and study abroad"),
    Interest.MARKETS: _l("Markets"),
    Interest.SUCCESSION: _l("Tax and succession"),
    Interest.RETIREMENT: _l("Retirement"),
    Interest.CHARITY: _l("Charity"),
    Interest.TECHNOLOGY: _l("Technology"),
    Interest.SEAL_CARVING: _l("Seal carving"),
    Interest.INCENSE: _l("Incense"),
    Interest.SKIING: _l("Skiing"),
    Interest.RACKETS: _l("Tennis and badminton"),
    Interest.DRIVING: _l("Driving tours"),
    Interest.CRUISES: _l("Cruises"),
    Interest.STUDY_ABROAD: _l("Studies abroad"),
    Interest.CARS: _l("Cars"),
    Interest.ARCHITECTURE: _l("Architecture and old houses"),
    Interest.GRAPE_WINE: _l("Grape wine"),
    Interest.BAIJIU: _l("Baijiu"),
    Interest.WHISKY: _l("Whisky"),
    Interest.PORCELAIN: _l("Porcelain"),
    Interest.JADE: _l("Jade"),
    Interest.COINS: _l("Coins"),
    Interest.STAMPS: _l("Stamps"),
    Interest.CHINESE_MUSIC: _l("Chinese music"),
    Interest.CLASSICAL_MUSIC: _l("Classical music"),
    Interest.OPERA: _l("Chinese opera"),
}


INTEREST_SOURCES = {
    InterestSource.SAID: _l("Said so"),
    InterestSource.OBSERVED: _l("We noticed"),
    InterestSource.ATTENDED: _l("Took part"),
}


CONFIDENCES = {3: _l("Certain"), 2: _l("Likely"), 1: _l("Perhaps")}


INTEREST_THEMES = (
    (
        _l("Tea, wine and the table"),
        (Interest.TEA, Interest.WINE, Interest.COFFEE, Interest.FOOD),
    ),
    (
        _l("Brush, collecting and crafts"),
        (
            Interest.CALLIGRAPHY,
            Interest.PAINTING,
            Interest.SEAL_CARVING,
            Interest.COLLECTING,
            Interest.JEWELLERY,
            Interest.INCENSE,
            Interest.FLOWERS,
        ),
    ),
    (
        _l("Music, books and pictures"),
        (
            Interest.MUSIC,
            Interest.THEATRE,
            Interest.READING,
            Interest.HISTORY,
            Interest.ARCHITECTURE,
            Interest.PHOTOGRAPHY,
        ),
    ),
    (
        _l("Health and sport"),
        (
            Interest.HEALTH,
            Interest.TAICHI,
            Interest.YOGA,
            Interest.RUNNING,
            Interest.CYCLING,
            Interest.HIKING,
            Interest.GOLF,
            Interest.RACKETS,
            Interest.FISHING,
            Interest.SKIING,
        ),
    ),
    (_l("On the road"), (Interest.SHORT_TRIPS, Interest.DRIVING, Interest.CRUISES, Interest.CARS)),
    (
        _l("Family and home"),
        (Interest.CHILDREN, Interest.EDUCATION, Interest.GARDENING, Interest.PETS),
    ),
    (
        _l("Money and the world"),
        (
            Interest.MARKETS,
            Interest.SUCCESSION,
            Interest.RETIREMENT,
            Interest.CHARITY,
            Interest.TECHNOLOGY,
        ),
    ),
)


"""The interests of the first level as a form groups them; those below each follow from INTEREST_PARENTS."""
