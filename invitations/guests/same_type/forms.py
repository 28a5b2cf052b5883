"""Forms of the same-type guard: whom an evening is for, and a manager's exception."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from clients.models import ClientType, Interest, Tier
from clients.words import INTERESTS, TIERS, TYPES
from core.errors import DomainError
from core.forms import EditForm, Form, enum_choices, enum_coerce
from events.models import Event
from events.type_profile import PRODUCT_LEVELS, TypeProfile, check_profile

ANY = _l("Any")
LANGUAGES = [
    SelectChoice(value="", label=_l("Either")),
    SelectChoice(value="zh", label=_l("Chinese")),
    SelectChoice(value="en", label=_l("English")),
]
FIELD_OF = {
    "profile_types": "types",
    "profile_tiers": "tier_to",
    "profile_tiers_order": "tier_to",
    "profile_ages": "age_to",
    "profile_interests": "interests",
}
"""At which field a rule's refusal is shown."""


def _ticks(label: Any, kind: Any, words: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        coerce=enum_coerce(kind),
        choices=enum_choices(words),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ProfileForm(EditForm):
    """Whom an evening is for. Every field may be left as it is: then anybody is of the type."""

    types = _ticks(_l("Client type"), ClientType, TYPES)
    tier_from = SelectField(_l("Tier from"), coerce=enum_coerce(Tier), choices=enum_choices(TIERS, blank=ANY))
    tier_to = SelectField(_l("Tier up to"), coerce=enum_coerce(Tier), choices=enum_choices(TIERS, blank=ANY))
    age_from = IntegerField(_l("Age from"), [Optional()])
    age_to = IntegerField(_l("Age up to"), [Optional()])
    interests = _ticks(_l("Interests"), Interest, INTERESTS)
    districts = StringField(
        _l("Districts"), [Length(max=120, message=_l("Please shorten this to at most %(max)d characters."))]
    )
    language = SelectField(_l("Language of the evening"), choices=LANGUAGES)
    product_level = SelectField(
        _l("Products shown, up to"),
        coerce=int,
        choices=[
            SelectChoice(value=0, label=_l("No products")),
            *(SelectChoice(value=level, label=f"R{level}") for level in range(1, PRODUCT_LEVELS + 1)),
        ],
    )
    private_fund = BooleanField(_l("A private fund is on the programme"))
    gifts = BooleanField(_l("Guests are given presents"))

    def __init__(self, event: Event, **options: Any) -> None:
        profile = TypeProfile.from_stored(event.type_profile or {})
        data = {name: getattr(profile, name) for name in profile.stored()}
        data["districts"] = "、".join(profile.districts)
        super().__init__(data=data, **options)
        self.watch(event)

    @property
    def profile(self) -> TypeProfile:
        """What the form says. Raises DomainError as `check_profile`."""
        return check_profile(
            TypeProfile(
                types=tuple(self.types.data or ()),
                tier_from=self.tier_from.data,
                tier_to=self.tier_to.data,
                age_from=self.age_from.data,
                age_to=self.age_to.data,
                interests=tuple(self.interests.data or ()),
                districts=tuple(
                    dict.fromkeys(part for part in re.split(r"[、，,;；\s]+", self.districts.data or "") if part)
                ),
                language=self.language.data or "",
                product_level=self.product_level.data or 0,
                private_fund=self.private_fund.data,
                gifts=self.gifts.data,
            )
        )

    def show(self, refusal: DomainError) -> None:
        """Put a rule's refusal at its field."""
        field = self[FIELD_OF[refusal.code]]
        field.errors = [*field.errors, refusal.sentence]


class ExceptionForm(Form):
    """Why somebody is invited although a rule speaks against it."""

    reason = StringField(
        _l("Why all the same"),
        [
            DataRequired(_l("Write down why this client is invited all the same.")),
            Length(max=200, message=_l("Please shorten this to at most %(max)d characters.")),
        ],
    )
