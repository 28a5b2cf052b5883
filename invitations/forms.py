"""Forms of segments and of answers that clients told."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from clients.models import ClientType, Holding, Interest, Tier
from clients.settings import CORE_CLIENT_HOLDINGS, OLD_CLIENT_HOLDINGS
from clients.words import HOLDINGS, INTERESTS, TIERS, TYPES
from core.forms import Form, enum_choices, enum_coerce
from invitations.segments import Rule, simple_rule

ENOUGH = [
    SelectChoice(value="0", label=_l("Any number")),
    SelectChoice(value=str(OLD_CLIENT_HOLDINGS.default), label=_l("3 or more: an old client")),
    SelectChoice(value=str(CORE_CLIENT_HOLDINGS.default), label=_l("5 or more: a core client")),
]


PARTS: dict[str, type[enum.Enum]] = {"types": ClientType, "tiers": Tier, "interests": Interest, "holdings": Holding}


def _ticks(label: Any, kind: type[enum.Enum], words: Mapping[Any, Any]) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        coerce=enum_coerce(kind),
        choices=enum_choices(words),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class RuleForm(Form):
    """The boxes of a segment's rule. Within a group one is enough; every group that has ticks must be met."""

    types = _ticks(_l("Client type"), ClientType, TYPES)
    tiers = _ticks(_l("Tier"), Tier, TIERS)
    interests = _ticks(_l("Interests"), Interest, INTERESTS)
    holdings = _ticks(_l("Holdings"), Holding, HOLDINGS)
    min_holdings = RadioField(_l("Number of holdings"), choices=ENOUGH, default="0")

    @property
    def rule(self) -> Rule:
        return simple_rule(
            types=tuple(self.types.data or ()),
            tiers=tuple(self.tiers.data or ()),
            interests=tuple(self.interests.data or ()),
            holdings=tuple(self.holdings.data or ()),
            min_holdings=int(self.min_holdings.data or 0),
        )


def ticked(query: MultiDict[str, str]) -> dict[str, Any]:
    """The boxes that an address or a form ticks, in the words of a RuleForm; unknown ones are passed over."""
    known = {name: {member.value for member in kind} for name, kind in PARTS.items()}
    found: dict[str, Any] = {name: [code for code in query.getlist(name) if code in known[name]] for name in PARTS}
    return found | {"min_holdings": min(max(0, query.get("min_holdings", 0, type=int)), len(Holding))}


def rule_data(boxes: Mapping[str, Any]) -> dict[str, Any]:
    """What a RuleForm begins with to show these boxes ticked."""
    members = {name: [kind(code) for code in boxes[name]] for name, kind in PARTS.items()}
    return members | {"min_holdings": str(boxes["min_holdings"])}


class SegmentForm(Form):
    """What a segment has beside its rule."""

    name = StringField(
        _l("Name of the segment"),
        [
            DataRequired(_l("Give the segment a name that colleagues understand.")),
            Length(max=60, message=_l("Please shorten this to at most %(max)d characters.")),
        ],
    )
    shared = BooleanField(_l("Share it with the branch"))
