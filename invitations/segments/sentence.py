"""A rule as a sentence in the reader's language, so that one reads what one has put together."""

from __future__ import annotations

from functools import reduce

from flask_babel import gettext as _

from invitations.segments.catalogue import Catalogue
from invitations.segments.rule import Condition, Group, Join, Node, Rule


def sentence(rule: Rule) -> str:
    """Retired or homemaker, Wealth or above, fond of tea, not invited within 90 days."""
    if rule.empty:
        return _("everybody whom you may invite")
    return _group(rule.root, rule.catalogue)


def phrase_of(condition: Condition, catalogue: Catalogue) -> str:
    field = catalogue.field(condition.field)
    return field.phrase(condition.op, condition.value, condition.further) if field else ""


def _group(group: Group, catalogue: Catalogue) -> str:
    parts = [_said(node, catalogue) for node in group.nodes]
    if group.join is Join.ALL:
        return reduce(lambda before, after: _("%(before)s, %(after)s", before=before, after=after), parts)
    if group.join is Join.ANY:
        return _(" or else ").join(parts)
    if len(parts) == 1:
        return _("except %(part)s", part=parts[0])
    return _("none of these: %(list)s", list=_("; ").join(parts))


def _said(node: Node, catalogue: Catalogue) -> str:
    """A part; groups of several stand in brackets."""
    if isinstance(node, Condition):
        return phrase_of(node, catalogue)
    said = _group(node, catalogue)
    return _("(%(part)s)", part=said) if len(node.nodes) > 1 else said
