"""The words of the same-type guard."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clients.words import INTERESTS, TIERS, TYPES
from core.errors import say
from events.type_profile import TypeProfile
from invitations.guests.same_type.composition import Light
from invitations.guests.same_type.exclusions import Exclusion
from invitations.guests.same_type.score import Part
from staff.words import call_rows

LIGHTS = {
    Light.GREEN: _l("One type"),
    Light.AMBER: _l("Rather mixed"),
    Light.RED: _l("Mixed"),
}
TONES = {Light.GREEN: "good", Light.AMBER: "attention", Light.RED: "seal"}

LIGHT_SENTENCES = {
    Light.GREEN: _l("These guests will find it easy to talk to each other."),
    Light.AMBER: _l("Some of these guests are of another type. Look at those who stand out below."),
    Light.RED: _l(
        "The guests on this list differ a good deal; people of one type find it easier to talk to each other."
    ),
}

PARTS = {
    Part.IDENTITY: _l("another type"),
    Part.TIER: _l("another tier"),
    Part.AGE: _l("another age, or not known"),
    Part.INTEREST: _l("interest not known"),
    Part.DISTRICT: _l("another side of town"),
}

EXCLUSIONS = {
    Exclusion.RISK_UNKNOWN: _l("Products are shown, and the risk level is not known"),
    Exclusion.RISK_TOO_LOW: _l("Products are shown that are riskier than this client may be offered"),
    Exclusion.NOT_QUALIFIED: _l("A private fund is on the programme; this client is no qualified investor"),
    Exclusion.MINOR: _l("Under eighteen; minors come with a guardian only"),
    Exclusion.OFFICIAL: _l("Holds a public office; guests of this evening are given presents"),
    Exclusion.KEPT_APART: _l("Is kept apart from somebody on the guest list"),
    Exclusion.THEME_REFUSED: _l("Wishes no more invitations to evenings of this theme"),
    Exclusion.THEME_LATELY: _l("Is invited to another evening of this theme shortly before or after"),
}


def in_words(profile: TypeProfile) -> str:
    """The profile in the reader's language: 退休 · 财富—私人银行 · 60 岁以上 · 茶."""
    said = []
    if profile.types:
        said.append(_(" or ").join(str(TYPES[one]) for one in profile.types))
    if profile.tiers:
        said.append(_("–").join(dict.fromkeys(str(TIERS[one]) for one in (profile.tiers[0], profile.tiers[-1]))))
    if profile.age_from is not None and profile.age_to is not None:
        said.append(_("aged %(first)s to %(last)s", first=profile.age_from, last=profile.age_to))
    elif profile.age_from is not None:
        said.append(_("aged %(first)s and over", first=profile.age_from))
    elif profile.age_to is not None:
        said.append(_("aged up to %(last)s", last=profile.age_to))
    if profile.interests:
        said.append(_(" or ").join(str(INTERESTS[one]) for one in profile.interests))
    said += [_(" or ").join(profile.districts)] if profile.districts else []
    return " · ".join(said)


call_rows({"guest_choice": _l("choice of guests"), "guest_exception": _l("exception for a guest")})

say(
    {
        "profile_types": _l("Choose at most %(most)s types: more, and the guests are of no type any more."),
        "profile_tiers": _l("At most two tiers that lie next to each other."),
        "profile_tiers_order": _l("Choose both tiers, the lower one first, or neither."),
        "profile_ages": _l("Ages from %(youngest)s to %(oldest)s, the lower one first."),
        "profile_interests": _l("Choose at most %(most)s interests."),
        "exception_not_yours": _l("Only a branch manager makes an exception."),
        "exception_reason": _l("Write down why this client is invited all the same."),
        "exception_never": _l("For this client no exception is possible."),
    }
)
