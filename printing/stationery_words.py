"""Words of the stationery page: designs, colours, and why a picture is refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from printing.designs.colours import ACCENTS
from printing.models import Design

DESCRIPTIONS = {
    Design.LAID: _l("An engraved letterhead over a thick and a thin rule. For laid or cotton paper, the year round."),
    Design.INK_WASH: _l("Bamboo in the corner, far hills along the foot. For tea, calligraphy and walks."),
    Design.FESTIVE: _l("Red and gold lines with latticed corners. For New Year and banquets; always red and gold."),
    Design.MODERN: _l("Everything at one edge, one thin rule, much white. For lectures and a younger table."),
}

ACCENT_NAMES = dict(
    zip(
        ACCENTS,
        (_l("Seal red"), _l("Pine"), _l("Indigo"), _l("Aubergine"), _l("Ochre"), _l("Ink")),
        strict=True,
    )
)

SAMPLES = {
    "a4": _l("Letter on A4"),
    "a5": _l("Letter on A5"),
    "back": _l("Letter on A5, the back"),
    "card": _l("Formal card"),
}

say(
    {
        "image_too_large": _l("This file is larger than 2 MB. Save the picture smaller and try again."),
        "image_wrong_kind": _l("This is not a PNG or JPEG picture that can be opened. Save it as PNG and try again."),
        "image_too_many_pixels": _l("This picture has more than 25 million pixels. Save it smaller and try again."),
        "image_too_small": _l("This picture has fewer than 120 pixels on its longer side and would print blurred."),
        "image_too_long": _l("This picture is more than eight times as long as it is high. Cut off its blank edges."),
    }
)
