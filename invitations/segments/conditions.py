"""A rule as a condition of the database."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from clients.models import Client
from invitations.segments.catalogue import Catalogue
from invitations.segments.operators import Asked
from invitations.segments.rule import Condition, Group, Join, Node, Rule


def conditions(rule: Rule, today: date) -> list[sa.ColumnElement[bool]]:
    """What the rule asks of a client, as conditions that all must hold. What people typed is a bound value, never SQL.

    Whoever does not want to be chosen by traits is found by no rule that asks for one.
    """
    if rule.empty:
        return []
    parts = rule.root.nodes if rule.root.join is Join.ALL else (rule.root,)
    asked = [_clause(node, today, rule.catalogue) for node in parts]
    return [*asked, Client.no_profiling.is_(False)] if profiles(rule) else asked


def profiles(rule: Rule) -> bool:
    """Whether the rule looks at what somebody is, likes or did, beyond who cares for them and when we wrote last."""
    fields = (rule.catalogue.field(code) for code in rule.fields())
    return any(field is None or field.trait for field in fields)


def _clause(node: Node, today: date, catalogue: Catalogue) -> sa.ColumnElement[bool]:
    if isinstance(node, Condition):
        field = catalogue.field(node.field)
        if field is None:
            raise KeyError(node.field)  # the rule was read by another catalogue
        return field.clause(Asked(node.op, node.value, node.further, today))
    return _joined(node, today, catalogue)


def _joined(group: Group, today: date, catalogue: Catalogue) -> sa.ColumnElement[bool]:
    parts = [_clause(node, today, catalogue) for node in group.nodes]
    if group.join is Join.ALL:
        return sa.and_(*parts)
    some = sa.or_(*parts)
    return sa.not_(some) if group.join is Join.NONE else some
