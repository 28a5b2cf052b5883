"""The form of a branch's stationery."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, ColorField, RadioField, ValidationError

from core.forms import EditForm, enum_choices, enum_coerce
from printing.designs.colours import ACCENTS, LEAST_CONTRAST, contrast_on_white, is_colour
from printing.designs.look import DEFAULT_ACCENT
from printing.models import Design, Stationery
from printing.stationery_words import ACCENT_NAMES
from printing.words import DESIGNS

OWN = "own"
_SHOWN = ("design", "accent", "seal_mm", "card_paper", "card_named", "card_punctuated")
_PICTURE = {"accept": "image/png,image/jpeg"}


class StationeryForm(EditForm):
    """Design, colour, pictures and the habits of the formal card."""

    design = RadioField(_l("Design"), coerce=enum_coerce(Design), choices=enum_choices(DESIGNS), default=Design.LAID)
    accent = RadioField(
        _l("Accent colour"),
        choices=[*((colour, name) for colour, name in ACCENT_NAMES.items()), (OWN, _l("Our own"))],
        default=DEFAULT_ACCENT,
        description=_l("The one colour beside black: rules, the title of a card, a guest's name."),
    )
    own_accent = ColorField(_l("Our own colour"), default="#5A2A2A")
    logo = FileField(
        _l("Logo"),
        description=_l("PNG or JPEG, at most 2 MB; best on a transparent background. It stands over the bank's name."),
        render_kw=_PICTURE,
    )
    remove_logo = BooleanField(_l("Print without a logo"))
    seal = FileField(
        _l("Seal"),
        description=_l(
            "PNG or JPEG, at most 2 MB, cut close; best red on a transparent background. It lies over the branch's "
            "name and the date of a letter. Cards have none."
        ),
        render_kw=_PICTURE,
    )
    remove_seal = BooleanField(_l("Print without a seal"))
    seal_mm = RadioField(
        _l("Size of the seal on paper"),
        coerce=int,
        choices=[(40, _l("40 mm, a branch's round seal")), (22, _l("22 mm, a square seal of a person or a study"))],
        default=40,
    )
    card_paper = RadioField(
        _l("Paper of formal cards"),
        choices=[
            ("card", _l("Classic: 165 × 115 mm in Chinese, 150 × 110 mm in English")),
            ("dl", _l("Long: 210 × 99 mm")),
        ],
        default="card",
    )
    card_named = BooleanField(
        _l("The guest's name on the card"),
        default=True,
        description=_l("Otherwise only the envelope bears it, as in the old style."),
    )
    card_punctuated = BooleanField(
        _l("Punctuation on the Chinese card"),
        description=_l("The traditional card has none."),
    )

    def __init__(self, row: Stationery | None, **options: Any) -> None:
        # Not obj=row: the names of its files are no uploads.
        super().__init__(data={name: getattr(row, name) for name in _SHOWN} if row is not None else None, **options)
        self.watch(row)
        if row is not None and not self.is_submitted() and row.accent not in ACCENTS:
            self.accent.data, self.own_accent.data = OWN, row.accent

    @property
    def chosen_accent(self) -> str:
        """The colour as #RRGGBB."""
        return str(self.own_accent.data if self.accent.data == OWN else self.accent.data).upper()

    def validate_own_accent(self, field: ColorField) -> None:
        if self.accent.data != OWN:
            return
        if not is_colour(field.data or ""):
            raise ValidationError(_("Choose a colour."))
        found = contrast_on_white(field.data)
        if found < LEAST_CONTRAST:
            raise ValidationError(
                _(
                    "This colour is too pale to be read on white: its contrast is %(found)s, at least %(least)s is "
                    "needed. Choose a darker one.",
                    found=f"{found:.1f}",
                    least=LEAST_CONTRAST,
                )
            )
