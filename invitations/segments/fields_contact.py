"""What can be asked of how often we see somebody, where, and whether we may."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from clients.contact.words import PURPOSES
from clients.models import Client
from clients.words import HOLDS, LANGUAGES, SPOKEN
from invitations.segments import asking
from invitations.segments.field_words import LABELS
from invitations.segments.further_kinds import Evenings, Scored, Typed
from invitations.segments.kinds import Choice, Field, Several, Since, Switch
from invitations.segments.making import codes, number
from invitations.segments.operators import Op
from invitations.segments.rows import Reference

SEEN: list[Field] = [
    Since(
        "last_contact",
        _l("Last contact"),
        {
            Op.NOT_WITHIN: _l("no contact within %(value)s days"),
            Op.WITHIN: _l("in contact within %(value)s days"),
            Op.NEVER: _l("never in contact"),
        },
        Client.last_contact_on,
        _l("never in contact"),
        trait=False,
        found=_l("last contact %(value)s"),
    ),
    Since(
        "last_invited",
        _l("Last invited"),
        {
            Op.NOT_WITHIN: _l("not invited within %(value)s days"),
            Op.WITHIN: _l("invited within %(value)s days"),
            Op.NEVER: _l("never invited"),
        },
        Client.last_invited_on,
        _l("never invited"),
        trait=False,
        found=_l("last invited %(value)s"),
    ),
    Since(
        "last_attended",
        _l("Last attended"),
        {
            Op.NOT_WITHIN: _l("not at an event within %(value)s days"),
            Op.WITHIN: _l("at an event within %(value)s days"),
            Op.NEVER: _l("never at an event"),
        },
        Client.attended_on_1,
        _l("never at an event"),
        found=_l("last at an event %(value)s"),
    ),
    number(
        "attended",
        _l("Events attended in all"),
        Client.times_attended,
        _l("attended at least %(value)s times"),
        _l("attended at most %(value)s times"),
        found=_l("events attended: %(value)s"),
    ),
    Evenings(
        "attended_lately",
        _l("Events attended lately"),
        {
            Op.AT_LEAST: _l("attended at least %(value)s times within %(further)s days"),
            Op.AT_MOST: _l("attended at most %(value)s times within %(further)s days"),
        },
        found=_l("attended %(value)s"),
    ),
    number(
        "absent",
        _l("No-shows"),
        Client.times_absent,
        _l("absent at least %(value)s times"),
        _l("absent at most %(value)s times"),
        found=_l("no-shows: %(value)s"),
    ),
    number(
        "invited",
        _l("Invited how often"),
        Client.times_invited,
        _l("invited at least %(value)s times"),
        _l("invited at most %(value)s times"),
        trait=False,
        found=_l("invited %(value)s times"),
    ),
    number(
        "declines",
        _l("Declined in a row"),
        Client.declines_in_row,
        _l("declined at least %(value)s times running"),
        _l("declined at most %(value)s times running"),
        found=_l("declined %(value)s times running"),
    ),
    Several(
        "label",
        _l("Relationship"),
        {Op.ANY: "%(list)s", Op.NONE: _l("not %(list)s")},
        LABELS,
        asking.labelled,
        lambda client, facts: asking.labels_of(client, facts.today),
    ),
]


def _score(code: str, label: Any, at_least: Any, at_most: Any, reaches: Any, score: Any) -> Scored:
    said = {Op.AT_LEAST: at_least, Op.AT_MOST: at_most}
    return Scored(code, label, said, None, 1, 5, reaches, score, found=code.upper() + " %(value)s")


SCORES: list[Field] = [
    _score(
        "r",
        _l("R: how lately in contact, 1 to 5"),
        _l("R at least %(value)s"),
        _l("R at most %(value)s"),
        asking.recency,
        asking.recency_of,
    ),
    _score(
        "f",
        _l("F: how often at events in a year, 1 to 5"),
        _l("F at least %(value)s"),
        _l("F at most %(value)s"),
        asking.frequency,
        asking.frequency_of,
    ),
    _score(
        "m",
        _l("M: weight by tier, 1 to 5"),
        _l("M at least %(value)s"),
        _l("M at most %(value)s"),
        asking.weight,
        asking.weight_of,
    ),
]

WHERE: list[Field] = [
    Reference(
        "branch",
        _l("Branch"),
        {Op.ANY: _l("of %(list)s"), Op.NONE: _l("not of %(list)s")},
        {},
        Client.branch_id,
        trait=False,
    ),
    Reference(
        "rm",
        _l("Relationship manager"),
        {Op.ANY: _l("cared for by %(list)s"), Op.NONE: _l("not cared for by %(list)s")},
        {},
        Client.rm_id,
        trait=False,
        found=_l("cared for by %(value)s"),
    ),
    Typed(
        "district",
        _l("District"),
        {Op.ANY: _l("in %(list)s"), Op.NONE: _l("not in %(list)s"), Op.UNKNOWN: _l("of unknown district")},
        Client.district,
        found=_l("in %(value)s"),
    ),
    Choice(
        "language",
        _l("Language of letters"),
        {Op.ANY: _l("letters in %(list)s")},
        LANGUAGES,
        Client.language,
        trait=False,
        found=_l("letters in %(value)s"),
    ),
    Several(
        "spoken",
        _l("Languages and dialects spoken"),
        {
            Op.ANY: _l("speaks %(list)s"),
            Op.ALL: _l("speaks %(list)s alike"),
            Op.NONE: _l("does not speak %(list)s"),
            Op.NO: _l("of unknown languages"),
        },
        SPOKEN,
        asking.speaking,
        lambda client, _facts: {code: 1 for code in client.spoken or () if code in SPOKEN},
        found=_l("speaks %(value)s"),
    ),
    Switch(
        "contactable",
        _l("May be contacted for an invitation today"),
        {Op.YES: _l("may be invited today"), Op.NO: _l("may not be invited today")},
        asking.may_be_invited,
        lambda client, facts: facts.invitable.get(client.id, False),
        trait=False,
    ),
    Several(
        "hold",
        _l("Hold"),
        {
            Op.NO: _l("not on hold"),
            Op.YES: _l("on hold"),
            Op.ANY: _l("under the hold %(list)s"),
            Op.NONE: _l("not under the hold %(list)s"),
        },
        codes(HOLDS),
        asking.held,
        lambda client, facts: dict.fromkeys(sorted(facts.holds.get(client.id, ())), 1),
        trait=False,
        found=_l("hold: %(value)s"),
    ),
    Several(
        "consent",
        _l("Consent"),
        {
            Op.ANY: _l("has agreed to %(list)s"),
            Op.ALL: _l("has agreed to %(list)s alike"),
            Op.NONE: _l("has not agreed to %(list)s"),
        },
        codes(PURPOSES),
        asking.consenting,
        lambda client, facts: dict.fromkeys(sorted(facts.consents.get(client.id, ())), 1),
        trait=False,
        found=_l("has agreed to %(value)s"),
    ),
]
