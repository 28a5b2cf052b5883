"""The words for this room's codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from printing.models import Design, Format
from staff.words import call_rows

DESIGNS = {
    Design.LAID: _l("Laid paper"),
    Design.INK_WASH: _l("Ink wash"),
    Design.FESTIVE: _l("Festive red"),
    Design.MODERN: _l("Modern"),
}

FORMATS = {
    Format.A4: _l("Letter on A4"),
    Format.A5: _l("Letter on A5"),
    Format.CARD: _l("Formal card"),
}

call_rows(
    {
        "stationery": _l("stationery"),
        "envelope_stock": _l("envelope stock"),
        "letter_template": _l("letter template"),
        "template_version": _l("version of a letter template"),
        "print_sign_off": _l("sign-off of a print run"),
    }
)
