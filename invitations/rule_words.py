"""A segment's rule as a sentence, so that one reads what one has ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from clients.words import HOLDINGS, INTERESTS, TIERS, TYPES
from invitations.segments import SegmentRule


def in_words(rule: SegmentRule) -> str:
    """What the rule asks, in the reader's language."""
    parts = []
    if rule.types:
        parts.append(_("type: %(list)s", list=_either(rule.types, TYPES)))
    if rule.tiers:
        parts.append(_("tier: %(list)s", list=_either(rule.tiers, TIERS)))
    if rule.interests:
        parts.append(_("likes: %(list)s", list=_either(rule.interests, INTERESTS)))
    if rule.holdings:
        parts.append(_("holds: %(list)s", list=_either(rule.holdings, HOLDINGS)))
    if rule.min_holdings:
        parts.append(_("at least %(number)s kinds of holdings", number=rule.min_holdings))
    return _("; ").join(parts) if parts else _("everybody whom you may invite")


def _either(members: Sequence[Any], words: Mapping[Any, Any]) -> str:
    *others, last = (str(words[member]) for member in members)
    return _(", ").join(others) + _(" or ") + last if others else last
