"""The words of the reply page that are not in a template."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.errors import say
from core.languages import HTML_LANG, LOCALES
from invitations.models import AgeGroup, DeclineReason, Diet

REASONS = {
    DeclineReason.DATE: _l("The time does not suit me"),
    DeclineReason.AWAY: _l("I am travelling"),
    DeclineReason.HEALTH: _l("My health does not allow it"),
    DeclineReason.THEME: _l("The subject is not for me"),
    DeclineReason.OTHER: _l("Another reason"),
}
"""What a guest may press; the words in the guest's language are what is kept, as the guest's own."""

AGES = {
    AgeGroup.ADULT: _l("Grown up"),
    AgeGroup.TEEN: _l("12 to 17 years"),
    AgeGroup.CHILD: _l("3 to 11 years"),
    AgeGroup.INFANT: _l("Up to 2 years, on the lap"),
}

PLATES = {
    Diet.HALAL: _l("Halal food"),
    Diet.VEGETARIAN: _l("Vegetarian, eggs and milk are fine"),
    Diet.VEGAN: _l("Vegan"),
    Diet.NO_PORK: _l("No pork"),
    Diet.NO_BEEF: _l("No beef"),
    Diet.NO_LAMB: _l("No lamb"),
    Diet.NO_SEAFOOD: _l("No seafood (allergy)"),
    Diet.NO_NUTS: _l("No nuts (allergy)"),
    Diet.NO_GLUTEN: _l("No gluten"),
    Diet.NO_LACTOSE: _l("No milk (lactose)"),
    Diet.LOW_SUGAR: _l("Little sugar"),
    Diet.LOW_SALT: _l("Little salt"),
    Diet.LOW_PURINE: _l("Few purines (gout)"),
    Diet.PREGNANT: _l("Expecting a child"),
    Diet.OTHER: _l("Something else"),
}
"""As the guest's page says it; staff read their own words."""

RELATIONS = (
    _l("Wife or husband"),
    _l("Son or daughter"),
    _l("Mother or father"),
    _l("Grandchild"),
    _l("Friend"),
    _l("Someone else"),
)
"""How a companion is related; the words in the guest's language are kept."""

say(
    {
        "reason_without_decline": _l("There is nothing to give a reason for: you have not declined."),
        "nobody_ticked": _l("Please tick who will come. If nobody can, go back and press “I can't come”."),
        "wish_without_yes": _l("Please say first whether you will come."),
        "wish_unknown": _l("Please press one of the buttons."),
        "word_too_long": _l("That is a little long. Please keep to %(most)s characters, or tell us by telephone."),
    }
)


def no_seat_for(name: str) -> str:
    """To a guest whose party finds no room: that the own seat stands, and whom to call."""
    return _(
        "There are not enough seats for so many at the moment. Nothing is changed: please call %(name)s, who will see "
        "what can be done.",
        name=name,
    )


@dataclass(frozen=True)
class UnknownWords:
    """The page of an unknown address in one language; `lang` is for the reader's voice and hyphens."""

    lang: str
    heading: str
    text: str
    code: str


def unknown_words(*, allowed: bool) -> list[UnknownWords]:
    """The page of an unknown address in both languages, since nobody knows yet who reads it."""
    found = []
    for language, locale in LOCALES.items():
        with force_locale(locale):
            text = (
                _(
                    "Please scan the letter's QR code once more, or type the reply code beside it. "
                    "If it still does not open, call your relationship manager at the number on the letter."
                )
                if allowed
                else _(
                    "Too many unknown addresses were tried from here. Please scan the letter's QR code again in ten "
                    "minutes, or call the number on the letter."
                )
            )
            found.append(UnknownWords(HTML_LANG[language], _("No invitation found"), text, _("Reply code")))
    return found
